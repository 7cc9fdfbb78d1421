"""The range of every column, against one programme for each end."""

import numpy as np
import pytest

from strains.errors import SolverFailed
from strains.lp.backends import BACKENDS, simplex
from strains.lp.extremes import Extremes
from strains.lp.simplex import TIGHT, Status


@pytest.fixture
def problem(core):
    return core.base.problem


def searched(problem, backend="glpk", columns=None):
    solver = simplex(backend, problem, TIGHT)
    assert solver.solve() is Status.OPTIMAL
    flags = np.zeros(len(problem.columns), dtype=bool)
    flags[range(len(problem.columns)) if columns is None else columns] = True
    return Extremes(problem, solver, flags)


def one_by_one(problem, column, sign):
    solver = simplex("glpk", problem, TIGHT)
    solver.cost(column, sign)
    return sign * solver.objective() if solver.solve() is Status.OPTIMAL else sign * np.inf


@pytest.mark.parametrize("backend", sorted(BACKENDS))
def test_they_are_the_ends_found_one_by_one(problem, backend):
    extremes = searched(problem, backend)
    least, most = extremes.search()
    for column in range(len(problem.columns)):
        assert least[column] == pytest.approx(one_by_one(problem, column, -1.0), abs=1e-6)
        assert most[column] == pytest.approx(one_by_one(problem, column, 1.0), abs=1e-6)
    assert extremes.programmes < 2 * len(problem.columns)


def test_only_what_was_asked_for_is_searched(problem):
    place = problem.index("PFK")
    extremes = searched(problem, columns=[place])
    least, most = extremes.search()
    assert (least[place], most[place]) == (pytest.approx(0.0, abs=1e-7), pytest.approx(176.61, abs=1e-2))
    assert extremes.programmes <= 4


def test_a_column_without_end_has_an_infinite_range(problem):
    loop = problem.with_bounds(dict.fromkeys(("FRD7", "SUCDi"), (0.0, np.inf)))
    places = [loop.index(name) for name in ("FRD7", "SUCDi", "PFK")]
    least, most = searched(loop, columns=places).search()
    assert most[places[:2]].tolist() == [np.inf, np.inf]
    assert least[places] == pytest.approx([0, 0, 0], abs=1e-7)
    assert most[places[2]] == pytest.approx(176.61, abs=1e-2)


def test_shares_together_are_the_whole(problem):
    whole = searched(problem).search()
    parts = []
    for share in range(3):
        extremes = searched(problem)
        extremes.split(share, 3)
        parts.append(extremes.search())
    least, most = np.min([part[0] for part in parts], axis=0), np.max([part[1] for part in parts], axis=0)
    assert least == pytest.approx(whole[0], abs=1e-6)
    assert most == pytest.approx(whole[1], abs=1e-6)


def test_progress_is_told_and_can_stop_the_search(problem):
    class Stop(Exception):
        pass

    told = []

    def progress(done, of):
        told.append((done, of))
        raise Stop

    extremes = searched(problem)
    extremes.programmes = 49  # the next is the fiftieth
    monkey = extremes._sums
    extremes._sums = lambda sign: None if sign else monkey(sign)
    with pytest.raises(Stop):
        extremes.search(progress)
    assert told[0][1] == 2 * len(problem.columns)


def test_an_answer_that_violates_the_model_is_found_again_or_refused(problem, monkeypatch):
    extremes = searched(problem, columns=[problem.index("PFK"), problem.index("PGI")])
    monkeypatch.setattr(type(extremes.simplex), "miss", lambda self: 1.0)
    with pytest.raises(SolverFailed, match="violates the model"):
        extremes.search()
