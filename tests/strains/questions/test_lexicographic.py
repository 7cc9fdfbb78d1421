import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from strains.errors import UnknownReaction
from strains.lp.backends import BACKENDS
from strains.models.model_cache import base_network
from strains.questions.lexicographic import independent, lexicographic
from strains.questions.variability import flux_variability

GROWTH = 0.873921507


@pytest.fixture
def network(core):
    return core.base


def test_each_objective_decides_what_those_before_leave_open(network):
    # Without oxygen and with less growth, ethanol and formate are open.
    open_ended = network.with_bounds({"EX_o2_e": (0.0, 1000.0), "Biomass_Ecoli_core": (0.1, 0.1)})
    first = lexicographic(open_ended, [{"EX_etoh_e": 1.0}, {"EX_for_e": -1.0}])
    other = lexicographic(open_ended, [{"EX_etoh_e": -1.0}, {"EX_for_e": 1.0}])
    assert first.optimum.flux("EX_etoh_e") > other.optimum.flux("EX_etoh_e") + 1.0
    held = open_ended.with_bounds({"EX_etoh_e": (first.values[1] - 1e-9, 1000.0)}).with_objective({"EX_for_e": -1.0})
    assert first.values[2] == pytest.approx(flux_variability(held, 1.0, ["EX_for_e"]).optimum, abs=1e-6)
    assert first.values[0] == pytest.approx(0.1)


def test_nothing_more_asked_it_is_the_least_total_flux(network):
    found = lexicographic(network)
    assert found.values == pytest.approx((GROWTH,), abs=1e-8)
    assert found.total == pytest.approx(518.4221, abs=1e-4)
    assert found.unique
    assert found.optimum.sound


@pytest.mark.parametrize("model", ["cobra:textbook", "cobra:iJO1366"])
def test_it_is_the_same_whichever_solver_found_it(model):
    network = base_network(model)
    one, other = (lexicographic(network, [{"EX_ac_e": 1.0}], backend) for backend in sorted(BACKENDS))
    assert one.unique
    assert other.unique
    assert one.optimum.fluxes == pytest.approx(other.optimum.fluxes, abs=1e-6)


def test_an_objective_of_an_unknown_reaction_is_refused(network):
    with pytest.raises(UnknownReaction, match="EX_acx"):
        lexicographic(network, [{"EX_acx": 1.0}])


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 7), st.integers(1, 7), st.data())
def test_independence_is_that_of_the_rank(height, width, data):
    entries = st.sampled_from([0, 0, 0, 1, -1, 2])
    rows = data.draw(st.lists(st.lists(entries, min_size=width, max_size=width), min_size=height, max_size=height))
    matrix = np.array(rows, dtype=float)
    assert independent(sparse.csr_matrix(matrix)) == (np.linalg.matrix_rank(matrix) == width)
