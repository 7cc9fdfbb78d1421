import numpy as np
import pytest

from strains.dynamic.culture import Culture
from strains.dynamic.errors import VesselUnusable
from strains.dynamic.laws import MichaelisMenten
from strains.dynamic.simulate import simulate
from strains.dynamic.vessel import Feed, Steps, Vessel
from strains.errors import UnknownReaction


@pytest.fixture
def run(core_culture):
    feed = Feed(Steps((1.0, 4.0), (0.05, 0.0)), {"glucose": 100.0})
    return simulate(core_culture(), Vessel(1.0, {"glucose": 5.0, "acetate": 0.2}, feeds=(feed,)), 8.0)


def test_the_frame_has_what_its_columns_say(run):
    frame = run.frame
    assert list(frame) == list(run.columns)
    assert list(frame)[:4] == ["time_h", "volume_L", "glucose", "acetate"]
    assert frame["time_h"].iloc[0] == 0.0
    assert frame["time_h"].iloc[-1] == run.end == 8.0
    assert frame["volume_L"].iloc[-1] == pytest.approx(1.15, rel=1e-12)
    assert len(frame) == run.counts.steps + 1


def test_steps_end_where_a_profile_jumps(run):
    assert {1.0, 4.0} <= set(run.times.tolist())


def test_rates_are_the_slopes_of_the_states(run):
    times = np.array([0.5, 2.0, 3.0])
    amounts = [run.states(times + sign * 1e-4)[:, run.system.first] for sign in (-1, 1)]
    at = run.at(times)
    eaten = at["glucose.cells"] * at["biomass.cells"] * at["volume_L"] + np.array([0.0, 5.0, 5.0])
    assert (amounts[1] - amounts[0]) / 2e-4 == pytest.approx(eaten.to_numpy(), rel=1e-5)


def test_rates_do_not_jump_at_events(run):
    for event in run.events:
        before, after = (run.at([event.time + shift]).iloc[0] for shift in (-1e-8, 1e-8))
        assert before.to_numpy() == pytest.approx(after.to_numpy(), abs=1e-4)


def test_every_flux_of_a_culture(run, core_network):
    at = run.at([2.0]).iloc[0]
    fluxes = run.fluxes("cells", 2.0)
    assert tuple(fluxes) == core_network.reactions
    assert fluxes["EX_glc__D_e"] == pytest.approx(at["glucose.cells"])
    assert np.abs(core_network.matrix @ np.array(list(fluxes.values()))).max() < 1e-8


def test_what_is_not_there_is_said(run):
    with pytest.raises(ValueError, match="from 0 to 8 h; 9 h is outside"):
        run.at([9.0])
    with pytest.raises(UnknownReaction, match="there is no culture 'cels'"):
        run.fluxes("cels", 1.0)


def test_events_read_as_sentences(run):
    words = [str(event) for event in run.events]
    assert any("EX_ac_e at its limit" in one for one in words)
    assert words[-1].endswith("starving, ATPM cannot be met")


def test_carbon_is_unknown_where_cells_have_no_formula(core_network):
    from dataclasses import replace

    hidden = replace(core_network, formulas=tuple("" for _ in core_network.formulas))
    culture = Culture("cells", hidden, "EX_co2_e", 0.1, {"glucose": "EX_glc__D_e"}, {"glucose": 1.0})
    assert np.isnan(simulate(culture, Vessel(1.0, {"glucose": 1.0}), 0.1).carbon_residual).all()


def test_a_culture_of_a_strain_from_cards(core):
    culture = Culture.of_strain(core, 0.1, {"glucose": MichaelisMenten(10.0, 0.1), "oxygen": 5.0})
    assert list(culture.preferences.values()) == [1.0, 1.0, 1.0, 1.0, -1.0]
    run = simulate(culture, Vessel(1.0, {"glucose": 10.0, "ethanol": 0.0, "acetate": 0.0}), 8.0)
    assert run.at([8.0])["ethanol"].item() > 1.0
    assert np.abs(run.carbon_residual).max() < 1e-9


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"exchanges": {"glucose": "PFK"}}, "'PFK' of culture 'cells' is no exchange reaction"),
        ({"uptake": {"xylose": 1.0}}, "names no exchange reaction for 'xylose'"),
        ({"biomass": -1.0}, "0 or more"),
    ],
)
def test_cultures_that_cannot_be(core_culture, change, message):
    with pytest.raises(VesselUnusable, match=message):
        Culture(**{**core_culture().__dict__, **change})


def test_an_uptake_without_limit_is_refused(core_culture):
    vessel = Vessel(1.0, {"glucose": 5.0, "acetate": 0.0, "oxygen": 0.2})
    culture = core_culture(uptake={"glucose": 10.0, "acetate": 1.0})
    with pytest.raises(VesselUnusable, match="can take up oxygen .EX_o2_e. without limit"):
        simulate(culture, vessel, 1.0)
