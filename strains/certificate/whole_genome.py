"""The independent path: the whole genome-scale model through COBRApy and GLPK, solved anew at every call.

Nothing here comes from a phenotype or from HiGHS; only the question (limits, outputs, tie-break) is shared. A plan made
with the phenotype is simulated again with this.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from cards.reading import nearest
from strains.certificate.glpk import GlpkModel
from strains.errors import SolverFailed
from strains.phenotype.outputs import outputs as outputs_of
from strains.phenotype.tie_break import STATED, TieBreak
from strains.strain import OPEN, Bounds, Strain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Choice = Literal["stated", "least_product", "most_product"]
SCALE = 1e3  # brings growth and the smallest weight well above the solver's tolerance
STANDING = 1e-6  # 1/h; all carbon pays for maintenance, which is met within the solver's tolerance: nothing to move
# 1/h of growth left free while the product is moved to its least or most: the solver's own tolerance, and more of it
# where maintenance is met by no more than that.
HAIRS = (1e-9, 1e-8, 1e-7, 1e-6)


class WholeGenomeCell:
    """Rates of ``strain``, in the order of ``outputs`` (names as a phenotype has them), from the full model.

    ``solved`` counts linear programmes, ``infeasible`` the calls in which maintenance could not be met.
    """

    def __init__(self, strain: Strain, outputs: Sequence[str], tie_break: TieBreak = STATED) -> None:
        self.strain = strain
        self.outputs = tuple(outputs)
        self.solved = 0
        self.infeasible = 0
        self._outputs = outputs_of(strain, self.outputs)
        self._weights = {exchange: SCALE * weight for exchange, weight in tie_break.of(strain).items()}
        self._growth = strain.host.biomass
        self._grower = GlpkModel(strain.model())
        self._grower.maximise({**self._weights, self._growth: SCALE})

    @cached_property
    def _mover(self) -> GlpkModel:
        """A second copy for the least and most product: costs that stay the same keep both simplexes warm."""
        return GlpkModel(self.strain.model())

    def rates(self, phase: str, theta: Sequence[float], tie_break: Choice = "stated") -> Floats:
        """Rates (outputs,) in ``phase`` at uptake limits ``theta``, mmol/gDW/h (growth 1/h).

        Equal growth is decided as ``tie_break`` says. Where maintenance cannot be met ``infeasible`` goes up by one and
        the cell pays for as much of it as it can, without growing. Raises UnknownPhase, SolverFailed.
        """
        if tie_break not in get_args(Choice):
            raise ValueError(f"unknown tie-break '{tie_break}'{nearest(tie_break, get_args(Choice))}")
        bounds = self._limits(phase, theta)
        if not self._solve(self._grower, bounds):
            self.infeasible += 1
            return self._starving(bounds)
        solved = self._grower
        if tie_break != "stated" and self._grower.flux(self._growth) > STANDING:
            self._move_product(bounds, 1.0 if tie_break == "most_product" else -1.0)
            solved = self._mover
        return self._read(solved)

    def _read(self, solved: GlpkModel) -> Floats:
        return np.array([output.sign * solved.flux(output.reaction) for output in self._outputs])

    @cached_property
    def _starver(self) -> GlpkModel:
        """A copy whose maintenance is no demand but the objective: continuous with the others at the threshold."""
        starver = GlpkModel(self.strain.model())
        maintenance = self.strain.host.maintenance.reaction
        starver.bound(maintenance, 0.0, self.strain.maintenance)
        starver.maximise({**self._weights, maintenance: SCALE})
        return starver

    def _starving(self, bounds: Bounds) -> Floats:
        if not self._solve(self._starver, bounds):
            return np.zeros(len(self.outputs))
        return self._read(self._starver)

    def _limits(self, phase: str, theta: Sequence[float]) -> Bounds:
        card = self.strain.phase(phase)
        given = np.asarray(theta, dtype=float)
        if given.shape != (len(card.limits),):
            raise ValueError(f"theta has shape {given.shape}; phase '{phase}' has limits {tuple(card.limits)}")
        return self.strain.uptake_bounds({**card.fixed, **dict(zip(card.limits, given.tolist(), strict=True))})

    def _move_product(self, bounds: Bounds, sign: float) -> None:
        """With growth held at its most, the product at its least or most; then the other weights decide."""
        # A thousand times the largest weight: first the product, the rest only where it leaves a choice.
        self._mover.maximise({**self._weights, self.strain.product.exchange: sign * SCALE})
        growth = self._grower.flux(self._growth)
        for hair in HAIRS:
            if self._solve(self._mover, {**bounds, self._growth: (max(growth - hair, 0.0), OPEN)}):
                return
        raise SolverFailed("the product cannot be moved at maximal growth: the solver lost the optimum")

    def _solve(self, model: GlpkModel, bounds: Bounds) -> bool:
        self.solved += 1
        for reaction, (lower, upper) in bounds.items():
            model.bound(reaction, lower, upper)
        return model.solve()
