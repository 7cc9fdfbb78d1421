"""One contract for every solver: the same answers, whatever happened to the problem before."""

import numpy as np
import pytest
from scipy import sparse

from strains.lp.backends import BACKENDS, BEST, simplex
from strains.lp.problem import Problem
from strains.lp.simplex import TIGHT, Status

INF = float("inf")
GROWTH = 0.873921506968  # 1/h; COBRApy with GLPK on the same model


def problem(rows, lower, upper, row_lower=None, row_upper=None):
    matrix = sparse.csc_matrix(np.array(rows, dtype=float))
    zeros = np.zeros(matrix.shape[0])
    names = tuple(f"c{place}" for place in range(matrix.shape[1]))
    return Problem(
        names,
        matrix,
        np.array(lower, dtype=float),
        np.array(upper, dtype=float),
        zeros if row_lower is None else np.array(row_lower, dtype=float),
        zeros if row_upper is None else np.array(row_upper, dtype=float),
    )


def chain():
    """uptake -> a; a -> b; a -> c; b + c -> out, with a direct way b -> out of half the worth."""
    rows = [[1, -1, -1, 0, 0], [0, 1, 0, -1, -2], [0, 0, 1, -1, 0]]
    return problem(rows, [0, 0, 0, 0, 0], [10, 100, 3, 100, 100])


@pytest.fixture(params=sorted(BACKENDS))
def make(request):
    made = []

    def build(given):
        made.append(simplex(request.param, given, TIGHT))
        return made[-1]

    yield build
    for one in made:
        one.close()


