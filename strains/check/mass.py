"""Reactions whose two sides differ in atoms or charge, and metabolites that cannot be counted."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from strains.check.finding import Finding, Level, Offender, counted, metabolites
from strains.models.balance import CHARGE, Imbalance, countable, imbalances
from strains.models.network import Network


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
