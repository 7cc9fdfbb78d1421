import warnings

import numpy as np
import pytest

from strains.errors import LimitUnusable, UnknownReaction
from strains.lp.backends import BACKENDS
from strains.models.model import load_model
from strains.questions.envelope import production_envelope

BIOMASS, GLUCOSE = "Biomass_Ecoli_core", "EX_glc__D_e"


@pytest.fixture
def network(core):
    return core.base


def peer(product, over, oxygen):
    from cobra.flux_analysis import production_envelope as envelope

    model = load_model("cobra:textbook")
    model.reactions.EX_o2_e.lower_bound = -oxygen
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return envelope(model, [over], objective=product, carbon_sources=GLUCOSE, points=12)


@pytest.mark.parametrize("backend", sorted(BACKENDS))
@pytest.mark.parametrize(
    ("product", "over", "oxygen"),
    [("EX_ac_e", BIOMASS, 1000.0), ("EX_succ_e", BIOMASS, 0.0), ("EX_ac_e", "EX_o2_e", 1000.0)],
)
def test_cobrapy_draws_the_same(network, product, over, oxygen, backend):
    expected = peer(product, over, oxygen)
    limited = network.with_bounds({"EX_o2_e": (-oxygen, 1000.0)})
    found = production_envelope(limited, product, over, GLUCOSE, 12, backend)
    assert found.axis == pytest.approx(expected[over].to_numpy(), abs=1e-6)
    assert found.minimum == pytest.approx(expected.flux_minimum.to_numpy(), abs=1e-6)
    assert found.maximum == pytest.approx(expected.flux_maximum.to_numpy(), abs=1e-6)
    both = ~np.isnan(expected.carbon_yield_maximum.to_numpy())
    assert found.yield_maximum[both] == pytest.approx(expected.carbon_yield_maximum.to_numpy()[both], abs=1e-6)


def test_growth_and_the_main_substrate_are_meant_where_nothing_is_said(network):
    found = production_envelope(network, "EX_ac_e", points=3)
    assert (found.over, found.substrate) == (BIOMASS, GLUCOSE)
    assert found.axis[-1] == pytest.approx(0.873921507, abs=1e-7)
    assert found.maximum[-1] == pytest.approx(0.0, abs=1e-6)


def test_the_yield_is_that_of_the_least_uptake(network):
    # 20 acetate (40 C) from 10 glucose (60 C) without growth.
    found = production_envelope(network, "EX_ac_e", points=2)
    assert found.maximum[0] == pytest.approx(20.0, abs=1e-6)
    assert found.yield_maximum[0] == pytest.approx(40 / 60, abs=1e-6)
    frame = found.to_frame()
    assert list(frame.columns) == [BIOMASS, "minimum", "maximum", "yield_minimum", "yield_maximum"]
    assert len(frame) == 2


def test_nothing_taken_up_has_no_yield(network):
    rested = network.with_bounds({"ATPM": (0.0, 1000.0)})
    found = production_envelope(rested, "EX_ac_e", over=GLUCOSE, substrate=GLUCOSE, points=2)
    assert np.isnan(found.yield_maximum[-1])
    assert found.yield_maximum[0] == pytest.approx(40 / 60, abs=1e-6)


def test_what_cannot_be_asked_is_refused(network):
    with pytest.raises(LimitUnusable, match="an envelope of 1 points; expected 2 or more"):
        production_envelope(network, "EX_ac_e", points=1)
    with pytest.raises(UnknownReaction, match="'EX_h2o_e' is no exchange of a substance with carbon"):
        production_envelope(network, "EX_h2o_e")
    with pytest.raises(UnknownReaction, match="'PFK' is no exchange"):
        production_envelope(network, "PFK")
    with pytest.raises(UnknownReaction, match="maximises 2 reactions; name the one"):
        production_envelope(network.with_objective({BIOMASS: 1.0, "EX_ac_e": 1.0}), "EX_ac_e")
