from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from strains.models.closing import closing
from strains.models.model_cache import base_network
from strains.questions.growth import growth


@pytest.fixture
def network(core):
    return core.base


@pytest.mark.parametrize("model", ["cobra:textbook", "cobra:iJO1366", "cobra:salmonella"])
def test_sound_models_close(model):
    network = base_network(model)
    found = closing(network, growth(network).fluxes)
    assert found.doubts == ()
    assert found.leaks == ()
    carbon, electrons = found.closures
    assert carbon.into > 20
    assert carbon.gap == pytest.approx(0.0, abs=1e-8)
    assert electrons.gap == pytest.approx(0.0, abs=1e-8)


def test_a_reaction_that_makes_carbon_is_named(network):
    # PGI that makes one carbon atom from nothing: glucose 6-phosphate with a carbon less.
    formulas = list(network.formulas)
    formulas[network.metabolites.index("f6p_c")] = "C7H11O9P"
    broken = replace(network, formulas=tuple(formulas))
    fluxes = growth(network).fluxes
    found = closing(broken, fluxes)
    assert "PGI (" in found.doubts[0]
    assert {name for name, quantity, _ in found.leaks if quantity == "carbon"} >= {"PGI", "PFK"}
    made = {name: amount for name, quantity, amount in found.leaks if quantity == "carbon"}
    assert made["PGI"] == pytest.approx(fluxes[network.place("PGI")])


def test_fluxes_that_do_not_balance_are_the_solvers_fault(network):
    fluxes = growth(network).fluxes.copy()
    fluxes[network.place("EX_co2_e")] = 0.0
    found = closing(network, fluxes)
    assert "DOES NOT CLOSE" in found.doubts[0]
    assert "a row that the solver missed" in found.doubts[0]


def test_what_flows_into_a_pool_without_formula_counts_as_out(network):
    # Acetate leaves into a pool of unknown composition, which leaves the model.
    width = len(network.reactions)
    into = np.zeros((len(network.metabolites) + 1, 2))
    into[network.metabolites.index("ac_c"), 0], into[-1, 0], into[-1, 1] = -1.0, 1.0, -1.0
    tall = sparse.vstack([network.matrix, sparse.csc_matrix((1, width))])
    pooled = replace(
        network,
        metabolites=(*network.metabolites, "pool"),
        metabolite_names=(*network.metabolite_names, ""),
        formulas=(*network.formulas, ""),
        charges=np.append(network.charges, np.nan),
        compartments=(*network.compartments, "c"),
        reactions=(*network.reactions, "to_pool", "from_pool"),
        reaction_names=(*network.reaction_names, "", ""),
        subsystems=(*network.subsystems, "", ""),
        matrix=sparse.csc_matrix(sparse.hstack([tall, into])),
        lower=np.append(network.lower, [2.0, 0.0]),
        upper=np.append(network.upper, [2.0, 10.0]),
        objective=np.append(network.objective, [0.0, 0.0]),
        rules=(*network.rules, None, None),
    )
    answer = growth(pooled)
    found = closing(pooled, answer.fluxes)
    assert answer.flux("from_pool") == pytest.approx(2.0)
    assert found.doubts == ()
    assert found.unknown == ("to_pool",)
