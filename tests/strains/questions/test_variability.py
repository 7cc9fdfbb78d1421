import warnings

import numpy as np
import pytest

from strains.errors import Infeasible, LimitUnusable, SolverFailed, UnknownReaction
from strains.lp.backends import BACKENDS
from strains.models.model import load_model
from strains.models.model_cache import base_network
from strains.questions import variability
from strains.questions.variability import at_least, column_ranges, flux_variability

BIOMASS = "Biomass_Ecoli_core"


@pytest.fixture
def network(core):
    return core.base


@pytest.mark.parametrize("backend", sorted(BACKENDS))
@pytest.mark.parametrize("fraction", [1.0, 0.9, 0.0])
def test_cobrapy_finds_the_same(network, fraction, backend):
    from cobra.flux_analysis import flux_variability_analysis

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = flux_variability_analysis(load_model("cobra:textbook"), fraction_of_optimum=fraction, processes=1)
    found = flux_variability(network, fraction, backend=backend)
    assert found.minimum == pytest.approx(expected["minimum"].to_numpy(), abs=1e-6)
    assert found.maximum == pytest.approx(expected["maximum"].to_numpy(), abs=1e-6)
    assert found.optimum == pytest.approx(0.873921507, abs=1e-8)


@pytest.mark.slow
@pytest.mark.parametrize("fraction", [1.0, 0.9])
def test_cobrapy_finds_the_same_on_the_whole_genome(fraction):
    from cobra.flux_analysis import flux_variability_analysis

    network = base_network("cobra:iJO1366")
    asked = network.reactions[::7]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = flux_variability_analysis(
            load_model("cobra:iJO1366"), list(asked), fraction_of_optimum=fraction, processes=1
        )
    found = flux_variability(network, fraction, asked)
    assert found.minimum == pytest.approx(expected["minimum"].to_numpy(), abs=1e-5)
    assert found.maximum == pytest.approx(expected["maximum"].to_numpy(), abs=1e-5)


def test_only_what_is_asked_in_the_order_asked(network):
    found = flux_variability(network, 0.5, ["PFK", "EX_ac_e", "PFK"])
    assert found.reactions == ("PFK", "EX_ac_e", "PFK")
    assert found.maximum[0] == found.maximum[2]
    frame = found.to_frame()
    assert list(frame.index) == ["PFK", "EX_ac_e", "PFK"]
    assert np.all(frame["minimum"] <= frame["maximum"])


def test_processes_find_the_same(monkeypatch):
    network = base_network("cobra:iJO1366")
    asked = network.reactions[::3]
    one, two = (flux_variability(network, 0.9, asked, processes) for processes in (1, 2))
    assert one.minimum == pytest.approx(two.minimum, abs=1e-6)
    assert one.maximum == pytest.approx(two.maximum, abs=1e-6)


def test_a_range_without_end(network):
    loop = network.with_bounds(dict.fromkeys(("FRD7", "SUCDi"), (0.0, np.inf)))
    found = flux_variability(loop, 1.0, ["FRD7", "PFK"])
    assert found.maximum[0] == np.inf
    assert np.isfinite(found.maximum[1])


@pytest.mark.parametrize("fraction", [1.0, 0.8])
def test_a_negative_optimum(network, fraction):
    found = flux_variability(network.with_objective({"ATPM": -1.0}), fraction, ["ATPM"])
    assert found.optimum == pytest.approx(-8.39)
    assert found.maximum[0] == pytest.approx(8.39 * (2 - fraction), abs=1e-6)
    assert at_least(-10.0, 0.9) == pytest.approx(-11.0)
    assert at_least(10.0, 0.9) == pytest.approx(9.0)


@pytest.mark.parametrize("failing", ["_face", "_above"])
def test_what_fails_on_the_face_is_found_another_way(network, failing, monkeypatch):
    expected = flux_variability(network, 1.0)
    real = getattr(variability, failing)
    tries = []

    def broken(kernel, *rest):
        tries.append(kernel.backend)
        if kernel.backend == "glpk":
            raise SolverFailed("a range was infeasible: PFK")
        return real(kernel, *rest)

    monkeypatch.setattr(variability, failing, broken)
    if failing == "_above":
        monkeypatch.setattr(variability, "_face", broken_face(variability._face))
    found = flux_variability(network, 1.0)
    assert found.minimum == pytest.approx(expected.minimum, abs=1e-5)
    assert found.maximum == pytest.approx(expected.maximum, abs=1e-5)
    assert tries


def broken_face(real):
    def face(kernel):
        if kernel.backend == "glpk":
            raise SolverFailed("a range was infeasible: PFK")
        return real(kernel)

    return face


def test_when_no_way_helps_the_failure_is_raised(network, monkeypatch):
    def broken(*_):
        raise SolverFailed("a range was infeasible: PFK")

    monkeypatch.setattr(variability, "_face", broken)
    monkeypatch.setattr(variability, "_above", broken)
    with pytest.raises(SolverFailed, match="a range was infeasible: PFK"):
        flux_variability(network)


def test_what_cannot_be_asked_is_refused(network):
    with pytest.raises(LimitUnusable, match="fraction of the objective is 1.5; expected 0 to 1"):
        flux_variability(network, 1.5)
    with pytest.raises(UnknownReaction, match="did you mean 'PFK'"):
        flux_variability(network, 1.0, ["PFKK"])
    with pytest.raises(Infeasible, match="ATPM"):
        flux_variability(network.with_bounds({"EX_glc__D_e": (0.0, 1000.0)}))


def test_columns_of_any_problem(network):
    problem = network.problem.with_recourse("ATPM", "short")
    column = problem.index("short")
    optimum, least, most = column_ranges(problem, {problem.index(BIOMASS): 1.0}, [column], 1.0)
    assert optimum > 0.873921507  # nobody pays for maintenance
    assert least[0] == pytest.approx(8.39, abs=1e-6)
    assert most[0] == np.inf
