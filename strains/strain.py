"""The strain: a host, a medium, a product and the edits between them; the bounds they put on the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from cards.nearness import nearest, nearest_id
from strains.catalogue import library
from strains.catalogue.host import HostCard
from strains.catalogue.medium import MediumCard
from strains.catalogue.product import PhaseCard, ProductCard
from strains.edits.insertion import extend, insert
from strains.errors import LimitUnusable, MediumInfeasible, ModelChanged, ModelUnreadable, UnknownPhase, UnknownReaction
from strains.models.model import base_model, model_sha256, require_sound
from strains.models.model_cache import base_network
from strains.models.network import Network
from strains.models.user_models import USER, missing

if TYPE_CHECKING:
    import cobra

Bounds = dict[str, tuple[float, float]]
OPEN = 1000.0  # mmol/gDW/h; what constraint-based models write for "no bound"


@dataclass(frozen=True)
class Strain:
    """A host with its edits, on a medium, for a product. Changing it gives a new strain; models are never shared."""

    host: HostCard
    product: ProductCard
    medium: MediumCard
    deleted_genes: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    maintenance: float = 0.0  # mmol ATP/gDW/h
    given: cobra.Model | None = field(default=None, repr=False)
    base: Network = field(repr=False, compare=False, kw_only=True)  # the unedited model

    @classmethod
    def from_cards(cls, host: str | Path, product: str | Path, medium: str | Path) -> Self:
        """The producing strain that three cards describe, each by name or by path."""
        return cls.from_parts(library.host(host), library.product(product), library.medium(medium))

    @classmethod
    def from_model(cls, model: cobra.Model, host: HostCard, product: ProductCard, medium: MediumCard) -> Self:
        """The same strain upon a COBRApy model in memory, which stays unchanged."""
        return cls.from_parts(host, product, medium, model.copy())

    @classmethod
    def from_parts(
        cls, host: HostCard, product: ProductCard, medium: MediumCard, model: cobra.Model | None = None
    ) -> Self:
        """The same strain from cards that were read already; ``model`` takes the place of the host's own."""
        product = product.for_host(host)
        medium = medium.for_host(host)
        strain = cls(
            base=_base(host, product, model),
            host=host,
            product=product,
            medium=medium,
            deleted_genes=tuple(product.gene_deletions),
            blocked=tuple(block.reaction for block in product.blocked_reactions),
            maintenance=float(host.maintenance.value),
            given=model,
        )
        strain._check()
        return strain

    @property
    def model_sha256(self) -> str:
        """Hash of the model's file; empty for a model given in memory."""
        return model_sha256(self.host.model.source) if self.given is None else ""

    @property
    def substrate(self) -> str:
        """Name of the carbon source whose uptake is limited, such as ``glucose``."""
        return self.medium.substrate

    @cached_property
    def bounds(self) -> Bounds:
        """Reaction id to (lower, upper), mmol/gDW/h, of every reaction that medium, edits and maintenance set."""
        bounds = self._medium_bounds()
        silenced = self.base.silenced(self.deleted_genes)
        bounds.update({self.base.reactions[place]: (0.0, 0.0) for place in silenced})
        bounds.update(dict.fromkeys(self.blocked, (0.0, 0.0)))
        bounds[self.host.maintenance.reaction] = (self.maintenance, OPEN)
        return bounds

    @cached_property
    def network(self) -> Network:
        """The model with medium, deletions, blocks and maintenance applied, maximising growth."""
        return self.base.with_bounds(self.bounds).with_objective({self.host.biomass: 1.0})

    def model(self) -> cobra.Model:
        """The same as a COBRApy model of its own."""
        model = extend(base_model(self.host.model.source) if self.given is None else self.given, self.base)
        for reaction, bounds in self.bounds.items():
            model.reactions.get_by_id(reaction).bounds = bounds
        model.objective = self.host.biomass
        return model

    def phase(self, name: str) -> PhaseCard:
        """The phase ``name`` of the product. Raises UnknownPhase."""
        if name not in self.product.phases:
            known = self.product.phases
            raise UnknownPhase(f"product '{self.product.name}' has no phase '{name}'{nearest(name, known)}")
        return self.product.phases[name]

    def exchange(self, name: str) -> str:
        """The exchange reaction through which ``name`` (``oxygen``, ``product``, ``acetate`` ...) passes."""
        if name == "product":
            return self.product.exchange
        if name not in self.host.exchanges:
            raise UnknownReaction(self._no_exchange(name), name)
        return self.host.exchanges[name]

    def uptake_bounds(self, limits: Mapping[str, float]) -> Bounds:
        """Bounds of the exchanges whose uptake is limited to ``limits`` (name to mmol/gDW/h, 0 or more)."""
        for name, limit in limits.items():
            if not limit >= 0:
                raise LimitUnusable(f"uptake limit of {name} is {limit:g}; expected a number of 0 or more, mmol/gDW/h")
        return {self.exchange(name): (-float(limit), OPEN) for name, limit in limits.items()}

    def with_blocks(self, *reactions: str) -> Self:
        """This strain with more reactions blocked."""
        return self._changed(blocked=_joined(self.blocked, reactions))

    def without_block(self, reaction: str) -> Self:
        """This strain with a blocked reaction restored. Raises UnknownReaction when it was not blocked."""
        if reaction not in self.blocked:
            near = nearest_id(reaction, dict.fromkeys(self.blocked, "")) or f"; blocked are: {', '.join(self.blocked)}"
            raise UnknownReaction(f"'{reaction}' is not blocked in this strain{near}", reaction)
        return self._changed(blocked=tuple(other for other in self.blocked if other != reaction))

    def with_deleted_genes(self, *genes: str) -> Self:
        """This strain with more genes deleted."""
        return self._changed(deleted_genes=_joined(self.deleted_genes, genes))

    def with_maintenance(self, value: float) -> Self:
        """This strain with another maintenance, mmol ATP/gDW/h."""
        return self._changed(maintenance=float(value))

    def genes_only(self) -> Self:
        """This strain with its genes deleted and no reaction blocked: isozymes stand in."""
        return self._changed(blocked=())

    def wild_type(self) -> Self:
        """The host on the same medium without any edit."""
        return self._changed(blocked=(), deleted_genes=())

    def _changed(self, **changes: object) -> Self:
        strain = replace(self, **changes)  # type: ignore[arg-type]
        strain._check()
        return strain

    def _medium_bounds(self) -> Bounds:
        base = self.base
        bounds = {base.reactions[r]: (0.0, float(base.upper[r])) for r in base.boundary if base.lower[r] < 0}
        for exchange, limit in self.medium.uptake_limits().items():
            bounds[exchange] = (-OPEN if limit is None else -limit, OPEN)
        return bounds

    def _check(self) -> None:
        expected = self.host.model.sha256
        if expected and self.given is None and expected != self.model_sha256:
            raise ModelChanged(
                f"{self.host.model.source} has hash {self.model_sha256[:12]}…, the card of host '{self.host.name}' "
                f"expects {expected[:12]}…; restore the model or write the new hash into the card"
            )
        for card, who in (
            (self.host, f"host '{self.host.name}'"),
            (self.medium, f"medium '{self.medium.name}'"),
            (self.product, f"product '{self.product.name}'"),
        ):
            for kind, name, key in card.named():
                self._require(kind, name, card.origin.place(*key), who)
        for reaction in self.blocked:
            self._require("reaction", reaction, "", "an edit of the strain")
        for gene in self.deleted_genes:
            self._require("gene", gene, "", "an edit of the strain")
        self._require_biomass()

    def _require(self, kind: str, name: str, place: str, who: str) -> None:
        """Raises UnknownReaction, which begins with the ``place`` of the card that names what is not there."""
        where = f"{place}: " if place else ""
        if kind == "uptake":
            if name not in self.host.exchanges:
                raise UnknownReaction(f"{where}{who} limits '{name}': {self._no_exchange(name)}", name)
            return
        known = self.base.named_genes if kind == "gene" else self.base.named_reactions
        if name not in known:
            if kind == "exchange":
                known = {self.base.reactions[place]: self.base.reaction_names[place] for place in self.base.boundary}
            near = nearest_id(name, known)
            raise UnknownReaction(f"{where}{who} names {kind} '{name}', which the model does not have{near}", name)
        if kind == "exchange" and self.base.place(name) not in self.base.boundary:
            raise UnknownReaction(f"{where}{who} names '{name}' as an exchange, but it lies within the cell", name)

    def _require_biomass(self) -> None:
        """Raises MediumInfeasible where growth is shut off by the model or by an edit before anything is solved."""
        biomass = self.host.biomass
        column = self.base.place(biomass)
        place = self.host.origin.place("biomass")
        if self.base.matrix.indptr[column + 1] - self.base.matrix.indptr[column] <= 1:
            why = "makes no cells of several substances; name another"
        elif self.base.upper[column] <= 0.0:
            why = f"has an upper bound of {self.base.upper[column]:g} in the model, so that the strain cannot grow"
        elif biomass in self.blocked:
            keys = [key for _, name, key in self.product.named() if name == biomass]
            place = self.product.origin.place(*keys[0]) if keys else ""
            why = "is blocked, so that the strain cannot grow; take the block away"
        else:
            return
        raise MediumInfeasible(f"{place}{': ' if place else ''}the biomass reaction '{biomass}' {why}")

    def _no_exchange(self, name: str) -> str:
        near = nearest_id(name, self.host.exchanges) or f"; expected one of: {', '.join(sorted(self.host.exchanges))}"
        return f"host '{self.host.name}' names no exchange '{name}'{near}"


def _base(host: HostCard, product: ProductCard, model: cobra.Model | None) -> Network:
    """The host's model, or the one given, with the product's pathway in it.

    Raises ModelUnreadable, which begins with the line that names the model, and what ``insert`` raises.
    """
    network = _read(host, model)
    if product.pathway is None:
        return network
    return insert(network, product.pathway, host.names, product.origin)


def _read(host: HostCard, model: cobra.Model | None) -> Network:
    try:
        if model is None and host.model.source.startswith(USER):
            raise ModelUnreadable(missing(host.model.source, host.model.url, host.model.licence))
        network = base_network(host.model.source) if model is None else Network.from_cobra(model)
        require_sound(network, host.model.source)
        return network
    except ModelUnreadable as error:
        place = host.model_place() if model is None else ""
        raise ModelUnreadable(f"{place}: {error}" if place else str(error)) from None


def _joined(present: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*present, *more)))
