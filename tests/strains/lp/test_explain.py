"""The sentence names the true culprit: forced fluxes and the limits against them, or what runs without end."""

import numpy as np
import pytest
from scipy import sparse

from strains.lp.explain import infeasible, unbounded
from strains.lp.problem import Problem


@pytest.fixture
def problem(core):
    return core.base.problem


class TestInfeasible:
    def test_maintenance_without_glucose(self, problem):
        told = str(infeasible(problem.with_bounds({"EX_glc__D_e": (0.0, 1000.0)})))
        assert told.startswith("the model cannot carry ATPM >= 8.39 (at best 0 mmol/gDW/h")
        assert "EX_glc__D_e >= 0" in told
        assert told.endswith("ease a limit or lower what is forced")

    def test_a_limit_that_is_no_help_is_not_named(self, problem):
        told = str(infeasible(problem.with_bounds({"EX_glc__D_e": (0.0, 1000.0), "FRUpts2": (0.0, 0.5)})))
        assert "FRUpts2" not in told

    def test_how_far_it_can_be_had(self, problem):
        # 2.75 mol ATP per mol glucose without oxygen.
        bounds = {"EX_glc__D_e": (-2.0, 1000.0), "EX_o2_e": (0.0, 1000.0)}
        told = str(infeasible(problem.with_bounds(bounds)))
        assert "ATPM >= 8.39 (at best 5.5 mmol/gDW/h" in told
        assert "EX_glc__D_e >= -2" in told

    def test_a_growth_that_cannot_be(self, problem):
        told = str(infeasible(problem.with_bounds({"Biomass_Ecoli_core": (1.0, 1000.0)})))
        assert "Biomass_Ecoli_core >= 1 (at best 0.8739" in told
        assert "EX_glc__D_e >= -10" in told

    def test_a_forced_uptake(self, problem):
        told = str(infeasible(problem.with_bounds({"EX_fum_e": (-1000.0, -5.0), "FUMt2_2": (0.0, 1.0)})))
        assert "EX_fum_e <= -5 (at best -1 mmol/gDW/h" in told
        assert "FUMt2_2 <= 1" in told

    def test_crossed_bounds(self, problem):
        told = str(infeasible(problem.with_bounds({"PFK": (5.0, 1.0), "PGI": (3.0, -3.0)})))
        assert told == "the lower bound is above the upper bound of PFK, PGI; swap or correct them"

    def test_nothing_supplies_it(self):
        matrix = sparse.csc_matrix([[1.0]])
        one = Problem(("drain",), matrix, np.array([1.0]), np.array([2.0]), np.zeros(1), np.zeros(1))
        assert "the model cannot carry drain >= 1" in str(infeasible(one))
        assert "no reaction supplies it" in str(infeasible(one))


class TestUnbounded:
    def test_a_loop_is_named(self, problem):
        loop = problem.with_bounds(dict.fromkeys(("FRD7", "SUCDi"), (0.0, np.inf)))
        told = str(unbounded(loop, {loop.index("FRD7"): 1.0}))
        assert "FRD7, SUCDi can run without end" in told
        assert "finite bound" in told

    def test_an_uptake_without_end_and_what_it_feeds(self, problem):
        route = ("EX_glc__D_e", "GLCpts", "PPS", "PYK", "PGI")
        wide = problem.with_bounds({name: (-np.inf, np.inf) for name in problem.columns if name != "PFK"})
        told = str(unbounded(wide, {wide.index("EX_glc__D_e"): -1.0}))
        assert route[0] in told or "more can run without end" in told
        assert "PFK" not in told

    def test_a_negative_direction_counts(self, problem):
        wide = problem.with_bounds({"EX_fru_e": (-np.inf, 0.0), "FRUpts2": (0.0, 1000.0)})
        assert "give the exchange reactions finite bounds" in str(unbounded(wide, {wide.index("EX_fru_e"): -1.0}))
