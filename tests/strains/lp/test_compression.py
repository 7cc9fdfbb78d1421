"""Compression loses nothing: the optimum, every answer and bounds moved later stay those of the original problem."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from strains.lp.compression import GONE, compress
from strains.lp.highs import Highs
from strains.lp.problem import Problem
from strains.lp.simplex import TIGHT, Status

BOUNDS = [(0, 10), (-10, 10), (0, 1000), (-5, 0), (2, 8), (0, 0), (-3, -1), (1, 1), (0, 3)]


def problem(rows, lower, upper, row_lower=None, row_upper=None):
    matrix = sparse.csc_matrix(np.array(rows, dtype=float))
    zeros = np.zeros(matrix.shape[0])
    ends = (zeros if one is None else np.array(one, dtype=float) for one in (row_lower, row_upper))
    names = tuple(f"c{place}" for place in range(matrix.shape[1]))
    return Problem(names, matrix, np.array(lower, dtype=float), np.array(upper, dtype=float), *ends)


@st.composite
def problems(draw):
    height, width = draw(st.integers(1, 6)), draw(st.integers(2, 10))
    entry = st.sampled_from([0, 0, 0, 1, -1, 1, -1, 2, -3])
    rows = draw(st.lists(st.lists(entry, min_size=width, max_size=width), min_size=height, max_size=height))
    bounds = draw(st.lists(st.sampled_from(BOUNDS), min_size=width, max_size=width))
    sides = [draw(st.sampled_from([(0, 0), (0, 0), (0, 0), (1, 1), (-np.inf, 2), (-1, np.inf)])) for _ in range(height)]
    return problem(rows, *zip(*bounds, strict=True), *zip(*sides, strict=True))


def best(given_problem, costs, bounds=()):
    solver = Highs(given_problem, TIGHT)
    for column, (lower, upper) in bounds:
        solver.bound(column, lower, upper)
    for column, cost in enumerate(costs):
        solver.cost(column, cost)
    status = solver.solve()
    return (solver.objective(), solver.values()) if status is Status.OPTIMAL else (None, None)


def on_compressed(compressed, costs, bounds=()):
    """The optimum of the compressed problem in the original's terms."""
    small = np.zeros(len(compressed.problem.columns))
    moving = compressed.leader != GONE
    np.add.at(small, compressed.leader[moving], (costs * compressed.ratio)[moving])
    moved = []
    for column, (lower, upper) in bounds:
        leader = compressed.leader[column]
        if leader == GONE:
            if not lower - 1e-7 <= compressed.shift[column] <= upper + 1e-7:
                return None, None
            continue
        low, high = compressed.bounds_for(column, lower, upper)
        held = compressed.problem.lower[leader], compressed.problem.upper[leader]
        held = max(held[0], low), min(held[1], high)
        if held[0] > held[1] + 1e-7:
            return None, None
        moved.append((leader, (held[0], max(held))))
    objective, values = best(compressed.problem, small, moved)
    return (None, None) if values is None else (objective + costs @ compressed.shift, compressed.expand(values))


def assert_feasible(original, values):
    activity = original.matrix @ values
    for value, lower, upper in (
        (activity, original.row_lower, original.row_upper),
        (values, original.lower, original.upper),
    ):
        assert np.all(value >= lower - 1e-6)
        assert np.all(value <= upper + 1e-6)


