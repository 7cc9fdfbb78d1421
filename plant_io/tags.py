"""A tag: one quantity of one piece of equipment, as a plant's card describes it."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cards.reading import Card

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+\.[A-Za-z0-9_]+$")]
Role = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Interval = tuple[float, float]
DataType = Literal["Double", "Float", "Int32", "Boolean"]


class Alarms(Card):
    """Alarm limits in the tag's unit, from the lowest to the highest."""

    low_low: float | None = None
    low: float | None = None
    high: float | None = None
    high_high: float | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        given = [limit for limit in (self.low_low, self.low, self.high, self.high_high) if limit is not None]
        if any(below >= above for below, above in pairwise(given)):
            raise ValueError("expected low_low < low < high < high_high")
        return self


class Tag(Card):
    """A tag. ``range`` is what the instrument can show, ``limits`` what may be written; both in ``unit``.

    ``rate_of_change`` is the largest change of a written value per second of plant time; one write may use at most
    ``ramp_step_s`` seconds of it, however long ago the last one was. ``noise_sd`` and ``resolution`` describe the
    instrument and are used by the virtual plant. ``stale_after_s`` is in plant time; none for values that come when
    they come (laboratory values and set-points).
    """

    name: Name
    role: Role
    title: str = ""
    node_id: str | None = None
    browse_path: list[str] | None = None
    unit: str
    data_type: DataType = "Double"
    range: Interval
    writable: bool = False
    limits: Interval | None = None
    rate_of_change: Annotated[float, Field(gt=0)] | None = None
    ramp_step_s: Annotated[float, Field(gt=0)] = 10.0
    alarms: Alarms | None = None
    noise_sd: Annotated[float, Field(ge=0)] = 0.0
    resolution: Annotated[float, Field(ge=0)] = 0.0
    sampling_ms: Annotated[float, Field(ge=0)] = 0.0
    publishing_ms: Annotated[float, Field(gt=0)] = 100.0
    deadband: Annotated[float, Field(ge=0)] = 0.0
    stale_after_s: Annotated[float, Field(gt=0)] | None = None

    @property
    def equipment(self) -> str:
        """Name of the piece of equipment that the tag belongs to."""
        return self.name.partition(".")[0]

    @model_validator(mode="after")
    def _addressed(self) -> Self:
        if (self.node_id is None) == (self.browse_path is None):
            raise ValueError("expected either node_id or browse_path")
        return self

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        low, high = self.range
        if low >= high:
            raise ValueError(f"range: expected low < high, not {low:g} and {high:g}")
        if self.limits is None:
            if self.writable:
                raise ValueError("limits: a writable tag needs the limits of what may be written")
            return self
        if not self.writable:
            raise ValueError("limits: only a writable tag has limits")
        if not low <= self.limits[0] <= self.limits[1] <= high:
            raise ValueError(f"limits: expected an interval within the range {low:g} to {high:g}, not {self.limits}")
        return self
