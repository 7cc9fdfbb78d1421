"""Named values as attributes: what the functions of a dynamic problem are given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cards.nearness import nearest
from processes.trajectory.errors import ProblemInvalid


class Values:
    """``x.S`` or ``x["S"]``; a name that is not there is an error with the nearest right one."""

    def __init__(self, names: Iterable[str] = (), numbers: Iterable[Any] = ()) -> None:
        self.__dict__.update(zip(names, numbers, strict=True))

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Values:
        """From a mapping."""
        return cls(values.keys(), values.values())

    def __getattr__(self, name: str) -> Any:  # only called for what is not there
        if name.startswith("__"):
            raise AttributeError(name)
        raise ProblemInvalid(f"nothing is named '{name}' here{nearest(name, self.__dict__)}")

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def names(self) -> tuple[str, ...]:
        """What there is, in order."""
        return tuple(self.__dict__)


class End:
    """The end of a trajectory, as objectives and terminal limits see it.

    `x` the states at the end, `start` those at the beginning, `u` decisions and the inputs of the last element,
    `p` parameters, `integral` the integrals over all phases, `hours` the whole time, `phase_hours` that of each phase.
    """

    def __init__(
        self, x: Values, start: Values, u: Values, p: Values, integral: Values, hours: Any, phase_hours: Values
    ) -> None:
        self.x, self.start, self.u, self.p = x, start, u, p
        self.integral, self.hours, self.phase_hours = integral, hours, phase_hours
