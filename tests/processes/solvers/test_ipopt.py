"""SolverFactory("casadi_ipopt"): what Pyomo's users expect of an IPOPT, and the traps of the way through NL text."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.common.errors import ApplicationError
from pyomo.opt import SolverStatus, TerminationCondition, check_optimal_termination

from processes.solvers import ipopt, kernel, symbols
from processes.solvers.errors import SolverFailed, SolverMissing

SENSES = [pyo.minimize, pyo.maximize]


def solver(**options: Any) -> Any:
    return pyo.SolverFactory("casadi_ipopt", options=options)


def with_suffixes(model: pyo.ConcreteModel) -> pyo.ConcreteModel:
    for name in ("dual", "ipopt_zL_out", "ipopt_zU_out", "rc"):
        model.add_component(name, pyo.Suffix(direction=pyo.Suffix.IMPORT))
    return model


def curved(sense: Any, rhs: float = 2.0, lower: float = 0.1, upper: float = 1.5) -> pyo.ConcreteModel:
    """Both a constraint and bounds bind: z is drawn to its upper bound, w to its lower one."""
    m = with_suffixes(pyo.ConcreteModel())
    m.x, m.y = pyo.Var(initialize=0.8), pyo.Var(initialize=1.3)
    m.z = pyo.Var(initialize=1.0, bounds=(None, upper))
    m.w = pyo.Var(initialize=1.0, bounds=(lower, None))
    m.c = pyo.Constraint(expr=m.x + m.y == rhs)
    sign = 1 if sense == pyo.minimize else -1
    loss = (m.x - 1) ** 2 + 2 * m.y**2 + m.x * m.y - 3 * m.z + 0.1 * m.z**2 + pyo.exp(m.w)
    m.o = pyo.Objective(expr=sign * loss, sense=sense)
    return m


def optimum(**changes: Any) -> float:
    m = curved(**changes)
    solver(tol=1e-10).solve(m)
    return float(pyo.value(m.o))


@pytest.mark.parametrize("sense", SENSES)
class TestMultipliers:
    step = 1e-4

    def slope(self, sense: Any, name: str, at: float) -> float:
        up, down = (optimum(sense=sense, **{name: at + d}) for d in (self.step, -self.step))
        return (up - down) / (2 * self.step)

    def test_a_dual_is_the_derivative_by_the_right_hand_side(self, sense: Any) -> None:
        m = curved(sense)
        solver(tol=1e-10).solve(m)
        assert m.dual[m.c] == pytest.approx(self.slope(sense, "rhs", 2.0), rel=1e-5)

    def test_bound_multipliers_are_derivatives_by_the_bounds(self, sense: Any) -> None:
        m = curved(sense)
        solver(tol=1e-10).solve(m)
        assert m.ipopt_zU_out[m.z] == pytest.approx(self.slope(sense, "upper", 1.5), rel=1e-5)
        assert m.ipopt_zL_out[m.w] == pytest.approx(self.slope(sense, "lower", 0.1), rel=1e-5)
        assert (m.rc[m.z], m.rc[m.w]) == (m.ipopt_zU_out[m.z], m.ipopt_zL_out[m.w])
        assert m.rc[m.x] == pytest.approx(0, abs=1e-8)

    def test_signs_of_a_minimum_are_those_of_pyomos_ipopt(self, sense: Any) -> None:
        m = curved(sense)
        solver().solve(m)
        sign = 1 if sense == pyo.minimize else -1
        assert sign * m.ipopt_zL_out[m.w] > 0 > sign * m.ipopt_zU_out[m.z]

    def test_scaling_changes_nothing_but_the_way(self, sense: Any) -> None:
        plain, scaled = curved(sense), curved(sense)
        scaled.scaling_factor = pyo.Suffix(direction=pyo.Suffix.EXPORT)
        for component, factor in (
            (scaled.x, 10.0),
            (scaled.z, -3.0),
            (scaled.w, 0.2),
            (scaled.c, 7.0),
            (scaled.o, 4.0),
        ):
            scaled.scaling_factor[component] = factor
        for m in (plain, scaled):
            solver(tol=1e-10).solve(m)
        for name in "xyzw":
            assert scaled.component(name).value == pytest.approx(plain.component(name).value, abs=1e-7)
            for suffix in ("rc", "ipopt_zL_out", "ipopt_zU_out"):
                mine, other = scaled.component(suffix), plain.component(suffix)
                assert mine[scaled.component(name)] == pytest.approx(other[plain.component(name)], abs=1e-6)
        assert scaled.dual[scaled.c] == pytest.approx(plain.dual[plain.c], rel=1e-6)


class TestModels:
    def test_rosenbrock(self) -> None:
        m = pyo.ConcreteModel()
        m.x, m.y = pyo.Var(initialize=-1.2), pyo.Var(initialize=1.0)
        m.o = pyo.Objective(expr=(1 - m.x) ** 2 + 100 * (m.y - m.x**2) ** 2)
        results = solver().solve(m)
        assert check_optimal_termination(results)
        assert (m.x.value, m.y.value) == pytest.approx((1, 1), abs=1e-6)
        assert results.problem.upper_bound == pytest.approx(0, abs=1e-10)
        assert results.solver.iterations > 5

    def test_every_value_lands_on_its_variable_though_nonlinear_columns_and_rows_go_first(self) -> None:
        m = with_suffixes(pyo.ConcreteModel())
        m.v = pyo.Var(range(6), initialize=0.5, bounds=(0.01, None))
        m.linear = pyo.Constraint([0, 2, 4], rule=lambda m, i: m.v[i] == i + 1)
        m.curved = pyo.Constraint([1, 3, 5], rule=lambda m, i: m.v[i] ** 2 + m.v[i - 1] == (i + 1) ** 2 + i)
        m.o = pyo.Objective(expr=sum((i + 1) * m.v[i] for i in range(6)))
        solver().solve(m)
        assert [m.v[i].value for i in range(6)] == pytest.approx([1, 2, 3, 4, 5, 6], abs=1e-6)
        # d objective / d rhs of a curved row is (i + 1) dv_i/drhs = (i + 1)/(2 v_i) = 1/2.
        assert [m.dual[m.curved[i]] for i in (1, 3, 5)] == pytest.approx([0.5] * 3)

    def test_ranges_fixed_variables_and_named_expressions(self) -> None:
        m = pyo.ConcreteModel()
        m.x, m.y, m.k = pyo.Var(initialize=1), pyo.Var(initialize=1), pyo.Var(initialize=3)
        m.k.fix()
        m.e = pyo.Expression(expr=m.k * m.x + m.y)
        m.r = pyo.Constraint(expr=pyo.inequality(1, m.e, 2))
        m.off = pyo.Constraint(expr=m.x >= 100)
        m.off.deactivate()
        m.o = pyo.Objective(expr=m.e + (m.x - m.y) ** 2)
        solver().solve(m)
        assert pyo.value(m.e) == pytest.approx(1, abs=1e-6)
        assert m.k.value == 3

    def test_functions_that_cross(self) -> None:
        m = pyo.ConcreteModel()
        m.x = pyo.Var(initialize=0.5, bounds=(0.1, 0.9))
        x = m.x
        terms = [pyo.exp(x), pyo.log(x), pyo.log10(x), pyo.sqrt(x), pyo.sin(x), pyo.cos(x), pyo.tan(x), pyo.asin(x)]
        terms += [pyo.acos(x), pyo.atan(x), pyo.sinh(x), pyo.cosh(x), pyo.tanh(x), abs(x), x**2.5, 2**x, 1 / x, -x]
        m.f = pyo.Var(range(len(terms)))
        m.c = pyo.Constraint(range(len(terms)), rule=lambda m, i: m.f[i] == terms[i])
        m.at = pyo.Constraint(expr=x == 0.3)
        m.o = pyo.Objective(expr=0)
        solver().solve(m)
        assert [m.f[i].value for i in m.f] == pytest.approx([pyo.value(term) for term in terms], abs=1e-6)

    def test_no_objective_solves_the_equations(self) -> None:
        m = pyo.ConcreteModel()
        m.x = pyo.Var(initialize=2.0)
        m.c = pyo.Constraint(expr=m.x**2 == 9)
        assert check_optimal_termination(solver().solve(m))
        assert m.x.value == pytest.approx(3)

    def test_a_model_without_free_variables(self) -> None:
        m = pyo.ConcreteModel()
        m.x = pyo.Var(initialize=2.0)
        m.x.fix()
        m.o = pyo.Objective(expr=m.x**2)
        assert check_optimal_termination(solver().solve(m))

    def test_a_block_is_solved_alone(self) -> None:
        m = pyo.ConcreteModel()
        m.b = pyo.Block()
        m.b.x = pyo.Var(initialize=1.0)
        m.b.o = pyo.Objective(expr=(m.b.x - 4) ** 2)
        m.o = pyo.Objective(expr=m.b.x)
        solver().solve(m.b)
        assert m.b.x.value == pytest.approx(4)

    def test_a_power_at_its_bound_wants_bound_relax_factor(self) -> None:
        m = pyo.ConcreteModel()
        m.x = pyo.Var(initialize=0.5, bounds=(0, 1))
        m.o = pyo.Objective(expr=m.x + m.x**1.5)
        assert check_optimal_termination(solver(bound_relax_factor=0.0).solve(m))
        assert 0 <= m.x.value < 1e-6

    def test_presolve_by_linear_equations_gives_the_eliminated_variables_values(self) -> None:
        for load in (True, False):
            m = pyo.ConcreteModel()
            m.x, m.y = pyo.Var(initialize=1), pyo.Var(initialize=1)
            m.c = pyo.Constraint(expr=m.x + 2 * m.y == 5)
            m.o = pyo.Objective(expr=m.x**2 + m.y**2)
            results = solver().solve(m, linear_presolve=True, load_solutions=load)
            if not load:
                assert (m.x.value, m.y.value) == (1, 1)
                m.solutions.load_from(results)
            assert (m.x.value, m.y.value) == pytest.approx((1, 2))

    def test_discrete_variables_are_relaxed_and_the_log_says_so(self, caplog: pytest.LogCaptureFixture) -> None:
        m = pyo.ConcreteModel()
        m.n = pyo.Var(domain=pyo.Integers, bounds=(0, 5), initialize=1)
        m.o = pyo.Objective(expr=(m.n - 2.5) ** 2)
        with caplog.at_level(logging.WARNING, logger="pyomo"):
            solver().solve(m)
        assert m.n.value == pytest.approx(2.5)
        assert "discrete" in caplog.text

    def test_other_export_suffixes_do_not_disturb(self) -> None:
        m = curved(pyo.minimize)
        m.priority = pyo.Suffix(direction=pyo.Suffix.EXPORT, datatype=pyo.Suffix.INT)
        m.priority[m.x] = 3
        m.note = pyo.Suffix(direction=pyo.Suffix.IMPORT_EXPORT)
        m.note[m.c] = 2.5
        assert check_optimal_termination(solver().solve(m))


class TestWhatCannotBeExpressed:
    @pytest.mark.parametrize(
        ("expression", "hint"),
        [
            (lambda x: pyo.Expr_if(IF=x >= 1, THEN=x, ELSE=2 * x), "smooth"),
            (pyo.asinh, "log(x + sqrt(x**2 + 1))"),
            (lambda x: pyo.acosh(x + 2), "log(x + sqrt(x**2 - 1))"),
            (lambda x: pyo.atanh(x / 4), "log((1 + x)/(1 - x))/2"),
        ],
    )
    def test_the_error_says_what_to_write_instead(self, expression: Callable[[Any], Any], hint: str) -> None:
        m = pyo.ConcreteModel()
        m.x = pyo.Var(initialize=1.0)
        m.o = pyo.Objective(expr=expression(m.x))
        with pytest.raises(SolverFailed) as error:
            solver().solve(m)
        assert hint in str(error.value)

    def test_several_objectives(self) -> None:
        m = curved(pyo.minimize)
        m.second = pyo.Objective(expr=m.x)
        with pytest.raises(SolverFailed, match=r"2 active objectives \(o, second\)"):
            solver().solve(m)

    def test_an_unknown_option_is_named(self) -> None:
        with pytest.raises(SolverFailed, match="nonsense"):
            solver(nonsense=1).solve(curved(pyo.minimize))

    def test_an_unknown_argument_is_an_error(self) -> None:
        with pytest.raises(TypeError, match="tolerance"):
            solver().solve(curved(pyo.minimize), tolerance=1)


def one_variable(expression: Callable[[Any], Any], start: float = 1.0, bounds: Any = (None, None)) -> Any:
    m = pyo.ConcreteModel()
    m.x = pyo.Var(initialize=start, bounds=bounds)
    m.o = pyo.Objective(expr=expression(m.x))
    return m


@pytest.mark.filterwarnings("error")
class TestOutcomes:
    @pytest.fixture(autouse=True)
    def _quiet_log(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.CRITICAL, logger="pyomo")

    def condition(self, model: Any, **options: Any) -> TerminationCondition:
        return solver(**options).solve(model).solver.termination_condition

    def test_infeasible(self) -> None:
        m = one_variable(lambda x: x**2, bounds=(0, 1))
        m.c = pyo.Constraint(expr=pyo.exp(m.x) >= 10)
        assert self.condition(m) == TerminationCondition.infeasible

    def test_bounds_that_cross_are_infeasible(self) -> None:
        m = one_variable(lambda x: x**2, bounds=(0, 1))
        m.x.setlb(2)
        assert self.condition(m) == TerminationCondition.infeasible

    def test_a_constant_constraint_that_fails_is_infeasible(self) -> None:
        m = one_variable(lambda x: x**2)
        m.k = pyo.Var(initialize=1.0)
        m.k.fix()
        m.c = pyo.Constraint(expr=m.k >= 2)
        assert self.condition(m) == TerminationCondition.infeasible

    def test_unbounded(self) -> None:
        assert self.condition(one_variable(lambda x: -(x**2))) == TerminationCondition.unbounded

    def test_iteration_limit(self) -> None:
        m = one_variable(lambda x: (x - 3) ** 4)
        results = solver(max_iter=2).solve(m)
        assert results.solver.termination_condition == TerminationCondition.maxIterations
        assert results.solver.status == SolverStatus.warning

    def test_time_limit(self) -> None:
        m = one_variable(lambda x: (x - 3) ** 4)
        results = solver().solve(m, timelimit=1e-9)
        assert results.solver.termination_condition == TerminationCondition.maxTimeLimit

    def test_a_bad_start_is_a_status_and_leaves_the_model_alone(self) -> None:
        m = one_variable(pyo.log, start=-1.0)
        results = solver().solve(m)
        assert results.solver.status == SolverStatus.error
        assert "Invalid_Number" in str(results.solver.message)
        assert m.x.value == -1.0

    def test_too_many_equations(self) -> None:
        m = one_variable(lambda x: x)
        m.c = pyo.Constraint([1, 2], rule=lambda m, i: m.x**i == i)
        results = solver().solve(m)
        assert "Not_Enough_Degrees" in str(results.solver.message)

    def test_a_linear_solver_that_is_not_there_is_a_status(self) -> None:
        results = solver(linear_solver="ma27").solve(one_variable(lambda x: x**2))
        assert "Invalid_Option" in str(results.solver.message)

    def test_spral_is_there(self) -> None:
        results = solver(linear_solver="spral").solve(one_variable(lambda x: x**2 + x))
        assert check_optimal_termination(results)

    def test_a_limit_without_loading_keeps_its_point_in_the_results(self) -> None:
        m = one_variable(lambda x: (x - 3) ** 4)
        results = solver(max_iter=2).solve(m, load_solutions=False)
        assert m.x.value == 1.0
        m.solutions.load_from(results)
        assert 1 < m.x.value < 3


class TestResultsObject:
    def test_without_loading_values_and_suffixes_come_with_load_from(self) -> None:
        m, direct = curved(pyo.maximize), curved(pyo.maximize)
        solver().solve(direct)
        results = solver().solve(m, load_solutions=False)
        assert m.x.value == 0.8
        m.solutions.load_from(results)
        assert m.x.value == direct.x.value
        assert m.dual[m.c] == direct.dual[direct.c]
        assert m.rc[m.z] == direct.rc[direct.z]
        assert m.ipopt_zU_out[m.z] == direct.ipopt_zU_out[direct.z]

    def test_suffixes_are_refilled(self) -> None:
        m = curved(pyo.minimize)
        solver().solve(m)
        m.c.deactivate()
        solver().solve(m)
        assert m.c not in m.dual

    def test_bounds_of_the_objective_follow_the_sense(self) -> None:
        least, most = (solver().solve(curved(sense)).problem for sense in SENSES)
        assert least.upper_bound == pytest.approx(-most.lower_bound)


class TestSpeaking:
    def test_silent_by_default(self, capfd: pytest.CaptureFixture[str]) -> None:
        solver().solve(curved(pyo.minimize))
        solver().solve(one_variable(lambda x: x**2))
        out, err = capfd.readouterr()
        assert (out, err) == ("", "")

    def test_tee_prints_ipopts_log(self, capsys: pytest.CaptureFixture[str]) -> None:
        solver().solve(curved(pyo.minimize), tee=True)
        assert "Number of Iterations" in capsys.readouterr().out


class TestWarmStart:
    def test_values_and_multipliers_save_iterations(self, ethanol: Callable[[int], Any]) -> None:
        m = with_suffixes(ethanol(10))
        cold = solver().solve(m).solver.iterations
        again = solver().solve(m).solver.iterations
        warm = solver().solve(m, warmstart=True).solver.iterations
        assert warm < again < cold
        assert warm <= 3

    def test_by_ipopts_own_options_and_suffixes(self) -> None:
        m = curved(pyo.maximize)
        solver(tol=1e-9).solve(m)
        m.ipopt_zL_in, m.ipopt_zU_in = (pyo.Suffix(direction=pyo.Suffix.EXPORT) for _ in range(2))
        for mine, out in ((m.ipopt_zL_in, m.ipopt_zL_out), (m.ipopt_zU_in, m.ipopt_zU_out)):
            for variable, number in out.items():
                mine[variable] = number
        results = solver(**kernel.WARM_OPTIONS).solve(m)
        assert results.solver.iterations <= 2


class TestFactory:
    def test_available_with_casadi_and_an_error_without(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert solver().available()
        monkeypatch.setitem(sys.modules, "casadi", None)
        assert not solver().available(exception_flag=False)
        with pytest.raises(ApplicationError, match="pip install casadi"):
            solver().available()
        with pytest.raises(SolverMissing, match="pip install casadi"):
            symbols.import_casadi()

    def test_options_stay_with_the_solver_those_of_a_solve_do_not(self) -> None:
        s = solver(max_iter=2)
        s.options["tol"] = 1e-6
        m = one_variable(lambda x: (x - 3) ** 4)
        assert check_optimal_termination(s.solve(m, options={"max_iter": 100}))
        assert s.options == {"max_iter": 2, "tol": 1e-6}

    def test_the_name_ipopt_holds_only_inside_the_block(self) -> None:
        before = pyo.SolverFactory.get_class("ipopt")
        with ipopt.as_ipopt():
            assert isinstance(pyo.SolverFactory("ipopt"), ipopt.CasadiIpopt)
            with ipopt.as_ipopt():
                pass
            assert isinstance(pyo.SolverFactory("ipopt"), ipopt.CasadiIpopt)
        assert pyo.SolverFactory.get_class("ipopt") is before

    def test_the_name_is_given_back_after_an_error(self) -> None:
        before = pyo.SolverFactory.get_class("ipopt")
        with pytest.raises(RuntimeError, match="inside"), ipopt.as_ipopt():
            raise RuntimeError("inside")
        assert pyo.SolverFactory.get_class("ipopt") is before


SUBSTRATE = np.array([0.1, 0.25, 0.5, 1.0, 2.0, 5.0])
NOISE = np.array([1e-3, -1.5e-3, 5e-4, 1e-3, -1e-3, 5e-4])
GROWTH = 0.4 * SUBSTRATE / (0.5 + SUBSTRATE) + NOISE


def monod_experiment(s: float, mu: float) -> Any:
    from pyomo.contrib.parmest.experiment import Experiment

    m = pyo.ConcreteModel()
    m.mu_max = pyo.Var(initialize=0.2, bounds=(0, 5))
    m.ks = pyo.Var(initialize=1.0, bounds=(1e-3, 5))
    m.s = pyo.Var(initialize=s)
    m.mu = pyo.Var(initialize=mu)
    m.s.fix()
    m.law = pyo.Constraint(expr=m.mu * (m.ks + m.s) == m.mu_max * m.s)
    for name in ("experiment_outputs", "unknown_parameters", "measurement_error"):
        m.add_component(name, pyo.Suffix(direction=pyo.Suffix.LOCAL))
    m.experiment_outputs[m.mu] = mu
    m.measurement_error[m.mu] = 1e-3
    m.unknown_parameters[m.mu_max] = 0.4
    m.unknown_parameters[m.ks] = 0.5
    return Experiment(model=m)


class TestPyomosOwnTools:
    def test_parmest_fits_monod_growth_as_scipy_does(self) -> None:
        from pyomo.contrib.parmest.parmest import Estimator
        from scipy.optimize import curve_fit

        expected, _ = curve_fit(lambda s, mu_max, ks: mu_max * s / (ks + s), SUBSTRATE, GROWTH, p0=(0.4, 0.5))
        experiments = [monod_experiment(s, mu) for s, mu in zip(SUBSTRATE, GROWTH, strict=True)]
        with ipopt.as_ipopt():
            estimator = Estimator(experiments, obj_function="SSE")
            residual, theta = estimator.theta_est()
            covariance = estimator.cov_est(method="finite_difference")
        assert (theta["mu_max"], theta["ks"]) == pytest.approx(tuple(expected), rel=1e-5)
        # parmest gives the mean over the experiments.
        assert residual == pytest.approx(np.mean((expected[0] * SUBSTRATE / (expected[1] + SUBSTRATE) - GROWTH) ** 2))
        assert np.all(np.linalg.eigvalsh(np.asarray(covariance)) > 0)

    def test_gdpopt_enumerates_the_choices(self) -> None:
        from pyomo.gdp import Disjunction

        m = pyo.ConcreteModel()
        m.x = pyo.Var(bounds=(0.1, 10), initialize=1)
        m.d = Disjunction(expr=[[m.x**2 >= 4], [pyo.log(m.x) <= -1]])
        m.o = pyo.Objective(expr=(m.x - 1.5) ** 2)
        with ipopt.as_ipopt():
            pyo.SolverFactory("gdpopt.enumerate").solve(m, nlp_solver="ipopt")
        assert m.x.value == pytest.approx(2.0, abs=1e-5)

    def test_fed_batch_ethanol(self, ethanol: Callable[[int], Any]) -> None:
        # Chen & Hwang (1990); published 20 839 to 20 842 at 61.2 to 61.6 h, which a mesh of 60 elements overstates.
        m = ethanol(60)
        assert check_optimal_termination(solver().solve(m))
        assert pyo.value(m.product) == pytest.approx(20852.5408, abs=1e-3)
        assert m.tf.value == pytest.approx(61.4, abs=0.3)
