"""What is GLPK's own: the contract that it shares with the other solvers is in test_backends.py."""

import numpy as np
import pytest

from strains.lp.glpk import Glpk
from strains.lp.simplex import Status


def test_every_kind_of_bound_reaches_the_solver(core):
    solver = Glpk(core.base.problem)
    kinds = {(-np.inf, np.inf), (-np.inf, 5.0), (-5.0, np.inf), (-5.0, 5.0), (2.0, 2.0)}
    for lower, upper in kinds:
        solver.bound(0, lower, upper)
        glp, raw = solver._glp, solver._problem
        low, high = glp.glp_get_col_lb(raw, 1), glp.glp_get_col_ub(raw, 1)
        big = np.finfo(float).max
        assert (low, high) == (lower if np.isfinite(lower) else -big, upper if np.isfinite(upper) else big)


def test_the_matrix_arrives_whole(core):
    import swiglpk

    given = core.base.problem
    solver = Glpk(given)
    assert swiglpk.glp_get_num_nz(solver._problem) == given.matrix.nnz
    rows, values = swiglpk.intArray(50), swiglpk.doubleArray(50)
    for column in (0, 10, len(given.columns) - 1):
        count = swiglpk.glp_get_mat_col(solver._problem, column + 1, rows, values)
        found = {rows[entry] - 1: values[entry] for entry in range(1, count + 1)}
        span = slice(given.matrix.indptr[column], given.matrix.indptr[column + 1])
        expected = dict(zip(given.matrix.indices[span].tolist(), given.matrix.data[span].tolist(), strict=True))
        assert found == pytest.approx(expected)


def test_a_forgotten_solver_gives_its_memory_back(core):
    solver = Glpk(core.base.problem)
    assert solver.solve() is Status.OPTIMAL
    solver.close()
    assert solver._problem is None
