"""What every product card must fulfil in the host it was written for; a new card is tested because it is there."""

import numpy as np
import pytest
from scipy.optimize import linprog

from strains.catalogue import library
from strains.catalogue.host import HostCard
from strains.catalogue.product import PhaseCard, ProductCard
from strains.certificate.whole_genome import WholeGenomeCell
from strains.edits.insertion import insert
from strains.models.formula import elements, molar_mass
from strains.models.model_cache import base_network
from strains.models.network import Network
from strains.phenotype.phenotype import Phenotype, phenotype
from strains.strain import Strain

# Products that are made by growing: those of edited strains, and ethanol.
COUPLED = [name for name in library.products() if name == "ethanol" or library.product(name).gene_deletions]


@pytest.fixture(scope="module", params=library.products())
def card(request) -> ProductCard:
    return library.product(request.param)


@pytest.fixture(scope="module")
def host(card) -> HostCard:
    return library.host(card.host)


@pytest.fixture(scope="module")
def base(host) -> Network:
    return base_network(host.model.source)


@pytest.fixture(scope="module")
def network(card, host, base) -> Network:
    """The host with the pathway, on its medium, with the deletions, blocks and maintenance of the card."""
    own = card.for_host(host)
    wider = base if card.pathway is None else insert(base, card.pathway, host.names, card.origin)
    closed = {wider.reactions[place]: (0.0, float(wider.upper[place])) for place in wider.boundary}
    opened = library.medium(host.medium).for_host(host).uptake_limits()
    bounds = closed | {name: (-1000.0 if limit is None else -limit, 1000.0) for name, limit in opened.items()}
    bounds |= {wider.reactions[place]: (0.0, 0.0) for place in wider.silenced(card.gene_deletions)}
    bounds |= {block.reaction: (0.0, 0.0) for block in own.blocked_reactions}
    return wider.with_bounds(bounds | {host.maintenance.reaction: (float(host.maintenance.value), 1000.0)})


def most(network: Network, host: HostCard, phase: PhaseCard, exchange: str) -> float:
    """The largest flux through ``exchange`` in a phase, its limits at their high ends."""
    limits = {name: limit.high for name, limit in phase.limits.items()} | phase.fixed
    held = network.with_bounds({host.exchanges[name]: (-limit, 1000.0) for name, limit in limits.items()})
    costs = np.zeros(len(held.reactions))
    costs[held.place(exchange)] = -1.0
    bounds = np.column_stack([held.lower, held.upper])
    answer = linprog(costs, A_eq=held.matrix, b_eq=np.zeros(len(held.metabolites)), bounds=bounds)
    return float(-answer.fun) if answer.status == 0 else 0.0


class TestProduct:
    def test_is_named_as_its_file(self, card):
        assert (library.ROOT / "products" / f"{card.name}.toml").is_file()

    def test_was_written_for_a_host_that_there_is(self, card):
        assert card.host in library.hosts()

    def test_says_where_it_is_from(self, card):
        assert any(char.isdigit() for char in card.source)
        for reaction, _ in [] if card.pathway is None else card.pathway.placed():
            assert reaction.source.startswith("assumption: ") or any(char.isdigit() for char in reaction.source)

    def test_leaves_through_an_exchange(self, card, host, network):
        assert network.place(card.for_host(host).exchange) in network.boundary

    def test_molar_mass_is_that_of_the_model(self, card, host, network):
        ((row, _),) = network.stoichiometry(network.place(card.for_host(host).exchange)).items()
        # The model writes the ion of pH 7; the card may write the acid.
        tolerance = 1.01 * abs(network.charges[row]) + 0.1
        assert float(card.molar_mass) == pytest.approx(molar_mass(network.formulas[row]), abs=tolerance)

    def test_what_is_inserted_makes_nothing_from_nothing(self, base, network):
        for place in range(len(base.reactions), len(network.reactions)):
            parts = network.stoichiometry(place)
            if len(parts) == 1:
                continue
            totals: dict[str, float] = {}
            for row, number in parts.items():
                for what, count in {**elements(network.formulas[row]), "charge": network.charges[row]}.items():
                    totals[what] = totals.get(what, 0.0) + number * count
            assert all(abs(total) < 1e-9 for total in totals.values()), network.reactions[place]

    def test_says_why_a_reaction_is_blocked(self, card):
        for block in card.blocked_reactions:
            assert block.gene in card.gene_deletions
            assert len(block.reason) > 20

    def test_can_be_made_in_some_phase(self, card, host, network):
        exchange = card.for_host(host).exchange
        assert any(most(network, host, phase, exchange) > 1e-6 for phase in card.phases.values())


@pytest.fixture(scope="module", params=COUPLED)
def coupled(request) -> Strain:
    card = library.product(request.param)
    host = library.host(card.host)
    return Strain.from_parts(host, card.for_host(host), library.medium(host.medium).for_host(host))


@pytest.fixture(scope="module")
def phenotypes(coupled) -> list[Phenotype]:
    return [phenotype(coupled, phase) for phase in coupled.product.phases]


class TestGrowthCoupledProduct:
    def test_is_made_at_full_growth_in_some_phase(self, phenotypes):
        made = [np.nanmax(found.coefficients[:, found.column("product")] @ _widest(found)) for found in phenotypes]
        assert max(made) > 0.1

    def test_phenotypes_are_exact(self, phenotypes):
        for found in phenotypes:
            assert found.affine_residual <= 1e-4
            assert found.random_point_error <= 1e-4
            assert found.growth_error <= 1e-6
            assert Phenotype.from_json(found.to_json()) == found

    def test_carbon_closes(self, phenotypes, coupled):
        for found in phenotypes:
            values = found.evaluate(np.vstack([corners.mean(axis=0) for corners in found.vertices]))
            amounts = values * np.array(found.carbon)
            into = amounts[:, found.column(coupled.substrate)]
            assert amounts.sum(axis=1) - into == pytest.approx(into, rel=0.01, abs=0.1)

    def test_the_whole_genome_cell_agrees(self, phenotypes, coupled):
        for found in phenotypes:
            cell = WholeGenomeCell(coupled, found.outputs)
            for corners in found.vertices:
                theta = corners.mean(axis=0)
                allowed = np.array(found.merging_error) + 1e-4
                assert (np.abs(cell.rates(found.phase, theta) - found.evaluate(theta)[0]) <= allowed).all()
            assert cell.infeasible == 0


def _widest(found: Phenotype) -> np.ndarray:
    return np.array([1.0, *(high for _, high in found.box)])
