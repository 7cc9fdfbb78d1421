"""The whole way against linear programmes at every call of the derivative, and what must hold in every run."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strains.dynamic.culture import Culture
from strains.dynamic.errors import IntegrationStopped, VesselUnusable
from strains.dynamic.laws import MichaelisMenten
from strains.dynamic.simulate import simulate
from strains.dynamic.vessel import Feed, Gas, Ramps, Steps, Vessel
from strains.models.model import load_model
from strains.models.network import Network

TIGHT = {"relative": 1e-9, "absolute": 1e-12}


def test_a_batch_with_overflow_diauxie_and_starvation(core_model, core_culture, compare):
    culture, vessel = core_culture(), Vessel(1.0, {"glucose": 12.0, "acetate": 0.5, "formate": 0.0})
    run = simulate(culture, vessel, 9.0, **TIGHT)
    times = np.linspace(0.5, 9.0, 18)
    assert compare(run, compare.reference([culture], [core_model], vessel), times) < 1e-6
    kinds = [event.kind for event in run.events]
    assert "limit" in kinds  # acetate is eaten as fast as it can be
    assert kinds[-1] == "starving"


def test_fed_batch_with_oxygen_transfer(core_model, core_culture, compare):
    uptake = {
        "glucose": MichaelisMenten(10.0, 0.5, inhibited_by={"acetate": 80.0}),
        "acetate": MichaelisMenten(4.0, 0.3),
        "oxygen": MichaelisMenten(15.0, 0.01),
    }
    culture = core_culture(uptake=uptake, biomass=0.3)
    start = {"glucose": 8.0, "acetate": 0.0, "oxygen": 0.2}
    vessel = Vessel(
        1.2,
        start,
        feeds=(Feed(Ramps((1.0, 3.0), (0.0, 0.04)), {"glucose": 400.0}),),
        gas={"oxygen": Gas(80.0, 0.21)},
    )
    run = simulate(culture, vessel, 5.0, **TIGHT)
    reference = compare.reference([culture], [core_model], vessel)
    assert compare(run, reference, np.linspace(0.5, 5.0, 10), relative=1e-9) < 1e-6


def test_two_strains_of_which_one_eats_what_the_other_leaves(core_model, core_network, core_culture, compare):
    scavenger_model = core_model.copy()
    scavenger_model.reactions.EX_glc__D_e.lower_bound = 0.0
    scavenger = Network.from_cobra(scavenger_model)
    cultures = [
        core_culture("eater", 0.05),
        core_culture("scavenger", 0.04, scavenger, {"acetate": MichaelisMenten(8.0, 0.2), "oxygen": 20.0}),
    ]
    vessel = Vessel(1.0, {"glucose": 15.0, "acetate": 1.0, "formate": 0.0})
    run = simulate(cultures, vessel, 8.0, **TIGHT)
    reference = compare.reference(cultures, [core_model, scavenger_model], vessel)
    assert compare(run, reference, np.linspace(0.5, 8.0, 16)) < 1e-6
    assert (
        run.at([0.0])["growth.scavenger"].item() == pytest.approx(0.0, abs=1e-9)
        or run.at([8.0])["biomass.scavenger"].item() > 0.04
    )


@pytest.mark.slow
def test_genome_scale_batch(compare):
    model = load_model("cobra:iJO1366")
    model.reactions.EX_o2_e.lower_bound = -15.0
    culture = Culture(
        "cells",
        Network.from_cobra(model),
        "BIOMASS_Ec_iJO1366_core_53p95M",
        0.05,
        {"glucose": "EX_glc__D_e", "acetate": "EX_ac_e"},
        {"glucose": MichaelisMenten(10.0, 0.5), "acetate": MichaelisMenten(5.0, 0.3)},
    )
    vessel = Vessel(1.0, {"glucose": 8.0, "acetate": 0.4})
    run = simulate(culture, vessel, 5.5, **TIGHT)
    reference = compare.reference([culture], [model], vessel)
    assert compare(run, reference, np.linspace(0.5, 5.5, 11), relative=1e-8, absolute=1e-10) < 1e-6


def test_a_chemostat_settles_where_growth_is_dilution(core_culture):
    vessel = Vessel(2.0, {"glucose": 1.0, "acetate": 0.0}, feeds=(Feed(0.6, {"glucose": 20.0}),), level=True)
    end = simulate(core_culture(), vessel, 80.0).at([80.0]).iloc[0]
    assert end["growth.cells"] == pytest.approx(0.3, abs=1e-7)
    assert end["volume_L"] == pytest.approx(2.0, rel=1e-12)
    assert (20.0 - end["glucose"]) * 0.3 == pytest.approx(-end["glucose.cells"] * end["biomass.cells"], rel=1e-6)


def test_retained_cells_do_not_leave(core_culture):
    vessel = Vessel(1.0, {"glucose": 1.0, "acetate": 0.0}, feeds=(Feed(0.5, {"glucose": 10.0}),), level=True)
    kept = Vessel(**{**vessel.__dict__, "retention": 1.0})
    washed_out = simulate(core_culture(), vessel, 20.0).at([20.0])["biomass.cells"].item()
    assert simulate(core_culture(), kept, 20.0).at([20.0])["biomass.cells"].item() > 2.0 * washed_out


def test_starving_stops_the_run_when_asked_and_kills_when_told(core_culture):
    vessel = Vessel(1.0, {"glucose": 5.0, "acetate": 0.0})
    stopped = simulate(core_culture(), vessel, 20.0, starving="stop")
    assert stopped.ended == "starving"
    assert stopped.events[-1].kind == "starving"
    assert "ATPM cannot be met" in str(stopped.events[-1])
    dying = simulate(core_culture(death_rate=0.2), vessel, 20.0)
    assert dying.ended == "time"
    assert dying.at([20.0])["biomass.cells"].item() < 0.5 * stopped.at([stopped.end])["biomass.cells"].item()
    assert np.abs(dying.carbon_residual).max() < 1e-9


def test_fed_again_the_cells_recover(core_culture):
    vessel = Vessel(1.0, {"glucose": 2.0, "acetate": 0.0}, feeds=(Feed(Steps((15.0,), (0.05,)), {"glucose": 200.0}),))
    run = simulate(core_culture(biomass=0.2), vessel, 18.0)
    kinds = [event.kind for event in run.events]
    assert kinds.index("starving") < kinds.index("recovered")
    assert run.at([18.0])["growth.cells"].item() > 0.1


def test_starving_from_the_start_is_said(core_culture):
    with pytest.raises(IntegrationStopped, match="culture 'cells' starves from the start"):
        simulate(core_culture(), Vessel(1.0, {"glucose": 0.0, "acetate": 0.0}), 5.0, starving="stop")


def test_an_empty_vessel_is_said(core_culture):
    with pytest.raises(IntegrationStopped, match="runs empty"):
        simulate(core_culture(), Vessel(1.0, {"glucose": 5.0, "acetate": 0.0}, outflow=0.5), 5.0)


def test_both_solvers_lead_the_same_way(core_culture):
    vessel = Vessel(1.0, {"glucose": 12.0, "acetate": 0.5, "formate": 0.0})
    one, other = (simulate(core_culture(), vessel, 7.0, backend=name) for name in ("glpk", "highs"))
    assert one.states([2.0, 4.0, 7.0]) == pytest.approx(other.states([2.0, 4.0, 7.0]), rel=1e-9, abs=1e-9)


def test_the_same_run_twice_is_the_same(core_culture):
    vessel = Vessel(1.0, {"glucose": 12.0, "acetate": 0.5})
    one, other = (simulate(core_culture(), vessel, 7.0) for _ in range(2))
    assert one.events == other.events
    assert np.array_equal(one.states(one.times), other.states(other.times))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    glucose=st.floats(0.0, 40.0),
    acetate=st.floats(0.0, 20.0),
    biomass=st.floats(1e-3, 2.0),
    half=st.floats(1e-3, 2.0),
    oxygen=st.floats(0.0, 25.0),
    feed=st.floats(0.0, 0.1),
    death=st.floats(0.0, 0.3),
)
def test_in_every_run(core_culture, core_network, glucose, acetate, biomass, half, oxygen, feed, death):
    """Carbon closes, nothing falls below zero, and neither grid nor order of the strains counts."""
    laws = {"glucose": MichaelisMenten(10.0, half), "acetate": 3.0, "oxygen": oxygen}
    lame = core_network.with_bounds({"ICL": (0.0, 0.0), "PFL": (0.0, 0.0)})
    cultures = [
        core_culture("one", biomass, uptake=laws, death_rate=death),
        core_culture("two", 0.1, lame, laws),
    ]
    vessel = Vessel(
        1.0, {"glucose": glucose, "acetate": acetate, "ethanol": 0.0}, feeds=(Feed(feed, {"glucose": 100.0}),)
    )
    run, turned = simulate(cultures, vessel, 6.0), simulate(cultures[::-1], vessel, 6.0)
    assert np.abs(run.carbon_residual).max() < 1e-6
    states = run.states(np.linspace(0.0, 6.0, 301))
    assert states[:, : run.system.last].min() > -1e-9
    assert run.states([1.3, 4.0])[1] == pytest.approx(run.states([4.0])[0], rel=1e-14)
    columns = ["glucose", "acetate", "ethanol", "biomass.one", "biomass.two"]
    scale = run.at(run.times)[columns].to_numpy().max() + 1.0
    assert run.at([3.0, 6.0])[columns].to_numpy() == pytest.approx(
        turned.at([3.0, 6.0])[columns].to_numpy(), abs=1e-6 * scale
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"hours": 0.0}, "expected more than 0"),
        ({"cultures": []}, "there must be one"),
        ({"vessel": Vessel(1.0, {"xylose": 1.0})}, "exchanges nothing"),
    ],
)
def test_wrong_questions_are_refused(core_culture, change, message):
    asked = {"cultures": core_culture(), "vessel": Vessel(1.0, {"glucose": 5.0}), "hours": 1.0, **change}
    with pytest.raises(VesselUnusable, match=message):
        simulate(**asked)


def test_progress_is_told_and_may_interrupt(core_culture):
    class Enough(Exception):
        pass

    def stop(done, of):
        assert of == 5.0
        if done > 1.0:
            raise Enough

    with pytest.raises(Enough):
        simulate(core_culture(), Vessel(1.0, {"glucose": 5.0, "acetate": 0.0}), 5.0, progress=stop)
