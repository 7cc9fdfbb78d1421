"""CompiledNLP: one build, many solves, the answers of a fresh model."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest

from processes.solvers import ipopt, kernel
from processes.solvers.compiled import CompiledNLP, CompiledResult
from processes.solvers.errors import SolverFailed

assert ipopt.CasadiIpopt.name == "casadi_ipopt"
SENSES = [pyo.minimize, pyo.maximize]
Build = Callable[[int], Any]


def small(sense: Any = pyo.minimize, *, scaled: bool = False) -> pyo.ConcreteModel:
    """Optimum at x + y = a + 1 (written with its constant in the body), z at its upper bound; b*x is a product."""
    m = pyo.ConcreteModel()
    m.a, m.b = pyo.Var(initialize=2.0, bounds=(-5, 5)), pyo.Var([0, 1], initialize=1.0)
    m.a.fix()
    m.b.fix()
    m.z = pyo.Var(initialize=0.0, bounds=(-1, 4))
    m.x, m.y = pyo.Var(initialize=0.5), pyo.Var(initialize=0.5)
    m.c = pyo.Constraint(expr=m.x + m.y - 1 == m.a)
    m.limit = pyo.Constraint(expr=m.z + m.x * m.y - 2 <= 50)
    sign = 1 if sense == pyo.minimize else -1
    m.o = pyo.Objective(expr=sign * (m.b[0] * m.x**2 + m.b[1] * m.y**2 + m.x - 2 * m.z), sense=sense)
    m.dual, m.rc = (pyo.Suffix(direction=pyo.Suffix.IMPORT) for _ in range(2))
    if scaled:
        m.scaling_factor = pyo.Suffix(direction=pyo.Suffix.EXPORT)
        for component, factor in ((m.a, 5.0), (m.b[0], -2.0), (m.x, 3.0), (m.z, -0.5), (m.c, 10.0), (m.o, 0.1)):
            m.scaling_factor[component] = factor
    return m


def compiled(m: Any, **options: Any) -> CompiledNLP:
    return CompiledNLP(m, {"a": m.a, "b": m.b}, options={"tol": 1e-10, **options})


def fresh(a: float, b: tuple[float, float], sense: Any) -> pyo.ConcreteModel:
    m = small(sense)
    m.a.fix(a)
    for index in (0, 1):
        m.b[index].fix(b[index])
    pyo.SolverFactory("casadi_ipopt", options={"tol": 1e-10}).solve(m)
    return m


@pytest.mark.parametrize("sense", SENSES)
@pytest.mark.parametrize("scaled", [False, True])
class TestAgainstAFreshModel:
    def test_values_duals_and_bounds(self, sense: Any, scaled: bool) -> None:
        m = small(sense, scaled=scaled)
        nlp = compiled(m)
        for a, b in ((2.0, (1.0, 1.0)), (3.0, (2.0, 0.5)), (-1.0, (0.3, 4.0))):
            result = nlp.solve({"a": a, "b": b})
            other = fresh(a, b, sense)
            assert result.success
            assert result.objective == pytest.approx(pyo.value(other.o), rel=1e-8)
            expected = [other.x.value, other.y.value, other.z.value]
            assert nlp.values_of([m.x, m.y, m.z]) == pytest.approx(expected, abs=1e-7)
            assert nlp.dual_of(m.c) == pytest.approx(other.dual[other.c], rel=1e-6)
            slope = (result.zl + result.zu)[nlp.index_of(m.z)]
            assert slope == pytest.approx(other.rc[other.z], rel=1e-6)
        assert nlp.builds == 1

    def test_sensitivities_are_finite_differences(self, sense: Any, scaled: bool) -> None:
        nlp = compiled(small(sense, scaled=scaled))
        p, step = np.array([2.0, 1.5, 0.7]), 1e-5
        slopes = nlp.sensitivities(nlp.solve(p))
        for index in range(3):
            up, down = (nlp.solve(p + d * step * np.eye(3)[index]).objective for d in (1, -1))
            assert slopes[index] == pytest.approx((up - down) / (2 * step), rel=1e-6)

    def test_load_puts_all_of_it_back(self, sense: Any, scaled: bool) -> None:
        m = small(sense, scaled=scaled)
        nlp = compiled(m)
        first = nlp.solve({"a": 3.0})
        nlp.solve({"a": -1.0})
        nlp.load(first)
        assert (m.a.value, m.a.fixed) == (3.0, True)
        assert m.x.value + m.y.value == pytest.approx(4.0)
        assert pyo.value(m.o) == pytest.approx(first.objective)
        assert m.dual[m.c] == nlp.dual_of(m.c, first)[0]
        assert m.rc[m.z] == first.zu[nlp.index_of(m.z)]


class TestParameters:
    def test_forms_of_giving_them_and_their_values(self) -> None:
        m = small()
        expected = compiled(m).solve([3.0, 2.0, 0.5]).objective
        for parameters in ([m.a, m.b], (m.a, m.b[0], m.b[1]), {"anything": [m.a, m.b]}):
            assert CompiledNLP(m, parameters).solve([3.0, 2.0, 0.5]).objective == pytest.approx(expected)
        assert CompiledNLP(m, m.b).solve({"b": [2.0, 0.5]}).objective == pytest.approx(
            compiled(m).solve([2.0, 2.0, 0.5]).objective
        )
        assert CompiledNLP(m, [m.b[1]]).solve({"b[1]": 0.5}).success

    def test_unnamed_ones_keep_the_models_values_and_one_number_serves_all_members(self) -> None:
        nlp = compiled(small())
        assert nlp.solve({"b": 1.0}).parameters == pytest.approx([2.0, 1.0, 1.0])
        assert nlp.solve().parameters == pytest.approx([2.0, 1.0, 1.0])

    def test_their_bounds_and_fixing_do_not_matter_and_stay(self) -> None:
        m = small()
        m.b[0].unfix()
        nlp = compiled(m)
        assert m.a.fixed
        assert not m.b[0].fixed
        assert nlp.solve({"a": 30.0}).success
        assert m.a.bounds == (-5, 5)

    def test_one_that_no_constraint_mentions(self) -> None:
        m = small()
        m.idle = pyo.Var(initialize=7.0)
        nlp = CompiledNLP(m, [m.idle, m.a])
        result = nlp.solve([1.0, 2.0])
        assert nlp.values_of(m.idle)[0] == 1.0
        assert nlp.sensitivities(result)[0] == 0

    def test_a_problem_without_parameters(self) -> None:
        m = small()
        assert CompiledNLP(m).solve().success

    @pytest.mark.parametrize(
        ("values", "message"),
        [
            ({"aa": 1.0}, "no parameter is named 'aa'; did you mean 'a'?"),
            ({"b": [1.0, 2.0, 3.0]}, "b has 3 values; 2 are needed"),
            ([1.0], "parameter_values has 1 values; 3 are needed"),
            ([1.0, np.nan, 1.0], r"b\[0\] has no finite value"),
        ],
    )
    def test_what_does_not_fit_is_named(self, values: Any, message: str) -> None:
        with pytest.raises(SolverFailed, match=message.replace("?", r"\?")):
            compiled(small()).solve(values)

    def test_a_fixed_value_that_no_solve_can_satisfy_is_an_error_of_the_build(self) -> None:
        m = small()
        m.k = pyo.Var(initialize=1.0)
        m.k.fix()
        m.never = pyo.Constraint(expr=m.k >= 2)
        with pytest.raises(SolverFailed, match="never"):
            compiled(m)

    def test_twice_the_same_is_an_error(self) -> None:
        m = small()
        with pytest.raises(SolverFailed, match="twice"):
            CompiledNLP(m, {"a": m.a, "again": m.a})
        with pytest.raises(SolverFailed, match="twice"):
            CompiledNLP(m, [m.a, m.a])

    def test_discrete_unknowns_are_refused_but_may_be_parameters(self) -> None:
        m = small()
        m.n = pyo.Var(domain=pyo.Integers, bounds=(0, 3), initialize=1)
        m.use = pyo.Constraint(expr=m.z <= m.n)
        with pytest.raises(SolverFailed, match="n is discrete"):
            compiled(m)
        nlp = CompiledNLP(m, [m.a, m.b, m.n])
        nlp.solve({"n": 2})
        assert nlp.values_of(m.z) == pytest.approx(2, abs=1e-6)


class TestBounds:
    def test_variable_bounds_move_and_come_back(self) -> None:
        m = small()
        nlp = compiled(m)
        built = nlp.solve()
        nlp.set_bounds(m.z, None, 1.5)
        assert nlp.solve().objective == pytest.approx(built.objective + 2 * 2.5)
        nlp.set_bounds([m.x, m.z], 0.5, [0.5, 3.0])
        assert nlp.values_of([m.x, m.z], nlp.solve()) == pytest.approx([0.5, 3.0], abs=1e-6)
        nlp.restore()
        assert nlp.solve().objective == built.objective

    def test_bounds_of_one_solve(self) -> None:
        m = small()
        nlp = compiled(m)
        upper = np.full(len(nlp.variables), np.inf)
        upper[nlp.index_of(m.z)] = 0.25
        nlp.solve(upper=upper, lower=np.full(len(upper), -np.inf))
        assert nlp.values_of(m.z)[0] == pytest.approx(0.25, abs=1e-6)
        nlp.solve()
        assert nlp.values_of(m.z)[0] == pytest.approx(4, abs=1e-6)

    @pytest.mark.parametrize("scaled", [False, True])
    def test_constraint_bounds_are_those_of_pyomos_body(self, scaled: bool) -> None:
        m = small(scaled=scaled)
        nlp = compiled(m)
        free = nlp.solve()
        nlp.set_constraint_bounds(m.limit, None, 0.0)  # z + x y - 2 <= 0
        tight = nlp.solve()
        x, y, z = nlp.values_of([m.x, m.y, m.z])
        assert z + x * y == pytest.approx(2)
        assert nlp.dual_of(m.limit)[0] < 0
        assert tight.rows[list(nlp.constraints).index(m.limit)] == pytest.approx(0, abs=1e-7)
        nlp.relax([m.limit])
        assert nlp.solve().objective == pytest.approx(free.objective)
        assert nlp.dual_of(m.limit) == pytest.approx([0], abs=1e-8)

    def test_an_equality_is_switched_off_and_on(self) -> None:
        m = small()
        nlp = compiled(m)
        nlp.relax(m.c)
        nlp.solve()
        assert nlp.values_of([m.x, m.y]) == pytest.approx([-0.5, 0.0], abs=1e-6)
        nlp.restore()
        nlp.solve()
        assert nlp.values_of([m.x, m.y]).sum() == pytest.approx(3)

    def test_only_unknowns_have_bounds_and_only_live_constraints(self) -> None:
        m = small()
        m.off = pyo.Constraint(expr=m.x >= 0)
        m.off.deactivate()
        m.k = pyo.Var(initialize=1.0)
        nlp = compiled(m)
        with pytest.raises(SolverFailed, match="a is no unknown of the problem: it is a parameter"):
            nlp.set_bounds(m.a, 0, 1)
        with pytest.raises(SolverFailed, match="k is no unknown of the problem: it is fixed, or in no active"):
            nlp.index_of(m.k)
        with pytest.raises(SolverFailed, match="off is no constraint of the problem"):
            nlp.relax(m.off)


class TestReading:
    def test_order_of_x_is_that_of_variables(self) -> None:
        m = small()
        nlp = compiled(m)
        result = nlp.solve()
        assert [nlp.index_of(variable) for variable in nlp.variables] == list(range(3))
        assert result.x == pytest.approx([nlp.values_of(variable)[0] for variable in nlp.variables])
        assert nlp.initial == pytest.approx([variable.value for variable in nlp.variables])

    def test_parameters_fixed_and_absent_variables_have_values_too(self) -> None:
        m = small()
        m.k, m.nothing = pyo.Var(initialize=9.0), pyo.Var()
        nlp = compiled(m)
        values = nlp.values_of([m.b, m.k, m.nothing, m.a], nlp.solve({"a": 1.0, "b": [5.0, 6.0]}))
        assert values[:3] == pytest.approx([5.0, 6.0, 9.0])
        assert np.isnan(values[3])
        assert values[4] == 1.0

    def test_results_are_read_only(self) -> None:
        result = compiled(small()).solve()
        with pytest.raises(ValueError, match="read-only"):
            result.x[0] = 1.0

    def test_before_any_solve(self) -> None:
        m = small()
        with pytest.raises(SolverFailed, match="call solve first"):
            compiled(m).values_of(m.x)


class TestOutcomes:
    def test_infeasible_with_its_violation(self) -> None:
        m = small()
        nlp = compiled(m)
        nlp.set_bounds([m.x, m.y], 0, 1)
        result = nlp.solve({"a": 5.0})
        assert not result.success
        assert result.max_constraint_violation == pytest.approx(4.0, rel=1e-3)
        assert nlp.solve({"a": 0.5}).max_constraint_violation < 1e-7

    def test_statuses_instead_of_exceptions(self) -> None:
        m = small()
        nlp = compiled(m)
        assert nlp.solve(max_iter=1).status == "Maximum_Iterations_Exceeded"
        assert nlp.solve(time_limit=1e-9).status == "Maximum_WallTime_Exceeded"
        nlp.set_bounds(m.z, 2, 1)
        result = nlp.solve()
        assert (result.status, result.success) == ("Inconsistent_Bounds", False)
        assert np.isnan(result.objective)
        nlp.restore()
        assert nlp.solve().success

    def test_a_bad_start_is_a_status(self) -> None:
        m = pyo.ConcreteModel()
        m.p, m.x = pyo.Var(initialize=1.0), pyo.Var(initialize=-1.0)
        m.o = pyo.Objective(expr=m.p * m.x - pyo.log(m.x))
        nlp = CompiledNLP(m, [m.p])
        assert nlp.solve().status == "Invalid_Number_Detected"
        assert nlp.solve([2.0], start=[1.0]).x == pytest.approx([0.5])

    def test_silent_unless_told_to_speak(self, capfd: pytest.CaptureFixture[str]) -> None:
        nlp = compiled(small())
        quiet = nlp.solve()
        assert capfd.readouterr() == ("", "")
        loud = nlp.solve(tee=True)
        assert "Number of Iterations" in capfd.readouterr().out
        assert loud.objective == quiet.objective


class TestFedBatch:
    """Chen & Hwang's ethanol on 30 elements of 3 points: some 500 unknowns."""

    def test_equals_a_fresh_build_and_derivatives_are_built_once(
        self, ethanol: Build, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read: list[int] = []
        monkeypatch.setattr("processes.solvers.compiled.read_model", _counting(read))
        model = ethanol(30)
        nlp = CompiledNLP(model, {"theta": model.theta})
        for growth, inhibition in ((0.408, 16.0), (0.38, 14.0), (0.43, 18.0), (0.408, 20.0)):
            values = {index: model.theta[index].value for index in model.theta}
            values.update(mu=growth, kp=inhibition)
            result = nlp.solve({"theta": list(values.values())})
            other = ethanol(30)
            for index, number in values.items():
                other.theta[index].fix(number)
            pyo.SolverFactory("casadi_ipopt").solve(other)
            assert result.success
            assert result.objective == pytest.approx(pyo.value(other.product), rel=1e-8)
            assert nlp.values_of(model.P) == pytest.approx([v.value for v in other.P.values()], abs=1e-4)
        assert (len(read), nlp.builds) == (1, 1)

    def test_the_same_question_has_the_same_answer_in_any_order(self, ethanol: Build) -> None:
        model = ethanol(10)
        nlp = CompiledNLP(model, [model.theta])
        questions = [nlp.solve().parameters * factor for factor in (1.0, 1.02, 0.97)]
        forth = [nlp.solve(p).objective for p in questions]
        back = [nlp.solve(p).objective for p in reversed(questions)]
        assert forth == back[::-1]

    def test_warm_starts_save_iterations(self, ethanol: Build) -> None:
        model = ethanol(30)
        nlp = CompiledNLP(model, [model.theta])
        first = nlp.solve()
        p = first.parameters * 1.001
        cold, warm, warmer = nlp.solve(p), nlp.solve(p, first), nlp.solve(p, first, warm_duals=True)
        assert warmer.iterations < warm.iterations < cold.iterations
        for result in (warm, warmer):
            assert result.objective == pytest.approx(cold.objective, rel=1e-8)
        by_array = nlp.solve(p, warmer.x, warm_duals=True)
        assert by_array.iterations <= 2

    def test_new_options_share_the_derivatives(self, ethanol: Build) -> None:
        model = ethanol(10)
        nlp = CompiledNLP(model, [model.theta])
        for limit in range(1, 12):
            assert nlp.solve(max_iter=limit).iterations == limit
        assert nlp.solve().success
        assert nlp.builds == 1
        assert len(nlp._kernel._solvers) <= kernel._KEPT_SOLVERS

    def test_sensitivity_to_a_kinetic_constant(self, ethanol: Build) -> None:
        model = ethanol(10)
        nlp = CompiledNLP(model, [model.theta], options={"tol": 1e-10})
        result = nlp.solve()
        step = np.zeros(len(nlp.parameters))
        step[0] = 1e-5
        up, down = (nlp.solve(result.parameters + d * step).objective for d in (1, -1))
        assert nlp.sensitivities(result)[0] == pytest.approx((up - down) / 2e-5, rel=1e-4)

    def test_another_process_gets_the_same_answer(self, ethanol: Build) -> None:
        model = ethanol(5)
        for component in model.component_objects(pyo.Var):
            component._rule_init = None  # rules of a test are local functions, which pickle refuses
        for component in list(model.component_objects((pyo.Constraint, pyo.Objective))):
            component.rule = None
        nlp = CompiledNLP(model, [model.theta])
        expected = nlp.solve()
        copy = pickle.loads(pickle.dumps(nlp))
        result = copy.solve()
        assert (result.objective, copy.builds) == (expected.objective, 1)
        assert copy.values_of(copy.model.P) == pytest.approx(nlp.values_of(model.P))


def _counting(calls: list[int]) -> Any:
    from processes.solvers.symbols import read_model

    def count(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        return read_model(*args, **kwargs)

    return count


def test_threads_take_turns(ethanol: Build) -> None:
    model = ethanol(10)
    nlp = CompiledNLP(model, [model.theta])
    base = nlp.solve().parameters
    factors = [1.0, 0.98, 1.01, 1.03]
    alone = [nlp.solve(base * factor) for factor in factors]
    together: dict[int, CompiledResult] = {}

    def work(index: int) -> None:
        together[index] = nlp.solve(base * factors[index])

    threads = [threading.Thread(target=work, args=(index,)) for index in range(len(factors))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for index, result in enumerate(alone):
        assert (together[index].objective, together[index].iterations) == (result.objective, result.iterations)


INTERRUPTED = """
import os, signal, threading, time
import pyomo.environ as pyo
from processes.solvers.compiled import CompiledNLP

m = pyo.ConcreteModel()
m.p = pyo.Var(initialize=100.0)
m.x = pyo.Var(range(3000), initialize=lambda m, i: -2 + i / 750)
m.o = pyo.Objective(expr=sum(m.p * (m.x[i + 1] - m.x[i] ** 2) ** 2 + (1 - m.x[i]) ** 2 for i in range(2999)))
nlp = CompiledNLP(m, [m.p], options={"hessian_approximation": "limited-memory", "tol": 1e-14, "max_iter": 10**6})
nlp.solve(max_iter=1)
threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    nlp.solve()
except KeyboardInterrupt:
    print("interrupted")
print(nlp.solve(max_iter=1).status, signal.getsignal(signal.SIGINT) is signal.default_int_handler)
"""


def test_ctrl_c_ends_a_solve_and_reaches_the_caller() -> None:
    run = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, timeout=60, check=False)
    assert run.stderr == ""
    assert run.stdout.split() == ["interrupted", "Maximum_Iterations_Exceeded", "True"]
