"""Small networks for strain design: by hand and at random, and the answers by trying every set of deletions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import linprog

from strains.models.gene_rule import genes_of
from strains.models.network import Network

GENES = tuple(f"g{number}" for number in range(7))


def build(reactions: Mapping[str, tuple[Mapping[str, float], float, float, object]], objective: str) -> Network:
    """A network from reaction to (stoichiometry, lower, upper, gene rule)."""
    metabolites = tuple(sorted({name for parts, *_ in reactions.values() for name in parts}))
    matrix = np.zeros((len(metabolites), len(reactions)))
    for column, (parts, *_) in enumerate(reactions.values()):
        for name, coefficient in parts.items():
            matrix[metabolites.index(name), column] += coefficient
    rules = tuple(rule for *_, rule in reactions.values())
    genes = tuple(sorted(set().union(*(genes_of(rule) for rule in rules))))
    return Network(
        name="small",
        metabolites=metabolites,
        metabolite_names=metabolites,
        formulas=("",) * len(metabolites),
        charges=np.full(len(metabolites), np.nan),
        compartments=("c",) * len(metabolites),
        reactions=tuple(reactions),
        reaction_names=tuple(reactions),
        subsystems=("",) * len(reactions),
        matrix=sparse.csc_matrix(matrix),
        lower=np.array([low for _, low, _, _ in reactions.values()], dtype=float),
        upper=np.array([high for _, _, high, _ in reactions.values()], dtype=float),
        objective=np.array([float(name == objective) for name in reactions]),
        genes=genes,
        gene_names=genes,
        rules=rules,
    )


@st.composite
def rules(draw):
    """A gene, isozymes, a complex, or isozymes one of which is a complex; sometimes nothing."""
    names = draw(st.lists(st.sampled_from(GENES), min_size=1, max_size=3, unique=True))
    kind = draw(st.sampled_from(["none", "one", "one", "and", "or", "mixed"]))
    if kind == "none":
        return None
    if kind == "one" or len(names) == 1:
        return names[0]
    if kind == "mixed" and len(names) == 3:
        return ("or", (names[0], ("and", (names[1], names[2]))))
    return ("and" if kind == "and" else "or", tuple(names))


@st.composite
def small_networks(draw):
    """Uptake of a, conversions among a to d, biomass from two of them, product and waste going out."""
    pool = ("a", "b", "c", "d")
    reactions = {
        "in": ({"a": 1.0}, 0.0, 10.0, None),
        "biomass": ({"b": -1.0, draw(st.sampled_from("cd")): -1.0}, 0.0, 1000.0, None),
        "product": ({draw(st.sampled_from("cd")): -1.0}, 0.0, 1000.0, None),
        "waste": ({draw(st.sampled_from("bcd")): -1.0}, 0.0, 1000.0, draw(rules())),
    }
    for number in range(draw(st.integers(4, 8))):
        start, end = draw(st.lists(st.sampled_from(pool), min_size=2, max_size=2, unique=True))
        parts = {start: -1.0, end: float(draw(st.sampled_from([1, 1, 2])))}
        if draw(st.booleans()):
            other = draw(st.sampled_from(pool))
            parts[other] = parts.get(other, 0.0) + draw(st.sampled_from([-1.0, 1.0]))
            parts = {name: value for name, value in parts.items() if value}
        if not parts or all(value > 0 for value in parts.values()):
            continue
        reactions[f"r{number}"] = (parts, draw(st.sampled_from([0.0, 0.0, -1000.0])), 1000.0, draw(rules()))
    return build(reactions, "biomass")


@st.composite
def small_trade_offs(draw):
    """Quick ways to grow without the product, in one or two steps that can be deleted, and a slow way that makes it."""
    reactions = {"in": ({"a": 1.0}, 0.0, 10.0, None)}
    for number in range(draw(st.integers(1, 3))):
        gain = draw(st.sampled_from([0.5, 0.7, 0.9, 1.0]))
        if draw(st.booleans()):
            middle = f"x{number}"
            reactions[f"first{number}"] = ({"a": -1.0, middle: 1.0}, 0.0, 1000.0, draw(rules()))
            reactions[f"second{number}"] = ({middle: -1.0, "b": gain}, 0.0, 1000.0, draw(rules()))
            reactions[f"spill{number}"] = ({middle: -1.0}, 0.0, 1000.0, None)
        else:
            reactions[f"quick{number}"] = ({"a": -1.0, "b": gain}, 0.0, 1000.0, draw(rules()))
    reactions["slow"] = ({"a": -1.0, "b": 0.3, "p": 1.0}, 0.0, 1000.0, draw(st.sampled_from([None, "g6"])))
    reactions["product"] = ({"p": -1.0}, 0.0, 1000.0, None)
    reactions["biomass"] = ({"b": -1.0}, 0.0, 1000.0, None)
    return build(reactions, "biomass")


class Truth:
    """Linear programmes by scipy, with nothing of this project's solvers in them."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def best(
        self, costs: Mapping[str, float], silent: Sequence[int], bounds: Mapping[str, tuple[float, float]]
    ) -> float | None:
        """The most of ``costs · v``, None where nothing is feasible."""
        network = self.network.with_bounds(dict(bounds))
        lower, upper = network.lower.copy(), network.upper.copy()
        for place in silent:
            if not lower[place] <= 0.0 <= upper[place]:
                return None
            lower[place] = upper[place] = 0.0
        cost = np.zeros(len(network.reactions))
        for reaction, value in costs.items():
            cost[network.place(reaction)] = -value
        answer = linprog(
            cost,
            A_eq=network.matrix.toarray(),
            b_eq=np.zeros(len(network.metabolites)),
            bounds=np.stack([lower, upper], axis=1),
            method="highs",
        )
        return None if answer.status == 2 else -float(answer.fun)

    def worst_case(self, genes: Sequence[str]) -> tuple[float, float, float] | None:
        """Maximal growth, and the least and most product at it."""
        silent = self.network.silenced(genes)
        growth = self.best({"biomass": 1.0}, silent, {})
        if growth is None:
            return None
        held = {"biomass": (growth - 1e-9, 1000.0)}
        return growth, -self.best({"product": -1.0}, silent, held), self.best({"product": 1.0}, silent, held)


