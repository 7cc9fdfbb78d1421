"""The kernel answers for the original problem, whatever the compression, the solver and the basis were."""

import numpy as np
import pytest

from strains.errors import Infeasible, SolverFailed, Unbounded
from strains.lp.backends import BACKENDS
from strains.lp.kernel import MISS, Kernel, priced
from strains.lp.simplex import Status

BIOMASS = "Biomass_Ecoli_core"
GROWTH = 0.873921506968  # 1/h; COBRApy with GLPK on the same model


@pytest.fixture(params=sorted(BACKENDS))
def kernel(request, core):
    return Kernel(core.base.problem, request.param)


@pytest.fixture
def place(core):
    return core.base.place


class TestOptimum:
    def test_values_are_those_of_the_original(self, kernel, core, place):
        kernel.maximise({place(BIOMASS): 1.0})
        found = kernel.solve()
        network = core.base
        assert found.objective == pytest.approx(GROWTH, abs=1e-8)
        assert found.values[place(BIOMASS)] == pytest.approx(found.objective)
        assert np.abs(network.matrix @ found.values).max() <= 1e-6
        assert np.all(found.values >= network.lower - 1e-6)
        assert np.all(found.values <= network.upper + 1e-6)
        assert kernel.value(place("EX_o2_e")) == pytest.approx(found.values[place("EX_o2_e")])

    def test_another_objective_leaves_nothing_of_the_last(self, kernel, place):
        kernel.maximise({place(BIOMASS): 1.0, place("EX_ac_e"): 2.0})
        kernel.solve()
        kernel.maximise({place("EX_etoh_e"): 1.0})
        first = kernel.solve().objective
        assert first == pytest.approx(20.0, abs=0.5)
        kernel.maximise({place("EX_etoh_e"): 1.0})
        assert kernel.solve().objective == pytest.approx(first)
        assert kernel.solved == 3

    def test_bounds_move_and_come_back(self, kernel, place):
        glucose, biomass = place("EX_glc__D_e"), place(BIOMASS)
        kernel.maximise({biomass: 1.0})
        first = kernel.solve().objective
        kernel.bound(glucose, -5.0, 1000.0)
        half = kernel.solve().objective
        assert half < 0.6 * first
        kernel.bound(biomass, 0.0, half / 2)
        assert kernel.solve().objective == pytest.approx(half / 2)
        kernel.free([glucose, biomass])
        assert kernel.solve().objective == pytest.approx(first)

    def test_bounds_that_leave_those_of_the_problem_are_refused(self, kernel, place):
        with pytest.raises(ValueError, match=r"bounds -11 to 1000 of EX_glc__D_e leave those of the problem, -10 to"):
            kernel.bound(place("EX_glc__D_e"), -11.0, 1000.0)

    def test_two_columns_that_are_one_in_the_compressed_problem_share_their_bounds(self, kernel, place):
        # PGK and GAPD carry the same flux; the tighter bound of either holds.
        reduced = kernel.reduced
        assert reduced.leader[place("GAPD")] == reduced.leader[place("PGK")]
        kernel.maximise({place(BIOMASS): 1.0})
        kernel.bound(place("GAPD"), 0.0, 4.0)
        kernel.bound(place("PGK"), -6.0, 1000.0)
        values = kernel.solve().values
        assert values[place("GAPD")] == pytest.approx(4.0)
        assert values[place("PGK")] == pytest.approx(-4.0)
        kernel.bound(place("PGK"), -3.0, 1000.0)
        assert kernel.solve().values[place("GAPD")] == pytest.approx(3.0)
        kernel.bound(place("PGK"), -1000.0, -5.0)
        assert kernel.attempt() is Status.INFEASIBLE
        kernel.free([place("GAPD"), place("PGK")])
        assert kernel.attempt() is Status.OPTIMAL

    def test_a_column_that_is_a_number_takes_bounds_around_it_only(self, core, place):
        problem = core.base.problem.with_bounds({"PFK": (3.0, 3.0)})
        kernel = Kernel(problem)
        kernel.maximise({place(BIOMASS): 1.0})
        kernel.bound(place("PFK"), 3.0, 3.0)
        assert kernel.attempt() is Status.OPTIMAL
        assert kernel.value(place("PFK")) == 3.0


