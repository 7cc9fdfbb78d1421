"""The followed basis against linear programmes solved afresh, on walks through the limits."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strains.dynamic.follower import Follower
from strains.dynamic.naming import bound_name
from strains.dynamic.program import program
from strains.dynamic.region import TOUCHES
from strains.errors import Infeasible

SUBSTANCES = ("glucose", "acetate", "formate", "ethanol")


def walk(follower, start, end):
    """Cross every bound that is passed on the straight way from ``start`` to ``end``."""
    crossed = 0
    for share in np.linspace(0.0, 1.0, 201):
        limits = start + share * (end - start)
        while follower.region.distances(limits).min() < -TOUCHES:
            assert follower.cross(int(follower.region.distances(limits).argmin()), limits) is not None
            crossed += 1
            assert crossed < 500
    return crossed


limits = st.tuples(st.floats(0.0, 20.0), st.floats(0.0, 8.0), st.floats(0.0, 25.0)).map(np.array)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=limits, end=limits)
def test_after_a_walk_the_outputs_are_those_of_a_fresh_optimum(core_culture, start, end):
    solved = program(core_culture(preferences={"lactate": -1.0}), SUBSTANCES)
    follower = Follower("cells", solved, start)
    before = follower.programmes
    walk(follower, start, end)
    assert follower.programmes == before
    fresh = Follower("cells", solved, end)
    at = np.append(1.0, end)
    assert follower.region.rates @ at == pytest.approx(fresh.region.rates @ at, abs=1e-7)


def test_levels_are_decided_in_their_order(core_culture):
    """Preferences cannot cost growth, and the first goes before the second."""
    point = np.array([10.0, 0.0, 5.0])
    rates = {}
    for signs in ((1.0, 1.0), (1.0, -1.0), (-1.0, 1.0)):
        preferences = dict(zip(("formate", "ethanol"), signs, strict=True))
        solved = program(core_culture(preferences=preferences), SUBSTANCES)
        rates[signs] = Follower("cells", solved, point).region.rates @ np.append(1.0, point)
    growth = [one[0] for one in rates.values()]
    assert growth == pytest.approx([growth[0]] * 3, abs=1e-9)
    assert rates[1.0, 1.0][3] >= rates[-1.0, 1.0][3] - 1e-9
    assert rates[1.0, 1.0][4] >= rates[1.0, -1.0][4] - 1e-9


def test_fluxes_of_a_region_balance_and_stay_within_bounds(core_culture, core_network):
    culture = core_culture()
    solved = program(culture, SUBSTANCES)
    follower, point = Follower("cells", solved, np.array([10.0, 0.0, 15.0])), np.array([3.0, 2.0, 12.0])
    walk(follower, np.array([10.0, 0.0, 15.0]), point)
    affine = follower.region.columns
    fluxes = solved.reduced.expand(affine @ np.append(1.0, point))[: len(core_network.reactions)]
    assert np.abs(core_network.matrix @ fluxes).max() < 1e-8
    opened = [core_network.place(culture.exchanges[name]) for name in culture.uptake]
    inside = (fluxes >= core_network.lower - 1e-8) & (fluxes <= core_network.upper + 1e-8)
    inside[opened] = fluxes[opened] >= -point - 1e-8
    assert inside.all()


def test_the_programme_is_kept_with_its_network(core_culture):
    one, other = (program(core_culture(), SUBSTANCES) for _ in range(2))
    assert one is other
    assert program(core_culture(preferences={"lactate": 1.0}), SUBSTANCES) is not one


def test_what_is_missing_of_maintenance_is_a_share(core_culture, core_network):
    solved = program(core_culture(), SUBSTANCES)
    region = Follower("cells", solved, np.zeros(3)).region
    assert region.starving
    assert (region.rates @ np.array([1.0, 0.0, 0.0, 0.0]))[-1] == pytest.approx(1.0)
    half = core_network.with_bounds({"ATPM": (0.0, 0.0)})
    fed = Follower("cells", program(core_culture(network=half), SUBSTANCES), np.zeros(3)).region
    assert not fed.starving


def test_limits_and_bounds_have_names(core_culture):
    solved = program(core_culture(), SUBSTANCES)
    columns = len(solved.problem.columns)
    names = {bound_name(solved, columns + int(row), False) for row in solved.moving}
    assert names == {("EX_glc__D_e", "limit"), ("EX_ac_e", "limit"), ("EX_o2_e", "limit")}


def test_bounds_that_contradict_are_named(core_culture, core_network):
    forced = core_network.with_bounds({"EX_lac__D_e": (-1000.0, -5.0), "D_LACt2": (0.0, 0.0)})
    with pytest.raises(Infeasible, match="EX_lac__D_e"):
        Follower("cells", program(core_culture(network=forced, uptake={"glucose": 10.0}), ("glucose",)), np.zeros(1))