class TestContract:
    def test_the_optimum(self, make):
        solver = make(chain())
        solver.cost(3, 1.0)
        solver.cost(4, 0.5)
        assert solver.solve() is Status.OPTIMAL
        # 3 of c with 3 of b, and the other 4 of b in pairs
        assert solver.objective() == pytest.approx(3 + 0.5 * 2)
        assert solver.values() == pytest.approx([10, 7, 3, 3, 2])
        assert solver.values([3, 0]) == pytest.approx([3, 10])
        assert solver.miss() <= 1e-9

    def test_infeasible_is_told_and_left_behind(self, make):
        solver = make(chain())
        solver.cost(3, 1.0)
        solver.bound(3, 4.0, 100.0)
        assert solver.solve() is Status.INFEASIBLE
        solver.bound(3, 0.0, 100.0)
        assert solver.solve() is Status.OPTIMAL
        assert solver.objective() == pytest.approx(3)

    def test_infeasible_by_the_dual_simplex(self, make):
        solver = make(chain())
        solver.cost(3, 1.0)
        assert solver.solve() is Status.OPTIMAL
        solver.bound(0, 0.0, 2.0)
        solver.bound(3, 2.0, 100.0)
        assert solver.solve(dual=True) is Status.INFEASIBLE

    def test_unbounded_is_told_and_left_behind(self, make):
        solver = make(problem([[1, -1]], [0, 0], [INF, INF]))
        solver.cost(1, 1.0)
        assert solver.solve() is Status.UNBOUNDED
        solver.bound(0, 0.0, 7.0)
        assert solver.solve() is Status.OPTIMAL
        assert solver.objective() == pytest.approx(7)

    @pytest.mark.parametrize("dual", [False, True])
    def test_warm_after_bounds_changed(self, make, dual):
        solver = make(chain())
        solver.cost(3, 1.0)
        for limit in (10.0, 4.0, 0.0, 1.0, 10.0):
            solver.bound(0, 0.0, limit)
            assert solver.solve(dual) is Status.OPTIMAL
            assert solver.objective() == pytest.approx(min(3.0, limit / 2))

    def test_warm_after_costs_changed(self, make):
        solver = make(chain())
        for costs, expected in (({3: 1.0}, 3.0), ({4: 1.0}, 5.0), ({0: -1.0}, 0.0), ({2: 1.0, 1: 1.0}, 10.0)):
            for column in range(5):
                solver.cost(column, costs.get(column, 0.0))
            assert solver.solve() is Status.OPTIMAL
            assert solver.objective() == pytest.approx(expected)

    def test_rows_have_bounds_too(self, make):
        solver = make(problem([[1, 1]], [0, 0], [10, 10], [-INF], [4]))
        solver.cost(0, 1.0)
        solver.cost(1, 2.0)
        assert solver.solve() is Status.OPTIMAL
        assert solver.objective() == pytest.approx(8)
        assert solver.row_prices() == pytest.approx([2])
        solver.bound_row(0, -INF, 12.0)
        assert solver.solve() is Status.OPTIMAL
        assert solver.objective() == pytest.approx(22)
        solver.bound_row(0, 25.0, 30.0)
        assert solver.solve() is Status.INFEASIBLE

    def test_a_basis_is_kept_and_taken_up_again(self, make):
        solver = make(chain())
        solver.cost(3, 1.0)
        solver.solve()
        kept, values = solver.basis(), solver.values()
        solver.bound(0, 0.0, 1.0)
        solver.solve()
        assert solver.values()[3] == pytest.approx(0.5)
        solver.bound(0, 0.0, 10.0)
        solver.restore(kept)
        before = solver.iterations
        assert solver.solve() is Status.OPTIMAL
        assert solver.values() == pytest.approx(values)
        assert solver.iterations == before

    def test_the_basis_can_be_read(self, make):
        solver = make(chain())
        solver.cost(3, 1.0)
        solver.solve()
        columns, rows = solver.basic()
        assert (columns.shape, rows.shape) == ((5,), (3,))
        assert columns.sum() + rows.sum() == 3  # as many as there are rows
        inside = (solver.values() > 1e-9) & (solver.values() < np.array([10, 100, 3, 100, 100]) - 1e-9)
        assert np.all(columns[inside])
        assert np.all(solver.reduced_costs()[columns] == pytest.approx(0.0))

    def test_a_restart_forgets_the_basis_and_finds_the_same(self, make):
        solver = make(chain())
        solver.cost(3, 1.0)
        solver.solve()
        before = solver.iterations
        solver.restart()
        assert solver.solve() is Status.OPTIMAL
        assert solver.objective() == pytest.approx(3)
        assert solver.iterations >= before

    def test_prices_are_those_of_finite_differences(self, make):
        lower, upper = np.array([-4.0, 0.0, 0.0, -1.0]), np.array([10.0, 2.0, 5.0, 8.0])
        given = problem([[1, -1, -1, 0], [0, 1, 2, -1]], lower, upper)
        costs = {3: 1.0, 0: -0.25}

        def best(low, high):
            solver = make(problem([[1, -1, -1, 0], [0, 1, 2, -1]], low, high))
            for column, cost in costs.items():
                solver.cost(column, cost)
            assert solver.solve() is Status.OPTIMAL
            return solver.objective()

        solver = make(given)
        for column, cost in costs.items():
            solver.cost(column, cost)
        assert solver.solve() is Status.OPTIMAL
        values, prices = solver.values(), solver.reduced_costs()
        for column in range(4):
            step = np.eye(4)[column] * 1e-3
            at_upper = abs(values[column] - upper[column]) < 1e-9
            at_lower = abs(values[column] - lower[column]) < 1e-9
            slope = (best(lower + step * at_lower, upper + step * at_upper) - solver.objective()) / 1e-3
            assert prices[column] == pytest.approx(slope, abs=1e-6)
        assert np.abs(prices).max() > 0.1

    def test_the_price_of_a_row_is_that_of_its_right_hand_side(self, make):
        solver = make(problem([[1, -1]], [0, 0], [5, 50], [0], [0]))
        solver.cost(1, 3.0)
        solver.solve()
        first, price = solver.objective(), solver.row_prices()[0]
        solver.bound_row(0, 0.1, 0.1)
        solver.solve()
        assert (solver.objective() - first) / 0.1 == pytest.approx(price)

    def test_miss_tells_a_bound_that_moved_away_from_the_answer(self, make):
        solver = make(chain())
        solver.cost(3, 1.0)
        solver.solve()
        assert solver.miss() == pytest.approx(0.0, abs=1e-9)

    def test_a_problem_without_rows(self, make):
        solver = make(problem(np.zeros((0, 2)), [-1, 0], [2, 3]))
        solver.cost(0, -1.0)
        solver.cost(1, 1.0)
        assert solver.solve() is Status.OPTIMAL
        assert solver.values() == pytest.approx([-1, 3])

    def test_a_problem_without_columns(self, make):
        solver = make(problem(np.zeros((0, 0)), [], []))
        assert solver.solve() is Status.OPTIMAL
        assert solver.objective() == 0.0

    def test_a_fixed_column_stays(self, make):
        solver = make(chain())
        solver.cost(3, 1.0)
        solver.bound(2, 1.5, 1.5)
        assert solver.solve() is Status.OPTIMAL
        assert solver.values([2, 3]) == pytest.approx([1.5, 1.5])

    def test_nothing_is_printed(self, make, capfd):
        solver = make(chain())
        solver.cost(3, 1.0)
        solver.solve()
        solver.bound(3, 50.0, 100.0)
        solver.solve()
        assert capfd.readouterr() == ("", "")

    def test_closing_twice_is_no_fault(self, make):
        solver = make(chain())
        solver.close()
        solver.close()

    def test_the_core_model(self, make, core):
        given = core.base.problem
        solver = make(given)
        solver.cost(given.index("Biomass_Ecoli_core"), 1.0)
        assert solver.solve() is Status.OPTIMAL
        assert solver.objective() == pytest.approx(GROWTH, abs=1e-7)
        assert solver.miss() <= 1e-7


def test_the_best_is_one_of_them_and_an_unknown_one_is_named():
    assert BEST in BACKENDS
    with pytest.raises(ValueError, match="unknown solver 'cplex'.*glpk, highs"):
        simplex("cplex", chain(), TIGHT)
