"""Puts the pathway of a product card into a host's network, after checking that it makes nothing from nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from cards.origin import Origin
from strains.catalogue.pathway import Pathway
from strains.edits.pathway_fit import OPEN, Fit, fit
from strains.models.gene_rule import GeneRule, genes_of
from strains.models.network import Network

if TYPE_CHECKING:
    import cobra

SUBSYSTEM = "inserted pathway"


def insert(network: Network, pathway: Pathway, names: Mapping[str, str], origin: Origin | None = None) -> Network:
    """The network with the pathway's metabolites, reactions and exchange; ``network`` stays as it is.

    ``names`` maps the identifiers of product cards to the host's, where they differ. What the host has already under
    the same identifier is left out. Raises CardError with the line in ``origin`` (that of the product card) of a
    reaction that is not balanced or differs from the host's own, and UnknownMetabolite.
    """
    found = fit(network, pathway, names, origin)
    genes = [gene for column in found.columns for gene in sorted(genes_of(column.rule))]
    genes = [gene for gene in dict.fromkeys(genes) if gene not in network.named_genes]
    more = len(found.columns)
    return replace(
        network,
        metabolites=(*network.metabolites, *(new.id for new in found.metabolites)),
        metabolite_names=(*network.metabolite_names, *(new.name for new in found.metabolites)),
        formulas=(*network.formulas, *(new.formula for new in found.metabolites)),
        charges=np.append(network.charges, [float(new.charge) for new in found.metabolites]),
        compartments=(*network.compartments, *(new.compartment for new in found.metabolites)),
        reactions=(*network.reactions, *(column.id for column in found.columns)),
        reaction_names=(*network.reaction_names, *(column.name for column in found.columns)),
        subsystems=(*network.subsystems, *[SUBSYSTEM] * more),
        matrix=_widened(network, found),
        lower=np.append(network.lower, [column.lower for column in found.columns]),
        upper=np.append(network.upper, [OPEN] * more),
        objective=np.append(network.objective, [0.0] * more),
        genes=(*network.genes, *genes),
        gene_names=(*network.gene_names, *genes),
        rules=(*network.rules, *(column.rule for column in found.columns)),
    )


def notes(network: Network, pathway: Pathway, names: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence for each part of the pathway that the host has already, or that cannot be checked in it."""
    return tuple(fit(network, pathway, names).notes)


def extend(model: cobra.Model, network: Network) -> cobra.Model:
    """A copy of the COBRApy ``model`` with what ``network`` has beyond it: for a check by COBRApy itself."""
    import cobra

    model = model.copy()
    for row, metabolite in enumerate(network.metabolites):
        if metabolite not in model.metabolites:
            charge, compartment = int(network.charges[row]), network.compartments[row]
            name, formula = network.metabolite_names[row], network.formulas[row]
            model.add_metabolites([cobra.Metabolite(metabolite, formula, name, charge, compartment)])
    for place, reaction in enumerate(network.reactions):
        if reaction not in model.reactions:
            bounds = float(network.lower[place]), float(network.upper[place])
            added = cobra.Reaction(reaction, network.reaction_names[place], network.subsystems[place], *bounds)
            model.add_reactions([added])
            parts = network.stoichiometry(place).items()
            added.add_metabolites({network.metabolites[row]: number for row, number in parts})
            added.gene_reaction_rule = _written(network.rules[place])
    return model


def _widened(network: Network, found: Fit) -> sparse.csc_matrix:
    """The stoichiometric matrix with the new rows and columns."""
    names = (*network.metabolites, *(new.id for new in found.metabolites))
    rows = {name: row for row, name in enumerate(names)}
    first = len(network.reactions)
    added = [
        (rows[name], first + place, number)
        for place, column in enumerate(found.columns)
        for name, number in column.parts.items()
    ]
    old = network.matrix.tocoo()
    row = np.concatenate([old.row, np.array([row for row, _, _ in added], dtype=np.intp)])
    column = np.concatenate([old.col, np.array([column for _, column, _ in added], dtype=np.intp)])
    value = np.concatenate([old.data, np.array([number for _, _, number in added])])
    return sparse.csc_matrix((value, (row, column)), shape=(len(names), first + len(found.columns)))


def _written(rule: GeneRule) -> str:
    if rule is None or isinstance(rule, str):
        return rule or ""
    word, parts = rule
    return f" {word} ".join(f"({_written(part)})" for part in parts)
