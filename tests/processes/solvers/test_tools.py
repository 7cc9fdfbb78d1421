"""Pyomo's own tools on the bridge: disjunctive and mixed-integer algorithms, DAE, infeasible systems, a log file."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pyomo.environ as pyo
import pytest
from pyomo.gdp import Disjunct, Disjunction
from pyomo.opt import check_optimal_termination

from processes.solvers import ipopt

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def convex() -> pyo.ConcreteModel:
    """min (x - 3.2)² + (n - 2.6)², x + n <= 5: n = 2 gives 0.36 + 0.04, n = 3 gives 1.44 + 0.16; so 0.36 at n = 2."""
    m = pyo.ConcreteModel()
    m.x = pyo.Var(bounds=(0, 5), initialize=1.0)
    m.n = pyo.Var(domain=pyo.Integers, bounds=(0, 5), initialize=1)
    m.c = pyo.Constraint(expr=m.x + m.n <= 5)
    m.o = pyo.Objective(expr=(m.x - 3.2) ** 2 + (m.n - 2.6) ** 2)
    return m


def test_outer_approximation_by_mindtpy() -> None:
    least = min(max(0.0, 3.2 - (5 - n)) ** 2 + (n - 2.6) ** 2 for n in range(6))
    m = convex()
    with ipopt.as_ipopt():
        results = pyo.SolverFactory("mindtpy").solve(m, strategy="OA", mip_solver="appsi_highs", nlp_solver="ipopt")
    assert results.problem.lower_bound == pytest.approx(least, abs=1e-4)
    assert pyo.value(m.o) == pytest.approx(least, abs=1e-5)
    assert m.n.value == 2


def test_branch_and_bound_by_gdpopt(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="pyomo")
    m = pyo.ConcreteModel()
    m.x = pyo.Var(bounds=(0, 4), initialize=1.0)
    m.first, m.second = Disjunct(), Disjunct()
    m.first.c = pyo.Constraint(expr=m.x >= 2)
    m.second.c = pyo.Constraint(expr=m.x <= 0.6)
    m.d = Disjunction(expr=[m.first, m.second])
    m.o = pyo.Objective(expr=(m.x - 1.0) ** 4)
    with ipopt.as_ipopt():
        # Branch and bound over disjunctions lives on lower bounds; IPOPT proves none, SCIP does.
        pyo.SolverFactory("gdpopt.lbb").solve(m, minlp_solver="scip_direct", nlp_solver="ipopt")
    assert m.x.value == pytest.approx(0.6, abs=1e-5)


def test_pyomo_dae_gives_the_ethanol_of_the_reference() -> None:
    """Chen and Hwang (1990) by Pyomo.DAE, 60 elements of 3 Radau points: 20 852.54, before re-integration."""
    dae = pytest.importorskip("pyomo.dae")
    m = pyo.ConcreteModel()
    m.t = dae.ContinuousSet(bounds=(0, 1))
    m.tf = pyo.Var(bounds=(20, 100), initialize=60)
    m.u = pyo.Var(m.t, bounds=(0, 12), initialize=3)
    starts = {"X": (1.0, lambda t: 1 + 10 * t), "S": (150.0, lambda t: 100.0), "P": (0.0, lambda t: 80 * t)}
    starts["V"] = (10.0, lambda t: 10 + 190 * t)
    for name, (_, guess) in starts.items():
        m.add_component(name, pyo.Var(m.t, bounds=(0, None), initialize=lambda m, t, guess=guess: guess(t)))
        m.add_component(f"d{name}", dae.DerivativeVar(m.component(name), wrt=m.t))

    def rates(m: Any, t: float) -> dict[str, Any]:
        S, P, X, V, u = m.S[t], m.P[t], m.X[t], m.V[t], m.u[t]
        g1 = 0.408 / (1 + P / 16) * S / (0.22 + S)
        g2 = 1 / (1 + P / 71.5) * S / (0.44 + S)
        return {"X": g1 * X - u * X / V, "S": -10 * g1 * X + u * (150 - S) / V, "P": g2 * X - u * P / V, "V": u}

    for name in starts:
        m.add_component(
            f"balance_{name}",
            pyo.Constraint(
                m.t,
                rule=lambda m, t, name=name: (
                    pyo.Constraint.Skip if t == 0 else m.component(f"d{name}")[t] == m.tf * rates(m, t)[name]
                ),
            ),
        )
    scheme = pyo.TransformationFactory("dae.collocation")
    scheme.apply_to(m, nfe=60, ncp=3, scheme="LAGRANGE-RADAU")
    scheme.reduce_collocation_points(m, var=m.u, ncp=1, contset=m.t)
    for name, (start, _) in starts.items():
        m.component(name)[0].fix(start)
    m.V[1].setub(200)
    m.V.setlb(1)
    m.o = pyo.Objective(expr=m.P[1] * m.V[1], sense=pyo.maximize)
    assert check_optimal_termination(pyo.SolverFactory("casadi_ipopt").solve(m))
    assert pyo.value(m.o) == pytest.approx(20852.5408, abs=0.05)


def test_a_smallest_infeasible_system_as_expert_mode(caplog: pytest.LogCaptureFixture) -> None:
    from pyomo.contrib.iis.mis import compute_infeasibility_explanation

    m = pyo.ConcreteModel("growth")
    m.x = pyo.Var(bounds=(0, 1), initialize=0.5)
    m.free = pyo.Var(bounds=(0, 1), initialize=0.5)
    m.demand = pyo.Constraint(expr=pyo.exp(m.x) >= 10)
    m.harmless = pyo.Constraint(expr=m.free <= 0.9)
    m.o = pyo.Objective(expr=m.x + m.free)
    with caplog.at_level(logging.INFO, logger="pyomo.contrib.iis"):
        compute_infeasibility_explanation(m, pyo.SolverFactory("casadi_ipopt"))
    told = caplog.text
    assert "constraint: demand" in told
    assert "ub of var x by 1.30258" in told  # log 10 - 1
    assert "harmless" not in told.split("MIS")[-1]


def test_the_log_goes_to_a_file_and_nowhere_else(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    m = convex()
    m.n.fix(2)
    log = tmp_path / "ipopt.log"
    pyo.SolverFactory("casadi_ipopt").solve(m, logfile=str(log))
    assert "EXIT: Optimal Solution Found" in log.read_text()
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_ends_scip_and_reaches_the_caller() -> None:
    code = textwrap.dedent("""
        import pyomo.environ as pyo
        from processes.choice.solve import global_solution
        m = pyo.ConcreteModel()
        n = 16
        m.x = pyo.Var(range(n), bounds=(-4, 4), initialize=1)
        m.o = pyo.Objective(expr=sum(pyo.sin(3 * m.x[i] * m.x[(i + 1) % n]) + (m.x[i] * m.x[(i + 5) % n]) ** 2
                                     - m.x[i] ** 3 for i in range(n)))
        print("ready", flush=True)
        try:
            global_solution(m, 1e-9, 60.0)
            print("ended")
        except KeyboardInterrupt:
            print("interrupted")
    """)
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "ready"
        time.sleep(3.0)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=40)
    assert "interrupted" in out, err
