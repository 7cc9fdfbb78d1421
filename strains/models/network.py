"""A metabolic network as arrays: what every question of this room is asked of. Plain data; no COBRApy."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
from scipy import sparse

from cards.nearness import nearest_id
from strains.errors import UnknownReaction
from strains.lp.problem import Problem
from strains.models.gene_rule import GeneRule, carried, genes_of

if TYPE_CHECKING:
    import cobra
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

PROTEOME = "proteome"  # compartment of rows that share out a budget: they hold no matter


@dataclass(frozen=True, eq=False)
class Network:
    """Steady state ``matrix @ v = 0``, fluxes ``lower <= v <= upper`` in mmol/gDW/h, ``objective @ v`` to maximise.

    ``matrix`` is metabolites × reactions; ``charges`` are NaN and ``formulas`` empty where the model does not say.
    """

    name: str
    metabolites: tuple[str, ...]
    metabolite_names: tuple[str, ...]
    formulas: tuple[str, ...]
    charges: Floats
    compartments: tuple[str, ...]
    reactions: tuple[str, ...]
    reaction_names: tuple[str, ...]
    subsystems: tuple[str, ...]
    matrix: sparse.csc_matrix
    lower: Floats
    upper: Floats
    objective: Floats
    genes: tuple[str, ...]
    gene_names: tuple[str, ...]
    rules: tuple[GeneRule, ...]

    @classmethod
    def from_cobra(cls, model: cobra.Model) -> Self:
        """The same network as a COBRApy model. A minimised objective is turned round."""
        from cobra.util.array import create_stoichiometric_matrix
        from cobra.util.solver import linear_reaction_coefficients

        from strains.models.gene_rule import from_ast

        costs = {reaction.id: cost for reaction, cost in linear_reaction_coefficients(model).items()}
        sign = -1.0 if model.objective_direction == "min" else 1.0
        matrix = create_stoichiometric_matrix(model, array_type="dok")
        return cls(
            name=model.id or "",
            metabolites=tuple(metabolite.id for metabolite in model.metabolites),
            metabolite_names=tuple(metabolite.name or "" for metabolite in model.metabolites),
            formulas=tuple(metabolite.formula or "" for metabolite in model.metabolites),
            charges=np.array([_number(metabolite.charge) for metabolite in model.metabolites]),
            compartments=tuple(metabolite.compartment or "" for metabolite in model.metabolites),
            reactions=tuple(reaction.id for reaction in model.reactions),
            reaction_names=tuple(reaction.name or "" for reaction in model.reactions),
            subsystems=tuple(str(reaction.subsystem or "") for reaction in model.reactions),
            matrix=sparse.csc_matrix(matrix),
            lower=np.array([reaction.lower_bound for reaction in model.reactions], dtype=float),
            upper=np.array([reaction.upper_bound for reaction in model.reactions], dtype=float),
            objective=np.array([sign * costs.get(reaction.id, 0.0) for reaction in model.reactions]),
            genes=tuple(gene.id for gene in model.genes),
            gene_names=tuple(gene.name or "" for gene in model.genes),
            rules=tuple(from_ast(reaction.gpr.body) for reaction in model.reactions),
        )

    @cached_property
    def problem(self) -> Problem:
        """Its linear programme, a column per reaction."""
        zeros = np.zeros(len(self.metabolites))
        return Problem(self.reactions, self.matrix, self.lower, self.upper, zeros, zeros)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Position of each reaction."""
        return {reaction: place for place, reaction in enumerate(self.reactions)}

    @cached_property
    def named_reactions(self) -> Mapping[str, str]:
        """Name of each reaction."""
        return dict(zip(self.reactions, self.reaction_names, strict=True))

    @cached_property
    def named_genes(self) -> Mapping[str, str]:
        """Name of each gene."""
        return dict(zip(self.genes, self.gene_names, strict=True))

    @cached_property
    def reactions_of(self) -> Mapping[str, tuple[int, ...]]:
        """Positions of the reactions whose rule names a gene."""
        found: dict[str, list[int]] = {gene: [] for gene in self.genes}
        for place, rule in enumerate(self.rules):
            for gene in genes_of(rule):
                found.setdefault(gene, []).append(place)
        return {gene: tuple(places) for gene, places in found.items()}

    @cached_property
    def boundary(self) -> NDArray[np.intp]:
        """Positions of the reactions with one metabolite: exchanges, demands and sinks."""
        return np.flatnonzero(np.diff(self.matrix.indptr) == 1)

    def stoichiometry(self, reaction: int) -> dict[int, float]:
        """Position of each metabolite of a reaction (by position) to its coefficient."""
        span = slice(self.matrix.indptr[reaction], self.matrix.indptr[reaction + 1])
        return dict(zip(self.matrix.indices[span].tolist(), self.matrix.data[span].tolist(), strict=True))

    def place(self, reaction: str) -> int:
        """Position of ``reaction``. Raises UnknownReaction with the nearest one."""
        if reaction not in self.places:
            near = nearest_id(reaction, self.named_reactions)
            raise UnknownReaction(f"the model has no reaction '{reaction}'{near}", reaction)
        return self.places[reaction]

    def with_bounds(self, bounds: Mapping[str, tuple[float, float]]) -> Self:
        """The network with other bounds on some reactions."""
        lower, upper = self.lower.copy(), self.upper.copy()
        for reaction, (low, high) in bounds.items():
            place = self.place(reaction)
            lower[place], upper[place] = low, high
        return replace(self, lower=lower, upper=upper)

    def with_objective(self, costs: Mapping[str, float]) -> Self:
        """The network that maximises ``costs`` (reaction to coefficient)."""
        objective = np.zeros(len(self.reactions))
        for reaction, cost in costs.items():
            objective[self.place(reaction)] = cost
        return replace(self, objective=objective)

    def silenced(self, genes: Iterable[str]) -> tuple[int, ...]:
        """Positions of the reactions that no enzyme is left for when ``genes`` are deleted. Raises UnknownReaction."""
        dead = frozenset(genes)
        candidates: set[int] = set()
        for gene in dead:
            if gene not in self.reactions_of:
                raise UnknownReaction(f"the model has no gene '{gene}'{nearest_id(gene, self.named_genes)}", gene)
            candidates.update(self.reactions_of[gene])
        return tuple(sorted(place for place in candidates if not carried(self.rules[place], dead)))

    def without_genes(self, genes: Collection[str]) -> Self:
        """The network without ``genes``: what no enzyme is left for carries no flux."""
        lower, upper = self.lower.copy(), self.upper.copy()
        silenced = list(self.silenced(genes))
        lower[silenced] = upper[silenced] = 0.0
        return replace(self, lower=lower, upper=upper)


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)
