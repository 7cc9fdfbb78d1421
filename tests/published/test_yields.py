"""Largest theoretical yields, mol product per mol glucose, against the literature and against what redox allows.

No model may make more than the electrons and the carbon of glucose give: with the degree of reduction of Roels 1983,
Energetics and Kinetics in Biotechnology (C 4, H 1, O -2, N -3, ammonia as the source of nitrogen), glucose has 24, and
a product of degree g and n carbon atoms cannot pass 24 / g, nor 6 / n where no CO2 is taken up.
"""

from __future__ import annotations

import os
from functools import cache

import numpy as np
import pytest
from scipy.optimize import linprog

from strains.catalogue import library
from strains.edits.insertion import extend, insert
from strains.edits.pathway_fit import UnknownMetabolite
from strains.models.formula import elements
from strains.models.model import load_model
from strains.models.model_cache import base_network
from strains.models.network import Network
from strains.models.user_models import USER, VARIABLE
from strains.phenotype.fluxes import growth
from strains.strain import Strain

UPTAKE = 10.0  # mmol glucose/gDW/h
ELECTRONS = {"C": 4, "H": 1, "O": -2, "N": -3}
ACIDS = {
    "butanediol_14": "C4H10O2",
    "butanediol_23": "C4H10O2",
    "ethanol": "C2H6O",
    "glutamate": "C5H9NO4",
    "hydroxypropionate_3": "C3H6O3",
    "isobutanol": "C4H10O",
    "itaconate": "C5H6O4",
    "lactate": "C3H6O3",
    "lysine": "C6H14N2O2",
    "phb": "C4H6O2",
    "succinate": "C4H6O4",
}


@cache
def producer(model: str, product: str) -> Network:
    """The whole model with the pathway of the product, no deletion."""
    base, card = base_network(f"cobra:{model}"), library.product(product)
    return base if card.pathway is None else insert(base, card.pathway, {}, card.origin)


def most(network: Network, exchange: str, oxygen: float, co2: float, atp: tuple[float, float]) -> float:
    """Largest yield, mol/mol glucose; ``oxygen``, ``co2``: the most taken up; ``atp``: bounds of maintenance."""
    uptakes = {"EX_glc__D_e": (-UPTAKE, 0.0), "EX_o2_e": (-oxygen, 0.0), "EX_co2_e": (-co2, 1000.0), "ATPM": atp}
    held = network.with_bounds(uptakes)
    costs = np.zeros(len(held.reactions))
    costs[held.place(exchange)] = -1.0
    bounds = np.column_stack([held.lower, held.upper])
    answer = linprog(costs, A_eq=held.matrix, b_eq=np.zeros(len(held.metabolites)), bounds=bounds)
    assert answer.status == 0
    return float(-answer.fun) / UPTAKE


def yield_of(
    model: str, product: str, oxygen: float = 1000.0, co2: float = 0.0, atp: tuple[float, float] = (0.0, 1000.0)
) -> float:
    return most(producer(model, product), library.product(product).exchange, oxygen, co2, atp)


def redox_bound(product: str) -> float:
    return 24.0 / sum(ELECTRONS[element] * number for element, number in elements(ACIDS[product]).items())


class TestCore:
    """The core model has glycolysis, the pentose phosphates and the citrate cycle: what textbooks count with."""

    @pytest.mark.parametrize(
        ("product", "oxygen", "expected"),
        [
            # Gay-Lussac: C6H12O6 -> 2 C2H6O + 2 CO2.
            ("ethanol", 0.0, 2.0),
            # Homolactic fermentation: C6H12O6 -> 2 C3H6O3.
            ("lactate", 0.0, 2.0),
            # 0.50 g/g: Celinska & Grajek 2009, Biotechnol. Adv. 27:715, doi:10.1016/j.biotechadv.2009.05.002.
            ("butanediol_23", 1000.0, 1.0),
            # 0.72 g/g: Klement & Büchs 2013, Bioresour. Technol. 135:422, doi:10.1016/j.biortech.2012.11.141.
            ("itaconate", 1000.0, 1.0),
            # One citrate cycle's worth, C6H12O6 + NH3 + 3/2 O2 -> C5H9NO4 + CO2 + 3 H2O.
            ("glutamate", 1000.0, 1.0),
            # 0.48 g/g, two acetyl-CoA a unit: Yamane 1993, Biotechnol. Bioeng. 41:165.
            ("phb", 1000.0, 1.0),
        ],
    )
    def test_pathway_stoichiometry(self, product, oxygen, expected):
        assert yield_of("textbook", product, oxygen) == pytest.approx(expected, abs=1e-6)

    def test_succinate_without_oxygen_reaches_the_redox_bound_where_atp_is_not_short(self):
        # 12/7 with CO2 taken up: McKinlay, Vieille & Zeikus 2007, Appl. Microbiol. Biotechnol. 76:727,
        # doi:10.1007/s00253-007-1057-y.
        free = yield_of("textbook", "succinate", oxygen=0.0, co2=1000.0, atp=(-1000.0, 1000.0))
        assert free == pytest.approx(12 / 7, abs=1e-6)
        # The core model takes glucose up at the cost of phosphoenolpyruvate, and is short of ATP by itself.
        assert yield_of("textbook", "succinate", oxygen=0.0, co2=1000.0) == pytest.approx(1.6889, abs=1e-4)


