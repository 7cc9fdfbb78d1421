"""A Pyomo model as CasADi symbols: Pyomo's NL writer, then CasADi's NL reader.

The NL text is the narrowest common language of the two: it keeps the linear parts, the named expressions and the order
of rows and columns. Everything here lives in the *solver space*: multiplied by the model's `scaling_factor` suffix
where there is one. `Scaling` holds the factors that lead back.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyomo.common.enums import ObjectiveSense
from pyomo.core.base.constraint import ConstraintData
from pyomo.core.base.objective import ObjectiveData
from pyomo.core.base.var import VarData
from pyomo.environ import Objective
from pyomo.repn.plugins.nl_writer import NLWriter, NLWriterInfo

from processes.solvers.errors import SolverFailed, SolverMissing

Array = NDArray[np.float64]

_HINTS = {
    "If-then-else": "replace Expr_if by a smooth expression, such as max(a, b) = (a + b + sqrt((a - b)**2 + eps**2))/2",
    "operation: 50": "write asinh(x) as log(x + sqrt(x**2 + 1))",
    "operation: 52": "write acosh(x) as log(x + sqrt(x**2 - 1))",
    "operation: 47": "write atanh(x) as log((1 + x)/(1 - x))/2",
}


def import_casadi() -> ModuleType:
    """CasADi, loaded on first use. Raises `SolverMissing` with the pip command."""
    try:
        import casadi
    except ImportError as error:
        raise SolverMissing("casadi", "IPOPT, the solver of nonlinear problems") from error
    module: ModuleType = casadi
    return module


@dataclass(frozen=True, eq=False)
class Scaling:
    """Factors by which variables, constraints and objective were multiplied for the solver (1 where none was given)."""

    variables: Array
    constraints: Array
    objective: float


@dataclass(frozen=True, eq=False)
class SymbolicNLP:
    """minimise f(x) with lbg <= g(x) <= ubg, lbx <= x <= ubx, in the solver space.

    `f` is the negative of the model's objective when that is maximised (`sense` = -1). `variables` and `constraints`
    are the model's, in the order of `x` and `g`; `eliminated` holds what the writer's presolve took out.
    """

    variables: list[VarData]
    constraints: list[ConstraintData]
    objective: ObjectiveData | None
    sense: int
    x: Any
    f: Any
    g: Any
    x0: Array
    lbx: Array
    ubx: Array
    lbg: Array
    ubg: Array
    scaling: Scaling
    eliminated: list[tuple[VarData, Any]]


def read_model(model: Any, *, extra: Sequence[VarData] = (), linear_presolve: bool = False) -> SymbolicNLP:
    """The active part of a Pyomo model (or block) as a symbolic NLP.

    `extra` are variables that must take part even where no constraint mentions them. `linear_presolve` lets Pyomo's
    writer eliminate variables through linear equalities; their constraints then have no dual.
    Raises `SolverFailed` for several active objectives, external functions and functions that CasADi cannot read.
    """
    objective = _the_objective(model)
    text = io.StringIO()
    writer = NLWriter()
    info = writer.write(
        model,
        text,
        symbolic_solver_labels=False,
        linear_presolve=linear_presolve,
        export_nonlinear_variables=list(extra),
    )
    if info.external_function_libraries:
        raise SolverFailed("the model calls external functions, which CasADi cannot read; write them as expressions")
    return _assemble(info, objective, _import_nl(_without_suffixes(text.getvalue())))


def _the_objective(model: Any) -> ObjectiveData | None:
    """The active objective, None if there is none."""
    active = list(model.component_data_objects(Objective, active=True, descend_into=True))
    if len(active) > 1:
        names = ", ".join(objective.name for objective in active)
        raise SolverFailed(f"the model has {len(active)} active objectives ({names}); deactivate all but one")
    return active[0] if active else None


def _without_suffixes(text: str) -> str:
    """NL text without its S segments (suffix values), at which CasADi's reader stops. Scaling is already applied."""

    def lines() -> Iterator[str]:
        skip = 0
        for line in text.splitlines(keepends=True):
            if skip:
                skip -= 1
            elif line.startswith("S"):
                skip = int(line.split()[1])
            else:
                yield line

    return "".join(lines())


def _import_nl(text: str) -> Any:
    """CasADi's NlpBuilder of an NL text. It reads files only."""
    casadi = import_casadi()
    builder = casadi.NlpBuilder()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.nl"
        path.write_text(text, newline="")
        try:
            builder.import_nl(str(path), {})
        except RuntimeError as error:
            raise SolverFailed(_explain(str(error))) from error
    return builder


def _explain(message: str) -> str:
    """What CasADi's reader stopped at, with what to write instead where that is known."""
    reason = message.strip().splitlines()[-1]
    hint = next((f": {hint}" for key, hint in _HINTS.items() if key in message), "")
    return f"CasADi cannot read an expression of the model ({reason}){hint}"


def _assemble(info: NLWriterInfo, objective: ObjectiveData | None, builder: Any) -> SymbolicNLP:
    """Join the writer's order of rows and columns with the reader's expressions."""
    x, f, g = _expressions(builder)
    scaling = info.scaling
    if scaling is None:
        factors = Scaling(np.ones(len(info.variables)), np.ones(len(info.constraints)), 1.0)
    else:
        by_objective = scaling.objectives[0] if scaling.objectives else 1.0
        factors = Scaling(_array(scaling.variables), _array(scaling.constraints), float(by_objective))
    return SymbolicNLP(
        variables=list(info.variables),
        constraints=list(info.constraints),
        objective=objective,
        sense=-1 if objective is not None and objective.sense == ObjectiveSense.maximize else 1,
        x=x,
        f=f,
        g=g,
        x0=_array(builder.x_init),
        lbx=_array(builder.x_lb),
        ubx=_array(builder.x_ub),
        lbg=_array(builder.g_lb),
        ubg=_array(builder.g_ub),
        scaling=factors,
        eliminated=list(info.eliminated_vars),
    )


def _expressions(builder: Any) -> tuple[Any, Any, Any]:
    """x, f and g as scalar-expanded (SX) expressions: three times faster to differentiate and evaluate than MX."""
    casadi = import_casadi()
    f = builder.f if builder.f.numel() else casadi.MX(0)
    g = casadi.vertcat(*builder.g) if builder.g else casadi.MX(0, 1)
    x = casadi.SX.sym("x", len(builder.x))
    if not builder.x:
        return x, *casadi.Function("nlp", [], [f, g]).expand().call([], False, False)
    columns = casadi.vertsplit(x)
    f, g = casadi.Function("nlp", builder.x, [f, g]).expand()(*columns)
    return x, f, g


def _array(values: Any) -> Array:
    return np.array(values, dtype=np.float64)
