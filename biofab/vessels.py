"""The vessels of a study: scale cards with what is different in the study's own."""

from __future__ import annotations

from biofab.study import Study
from processes import library
from processes.scale import ScaleCard


def vessel_of(study: Study, part: str) -> ScaleCard:
    """The ``pilot`` or ``production`` vessel. Raises CardUnknown, CardError."""
    card, changes = library.scale(getattr(study.scale, part)), getattr(study.scale.override, part)
    return card.with_changes(changes) if changes else card
