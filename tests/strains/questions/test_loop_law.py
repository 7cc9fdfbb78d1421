import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import linalg, sparse

from strains.errors import SolverFailed
from strains.lp.problem import Problem
from strains.questions.loop_law import LoopLaw, cycle_groups


def ring(lower, upper):
    """a -> b -> c -> a, fed at a and drained at b."""
    matrix = sparse.csc_matrix(np.array([[-1.0, 0, 1, 1, 0], [1, -1, 0, 0, -1], [0, 1, -1, 0, 0]]))
    names = ("ab", "bc", "ca", "feed", "drain")
    return Problem(names, matrix, np.array(lower, float), np.array(upper, float), np.zeros(3), np.zeros(3)), matrix


def test_a_ring_cannot_turn():
    problem, matrix = ring([0, 0, 0, 0, 0], [100, 100, 100, 10, 10])
    law = LoopLaw(problem, matrix, np.arange(3))
    assert law.extreme(0, 1.0) == pytest.approx(10.0)
    assert law.extreme(1, 1.0) == pytest.approx(0.0)
    assert law.extreme(0, -1.0) == pytest.approx(0.0)


def test_the_other_way_round_where_the_reactions_are_reversible():
    problem, matrix = ring([-100, -100, -100, 0, 0], [100, 100, 100, 10, 10])
    law = LoopLaw(problem, matrix, np.arange(3))
    # By a -> b, or by a -> c -> b: never more than what is fed.
    assert law.extreme(0, 1.0) == pytest.approx(10.0)
    assert law.extreme(1, -1.0) == pytest.approx(-10.0)
    assert law.extreme(1, 1.0) == pytest.approx(0.0)
    assert law.extreme(4, 1.0) == pytest.approx(10.0)


def test_one_answer_leaves_nothing_for_the_next():
    problem, matrix = ring([-100, -100, -100, 0, 0], [100, 100, 100, 10, 10])
    law = LoopLaw(problem, matrix, np.arange(3))
    first = [law.extreme(column, sign) for column in range(5) for sign in (1.0, -1.0)]
    again = [law.extreme(column, sign) for column in range(5) for sign in (1.0, -1.0)]
    assert first == pytest.approx(again)


def test_a_forced_cycle_has_no_answer():
    problem, matrix = ring([0, 5, 5, 0, 0], [100, 100, 100, 10, 0])
    with pytest.raises(SolverFailed, match="without cycles was found for the range of ab"):
        LoopLaw(problem, matrix, np.arange(3)).extreme(0, 1.0)


def test_cycles_that_share_nothing_are_apart():
    matrix = sparse.block_diag([np.array([[1.0, -1.0], [-1.0, 1.0]])] * 3).tocsc()
    groups = cycle_groups(matrix, np.arange(6))
    assert sorted(group.tolist() for group in groups) == [[0, 1], [2, 3], [4, 5]]


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 5), st.integers(2, 7), st.data())
def test_every_cycle_is_a_sum_of_cycles_within_the_groups(height, width, data):
    entries = st.sampled_from([0, 0, 1, -1, 2])
    rows = data.draw(st.lists(st.lists(entries, min_size=width, max_size=width), min_size=height, max_size=height))
    matrix = np.array(rows, dtype=float)
    groups = cycle_groups(sparse.csc_matrix(matrix), np.arange(width))
    assert sorted(place for group in groups for place in group) == list(range(width))
    within = sum(linalg.null_space(matrix[:, group]).shape[1] for group in groups)
    assert within == linalg.null_space(matrix).shape[1]
