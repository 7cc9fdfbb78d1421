"""The report on a model: every check, its findings, as data and as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from strains.check.biomass import Biomass, check_biomass, guess_biomass
from strains.check.consistency import check_consistency
from strains.check.energy import check_energy
from strains.check.finding import Finding, Level
from strains.check.mass import check_mass
from strains.check.running import check_running
from strains.check.still import Progress
from strains.check.topology import check_topology
from strains.models.network import Network

Step = Callable[[str], None]  # what is looked at from now on
SHOWN = 10  # offenders of one finding in a text
MARKS = {Level.OK: "ok", Level.NOTE: "note", Level.WARNING: "warning", Level.FAULT: "FAULT"}
ORDER = (Level.FAULT, Level.WARNING, Level.NOTE, Level.OK)


@dataclass(frozen=True)
class ModelReport:
    """What was found in a model; ``biomass`` is the reaction taken for the making of cells, and how it was found."""

    model: str
    metabolites: int
    reactions: int
    genes: int
    biomass: str
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """No fault: nothing makes matter, charge or energy from nothing, and the model grows."""
        return not self.of(Level.FAULT)

    def of(self, level: Level) -> tuple[Finding, ...]:
        """Findings of one level."""
        return tuple(one for one in self.findings if one.level is level)

    def finding(self, key: str) -> Finding:
        """The finding of one check. Raises KeyError."""
        return {one.key: one for one in self.findings}[key]

    def to_dict(self) -> dict[str, Any]:
        """Lists, numbers and words only."""
        return {
            "model": self.model,
            "ok": self.ok,
            "metabolites": self.metabolites,
            "reactions": self.reactions,
            "genes": self.genes,
            "biomass": self.biomass,
            "findings": [one.to_dict() for one in self.findings],
        }

    def verdict(self) -> str:
        """The answer in one sentence."""
        faults, warnings = len(self.of(Level.FAULT)), len(self.of(Level.WARNING))
        size = f"{self.reactions:,} reactions, {self.metabolites:,} metabolites, {self.genes:,} genes"
        if faults:
            return f"{self.model}: {faults} of {len(self.findings)} checks found a fault ({size})"
        minded = f", {warnings} to be minded" if warnings else ""
        return f"{self.model}: no fault in {len(self.findings)} checks{minded} ({size})"

    def as_text(self, shown: int = SHOWN) -> str:
        """The verdict, then the findings, the worst first, each with ``shown`` offenders at most."""
        lines = [self.verdict()]
        width = max(len(mark) for mark in MARKS.values())
        for level in ORDER:
            for one in self.of(level):
                lines.append(f"{MARKS[level]:<{width}}  {one.title}: {one.sentence}")
                lines += _listed(one, shown if level is not Level.OK else 0)
        return "\n".join(lines)


def check_model(
    network: Network,
    biomass: str | None = None,
    name: str = "",
    step: Step | None = None,
    progress: Progress | None = None,
    unbalanced: int = 0,
) -> ModelReport:
    """Every check of ``network`` within its bounds. ``biomass`` is guessed where it is not given.

    ``step`` and ``progress`` are told how far it is. ``unbalanced`` is how many reactions the published model itself
    leaves unbalanced: as many are no fault.

    Raises UnknownReaction for a biomass that is not there.
    """
    chosen = guess_biomass(network) if biomass is None else Biomass(network.place(biomass), "as named")
    findings = tuple(_findings(network, chosen, step or _unheard, progress or _unheard, unbalanced))
    return ModelReport(
        model=name or network.name or "model",
        metabolites=len(network.metabolites),
        reactions=len(network.reactions),
        genes=len(network.genes),
        biomass="" if chosen is None else f"{network.reactions[chosen.reaction]} ({chosen.how})",
        findings=findings,
    )


def pseudo_reactions(network: Network, biomass: Biomass | None) -> frozenset[int]:
    """Biomass and its sisters: they turn matter into cells, and are no imbalance."""
    sisters = {place for place, name in enumerate(network.reactions) if "biomass" in name.casefold()}
    return frozenset(sisters | ({biomass.reaction} if biomass is not None else set()))


def _findings(
    network: Network, biomass: Biomass | None, step: Step, progress: Progress, unbalanced: int
) -> Iterator[Finding]:
    pseudo = pseudo_reactions(network, biomass)
    step("mass and charge")
    yield from check_mass(network, pseudo, unbalanced)
    step("energy from nothing")
    yield from check_energy(network)
    yield from check_consistency(network, pseudo, unbalanced)
    yield from check_biomass(network, biomass)
    step("growth, blocked reactions and loops")
    yield from check_running(network, biomass, progress)
    yield from check_topology(network, pseudo)


def _unheard(told: object) -> None:
    del told


def _listed(finding: Finding, shown: int) -> list[str]:
    lines = [f"         {_one(one.id, one.name, one.detail)}" for one in finding.offenders[:shown]]
    more = len(finding.offenders) - shown
    if shown and more > 0:
        lines.append(f"         and {more:,} more; --json lists them all")
    return lines


def _one(identifier: str, name: str, detail: str) -> str:
    called = f" ({name})" if name and name != identifier else ""
    return f"{identifier}{called}{': ' if detail else ''}{detail}"
