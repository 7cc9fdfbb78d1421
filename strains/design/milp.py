"""The same cut sets by integer programmes through SCIP: smallest first, each one found excluded from then on.

The programme knows the flux distributions that must be ended, and learns one more each time its answer leaves one
(implicit hitting sets; Moreno-Centeno & Karp 2013, Oper. Res. 61:453, doi:10.1287/opre.1120.1139). No big numbers stand
in it, so nothing is lost to rounding. It is slower than the enumeration by linear programmes where cut sets are many,
and the way to go where they are few and large.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from strains.design.errors import DesignError, MilpSolverMissing
from strains.design.hitting import Cuts
from strains.design.targets import Mask, bits
from strains.progress import Progress

if TYPE_CHECKING:
    from strains.design.probe import Probe, Witness


def cuts_by_milp(undesired: Probe, desired: Sequence[Probe], largest: int, progress: Progress | None = None) -> Cuts:
    """Every smallest cut of at most ``largest`` atoms. ``progress`` gets (programmes solved, cuts found)."""
    cuts, master = Cuts(), _Master(len(undesired.targets.atoms), largest)
    solved = 0
    while (mask := master.next()) is not None:
        solved += 1
        if progress is not None:
            progress(solved, len(cuts.kept))
        left = undesired.lean(mask)
        if left is not None:
            master.must_end(left)
            continue
        cuts.add(mask, kept=all(probe.witness(mask) is not None for probe in desired))
        master.exclude(mask)
    return cuts


class _Master:
    """Chooses the fewest atoms that end every known flux distribution and hold no known cut."""

    def __init__(self, atoms: int, largest: int) -> None:
        try:
            self._scip: Any = import_module("pyscipopt")
        except ImportError:
            raise MilpSolverMissing("SCIP is not installed; run pip install pyscipopt, or use method 'lp'") from None
        self._model = self._scip.Model()
        self._model.hideOutput()
        self._model.setIntParam("parallel/maxnthreads", 1)
        self._atoms = [self._model.addVar(vtype="B", obj=1.0) for _ in range(atoms)]
        self._model.addCons(self._scip.quicksum(self._atoms) <= largest)
        self._several: dict[Mask, Any] = {}

    def next(self) -> Mask | None:
        """The next choice; None when there is none of the size allowed."""
        self._model.optimize()
        status = self._model.getStatus()
        if status == "infeasible":
            return None
        if status != "optimal":
            raise DesignError(f"SCIP ended with '{status}' instead of an optimum; use method 'lp'")
        chosen = sum(1 << place for place, atom in enumerate(self._atoms) if self._model.getVal(atom) > 0.5)
        self._model.freeTransform()
        return chosen

    def must_end(self, witness: Witness) -> None:
        """From now on one way to end ``witness`` is among the atoms."""
        ways = [self._atoms[atom] for atom in bits(witness.single)]
        ways += [self._together(way) for way in witness.several]
        self._model.addCons(self._scip.quicksum(ways) >= 1)

    def exclude(self, mask: Mask) -> None:
        """From now on no choice holds ``mask``."""
        count = mask.bit_count()
        self._model.addCons(self._scip.quicksum(self._atoms[atom] for atom in bits(mask)) <= count - 1)

    def _together(self, way: Mask) -> Any:
        """A variable that can be one only when every atom of ``way`` is."""
        if way not in self._several:
            self._several[way] = self._model.addVar(vtype="C", lb=0.0, ub=1.0)
            for atom in bits(way):
                self._model.addCons(self._several[way] <= self._atoms[atom])
        return self._several[way]
