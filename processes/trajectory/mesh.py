"""Meshes of finite elements over the phases, and trajectories that live on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from processes.collocation import radau

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Mesh:
    """fractions: for each phase the shares of its elements, which sum to 1. points: Radau points in an element.

    follows: elements that keep the inputs of the one before, because they were cut for the states' sake alone.
    """

    fractions: tuple[tuple[float, ...], ...]
    points: int
    follows: frozenset[int] = frozenset()

    @classmethod
    def even(cls, elements: int, points: int, phases: int = 1) -> Mesh:
        """About ``elements`` of equal length, divided evenly among the phases."""
        each = max(1, -(-elements // phases))
        return cls(((1.0 / each,) * each,) * phases, points)

    @property
    def elements(self) -> int:
        """Of all phases."""
        return sum(len(phase) for phase in self.fractions)

    @property
    def phase_of(self) -> tuple[int, ...]:
        """The phase of every element."""
        return tuple(place for place, phase in enumerate(self.fractions) for _ in phase)

    @property
    def firsts(self) -> tuple[int, ...]:
        """The first element of every phase."""
        ends = np.cumsum([0, *(len(phase) for phase in self.fractions)])
        return tuple(int(end) for end in ends[:-1])

    @property
    def shares(self) -> Array:
        """(E,) share of its phase of every element."""
        return np.concatenate([np.asarray(phase) for phase in self.fractions])

    @property
    def leaders(self) -> tuple[int, ...]:
        """For every element the one whose inputs it has."""
        leaders: list[int] = []
        for element in range(self.elements):
            leaders.append(leaders[-1] if element in self.follows else element)
        return tuple(leaders)

    def split(self, marked: Sequence[bool] | NDArray[np.bool_], freely: bool = False) -> Mesh:
        """Marked elements cut in halves; the second half keeps the inputs of the first unless ``freely``."""
        fractions: list[tuple[float, ...]] = []
        follows: set[int] = set()
        old = new = 0
        for phase in self.fractions:
            pieces: list[float] = []
            for share in phase:
                follows |= {new} if old in self.follows else set()
                pieces += [share / 2.0] * 2 if marked[old] else [share]
                follows |= {new + 1} if marked[old] and not freely else set()
                new += 2 if marked[old] else 1
                old += 1
            fractions.append(tuple(pieces))
        return Mesh(tuple(fractions), self.points, frozenset(follows))

    def merged(self) -> Mesh:
        """The mesh of the inputs: elements that keep the inputs of the one before joined to it."""
        fractions: list[list[float]] = [[] for _ in self.fractions]
        for element, (phase, share) in enumerate(zip(self.phase_of, self.shares.tolist(), strict=True)):
            if element in self.follows:
                fractions[phase][-1] += share
            else:
                fractions[phase].append(share)
        return Mesh(tuple(tuple(phase) for phase in fractions), self.points)

    def lengths(self, hours: Array) -> Array:
        """(E,) hours of every element."""
        lengths: Array = self.shares * hours[list(self.phase_of)]
        return lengths

    def times(self, hours: Array) -> Array:
        """(E, K + 1) hours at the start and the points of every element."""
        lengths = self.lengths(hours)
        starts = np.concatenate([[0.0], np.cumsum(lengths)[:-1]])
        nodes = np.concatenate([[0.0], radau(self.points).points])
        times: Array = starts[:, None] + lengths[:, None] * nodes[None, :]
        return times


@dataclass(frozen=True, eq=False)
class Path:
    """A trajectory on a mesh.

    states: (S, N, E, K + 1), scenario, state with the integrals last, element, its start and points. inputs: (E, U),
    nan where a phase lacks the input. hours: (phases,). decisions: (D,).
    """

    mesh: Mesh
    states: Array
    inputs: Array
    hours: Array
    decisions: Array

    @property
    def initial(self) -> Array:
        """(S, N) at the beginning."""
        return self.states[:, :, 0, 0]

    @property
    def last(self) -> Array:
        """(S, N) at the end."""
        return self.states[:, :, -1, -1]

    def onto(self, mesh: Mesh) -> Path:
        """The same trajectory read off at the nodes of another mesh; inputs by their mean over each new element."""
        nodes_new = np.concatenate([[0.0], radau(mesh.points).points])
        states = np.empty((*self.states.shape[:2], mesh.elements, mesh.points + 1))
        inputs = np.empty((mesh.elements, self.inputs.shape[1]))
        at = 0
        for phase, (old, new) in enumerate(zip(self.mesh.fractions, mesh.fractions, strict=True)):
            old_edges, new_edges = _edges(old), _edges(new)
            first = self.mesh.firsts[phase]
            for place in range(len(new)):
                times = new_edges[place] + nodes_new * (new_edges[place + 1] - new_edges[place])
                states[:, :, at] = self._read(times, old_edges, first)
                overlap = _overlap(old_edges, new_edges[place], new_edges[place + 1])
                inputs[at] = overlap @ self.inputs[first : first + len(old)]
                at += 1
        return Path(mesh, states, inputs, self.hours, self.decisions)

    def _read(self, times: Array, edges: Array, first: int) -> Array:
        """States (S, N, times) of one phase by the elements' polynomials."""
        element = np.clip(np.searchsorted(edges, times, side="left") - 1, 0, len(edges) - 2)
        element[0] = np.clip(np.searchsorted(edges, times[0] + 1e-12, side="right") - 1, 0, len(edges) - 2)
        local = (times - edges[element]) / (edges[element + 1] - edges[element])
        values: Array = np.einsum("snek,ek->sne", self.states[:, :, first + element], lagrange(self.mesh.points, local))
        return values


def _edges(fractions: Sequence[float]) -> Array:
    edges: Array = np.concatenate([[0.0], np.cumsum(fractions)])
    scaled: Array = edges / edges[-1]
    return scaled


def _overlap(edges: Array, low: float, high: float) -> Array:
    """Shares of the old elements in the stretch from low to high."""
    shared = np.clip(np.minimum(edges[1:], high) - np.maximum(edges[:-1], low), 0.0, None)
    shares: Array = shared / shared.sum()
    return shares


def lagrange(points: int, local: Array) -> Array:
    """(T, K + 1) values of the polynomials through the start and the points of an element at local times in [0, 1]."""
    nodes = np.concatenate([[0.0], radau(points).points])
    values = np.ones((len(local), points + 1))
    for j in range(points + 1):
        for k in range(points + 1):
            if k != j:
                values[:, j] *= (local - nodes[k]) / (nodes[j] - nodes[k])
    return values
