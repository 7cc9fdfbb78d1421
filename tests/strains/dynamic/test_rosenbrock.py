import numpy as np
import pytest

from strains.dynamic.pace import Pace
from strains.dynamic.rosenbrock import take, weights


def forced(time, y):
    """y' = -y² + a force that makes y = 1 / (1 + t) + sin(t) the answer."""
    exact, rate = 1 / (1 + time) + np.sin(time), -1 / (1 + time) ** 2 + np.cos(time)
    return np.array([-(y[0] ** 2) + exact**2 + rate])


def run(steps, end=1.0):
    """Errors at the end and, by dense output, in the middle of each step."""
    y, width, inside = np.array([1.0]), end / steps, 0.0
    for number in range(steps):
        time = number * width
        in_time = np.array([(forced(time + 1e-6, y)[0] - forced(time - 1e-6, y)[0]) / 2e-6])
        step = take(forced, time, y, width, np.array([[-2 * y[0]]]), in_time)
        middle = time + width / 2
        inside = max(inside, abs(step.at(middle)[0] - 1 / (1 + middle) - np.sin(middle)))
        y = step.end
    return abs(y[0] - 1 / (1 + end) - np.sin(end)), inside


def test_order_five_at_the_ends_and_four_between():
    coarse, fine = run(8), run(16)
    assert np.log2(coarse[0] / fine[0]) > 4.6
    assert np.log2(coarse[1] / fine[1]) > 3.7
    assert fine[0] < 1e-8


def test_a_stiff_decay_is_damped_at_once():
    step = take(lambda _, y: -1e8 * y, 0.0, np.array([1.0]), 1.0, np.array([[-1e8]]), None)
    assert abs(step.end[0]) < 1e-6


def test_linear_invariants_are_kept():
    matrix = np.array([[-3.0, 1.0, 0.0], [3.0, -1.0, 50.0], [0.0, 0.0, -50.0]])
    step = take(lambda _, y: matrix @ y, 0.0, np.array([1.0, 2.0, 3.0]), 0.3, matrix, None)
    for time in (0.1, 0.2, 0.3):
        assert step.at(time).sum() == pytest.approx(6.0, rel=1e-14)


def test_a_singular_step_has_an_infinite_error():
    width = 0.5
    step = take(lambda _, y: y, 0.0, np.array([1.0]), width, np.array([[1.0 / (0.21193756319429014 * width)]]), None)
    assert np.isinf(step.error).all()


def test_weights_are_start_and_end_at_the_ends():
    assert weights(0.0).tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]
    assert weights(1.0).tolist() == [0.0, 1.0, 0.0, 0.0, 0.0]


def test_the_pace_shrinks_before_errors_that_grow():
    pace = Pace()
    pace.accepted(0.1, 0.1)
    growing = pace.accepted(0.1, 0.5)
    pace = Pace()
    pace.accepted(0.1, 0.5)
    assert growing < pace.accepted(0.1, 0.5)
    assert pace.refused(0.1, np.inf) == pytest.approx(0.02)
    assert pace.refused(0.1, 2.0) < 0.1
    assert pace.accepted(0.05, 1e-9) <= 0.05  # not longer right after a refusal
