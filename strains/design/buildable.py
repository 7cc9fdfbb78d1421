"""Which deletions can be made in the laboratory, and why the others cannot."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from strains.models.gene_rule import carried, genes_of
from strains.questions.deletions import single_gene_deletions

if TYPE_CHECKING:
    import pandas as pd

    from strains.models.network import Network

# What passes membranes by itself; deleting a channel does not stop it.
SMALL = {"H2O": "water", "CO2": "carbon dioxide", "O2": "oxygen", "H2": "hydrogen", "N2": "nitrogen", "H": "protons"}
PSEUDO = re.compile(r"(G_)?s0*1|.*spontaneous.*", re.IGNORECASE)  # how models write "no enzyme needed" as a gene


@dataclass(frozen=True, eq=False)
class Buildable:
    """``genes`` that may be deleted; why not of every other gene and of every reaction that must not be silenced."""

    network: Network
    genes: tuple[str, ...]
    refused_genes: Mapping[str, str]
    refused_reactions: Mapping[str, str]

    def refusal(self, genes: Collection[str]) -> str | None:
        """Why ``genes`` cannot be deleted together; None where they can. Raises UnknownReaction."""
        for gene in genes:
            if gene in self.refused_genes:
                return f"{gene}: {self.refused_genes[gene]}"
        for place in self.network.silenced(genes):
            reaction = self.network.reactions[place]
            if reaction in self.refused_reactions:
                return f"silences {reaction}: {self.refused_reactions[reaction]}"
        return None

    def to_frame(self) -> pd.DataFrame:
        """Columns ``kind`` (gene, reaction), ``id``, ``name`` and ``reason``: a row per refusal."""
        import pandas as pd

        named = {"gene": self.network.named_genes, "reaction": self.network.named_reactions}
        rows = [
            (kind, name, named[kind].get(name, ""), reason)
            for kind, refused in (("gene", self.refused_genes), ("reaction", self.refused_reactions))
            for name, reason in refused.items()
        ]
        return pd.DataFrame(rows, columns=["kind", "id", "name", "reason"])


def buildable(network: Network, biomass: str, least_growth: float) -> Buildable:
    """The filter for ``network`` with its medium; a gene without which growth is below ``least_growth`` is essential.

    Refused are exchanges, reactions without a gene, spontaneous ones, diffusion, membrane passage of water and gases,
    the biomass reaction, and every gene whose deletion alone would silence one of them or stop the cell.
    """
    reactions = refused_reactions(network, biomass)
    growth = single_gene_deletions(network.with_objective({biomass: 1.0}))
    left = {name[0]: float(value) for name, value in zip(growth.names, growth.objective, strict=True)}
    genes = {
        gene: reason for gene in network.genes if (reason := _gene_reason(network, gene, left[gene], least_growth))
    }
    for gene in network.genes:
        silent = [network.reactions[place] for place in network.silenced((gene,))]
        hit = [reaction for reaction in silent if reaction in reactions]
        if hit and gene not in genes:
            genes[gene] = f"its deletion silences {hit[0]}: {reactions[hit[0]]}"
    allowed = tuple(gene for gene in network.genes if gene not in genes)
    return Buildable(network, allowed, genes, reactions)


def refused_reactions(network: Network, biomass: str) -> dict[str, str]:
    """Reactions that no edit of a gene can reach, or that must not be silenced, and why."""
    reasons = (
        (reaction, _reaction_reason(network, place, biomass)) for place, reaction in enumerate(network.reactions)
    )
    return {reaction: reason for reaction, reason in reasons if reason}


def is_pseudo(network: Network, gene: str) -> bool:
    """Whether a gene is a model's way to write that no enzyme is needed."""
    return any(PSEUDO.fullmatch(word) is not None for word in (gene, network.named_genes[gene]))


def _reaction_reason(network: Network, place: int, biomass: str) -> str:
    rule, stoichiometry = network.rules[place], network.stoichiometry(place)
    if network.reactions[place] == biomass:
        return "the biomass reaction"
    if len(stoichiometry) <= 1:
        return "an exchange, demand or sink, which has no enzyme"
    if rule is None:
        return "no gene is known for it"
    if carried(rule, [gene for gene in genes_of(rule) if not is_pseudo(network, gene)]):
        return "it runs without an enzyme (spontaneous)"
    passing = _passing(network, stoichiometry)
    if passing and passing <= set(SMALL):
        return f"membrane passage of {', '.join(SMALL[formula] for formula in sorted(passing))}"
    if "diffusion" in network.reaction_names[place].lower():
        return "diffusion"
    return ""


def _passing(network: Network, stoichiometry: Mapping[int, float]) -> set[str]:
    """Formulas of what a reaction only moves between compartments; empty where it turns something into another."""
    net: dict[str, float] = {}
    moved: set[str] = set()
    for metabolite, coefficient in stoichiometry.items():
        suffix = f"_{network.compartments[metabolite]}"
        stem = network.metabolites[metabolite].removesuffix(suffix)
        net[stem] = net.get(stem, 0.0) + coefficient
        moved.add(network.formulas[metabolite])
    return set() if np.any(np.abs(list(net.values())) > 1e-9) else moved


def _gene_reason(network: Network, gene: str, growth: float, least_growth: float) -> str:
    if is_pseudo(network, gene):
        return "no gene: it stands for spontaneous reactions"
    if not growth >= least_growth:
        left = "the cell cannot maintain itself" if np.isnan(growth) else f"growth falls to {growth:.3g} 1/h"
        return f"essential: without it {left}"
    return ""
