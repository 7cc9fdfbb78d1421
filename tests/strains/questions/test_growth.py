import json

import numpy as np
import pytest

from strains.errors import UnknownReaction
from strains.lp.backends import BACKENDS
from strains.questions.growth import costs_of, growth, optimum

BIOMASS = "Biomass_Ecoli_core"


@pytest.fixture
def network(core):
    return core.base


@pytest.mark.parametrize("backend", sorted(BACKENDS))
def test_the_optimum_and_fluxes_that_have_it(network, backend):
    found = growth(network, backend)
    assert (found.status, found.doubts, found.why, found.sound) == ("optimal", (), "", True)
    assert found.objective == pytest.approx(0.873921507, abs=1e-8)
    assert found.flux(BIOMASS) == pytest.approx(found.objective)
    assert np.abs(network.matrix @ found.fluxes).max() < 1e-7
    assert found.network == "e_coli_core"


def test_infeasible_comes_back_with_the_reason(network):
    found = growth(network.with_bounds({"EX_glc__D_e": (0.0, 1000.0)}))
    assert found.status == "infeasible"
    assert "ATPM >= 8.39" in found.why
    assert np.isnan(found.objective)
    assert np.isnan(found.fluxes).all()
    assert not found.sound


def test_unbounded_comes_back_with_the_reason(network):
    loop = dict.fromkeys(("FRD7", "SUCDi"), (0.0, np.inf))
    found = growth(network.with_bounds(loop).with_objective({"FRD7": 1.0}))
    assert found.status == "unbounded"
    assert "FRD7, SUCDi can run without end" in found.why


def test_it_can_be_written_as_json(network):
    told = json.loads(json.dumps(growth(network).to_dict(), allow_nan=False))
    assert told["status"] == "optimal"
    assert told["fluxes"][BIOMASS] == pytest.approx(told["objective"])
    nothing = growth(network.with_bounds({"EX_glc__D_e": (0.0, 1000.0)})).to_dict()
    assert json.loads(json.dumps(nothing, allow_nan=False))["objective"] is None


def test_an_unknown_reaction_brings_the_nearest(network):
    with pytest.raises(UnknownReaction, match="did you mean 'ATPM'"):
        growth(network).flux("ATPMM")


def test_fluxes_that_make_carbon_are_not_sound(network):
    fluxes = growth(network).fluxes.copy()
    fluxes[network.place("EX_ac_e")] += 5.0
    found = optimum(network, fluxes)
    assert not found.sound
    assert found.doubts[0].startswith("carbon: 60.0000 in, 70.0000 out")


def test_several_reactions_may_be_maximised_together(network):
    both = network.with_objective({"EX_ac_e": 1.0, "EX_etoh_e": -0.5})
    assert costs_of(both) == {network.place("EX_ac_e"): 1.0, network.place("EX_etoh_e"): -0.5}
    assert growth(both).objective == pytest.approx(20.0, abs=0.6)
