"""A region of the limits in which one basis is optimal: outputs and distances to the bounds, affine in the limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from strains.dynamic.basis import BASIC, Basis
from strains.lp.compression import GONE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TOUCHES = 1e-9  # mmol/gDW/h; a bound this near is met, and passed when it is this far behind
FLAT = 1e-11  # a slope this small is rounding
STARVING = 1e-9  # share of what is forced; below, it counts as met


@dataclass(frozen=True, eq=False)
class Region:
    """Outputs are ``rates`` and distances to bounds ``gaps`` times (1, limits); gap g is of the basic variable at

    ``places[g]`` to its ``upper[g]`` or lower bound. Bounds that no limits of zero or more could meet are left out.
    """

    rates: Floats  # (outputs, 1 + limits)
    columns: Floats  # (columns of the compressed problem, 1 + limits)
    gaps: Floats  # (gaps, 1 + limits)
    places: NDArray[np.intp]
    upper: NDArray[np.bool_]
    starving: bool

    def distances(self, limits: Floats) -> Floats:
        """Distance of every bound at ``limits`` (limits,) or (limits, n); below zero it is passed."""
        wide = self.gaps[:, 1:] @ limits
        found: Floats = (wide.T + self.gaps[:, 0]).T
        return found


def region(basis: Basis, limits: Floats) -> Region:
    """The region of ``basis``, of which ``limits`` is a point."""
    program = basis.program
    columns = len(program.problem.columns)
    fluxes, held = basis.affine[:columns].copy(), basis.affine[basis.basic]
    rates = program.outputs @ fluxes
    rates[:, 0] += program.constants
    short = rates[-1]
    starving = bool(short[0] + short[1:] @ limits > STARVING or np.abs(short[1:]).max(initial=0.0) > STARVING)
    near, far = held.copy(), -held
    near[:, 0] -= basis.lower[basis.basic]
    far[:, 0] += basis.upper[basis.basic]
    for limit, row in enumerate(program.moving.tolist()):
        if row != GONE and basis.at[columns + row] == BASIC:
            near[np.flatnonzero(basis.basic == columns + row), 1 + limit] += 1.0
    below, above = _passable(near), _passable(far)
    gaps = np.concatenate([near[below], far[above]])
    upper = np.arange(len(gaps)) >= len(below)
    return Region(rates, fluxes, gaps, np.concatenate([below, above]), upper, starving)


def _passable(gaps: Floats) -> NDArray[np.intp]:
    """Rows that limits of zero or more can bring to zero; of the others some come near it as a substrate ends."""
    least = gaps[:, 1:].min(axis=1, initial=0.0)
    passable = (least < -FLAT) | ((gaps[:, 0] < -TOUCHES) & (gaps[:, 1:].max(axis=1, initial=0.0) > FLAT))
    return np.flatnonzero(passable & np.isfinite(gaps[:, 0]))