class TestGenomeScale:
    """iJO1366 (Orth et al. 2011, Mol. Syst. Biol. 7:535, doi:10.1038/msb.2011.65)."""

    def test_succinate_without_oxygen(self):
        found = yield_of("iJO1366", "succinate", oxygen=0.0, co2=1000.0)
        assert found == pytest.approx(12 / 7, abs=1e-6)

    def test_butanediol_14_with_maintenance(self):
        # Yim et al. 2011, Nat. Chem. Biol. 7:445, doi:10.1038/nchembio.580 give the redox bound, 1.09 mol/mol.
        assert redox_bound("butanediol_14") == pytest.approx(1.0909, abs=5e-5)
        assert yield_of("iJO1366", "butanediol_14", atp=(3.15, 1000.0)) == pytest.approx(1.066, abs=5e-4)
        assert yield_of("iJO1366", "butanediol_14") < redox_bound("butanediol_14")

    def test_isobutanol_without_oxygen(self):
        # One mol a mol, 0.41 g/g: Bastian et al. 2011, Metab. Eng. 13:345, doi:10.1016/j.ymben.2011.02.004.
        assert yield_of("iJO1366", "isobutanol", oxygen=0.0) == pytest.approx(1.0, abs=1e-6)

    @pytest.mark.parametrize("product", ["hydroxypropionate_3", "lysine"])
    def test_products_that_cost_atp_come_near_the_bound(self, product):
        # 3-hydroxypropionate by way of malonyl-CoA and lysine spend ATP, which is paid for in glucose.
        assert 0.9 * redox_bound(product) < yield_of("iJO1366", product) < redox_bound(product)

    def test_cobrapy_finds_the_same(self):
        network, exchange = producer("iJO1366", "butanediol_14"), "EX_14btd_e"
        model = extend(load_model("cobra:iJO1366"), network)
        model.reactions.EX_glc__D_e.bounds = (-UPTAKE, 0.0)
        model.reactions.EX_o2_e.bounds = (-1000.0, 0.0)
        model.reactions.EX_co2_e.bounds = (0.0, 1000.0)
        model.objective = exchange
        ours = most(network, exchange, 1000.0, 0.0, (3.15, 1000.0))
        assert model.slim_optimize() / UPTAKE == pytest.approx(ours, abs=1e-6)


@pytest.mark.parametrize("product", library.products())
@pytest.mark.parametrize("oxygen", [0.0, 1000.0])
def test_no_product_passes_what_redox_and_carbon_allow(product, oxygen):
    carbon_bound = 6.0 / elements(ACIDS[product])["C"]
    found = yield_of("iJO1366", product, oxygen)
    assert 1e-3 < found <= min(redox_bound(product), carbon_bound) + 1e-6
    assert yield_of("iJO1366", product, oxygen, co2=1000.0) <= redox_bound(product) + 1e-6


class TestYeast:
    """yeast-GEM 9.0.2 (Lu et al. 2019, Nat. Commun. 10:3581, doi:10.1038/s41467-019-11581-3), where the file is."""

    @pytest.fixture(autouse=True)
    def models(self, monkeypatch):
        monkeypatch.setenv(VARIABLE, os.environ.get("BIOFAB_TEST_MODELS", "nowhere"))
        if library.host("yeast").model.source.startswith(USER):
            pytest.skip("yeast-GEM is supplied by the user; BIOFAB_TEST_MODELS names no folder that has it")

    def test_growth_at_the_model_s_own_uptake(self):
        host = library.host("yeast")
        medium = library.medium("verduyn_glucose").for_host(host)
        strain = Strain.from_parts(host, library.product("ethanol").for_host(host), medium)
        # The authors' default, glucose 1 mmol/gDW/h and 0.7 of maintenance: 0.0858 1/h.
        assert growth(strain, {"glucose": 1.0, "oxygen": 1000.0}) == pytest.approx(0.08584, abs=1e-5)

    # Gay-Lussac for ethanol; one mol a mol for isobutanol: Bastian et al. 2011, doi:10.1016/j.ymben.2011.02.004.
    @pytest.mark.parametrize(("product", "expected"), [("ethanol", 2.0), ("isobutanol", 1.0)])
    def test_products_in_the_model_s_own_names(self, product, expected):
        host, card = library.host("yeast"), library.product(product)
        network = base_network(host.model.source)
        if card.pathway is not None:
            network = insert(network, card.pathway, host.names, card.origin)
        costs = np.zeros(len(network.reactions))
        costs[network.place(card.for_host(host).exchange)] = -1.0
        held = network.with_bounds({host.exchanges["glucose"]: (-UPTAKE, 0.0), host.exchanges["oxygen"]: (0.0, 0.0)})
        bounds = np.column_stack([held.lower, held.upper])
        answer = linprog(costs, A_eq=held.matrix, b_eq=np.zeros(len(held.metabolites)), bounds=bounds)
        assert -answer.fun / UPTAKE == pytest.approx(expected, abs=1e-6)

    def test_succinyl_coa_is_in_the_mitochondrion_only(self):
        host, card = library.host("yeast"), library.product("butanediol_14")
        with pytest.raises(UnknownMetabolite, match="'succoa_c'"):
            insert(base_network(host.model.source), card.pathway, host.names, card.origin)
