"""The strain: a host, a medium, a product and the edits between them; the bounds they put on the model."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from cards.reading import nearest
from strains import library
from strains.errors import LimitUnusable, ModelChanged, UnknownPhase, UnknownReaction
from strains.host import HostCard
from strains.medium import MediumCard
from strains.model import base_model, model_sha256
from strains.product import PhaseCard, ProductCard

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
        strain = cls(
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
    def base(self) -> cobra.Model:
        """The unedited model, shared: never to be changed."""
        return base_model(self.host.model.source) if self.given is None else self.given

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
        dead = set(self.deleted_genes)
        silenced = (r for gene in dead for r in self.base.genes.get_by_id(gene).reactions if not r.gpr.eval(dead))
        bounds.update({reaction.id: (0.0, 0.0) for reaction in silenced})
        bounds.update(dict.fromkeys(self.blocked, (0.0, 0.0)))
        bounds[self.host.maintenance.reaction] = (self.maintenance, OPEN)
        return bounds

    def model(self) -> cobra.Model:
        """A COBRApy model of its own with medium, deletions, blocks and maintenance applied, maximising growth."""
        model = self.base.copy()
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
        known = self.host.exchanges
        if name not in known:
            raise UnknownReaction(f"host '{self.host.name}' names no exchange '{name}'{nearest(name, known)}")
        return known[name]

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
            raise UnknownReaction(f"'{reaction}' is not blocked in this strain{nearest(reaction, self.blocked)}")
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
        bounds = {r.id: (0.0, r.upper_bound) for r in self.base.boundary if r.lower_bound < 0}
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
        model = self.base
        reactions = {reaction.id for reaction in model.reactions}
        roles = [self.host.biomass, self.host.maintenance.reaction, *self.host.exchanges.values()]
        _require(roles, reactions, f"host '{self.host.name}'", "reaction")
        _require([self.exchange(self.substrate)], reactions, f"medium '{self.medium.name}'", "exchange")
        _require(self.medium.uptake_limits(), reactions, f"medium '{self.medium.name}'", "exchange")
        _require([self.product.exchange, *self.blocked], reactions, f"product '{self.product.name}'", "reaction")
        _require(self.deleted_genes, {gene.id for gene in model.genes}, f"product '{self.product.name}'", "gene")
        for phase in self.product.phases.values():
            for name in (*phase.limits, *phase.fixed):
                self.exchange(name)


def _joined(present: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*present, *more)))


def _require(wanted: Iterable[str], known: Collection[str], who: str, kind: str) -> None:
    for name in wanted:
        if name not in known:
            raise UnknownReaction(f"{who} names {kind} '{name}', which the model does not have{nearest(name, known)}")
