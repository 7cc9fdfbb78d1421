"""The same functions of numbers, arrays and Pyomo expressions; rounded corners stay as near as they say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes import arithmetic

PLAIN = {"exp": np.exp, "log": np.log, "sqrt": np.sqrt, "tanh": np.tanh}
REAL = st.floats(-1e3, 1e3)
WIDTH = st.floats(1e-6, 1.0)


@pytest.mark.parametrize("name", PLAIN)
def test_floats_arrays_and_expressions_agree(name: str) -> None:
    ours: Callable[[Any], Any] = getattr(arithmetic, name)
    points = np.array([0.3, 1.0, 2.5])
    assert ours(points) == pytest.approx(PLAIN[name](points))
    m = pyo.ConcreteModel()
    m.x = pyo.Var()
    for point in points.tolist():
        m.x.set_value(point)
        assert ours(point) == pytest.approx(float(PLAIN[name](point)))
        assert pyo.value(ours(m.x)) == pytest.approx(float(PLAIN[name](point)))
        assert pyo.value(ours(2.0 * m.x)) == pytest.approx(float(PLAIN[name](2.0 * point)))


@given(REAL, REAL, WIDTH)
def test_the_rounding_stays_within_half_its_width(a: float, b: float, width: float) -> None:
    slack = 1e-9 * (1.0 + abs(a) + abs(b))
    above = arithmetic.smooth_max(a, b, width) - max(a, b)
    below = min(a, b) - arithmetic.smooth_min(a, b, width)
    assert -slack <= above <= width / 2.0 + slack
    assert -slack <= below <= width / 2.0 + slack
    assert -slack <= arithmetic.positive(a, width) - max(a, 0.0) <= width / 2.0 + slack
    assert -slack <= arithmetic.smooth_abs(a, width) - abs(a) <= width + slack


@given(REAL, WIDTH)
def test_a_step_and_a_span_end_where_they_should(x: float, width: float) -> None:
    assert 0.0 <= arithmetic.smooth_step(x, width) <= 1.0
    assert arithmetic.smooth_step(0.0, width) == pytest.approx(0.5)
    assert -width <= arithmetic.within(x, 0.0, 5.0, width) <= 5.0 + width
