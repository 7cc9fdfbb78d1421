"""What is HiGHS's own: the contract that it shares with the other solvers is in test_backends.py."""

import numpy as np
import pytest

from strains.lp.highs import Highs
from strains.lp.simplex import Status

GROWTH = 0.873921506968  # 1/h; COBRApy with GLPK on the same model


def test_two_in_one_process_do_not_disturb_each_other(core):
    given = core.base.problem
    one, other = Highs(given), Highs(given)
    column = given.index("Biomass_Ecoli_core")
    one.cost(column, 1.0)
    other.cost(given.index("EX_ac_e"), 1.0)
    assert one.solve() is Status.OPTIMAL
    assert other.solve() is Status.OPTIMAL
    assert one.objective() == pytest.approx(GROWTH, abs=1e-7)
    assert other.objective() > one.objective()


def test_the_same_run_gives_the_same_vertex(core):
    given = core.base.problem
    found = []
    for _ in range(2):
        solver = Highs(given)
        solver.cost(given.index("Biomass_Ecoli_core"), 1.0)
        solver.solve()
        found.append(solver.values())
    assert np.array_equal(*found)


def test_miss_follows_the_bounds_as_they_are(core):
    given = core.base.problem
    solver = Highs(given)
    column = given.index("Biomass_Ecoli_core")
    solver.cost(column, 1.0)
    solver.solve()
    best = solver.objective()
    solver.bound(column, 0.0, best / 2)
    assert solver.miss() == pytest.approx((best / 2) / (1 + best / 2), rel=1e-6)


def test_iterations_add_up(core):
    given = core.base.problem
    solver = Highs(given)
    solver.cost(given.index("Biomass_Ecoli_core"), 1.0)
    solver.solve()
    first = solver.iterations
    assert first > 0
    solver.bound(given.index("EX_glc__D_e"), -1.0, 1000.0)
    solver.solve(dual=True)
    assert solver.iterations >= first
