"""Radau points: exact for the polynomials they promise to be exact for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.collocation import radau

POINTS = range(1, 6)
coefficients = st.lists(st.floats(-3.0, 3.0), min_size=1, max_size=8)


def nodes(points: int) -> np.ndarray:
    return np.concatenate([[0.0], radau(points).points])


def test_three_points_of_the_literature() -> None:
    # (4 − √6)/10, (4 + √6)/10, 1: Hairer and Wanner, Solving Ordinary Differential Equations II, table 5.6
    root = np.sqrt(6.0)
    assert radau(3).points == pytest.approx([(4.0 - root) / 10.0, (4.0 + root) / 10.0, 1.0])
    assert radau(3).weights == pytest.approx([(16.0 - root) / 36.0, (16.0 + root) / 36.0, 1.0 / 9.0])


@pytest.mark.parametrize("points", POINTS)
@given(values=coefficients)
def test_slope_of_polynomials(points: int, values: list[float]) -> None:
    polynomial = np.polynomial.Polynomial(values[: points + 1])
    slopes = polynomial(nodes(points)) @ radau(points).derivative
    assert slopes == pytest.approx(polynomial.deriv()(radau(points).points), abs=1e-8)


@pytest.mark.parametrize("points", POINTS)
@given(values=coefficients)
def test_quadrature_to_twice_the_degree(points: int, values: list[float]) -> None:
    polynomial = np.polynomial.Polynomial(values[: 2 * points - 1])
    integral = polynomial.integ()(1.0)
    assert radau(points).weights @ polynomial(radau(points).points) == pytest.approx(integral, abs=1e-8)


@pytest.mark.parametrize("points", [0, 10])
def test_impossible_numbers_of_points(points: int) -> None:
    with pytest.raises(ValueError, match="expected 1 to 9"):
        radau(points)