class TestLossless:
    @settings(max_examples=150, deadline=None)
    @given(problems(), st.data())
    def test_the_optimum_and_its_values(self, original, data):
        width = len(original.columns)
        costs = np.array(data.draw(st.lists(st.sampled_from([0.0, 1.0, -1.0, 0.5]), min_size=width, max_size=width)))
        expected, _ = best(original, costs)
        compressed = compress(original)
        if compressed is None:
            assert expected is None
            return
        found, values = on_compressed(compressed, costs)
        assert (found is None) == (expected is None)
        if expected is not None:
            assert found == pytest.approx(expected, abs=1e-6)
            assert_feasible(original, values)

    @settings(max_examples=100, deadline=None)
    @given(problems(), st.data())
    def test_bounds_that_move_inside_those_it_was_made_with(self, original, data):
        compressed = compress(original)
        if compressed is None:
            return
        column = data.draw(st.integers(0, len(original.columns) - 1))
        low, high = float(original.lower[column]), float(original.upper[column])
        ends = sorted(low + (high - low) * data.draw(st.floats(0, 1, width=16)) for _ in range(2))
        costs = np.zeros(len(original.columns))
        costs[data.draw(st.integers(0, len(original.columns) - 1))] = data.draw(st.sampled_from([1.0, -1.0]))
        bounds = [(column, (ends[0], ends[1]))]
        expected, _ = best(original, costs, bounds)
        found, _ = on_compressed(compressed, costs, bounds)
        if expected is not None and found is not None:
            assert found == pytest.approx(expected, abs=1e-5)
        elif (expected is None) != (found is None):
            # Only where the moved bounds leave no room but rounding may the two disagree.
            wide = [(column, (ends[0] - 1e-6, ends[1] + 1e-6))]
            narrow = best(original, costs, wide)[0]
            assert narrow is not None


class TestRules:
    def test_a_chain_becomes_one_column(self):
        compressed = compress(problem([[1, -1, 0], [0, 2, -1]], [0, 0, 0], [10, 100, 8]))
        assert len(compressed.problem.columns) == 1
        assert compressed.problem.matrix.shape[0] == 0
        values = compressed.expand(compressed.problem.upper)
        assert values == pytest.approx([4, 4, 8])  # the last column's bound, on the first

    def test_what_cannot_run_is_gone(self):
        compressed = compress(problem([[1, 0, -1], [0, 1, 0]], [0, -5, 0], [10, 5, 10]))
        assert compressed.leader[1] == GONE
        assert compressed.shift[1] == 0.0

    def test_a_row_that_forces_its_columns_fixes_them(self):
        # Only makers, no user: nothing can be made.
        compressed = compress(problem([[1, 1, 2]], [0, 0, 0], [10, 10, 10]))
        assert np.all(compressed.leader == GONE)
        assert compressed.expand(np.zeros(0)) == pytest.approx([0, 0, 0])

    def test_a_fixed_column_goes_to_the_right_hand_side(self):
        compressed = compress(problem([[1, -1, -1]], [3, 0, 0], [3, 10, 10]))
        assert compressed.leader[0] == GONE
        assert compressed.shift[0] == 3.0
        assert compressed.expand(compressed.problem.lower)[1:].sum() == pytest.approx(3.0)

    @pytest.mark.parametrize(
        ("rows", "lower", "upper"),
        [
            ([[1, -1]], [5, 0], [10, 3]),
            ([[1, 0], [0, 1]], [1, 0], [2, 0]),
            ([[1, -1, 0], [0, 1, -1], [1, 0, -2]], [1, 0, 0], [9, 9, 9]),
            ([[1, -1, -1]], [3, 1, 1], [3, 1, 1]),  # every column of a row is a number, and they do not add up
        ],
    )
    def test_bounds_that_contradict_each_other_are_told(self, rows, lower, upper):
        assert compress(problem(rows, lower, upper)) is None

    def test_a_row_without_columns_must_ask_for_nothing(self):
        assert compress(problem([[0]], [0], [1], [1], [1])) is None
        assert compress(problem([[0]], [0], [1], [-np.inf], [-1])) is None
        assert compress(problem([[0]], [0], [1], [-1], [np.inf])) is not None

    def test_many_answers_are_expanded_at_once(self, core):
        compressed = compress(core.base.problem)
        values = np.zeros((3, 4, len(compressed.problem.columns)))
        assert compressed.expand(values).shape == (3, 4, len(core.base.reactions))


def test_the_core_model_shrinks_and_keeps_its_growth(core):
    original = core.base.problem
    compressed = compress(original)
    assert len(compressed.problem.columns) < 0.65 * len(original.columns)
    assert compressed.problem.matrix.shape[0] < 0.65 * original.matrix.shape[0]
    costs = np.zeros(len(original.columns))
    costs[original.index("Biomass_Ecoli_core")] = 1.0
    found, values = on_compressed(compressed, costs)
    assert found == pytest.approx(best(original, costs)[0], abs=1e-8)
    assert_feasible(original, values)
