"""Standstill is followed through rows; what it claims, the linear programme confirms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from strains.lp.kernel import Kernel
from strains.lp.problem import Problem
from strains.lp.starved import Starved


def problem(matrix, lower, upper):
    entries = np.array(matrix, dtype=float)
    rows, columns = entries.shape
    return Problem(
        columns=tuple(f"v{column}" for column in range(columns)),
        matrix=sparse.csc_matrix(entries),
        lower=np.array(lower, dtype=float),
        upper=np.array(upper, dtype=float),
        row_lower=np.zeros(rows),
        row_upper=np.zeros(rows),
    )


@pytest.fixture
def chain():
    """in -> A -> B -> out, and a way back from B to A."""
    matrix = [[1, -1, 0, -1], [0, 1, -1, 1]]
    return problem(matrix, [0, 0, 0, -10], [10, 10, 10, 0])


def test_a_break_starves_what_comes_after(chain):
    starved = Starved(chain)
    assert not starved.stops([0], 2)  # A and B keep each other going on paper
    assert starved.stops([1], 2)
    assert not starved.stops([3], 2)
    assert not starved.stops([], 2)


def test_a_way_round_keeps_it_going(chain):
    open_both_ways = problem(chain.matrix.toarray(), chain.lower, [10, 10, 10, 10])
    assert not Starved(open_both_ways).stops([1], 2)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_what_is_said_to_stand_still_cannot_move(data):
    rows, columns = data.draw(st.integers(1, 4)), data.draw(st.integers(2, 7))
    entry = st.sampled_from([0, 0, 0, -1, 1, 2])
    matrix = data.draw(st.lists(st.lists(entry, min_size=columns, max_size=columns), min_size=rows, max_size=rows))
    lower = data.draw(st.lists(st.sampled_from([0, -5]), min_size=columns, max_size=columns))
    upper = data.draw(st.lists(st.sampled_from([0, 5]), min_size=columns, max_size=columns))
    stopped = data.draw(st.sets(st.integers(0, columns - 1), max_size=2))
    target = data.draw(st.integers(0, columns - 1))
    whole = problem(matrix, lower, upper)
    if not Starved(whole).stops(stopped, target):
        return
    kernel = Kernel(whole.with_bounds({f"v{column}": (0.0, 0.0) for column in stopped}))
    for sign in (1.0, -1.0):
        kernel.maximise({target: sign})
        assert kernel.solve().objective == pytest.approx(0.0, abs=1e-9)
