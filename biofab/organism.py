"""A study's organism: its strain, its phenotypes, and the kinetics that the optimiser takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from biofab.study import Study
from processes import library
from processes.kinetics import Kinetics, MetabolicMap

if TYPE_CHECKING:
    from strains.errors import StrainError
    from strains.phenotype.phenotype import Phenotype
    from strains.strain import Strain


@dataclass(frozen=True)
class Organism:
    """A study's strain with its phenotypes and the kinetics that the optimiser takes."""

    strain: Strain
    growth: Phenotype
    production: Phenotype
    kinetics: Kinetics


def organism_of(study: Study) -> Organism:
    """Read the strain, compute its phenotypes, add the rate laws. Raises StrainError, ProcessError, CardError."""
    from strains.phenotype.phenotype import phenotype

    strain = strain_of(study)
    growth, production = phenotype(strain, "growth"), phenotype(strain, "production")
    return Organism(strain, growth, production, kinetics_from(study, strain, growth, production))


def strain_of(study: Study) -> Strain:
    """The strain that a study chooses, with its own changes."""
    from strains.catalogue import library as strains_library
    from strains.errors import ModelUnreadable, UnknownReaction
    from strains.strain import Strain

    chosen = study.strain
    host = strains_library.host(chosen.host)
    product, medium = strains_library.product(chosen.product), strains_library.medium(chosen.medium)
    if chosen.model is not None:
        model = host.model.model_copy(update={"source": chosen.model, "sha256": None})
        host = host.model_copy(update={"model": model})
    try:
        strain = Strain.from_parts(host, product, medium)
    except ModelUnreadable as error:
        raise ModelUnreadable(_placed(study, error, "model") if chosen.model is not None else str(error)) from None
    try:
        for reaction in chosen.restored_reactions:
            strain = strain.without_block(reaction)
        if chosen.extra_blocked_reactions:
            strain = strain.with_blocks(*chosen.extra_blocked_reactions)
        if chosen.deleted_genes:
            strain = strain.with_deleted_genes(*chosen.deleted_genes)
    except UnknownReaction as error:
        keys = ("restored_reactions", "extra_blocked_reactions", "deleted_genes")
        key = next((key for key in keys if error.name in getattr(chosen, key)), keys[0])
        raise UnknownReaction(_placed(study, error, key), error.name) from None
    return strain


def _placed(study: Study, error: StrainError, key: str) -> str:
    """The error, beginning with the line of the study that names what it is about."""
    if not study.origin.file:
        return str(error)
    where = study.origin.key_of(getattr(error, "name", ""), ("strain", key))
    return f"{study.origin.place(*where)}: {error}"


def kinetics_from(study: Study, strain: Strain, growth: Phenotype, production: Phenotype) -> Kinetics:
    """Phenotypes and the study's rate constants as the optimiser's kinetics."""
    card = library.kinetics_card(study.kinetics.card)
    kinetics = Kinetics(
        growth=_map(growth),
        production=_map(production),
        constants=card,
        product=strain.product.name,
        product_molar_mass=strain.product.molar_mass.value,
        by_product_molar_masses=_molar_masses(strain, (*growth.outputs, *production.outputs)),
    )
    return kinetics.with_constants(study.kinetics.override) if study.kinetics.override else kinetics


def _map(phenotype: Phenotype) -> MetabolicMap:
    return MetabolicMap(
        phase=phenotype.phase,
        limits=phenotype.limits,
        box=phenotype.box,
        outputs=phenotype.outputs,
        coefficients=phenotype.coefficients,
        rows=phenotype.rows,
        alive=phenotype.alive,
    )


def _molar_masses(strain: Strain, outputs: tuple[str, ...]) -> dict[str, float]:
    """g/mol of every by-product, from its formula in the model."""
    known = {"growth", "glucose", "oxygen", "product", "co2", "proton"}
    from strains.models.formula import molar_mass

    masses = {}
    for name in dict.fromkeys(outputs):
        if name not in known:
            (metabolite,) = strain.base.stoichiometry(strain.base.place(strain.exchange(name)))
            masses[name] = molar_mass(strain.base.formulas[metabolite])
    return masses
