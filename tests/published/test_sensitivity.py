"""Sensitivity of functions whose answers are known exactly.

Ishigami and Homma, Proc. First Int. Symp. Uncertainty Modeling and Analysis (1990) 398, with a = 7, b = 0.1; exact
indices from its variances: V1 = ½ (1 + b π⁴/5)², V2 = a²/8, V13 = b² π⁸ (1/18 − 1/50).
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from processes.uncertainty.distributions import Spread
from processes.uncertainty.sampling import samples
from processes.uncertainty.sobol_indices import Index, of_function, plan
from processes.uncertainty.surrogate import fit
from processes.uncertainty.value_of_information import information

A, B = 7.0, 0.1
V1, V2 = 0.5 * (1.0 + B * math.pi**4 / 5.0) ** 2, A**2 / 8.0
V13 = B**2 * math.pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
WHOLE = V1 + V2 + V13
FIRST = {"x1": V1 / WHOLE, "x2": V2 / WHOLE, "x3": 0.0}
TOTAL = {"x1": (V1 + V13) / WHOLE, "x2": V2 / WHOLE, "x3": V13 / WHOLE}
THREE = tuple(Spread(name, 0.0, math.pi / math.sqrt(3.0), "uniform") for name in FIRST)


def ishigami(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0]))


def test_the_exact_values_are_the_published_ones() -> None:
    assert [round(FIRST[name], 4) for name in FIRST] == [0.3139, 0.4424, 0.0]
    assert [round(TOTAL[name], 4) for name in TOTAL] == [0.5576, 0.4424, 0.2437]


def _near(found: list[Index], within: float) -> None:
    assert {one.name for one in found} == set(FIRST)
    for one in found:
        assert one.first == pytest.approx(FIRST[one.name], abs=within)
        assert one.total == pytest.approx(TOTAL[one.name], abs=within)
        assert one.first_low <= one.first <= one.first_high
        assert one.total_low <= one.total <= one.total_high


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ishigami_by_sobol_sequences(seed: int) -> None:
    _near(of_function(ishigami, THREE, 4096, seed), 0.02)


def test_ishigami_by_a_surrogate() -> None:
    drawn = samples(THREE, 512, 1)
    found = fit(THREE, drawn.unit, ishigami(drawn.values), 1, degree=10)
    assert found.explained > 0.99
    _near(found.indices(), 0.02)


def test_indices_are_those_of_scipy() -> None:
    asked = plan(THREE, 256, 5)
    values = ishigami(asked.rows).reshape(5, 256)
    runs = {"f_A": values[:1], "f_B": values[1:2], "f_AB": values[2:, None]}
    peer = stats.sobol_indices(func=runs, n=256)
    ours = {one.name: one for one in of_function(ishigami, THREE, 256, 5)}
    assert [ours[f"x{i}"].first for i in (1, 2, 3)] == pytest.approx(peer.first_order, abs=1e-9)
    assert [ours[f"x{i}"].total for i in (1, 2, 3)] == pytest.approx(peer.total_order, abs=1e-9)


def test_value_of_information_of_a_linear_gain() -> None:
    """gain = 3 a + 4 b, both standard normal: knowing a is worth 3/√(2π), b 4/√(2π), both 5/√(2π); c nothing."""
    three = [Spread(name, 0.0, 1.0) for name in "abc"]
    drawn = samples(three, 1024, 1)
    cost = -3.0 * drawn.values[:, 0] - 4.0 * drawn.values[:, 1]
    found = information("abc", drawn.unit, cost, 0.0, 1)
    worth = {one.name: one for one in found.numbers}
    for name, slope in {"a": 3.0, "b": 4.0}.items():
        assert worth[name].value == pytest.approx(slope / math.sqrt(2.0 * math.pi), rel=0.05)
        assert worth[name].above_noise
        assert worth[name].variance_share == pytest.approx(slope**2 / 25.0, abs=0.02)
    assert found.perfect == pytest.approx(5.0 / math.sqrt(2.0 * math.pi), rel=0.05)
    assert worth["c"].value < 0.1
