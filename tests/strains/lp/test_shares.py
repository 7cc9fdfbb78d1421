"""The search in several processes gives what one gives, and what fails in a child is raised here."""

import multiprocessing

import numpy as np
import pytest

from strains.errors import SolverFailed
from strains.lp import shares
from strains.lp.backends import simplex
from strains.lp.extremes import Extremes
from strains.lp.shares import in_shares
from strains.lp.simplex import TIGHT

pytestmark = pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="the system cannot fork a process"
)


def extremes(core):
    problem = core.base.problem
    solver = simplex("glpk", problem, TIGHT)
    solver.solve()
    return Extremes(problem, solver, np.ones(len(problem.columns), dtype=bool))


def test_several_processes_find_the_same(core, monkeypatch):
    monkeypatch.setattr(shares, "WORTH_IT", 10)
    one = in_shares(extremes(core), 1)
    two = in_shares(extremes(core), 2)
    three = in_shares(extremes(core), 3)
    for found in (two, three):
        assert found[0] == pytest.approx(one[0], abs=1e-6)
        assert found[1] == pytest.approx(one[1], abs=1e-6)
    assert multiprocessing.active_children() == []


def test_few_columns_are_not_worth_a_process(core, monkeypatch):
    def never(*_):
        raise AssertionError("a process was started")

    monkeypatch.setattr(shares.multiprocessing, "get_context", never)
    in_shares(extremes(core), 2)


def test_what_fails_in_a_child_is_raised_here(core, monkeypatch):
    monkeypatch.setattr(shares, "WORTH_IT", 10)
    search = Extremes.search
    parent = multiprocessing.current_process().pid

    def failing(self, progress=None):
        if multiprocessing.current_process().pid != parent:
            raise SolverFailed("a range was not solved: PFK")
        return search(self, progress)

    monkeypatch.setattr(Extremes, "search", failing)
    with pytest.raises(SolverFailed, match="a range was not solved: PFK"):
        in_shares(extremes(core), 2)
    assert multiprocessing.active_children() == []
