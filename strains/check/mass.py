"""Reactions whose two sides differ in atoms or charge, and metabolites that cannot be counted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from strains.balance import TOLERANCE, Imbalance
from strains.check.finding import Finding, Level, Offender, counted, metabolites
from strains.formula import elements
from strains.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

CHARGE = "charge"


def imbalances(network: Network, places: Sequence[int]) -> tuple[Imbalance, ...]:
    """What each of the reactions ``places`` makes from nothing, where both sides differ.

    Atoms are counted where every metabolite of the reaction has a formula, charges where every one has a charge too.
    """
    keys, content, unknown = _content(network)
    chosen = list(places)
    matrix = network.matrix[:, chosen]
    excess = (content @ matrix).toarray()
    blind = (unknown @ abs(matrix).sign()) > 0
    excess[:, blind[0]] = 0.0
    excess[-1, blind[1]] = 0.0
    found = []
    for column in np.flatnonzero(np.any(np.abs(excess) > TOLERANCE, axis=0)):
        parts = {
            key: float(number) for key, number in zip(keys, excess[:, column], strict=True) if abs(number) > TOLERANCE
        }
        found.append(Imbalance(network.reactions[chosen[column]], parts))
    return tuple(found)


def countable(network: Network, places: Sequence[int]) -> Flags:
    """Which of the reactions ``places`` have a formula for every metabolite."""
    bare = np.array([not formula for formula in network.formulas], dtype=float)
    known: Flags = bare @ abs(network.matrix[:, list(places)]).sign() == 0
    return known


def check_mass(network: Network, pseudo: Collection[int], unbalanced: int = 0) -> Iterator[Finding]:
    """Mass and charge of every reaction within the cell but ``pseudo``, such as biomass, and what has no formula.

    As many as ``unbalanced`` are known of the published model: to be minded, and no fault of the file.
    """
    skipped = {*network.boundary.tolist(), *pseudo}
    places = [place for place in range(len(network.reactions)) if place not in skipped]
    found = imbalances(network, places)
    checked = int(countable(network, places).sum())
    by_mass = [one for one in found if set(one.excess) != {CHARGE}]
    by_charge = [one for one in found if set(one.excess) == {CHARGE}]
    for key, title, what, those in (
        ("mass_balance", "atoms", "atoms", by_mass),
        ("charge_balance", "charge", "charge alone", by_charge),
    ):
        bad = Level.WARNING if len(found) <= unbalanced else Level.FAULT
        level = bad if those else Level.OK
        verb = "makes or loses" if len(those) <= 1 else "make or lose"
        sentence = f"{counted(len(those), 'reaction')} of {checked:,} with known formulas {verb} {what}"
        offenders = tuple(_offender(network, one) for one in those)
        yield Finding(key, title, level, sentence, offenders, {"checked": checked, "unbalanced": len(those)})
    yield _without_formula(network, len(places) - checked)


def _offender(network: Network, one: Imbalance) -> Offender:
    excess = ", ".join(f"{key} {number:+.6g}" for key, number in sorted(one.excess.items()))
    return Offender(one.reaction, network.named_reactions[one.reaction], excess)


def _without_formula(network: Network, unchecked: int) -> Finding:
    bare = [place for place, formula in enumerate(network.formulas) if not formula]
    sentence = f"{counted(len(bare), 'metabolite has', 'metabolites have')} no formula"
    if not bare:
        return Finding("formulas", "formulas", Level.OK, "every metabolite has a formula")
    sentence += f": {counted(unchecked, 'reaction')} cannot be checked for mass"
    values = {"without_formula": len(bare), "unchecked_reactions": unchecked}
    title = "formulas"
    return Finding("formulas", title, Level.WARNING, sentence, metabolites(network, bare), values)


def _content(network: Network) -> tuple[list[str], sparse.csr_matrix, Floats]:
    """Elements and, last, charge (keys, metabolites), and flags (2, metabolites): formula unknown, charge unknown."""
    places: dict[str, int] = {}
    rows, columns, values = [], [], []
    for metabolite, formula in enumerate(network.formulas):
        for element, number in elements(formula).items():
            rows.append(places.setdefault(element, len(places)))
            columns.append(metabolite)
            values.append(number)
    size = len(network.metabolites)
    charges = np.nan_to_num(network.charges)
    atoms = sparse.csr_matrix((values, (rows, columns)), shape=(len(places), size))
    whole = sparse.csr_matrix(sparse.vstack([atoms, sparse.csr_matrix(charges[np.newaxis, :])]))
    bare = [not formula for formula in network.formulas]
    return [*places, CHARGE], whole, np.array([bare, np.isnan(network.charges)], dtype=float)
