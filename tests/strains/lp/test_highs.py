import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import linprog

from strains.errors import SolverFailed
from strains.lp.highs import WarmLP
from strains.lp.problem import Problem


def small(lower, upper, rows, row_lower, row_upper):
    matrix = sparse.csc_matrix(np.array(rows, dtype=float))
    names = tuple(f"x{place}" for place in range(matrix.shape[1]))
    numbers = [np.array(values, dtype=float) for values in (lower, upper, row_lower, row_upper)]
    return Problem(names, matrix, *numbers)


def test_optimum_fluxes_and_reduced_costs():
    # x0 + x1 <= 4 with x0 <= 3: most of 2 x0 + x1 is 7 at (3, 1); a larger bound of x0 is worth 2 - 1.
    lp = WarmLP(small([0, 0], [3, 10], [[1, 1]], [-np.inf], [4]))
    lp.maximise({0: 2.0, 1: 1.0})
    solution = lp.solve()
    assert solution.objective == pytest.approx(7.0)
    assert solution.fluxes == pytest.approx([3.0, 1.0])
    assert solution.reduced_costs == pytest.approx([1.0, 0.0])


def test_costs_of_an_earlier_objective_are_forgotten():
    lp = WarmLP(small([0, 0], [3, 10], [[1, 1]], [-np.inf], [4]))
    lp.maximise({0: 2.0})
    lp.solve()
    lp.maximise({1: 1.0})
    assert lp.solve().objective == pytest.approx(4.0)


def test_fixed_columns_can_be_freed_again():
    lp = WarmLP(small([0, 0], [3, 10], [[1, 1]], [-np.inf], [4]))
    lp.maximise({0: 2.0, 1: 1.0})
    lp.fix(np.array([0]), np.array([1.0]))
    assert lp.solve().objective == pytest.approx(5.0)
    lp.free(np.array([0]))
    assert lp.solve().objective == pytest.approx(7.0)


def test_infeasible_and_unbounded_say_so():
    lp = WarmLP(small([0], [1], [[1]], [2], [3]))
    lp.maximise({0: 1.0})
    with pytest.raises(SolverFailed, match="infeasible"):
        lp.solve()
    lp = WarmLP(small([0], [np.inf], [[0]], [0], [0]))
    lp.maximise({0: 1.0})
    with pytest.raises(SolverFailed, match=r"unbounded"):
        lp.solve()


def test_nothing_is_printed(capfd):
    lp = WarmLP(small([0], [1], [[1]], [0], [3]))
    lp.maximise({0: 1.0})
    lp.solve()
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_a_warm_solve_finds_what_a_cold_one_finds(seed):
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(3, 5))
    lp = WarmLP(small(np.zeros(5), np.ones(5), rows, -np.full(3, np.inf), np.ones(3)))
    for _ in range(3):
        costs = rng.normal(size=5)
        lp.maximise(dict(enumerate(costs)))
        cold = linprog(-costs, A_ub=rows, b_ub=np.ones(3), bounds=(0, 1))
        assert lp.solve().objective == pytest.approx(-cold.fun, abs=1e-8)


def test_another_user_of_highs_in_the_process_does_no_harm():
    import highspy

    other = highspy.Highs.__bases__[0]()
    other.setOptionValue("output_flag", False)
    other.setOptionValue("threads", 2)
    other.run()
    lp = WarmLP(small([0, 0], [3, 10], [[1, 1]], [-np.inf], [4]))
    lp.maximise({0: 2.0, 1: 1.0})
    assert lp.solve().objective == pytest.approx(7.0)