class TestPrices:
    def test_prices_are_those_of_finite_differences(self, kernel, place):
        columns = [place("EX_glc__D_e"), place("ATPM"), place("EX_o2_e"), place("PFK")]
        kernel.maximise({place(BIOMASS): 1.0})
        first = kernel.solve().objective
        prices = kernel.prices(columns)
        kernel.bound(columns[0], -10.0 + 1e-3, 1000.0)
        assert prices[0] == pytest.approx((kernel.solve().objective - first) / 1e-3, rel=1e-4)
        kernel.free(columns[:1])
        kernel.bound(columns[1], 8.39 + 1e-3, 1000.0)
        assert prices[1] == pytest.approx((kernel.solve().objective - first) / 1e-3, rel=1e-4)
        assert prices[2:] == pytest.approx([0.0, 0.0])

    def test_only_priced_places_with_a_finite_bound(self):
        low, high = np.array([0.0, -np.inf, 0.0]), np.array([np.inf, np.inf, 4.0])
        places, bounds = priced(low, high, np.array([0.0, 3.0, 4.0]), np.array([-1.0, 1.0, 1.0]))
        assert places.tolist() == [0, 2]
        assert bounds.tolist() == [0.0, 4.0]


class TestFace:
    def test_it_holds_the_optimum_and_lets_go(self, kernel, place):
        biomass, acetate = place(BIOMASS), place("EX_ac_e")
        kernel.maximise({biomass: 1.0})
        best = kernel.solve().objective
        with kernel.on_face():
            kernel.maximise({acetate: 1.0})
            found = kernel.solve()
            assert found.values[biomass] == pytest.approx(best, abs=1e-8)
            assert found.objective == pytest.approx(0.0, abs=1e-8)
        assert kernel.solve().objective > 10.0

    def test_bounds_given_before_hold_again_after_it(self, kernel, place):
        kernel.bound(place("EX_glc__D_e"), -4.0, 1000.0)
        kernel.maximise({place(BIOMASS): 1.0})
        first = kernel.solve().objective
        with kernel.on_face():
            kernel.solve()
        assert kernel.solve().objective == pytest.approx(first)
        kernel.free([place("EX_glc__D_e")])
        assert kernel.solve().objective > first


class TestFailure:
    def test_infeasible_and_unbounded_are_errors_with_names(self, core, place):
        kernel = Kernel(core.base.problem)
        kernel.maximise({place(BIOMASS): 1.0})
        kernel.bound(place("EX_glc__D_e"), 0.0, 1000.0)
        with pytest.raises(Infeasible, match="ATPM"):
            kernel.solve()
        cycle = dict.fromkeys(("FRD7", "SUCDi"), (0.0, np.inf))
        wide = Kernel(core.base.problem.with_bounds(cycle))
        wide.maximise({place("FRD7"): 1.0})
        with pytest.raises(Unbounded, match="FRD7, SUCDi can run without end"):
            wide.solve()

    def test_contradictory_bounds_are_infeasible_at_once(self, core):
        kernel = Kernel(core.base.problem.with_bounds({"PGK": (5.0, 10.0), "GAPD": (1.0, 10.0)}))
        kernel.maximise({})
        assert kernel.attempt() is Status.INFEASIBLE
        with pytest.raises(Infeasible):
            kernel.solve()

    @pytest.mark.parametrize("failures", [1, 2, 3])
    def test_a_suspicious_answer_is_found_again(self, core, place, failures, monkeypatch):
        """From scratch, with a looser tolerance, then by the other solver."""
        kernel = Kernel(core.base.problem)
        kernel.maximise({place(BIOMASS): 1.0})
        left = [failures]
        for solver in BACKENDS.values():
            real = solver.miss

            def miss(self, real=real):
                left[0] -= 1
                return 2 * MISS if left[0] >= 0 else real(self)

            monkeypatch.setattr(solver, "miss", miss)
        assert kernel.solve().objective == pytest.approx(0.8739, abs=1e-4)
        assert kernel.rescued == failures

    def test_when_no_way_helps_it_says_so(self, core, place, monkeypatch):
        kernel = Kernel(core.base.problem)
        kernel.maximise({place(BIOMASS): 1.0})
        for solver in BACKENDS.values():
            monkeypatch.setattr(solver, "miss", lambda self: 1.0)
        with pytest.raises(SolverFailed, match="every answer violates the model"):
            kernel.solve()

    def test_bounds_and_costs_reach_the_solver_that_takes_over(self, core, place, monkeypatch):
        kernel = Kernel(core.base.problem)
        kernel.maximise({place("EX_ac_e"): 1.0})
        kernel.bound(place("EX_glc__D_e"), -5.0, 1000.0)
        expected = kernel.solve().objective
        monkeypatch.setattr(BACKENDS["glpk"], "miss", lambda self: 1.0)
        assert kernel.solve().objective == pytest.approx(expected, abs=1e-6)
        kernel.bound(place("EX_glc__D_e"), -2.5, 1000.0)
        assert kernel.solve().objective < expected
