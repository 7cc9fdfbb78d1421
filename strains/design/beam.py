"""A search for deletions after which a cell grows faster with the product than without it.

Two growth rates are compared: with at least ``level`` of the product, and with at most that. Where the first is larger,
every cell at maximal growth makes more than ``level``. A set of deletions can only get there by ending the fastest
growth without the product, so it is extended by what ends just that one; this step loses nothing. What is heuristic is
the beam: of all sets of one size only the most promising are extended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from strains.design.evaluation import Growth, Silent
from strains.design.probe import Witness

if TYPE_CHECKING:
    from strains.design.targets import Mask, Targets
    from strains.models.network import Network

ALIKE = 6  # decimals of growth (1/h) to which two sets count as the same
TWINS = 2  # sets with the same two growth rates that are extended
FASTER = 1e-6  # 1/h: by so much growth with the product has to win
LEAST_IDLE = 1e-3  # 1/h: growth without the product below this counts as this in the ratio


@dataclass(frozen=True)
class Setting:
    """What one search is after: product above ``level`` mmol/gDW/h at growth of ``least_growth`` 1/h or more."""

    biomass: str
    product: str
    level: float
    least_growth: float
    largest: int  # deletions
    width: int  # sets of one size that are extended


@dataclass(frozen=True)
class State:
    """Growth (1/h) with and without the product, and the flux distributions that show it."""

    making: float
    idle: float
    maker: Witness
    idler: Witness | None  # None where without the product nothing grows

    @property
    def coupled(self) -> bool:
        """Whether maximal growth needs the product."""
        return self.making > self.idle + FASTER

    @property
    def promise(self) -> float:
        """By which share growth with the product is faster than without."""
        return (self.making - self.idle) / max(self.idle, LEAST_IDLE)

    @property
    def alike(self) -> tuple[float, float]:
        """States with the same are taken as twins."""
        return round(self.making, ALIKE), round(self.idle, ALIKE)


@dataclass(frozen=True)
class Found:
    """Sets that couple the product to growth, and the size up to which the beam left nothing out."""

    masks: tuple[Mask, ...]
    complete_to: int
    programmes: int


class Beam:
    """One search on ``network``; ``allowed`` says which sets may be built."""

    def __init__(self, network: Network, targets: Targets, setting: Setting, allowed: Callable[[Mask], bool]) -> None:
        level = setting.level
        self._setting, self._targets, self._allowed = setting, targets, allowed
        self._with = Growth(network, setting.biomass, setting.product, level, float(network.upper.max()))
        self._without = Growth(network, setting.biomass, setting.product, 0.0, level)
        self._states: dict[Silent, State | None] = {}
        self._dead = 0  # single atoms that the cell cannot miss
        self._programmes = 0

    def search(self, step: Callable[[], None]) -> Found:
        """Extend from nothing to ``largest`` deletions; ``step`` is called at each set that is extended."""
        largest = self._setting.largest
        self._states[()] = self._state((), None)
        levels: list[set[Mask]] = [{0}, *(set() for _ in range(largest))]
        coupled: list[Mask] = []
        complete = largest
        for size in range(largest + 1):
            ranked = self._ranked(levels[size])
            coupled += [mask for mask, state in ranked if state.coupled]
            chosen = list(self._chosen(ranked))
            if size < largest and _uncoupled(ranked) > _uncoupled(chosen):
                complete = min(complete, size)
            for mask, state in chosen if size < largest else ():
                for child in self._children(mask, state):
                    levels[child.bit_count()].add(child)
                step()
        return Found(tuple(coupled), complete, self._programmes)

    def _ranked(self, masks: set[Mask]) -> list[tuple[Mask, State]]:
        """Sets with their states, the most promising first."""
        states = ((mask, self._states[tuple(self._targets.silenced(mask))]) for mask in sorted(masks))
        alive = [(mask, state) for mask, state in states if state is not None]
        return sorted(alive, key=lambda one: (-one[1].promise, one[0]))

    def _chosen(self, ranked: list[tuple[Mask, State]]) -> Iterator[tuple[Mask, State]]:
        twins: dict[tuple[float, float], int] = {}
        count = 0
        for mask, state in ranked:
            twins[state.alike] = twins.get(state.alike, 0) + 1
            if twins[state.alike] <= TWINS and state.idler is not None and count < self._setting.width:
                count += 1
                yield mask, state

    def _children(self, mask: Mask, state: State) -> Iterator[Mask]:
        """Sets one step further that may be built and whose cell grows with the product."""
        silent = tuple(self._targets.silenced(mask))
        self._with.settle(silent)
        self._without.settle(silent)
        for way in state.idler.ways(mask) if state.idler is not None else ():
            child = mask | way
            if child.bit_count() > self._setting.largest or child & self._dead or not self._allowed(child):
                continue
            key = tuple(self._targets.silenced(child))
            if key not in self._states:
                self._states[key] = self._state(key, state if state.maker.stands(child) else None)
            if self._states[key] is not None:
                yield child
            elif child.bit_count() == 1:
                self._dead |= child

    def _state(self, silent: Silent, parent: State | None) -> State | None:
        """The state without ``silent``; ``parent`` where its flux distribution with the product still stands."""
        if parent is not None:
            making, maker = parent.making, parent.maker
        else:
            self._programmes += 1
            found = self._with.best(silent)
            if found is None or found[0] < self._setting.least_growth:
                return None
            making, maker = found[0], Witness.of(found[1], self._targets, silent)
        self._programmes += 1
        idle = self._without.best(silent)
        if idle is None:
            return State(making, 0.0, maker, None)
        return State(making, idle[0], maker, Witness.of(idle[1], self._targets, silent))


def _uncoupled(states: Sequence[tuple[Mask, State]]) -> int:
    return sum(1 for _, state in states if not state.coupled)
