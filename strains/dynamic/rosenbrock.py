"""One step of Rodas5P, an L-stable Rosenbrock method of order 5 with dense output of order 4.

It takes stiff and other problems alike, needs no history, so that it goes on at full length after an event, and keeps
every linear invariant of the equations. Coefficients: Steinebach 2023, BIT Numer. Math. 63:27,
doi:10.1007/s10543-023-00967-x.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg.lapack import dgetrf, dgetrs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ORDER = 5
STAGES = 8
GAMMA = 0.21193756319429014

_LAST = (-7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256, 0.030198172008377946)
_A = (
    (),
    (3.0,),
    (2.849394379747939, 0.45842242204463923),
    (-6.954028509809101, 2.489845061869568, -10.358996098473584),
    (2.8029986275628964, 0.5072464736228206, -0.3988312541770524, -0.04721187230404641),
    _LAST,
    (*_LAST, 1.0),
    (*_LAST, 1.0, 1.0),
)
_C = (
    (),
    (-14.155112264123755,),
    (-17.97296035885952, -2.859693295451294),
    (147.12150275711716, -1.41221402718213, 71.68940251302358),
    (165.43517024871676, -0.4592823456491126, 42.90938336958603, -5.961986721573306),
    (24.854864614690072, -3.0009227002832186, 47.4931110020768, 5.5814197821558125, -0.6610691825249471),
    (30.91273214028599, -3.1208243349937974, 77.79954646070892, 34.28646028294783, -19.097331116725623,
     -28.087943162872662),
    (37.80277123390563, -3.2571969029072276, 112.26918849496327, 66.9347231244047, -40.06618937091002,
     -54.66780262877968, -9.48861652309627),
)  # fmt: skip
_TIMES = (0.0, 0.6358126895828704, 0.4095798393397535, 0.9769306725060716, 0.4288403609558664, 1.0, 1.0, 1.0)
_SLOPES = (GAMMA, -0.42387512638858027, -0.3384627126235924, 1.8046452872882734, 2.325825639765069, 0.0, 0.0, 0.0)
_H = np.array(
    (
        (25.948786856663858, -2.5579724845846235, 10.433815404888879, -2.3679251022685204, 0.524948541321073,
         1.1241088310450404, 0.4272876194431874, -0.17202221070155493),
        (-9.91568850695171, -0.9689944594115154, 3.0438037242978453, -24.495224566215796, 20.176138334709044,
         15.98066361424651, -6.789040303419874, -6.710236069923372),
        (11.419903575922262, 2.8879645146136994, 72.92137995996029, 80.12511834622643, -52.072871366152654,
         -59.78993625266729, -0.15582684282751913, 4.883087185713722),
    )
)  # fmt: skip

# A and C beneath one another, so that both sums over earlier stages are one product.
_SUMS = [np.array([a, c]) for a, c in zip(_A, _C, strict=True)]


@dataclass(frozen=True, eq=False)
class Step:
    """A step at ``time`` over ``width``: ``shape`` (5, states) holds start, end and what bends the way between them."""

    time: float
    width: float
    shape: Floats
    error: Floats  # (states,), estimate at the end

    @property
    def start(self) -> Floats:
        """States (states,) at the start."""
        start: Floats = self.shape[0]
        return start

    @property
    def end(self) -> Floats:
        """States (states,) at the end."""
        end: Floats = self.shape[1]
        return end

    def at(self, time: float) -> Floats:
        """States (states,) at ``time`` within the step."""
        return self.within(weights((time - self.time) / self.width))

    def within(self, weights: Floats) -> Floats:
        """States (..., states) where ``weights`` (..., 5) are those of shares of the step."""
        states: Floats = weights @ self.shape
        return states


def weights(x: float) -> Floats:
    """Weights (5,) of start, end and bends at the share ``x`` of a step."""
    bow = x * (1.0 - x)
    return np.array((1.0 - x, x, bow, bow * x, bow * x * x))


def take(
    slope: Callable[[float, Floats], Floats],
    time: float,
    start: Floats,
    width: float,
    jacobian: Floats,
    in_time: Floats | None,
) -> Step:
    """The step of ``slope`` (t, y) with its ``jacobian`` (states, states) and its derivative ``in_time`` at ``start``.

    ``in_time`` is None where time does not occur by itself. A singular step matrix gives an infinite error.
    """
    size = len(start)
    matrix = -jacobian
    matrix.flat[:: size + 1] += 1.0 / (width * GAMMA)
    factors, pivots, fault = dgetrf(matrix, overwrite_a=True)
    if fault:
        return Step(time, width, np.array([start, start, *np.zeros((3, size))]), np.full(size, np.inf))
    stages = np.empty((STAGES, size))
    for stage in range(STAGES):
        if stage:
            sums = _SUMS[stage] @ stages[:stage]
            right = slope(time + _TIMES[stage] * width, start + sums[0])
            right += sums[1] / width
        else:
            right = slope(time, start)
        if in_time is not None and _SLOPES[stage]:
            right += width * _SLOPES[stage] * in_time
        stages[stage] = dgetrs(factors, pivots, right)[0]
    shape = np.empty((5, size))
    shape[0] = start
    shape[1] = start + sums[0] + stages[-1]
    shape[2:] = _H @ stages
    return Step(time, width, shape, stages[-1])
