"""How a pathway fits into a host: what is new, what the host has already, and whether every new reaction balances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from cards.errors import CardError, Fault
from cards.nearness import nearest_id
from cards.origin import Origin
from cards.positions import line_of
from strains.catalogue.pathway import NewMetabolite, NewReaction, Pathway
from strains.errors import UnknownReaction
from strains.models.formula import elements
from strains.models.gene_rule import GeneRule
from strains.models.network import Network

OPEN = 1000.0  # mmol/gDW/h; what constraint-based models write for "no bound"
TOLERANCE = 1e-6  # atoms or charges per reaction

Key = tuple[str | int, ...]


class UnknownMetabolite(UnknownReaction):
    """A pathway needs a metabolite that the host does not have; ``name`` is the one."""


@dataclass(frozen=True)
class Column:
    """A reaction in the host's names: ``parts`` maps metabolites to coefficients; the upper bound is open."""

    id: str
    name: str
    parts: Mapping[str, float]
    lower: float
    rule: GeneRule


@dataclass
class Fit:
    """What a pathway adds to ``network``, in the host's ``names``, and ``notes`` on what it does not add or check."""

    network: Network
    names: Mapping[str, str]
    origin: Origin
    metabolites: list[NewMetabolite] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        network = self.network
        contents = zip(network.formulas, network.charges.tolist(), strict=True)
        self._contents: dict[str, tuple[str, float]] = dict(zip(network.metabolites, contents, strict=True))

    def own(self, name: str) -> str:
        """The host's identifier for one of a product card."""
        return self.names.get(name, name)

    def take(self, pathway: Pathway) -> None:
        """Sort the whole pathway. Raises CardError, which begins with the line, and UnknownMetabolite."""
        for place, metabolite in enumerate(pathway.metabolites):
            self._metabolite(metabolite, ("pathway", "metabolites", place))
        exchange = self.own(pathway.exchange())
        has_exchange = exchange in self.network.places
        for reaction, key in pathway.placed():
            if has_exchange and reaction is pathway.transport:
                self.notes.append(f"transport '{reaction.id}' is left out: the model has the exchange '{exchange}'")
            else:
                self._reaction(reaction, key)
        if has_exchange:
            self.notes.append(f"exchange '{exchange}' is the model's own")
        else:
            leaving = {self.own(pathway.product): -1.0}
            self.columns.append(Column(exchange, f"{pathway.product} leaves the cell", leaving, 0.0, None))

    def _metabolite(self, new: NewMetabolite, key: Key) -> None:
        own = self.own(new.id)
        if own not in self._contents:
            self._contents[own] = (new.formula, float(new.charge))
            self.metabolites.append(new.model_copy(update={"id": own}))
            return
        formula, charge = self._contents[own]
        same = not formula or elements(formula) == elements(new.formula)
        if not same or not (np.isnan(charge) or charge == new.charge):
            raise self._fault(
                key,
                f"'{new.id}' is {new.formula} with charge {new.charge:+d}, but '{own}' of the model is {formula} with "
                f"charge {charge:+g}; give it another id, or write the model's formula",
            )
        self.notes.append(f"metabolite '{new.id}' is the model's own '{own}'")

    def _reaction(self, new: NewReaction, key: Key) -> None:
        for name in new.stoichiometry:
            self._require_metabolite(name, new, key)
        parts = {self.own(name): number for name, number in new.stoichiometry.items()}
        own = self.own(new.id)
        if own in self.network.places:
            self._require_same(own, parts, key)
            self.notes.append(f"reaction '{new.id}' is left out: the model has it as '{own}'")
            return
        self._require_balance(new, parts, key)
        rule: GeneRule = ("and", tuple(new.genes)) if len(new.genes) > 1 else next(iter(new.genes), None)
        self.columns.append(Column(own, new.name, parts, -OPEN if new.reversible else 0.0, rule))

    def _require_metabolite(self, name: str, new: NewReaction, key: Key) -> None:
        own = self.own(name)
        if own in self._contents:
            return
        known = dict(zip(self.network.metabolites, self.network.metabolite_names, strict=True))
        near = nearest_id(own, known) or "; where it goes by another id, say so in the host card under [metabolites]"
        place = self.origin.place(*key, "equation")
        raise UnknownMetabolite(
            f"{place}{': ' if place else ''}reaction '{new.id}' needs the metabolite '{own}', which the model does not "
            f"have{near}",
            own,
        )

    def _require_same(self, own: str, parts: Mapping[str, float], key: Key) -> None:
        """Raises CardError where the host's reaction of that name does something else."""
        rows = self.network.stoichiometry(self.network.place(own))
        theirs = {self.network.metabolites[row]: number for row, number in rows.items()}
        ratios = {round(theirs[name] / parts[name], 9) for name in parts if name in theirs}
        if set(theirs) != set(parts) or len(ratios) != 1:
            told = ", ".join(f"{number:+g} {name}" for name, number in theirs.items())
            raise self._fault(
                (*key, "id"), f"the model's reaction '{own}' does something else ({told}); rename this one"
            )

    def _require_balance(self, new: NewReaction, parts: Mapping[str, float], key: Key) -> None:
        """Raises CardError with the excess by element; notes where the host does not say what a metabolite is."""
        bare = [name for name in parts if not self._contents[name][0]]
        uncharged = [name for name in parts if np.isnan(self._contents[name][1])]
        for what, found in (("atoms", bare), ("charge", uncharged)):
            if found:
                self.notes.append(f"{what} of reaction '{new.id}' not checked: the model does not give '{found[0]}'")
        excess: dict[str, float] = {}
        for name, number in parts.items():
            formula, charge = self._contents[name]
            counts = {**({} if bare else elements(formula)), **({} if uncharged else {"charge": charge})}
            for what, amount in counts.items():
                excess[what] = excess.get(what, 0.0) + number * amount
        left = {what: number for what, number in excess.items() if abs(number) > TOLERANCE}
        if left:
            told = ", ".join(f"{what} {number:+g}" for what, number in sorted(left.items()))
            raise self._fault(
                (*key, "equation"),
                f"reaction '{new.id}' is not balanced, products less substrates: {told}; correct the equation or a "
                "formula",
            )

    def _fault(self, key: Key, message: str) -> CardError:
        line = line_of(self.origin.text, key) if self.origin.file else 0
        return CardError([Fault(self.origin.file or "a card made in code", line, ".".join(map(str, key)), message)])


def fit(network: Network, pathway: Pathway, names: Mapping[str, str], origin: Origin | None = None) -> Fit:
    """How ``pathway`` fits into ``network``. Raises CardError and UnknownMetabolite."""
    found = Fit(network, names, origin or Origin())
    found.take(pathway)
    return found
