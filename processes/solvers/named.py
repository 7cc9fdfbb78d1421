"""A solver by its name: one that comes with biofab, or the user's own where it is there."""

from __future__ import annotations

from typing import Any

from cards.reading import nearest
from processes.solvers.errors import SolverFailed, SolverMissing

# name -> (Pyomo's name, what it is for, how to get it)
_KNOWN = {
    "casadi_ipopt": ("casadi_ipopt", "nonlinear problems", "pip install casadi"),
    "highs": ("appsi_highs", "linear and mixed-integer linear problems", "pip install highspy"),
    "scip": ("scip_direct", "discrete choices to global optimality", "pip install pyscipopt"),
    "ipopt": ("ipopt", "nonlinear problems", "put an ipopt executable on the PATH, or use casadi_ipopt"),
    "gurobi": ("gurobi", "linear and discrete problems", "pip install gurobipy, with a licence, or use highs"),
    "baron": ("baron", "discrete problems to global optimality", "put baron on the PATH, with a licence, or use scip"),
}


def solver(name: str) -> Any:
    """Pyomo's solver of this name, looked for through Pyomo.

    Raises SolverMissing where it is not on this machine, with what to install, and SolverFailed for an unknown name.
    """
    from pyomo.environ import SolverFactory

    import processes.solvers.ipopt  # noqa: F401  (registers casadi_ipopt)

    if name not in _KNOWN:
        raise SolverFailed(f"no solver is named '{name}'{nearest(name, list(_KNOWN))}")
    registered, purpose, install = _KNOWN[name]
    found = SolverFactory(registered)
    if not found.available(exception_flag=False):
        raise SolverMissing(name, purpose, install)
    return found
