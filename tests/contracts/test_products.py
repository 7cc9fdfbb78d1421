"""What every product card must fulfil on at least one host; a new card is tested because it is there."""

import numpy as np
import pytest

from strains import library
from strains.catalogue import strains_of
from strains.dynamics import WholeGenomeCell
from strains.outputs import output
from strains.phenotype import Phenotype, phenotype
from strains.product import ProductCard


@pytest.fixture(scope="module", params=library.products())
def card(request) -> ProductCard:
    return library.product(request.param)


@pytest.fixture(scope="module")
def strain(card):
    strains = [strain for host in library.hosts() for strain in strains_of(host) if strain.product == card]
    assert strains, f"no host and medium fit product '{card.name}'"
    return strains[0]


@pytest.fixture(scope="module")
def phenotypes(strain) -> list[Phenotype]:
    return [phenotype(strain, phase) for phase in strain.product.phases]


class TestProduct:
    def test_is_named_as_its_file(self, card):
        assert (library.ROOT / "products" / f"{card.name}.toml").is_file()

    def test_molar_mass_is_that_of_the_model(self, card, strain):
        reaction = strain.base.reactions.get_by_id(output(strain, "product").reaction)
        (metabolite,) = reaction.metabolites
        # The model writes the ion of pH 7; the card may write the acid.
        assert float(card.molar_mass) == pytest.approx(
            metabolite.formula_weight, abs=1.01 * abs(metabolite.charge) + 0.1
        )

    def test_says_why_a_reaction_is_blocked(self, card):
        for block in card.blocked_reactions:
            assert block.gene in card.gene_deletions
            assert len(block.reason) > 20

    def test_is_made_in_some_phase(self, phenotypes):
        made = [np.nanmax(found.coefficients[:, found.column("product")] @ _widest(found)) for found in phenotypes]
        assert max(made) > 0.1

    def test_phenotypes_are_exact(self, phenotypes):
        for found in phenotypes:
            assert found.affine_residual <= 1e-4
            assert found.random_point_error <= 1e-4
            assert found.growth_error <= 1e-6
            assert Phenotype.from_json(found.to_json()) == found

    def test_carbon_closes(self, phenotypes, strain):
        for found in phenotypes:
            values = found.evaluate(np.vstack([corners.mean(axis=0) for corners in found.vertices]))
            amounts = values * np.array(found.carbon)
            into = amounts[:, found.column(strain.substrate)]
            assert amounts.sum(axis=1) - into == pytest.approx(into, rel=0.01, abs=0.1)

    def test_the_whole_genome_cell_agrees(self, phenotypes, strain):
        for found in phenotypes:
            cell = WholeGenomeCell(strain, found.outputs)
            for corners in found.vertices:
                theta = corners.mean(axis=0)
                allowed = np.array(found.merging_error) + 1e-4
                assert (np.abs(cell.rates(found.phase, theta) - found.evaluate(theta)[0]) <= allowed).all()
            assert cell.infeasible == 0


def _widest(found: Phenotype) -> np.ndarray:
    return np.array([1.0, *(high for _, high in found.box)])
