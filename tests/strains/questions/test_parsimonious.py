import numpy as np
import pytest

from strains.errors import Infeasible, LimitUnusable
from strains.lp.backends import BACKENDS
from strains.questions.parsimonious import Split, parsimonious


@pytest.fixture
def network(core):
    return core.base


@pytest.mark.parametrize("backend", sorted(BACKENDS))
def test_the_least_total_flux_of_the_core_model(network, backend):
    found = parsimonious(network, backend=backend)
    assert found.total == pytest.approx(518.4221, abs=1e-4)
    assert found.optimum.objective == pytest.approx(0.873921507, abs=1e-8)
    assert found.optimum.sound
    assert np.abs(network.matrix @ found.optimum.fluxes).max() < 1e-6


@pytest.mark.parametrize("fraction", [1.0, 0.9, 0.3, 0.0])
def test_cobrapy_finds_the_same(network, core, fraction):
    from cobra.flux_analysis import pfba

    from strains.models.model import load_model

    expected = pfba(load_model("cobra:textbook"), fraction_of_optimum=fraction)
    found = parsimonious(network, fraction)
    assert found.total == pytest.approx(np.abs(expected.fluxes).sum(), abs=1e-5)
    assert found.fraction == fraction


def test_less_is_asked_for_less_growth(network):
    totals = [parsimonious(network, fraction).total for fraction in (0.2, 0.5, 0.8, 1.0)]
    assert totals == sorted(totals)


def test_a_fraction_out_of_range_is_refused(network):
    with pytest.raises(LimitUnusable, match="fraction of the objective is 1.2; expected 0 to 1"):
        parsimonious(network, 1.2)


def test_infeasible_names_the_cause(network):
    with pytest.raises(Infeasible, match="ATPM"):
        parsimonious(network.with_bounds({"EX_glc__D_e": (0.0, 1000.0)}))


def test_a_negative_optimum_may_be_missed_by_the_same_share(network):
    costly = network.with_objective({"ATPM": -1.0})
    found = parsimonious(costly, 0.5)
    assert found.optimum.objective >= -8.39 * 1.5 - 1e-6


def test_splitting_keeps_every_flux(network):
    split = Split(network.problem)
    rng = np.random.default_rng(3)
    values = rng.uniform(0, 5, len(split.problem.columns))
    fluxes = split.joined(values)
    assert split.problem.matrix @ values == pytest.approx(network.matrix @ fluxes)
    assert np.all((split.problem.lower >= 0) | (split.problem.upper <= 0))
    costs = split.costs({network.place("PGI"): 2.0})
    assert sum(cost * values[column] for column, cost in costs.items()) == pytest.approx(
        2 * fluxes[network.place("PGI")]
    )
