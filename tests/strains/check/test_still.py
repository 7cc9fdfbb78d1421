"""The quick search for what stands still, against the ranges of all fluxes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from strains.check.still import still, still_in_cone
from strains.errors import Infeasible
from strains.lp.problem import Problem
from strains.questions.variability import column_ranges

SIZE = 1e-6


def problem_of(matrix, lower, upper) -> Problem:
    matrix = np.array(matrix, dtype=float)
    zeros = np.zeros(matrix.shape[0])
    names = tuple(f"c{column}" for column in range(matrix.shape[1]))
    low, high = np.array(lower, dtype=float), np.array(upper, dtype=float)
    return Problem(names, sparse.csc_matrix(matrix), low, high, zeros, zeros)


def by_ranges(problem: Problem) -> list[int]:
    _, least, most = column_ranges(problem, {}, list(range(len(problem.columns))), 0.0)
    return np.flatnonzero(np.maximum(np.abs(least), np.abs(most)) < SIZE).tolist()


bounds = st.sampled_from([(0.0, 1.0), (-1.0, 1.0), (-1.0, 0.0), (0.0, 0.0), (-0.5, 1.0)])


@st.composite
def problems(draw):
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(2, 8))
    numbers = st.sampled_from([0, 0, 0, -1, 1, -2, 2])
    matrix = draw(st.lists(st.lists(numbers, min_size=columns, max_size=columns), min_size=rows, max_size=rows))
    ends = draw(st.lists(bounds, min_size=columns, max_size=columns))
    return problem_of(matrix, [low for low, _ in ends], [high for _, high in ends])


@settings(max_examples=150, deadline=None)
@given(problems())
def test_both_ways_of_asking_agree_with_the_ranges(problem):
    expected = by_ranges(problem)
    assert still(problem, SIZE).tolist() == expected
    assert still_in_cone(problem, SIZE).tolist() == expected


def test_what_is_forced_moves_and_what_it_needs():
    problem = problem_of([[-1, 1, 0]], [0.5, 0, 0], [1, 1, 0])
    assert still(problem, SIZE).tolist() == [2]


def test_infinite_bounds_are_wide_ones():
    problem = problem_of([[-1, 1, 0], [0, 0, 1]], [-np.inf, -np.inf, -np.inf], [np.inf, np.inf, np.inf])
    assert still(problem, SIZE).tolist() == [2]


def test_contradicting_bounds_are_told():
    with pytest.raises(Infeasible):
        still(problem_of([[-1, 1]], [1, 0], [2, 0]), SIZE)


def test_progress_comes_to_its_end():
    seen = []
    still(problem_of([[-1, 1, 1, 0], [0, 1, 1, 1]], [0, 0, 0, 0], [1, 1, 1, 1]), SIZE, seen.append)
    assert seen == sorted(seen)
    assert not seen or seen[-1] == 1.0
