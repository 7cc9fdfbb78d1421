"""A strain with cards for questions that need roles: of a model file without a card, the roles are guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from biofab.cli.strain.subject import edited, exchange_of, strain_of, unedited

if TYPE_CHECKING:
    from biofab.cli.strain.options import Choice
    from strains.strain import Strain


def whole_strain(chosen: Choice) -> tuple[str, Strain]:
    """Title and strain, edits made; uptakes are left to the question. Raises what the cards and the model raise."""
    if chosen.bare:
        return edited(chosen.model.name if chosen.model else "", chosen), _guessed(chosen)
    strain = strain_of(chosen)
    making = f", making {strain.product.name}" if chosen.product is not None else ""
    return edited(f"{strain.host.name} on {strain.medium.name}{making}", chosen), strain


def naming(strain: Strain, names: Iterable[str]) -> Strain:
    """The strain whose host names these exchanges too, by their identifiers. Raises UnknownReaction."""
    more = {name: exchange_of(strain.base, strain.host.exchanges, name) for name in names}
    host = strain.host.model_copy(update={"exchanges": {**strain.host.exchanges, **more}})
    return replace(strain, host=host)


def _guessed(chosen: Choice) -> Strain:
    """The strain that the card of ``biofab strain add`` would describe, without a card being written."""
    from strains.intake.add import draft
    from strains.strain import Strain

    host, medium = draft(str(chosen.model))
    strain = Strain.from_parts(host, unedited(host), medium)
    return strain.with_deleted_genes(*chosen.knock_outs).with_blocks(*chosen.blocks)