def minimal_sets(names: Sequence[str], largest: int, holds) -> set[tuple[str, ...]]:
    """Every set of at most ``largest`` names for which ``holds`` and no smaller set within it."""
    found: set[tuple[str, ...]] = set()
    for size in range(1, largest + 1):
        for names_ in combinations(sorted(names), size):
            if not any(set(known) <= set(names_) for known in found) and holds(names_):
                found.add(names_)
    return found


@pytest.fixture(scope="session")
def networks():
    """The strategy of small random networks."""
    return small_networks()


@pytest.fixture(scope="session")
def trade_offs():
    """The strategy of small networks in which a product can be coupled to growth."""
    return small_trade_offs()


@pytest.fixture(scope="session")
def truth():
    """Answers by scipy."""
    return Truth


@pytest.fixture(scope="session")
def by_trying():
    """Minimal sets by trying all."""
    return minimal_sets


@pytest.fixture(scope="session")
def toy() -> Network:
    """Growth by a quick way that makes waste, or by a slow one that makes the product; the quick one has isozymes."""
    return build(
        {
            "EX_a": ({"a": 1.0}, 0.0, 10.0, None),
            "quick": ({"a": -1.0, "b": 1.0, "w": 0.5}, 0.0, 1000.0, ("or", ("q1", "q2"))),
            "slow": ({"a": -1.0, "b": 0.5, "p": 1.0}, 0.0, 1000.0, ("and", ("s1", "s2"))),
            "EX_w": ({"w": -1.0}, 0.0, 1000.0, None),
            "EX_p": ({"p": -1.0}, 0.0, 1000.0, None),
            "biomass": ({"b": -0.1}, 0.0, 1000.0, None),
        },
        "biomass",
    )


@pytest.fixture(scope="session")
def two_steps() -> Network:
    """A quick way to grow in two steps, each of which can be deleted, a slower one, and one that makes the product."""
    return build(
        {
            "EX_a": ({"a": 1.0}, 0.0, 10.0, None),
            "one": ({"a": -1.0, "x": 1.0}, 0.0, 1000.0, "g0"),
            "two": ({"x": -1.0, "b": 1.0}, 0.0, 1000.0, "g1"),
            "spill": ({"x": -1.0}, 0.0, 1000.0, None),
            "slower": ({"a": -1.0, "b": 0.8}, 0.0, 1000.0, "g2"),
            "making": ({"a": -1.0, "b": 0.3, "p": 1.0}, 0.0, 1000.0, "g9"),
            "EX_p": ({"p": -1.0}, 0.0, 1000.0, None),
            "biomass": ({"b": -1.0}, 0.0, 1000.0, None),
        },
        "biomass",
    )
