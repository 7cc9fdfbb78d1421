import numpy as np
import pytest

from strains.design.errors import RegionUnusable
from strains.design.fseof import fseof
from strains.questions.variability import flux_variability

AEROBIC = {"glucose": 10.0, "oxygen": 1000.0}


@pytest.fixture(scope="module")
def host(core):
    return core.wild_type()


@pytest.fixture(scope="module")
def scan(host):
    return fseof(host, AEROBIC)


def test_growth_falls_as_the_product_is_forced(scan):
    assert len(scan.enforced) == 10
    assert scan.enforced[-1] == pytest.approx(0.9 * 20.0, rel=1e-6)
    assert np.all(np.diff(scan.growth) < 0)


def test_the_ways_to_ethanol_are_up_and_respiration_is_down(scan):
    change = {target.reaction: target.change for target in scan.targets}
    assert change["ALCD2x"] == change["ACALD"] == "up"
    assert change["CYTBD"] == change["NADH16"] == "down"


def test_a_demand_of_growth_is_said_to_be_one(scan):
    targets = {target.reaction: target for target in scan.targets}
    assert targets["PIt2r"].as_growth
    assert not targets["ALCD2x"].as_growth
    assert targets["ALCD2x"].genes == ("b0356", "b1241", "b1478")


def test_both_ends_are_the_ranges_of_the_model(host, scan):
    network = host.network.with_bounds(host.uptake_bounds(AEROBIC))
    reactions = [target.reaction for target in scan.targets]
    for at, ends in ((0, "first"), (-1, "last")):
        forced = network.with_bounds({scan.product: (float(scan.enforced[at]), 1000.0)})
        span = flux_variability(forced, 1.0, reactions)
        expected = np.stack([span.minimum, span.maximum], axis=1)
        assert np.array([getattr(target, ends) for target in scan.targets]) == pytest.approx(expected, abs=1e-5)


def test_nothing_that_cannot_be_edited_is_a_target(scan):
    assert not [target.reaction for target in scan.targets if target.reaction.startswith("EX_")]
    assert not {"H2Ot", "CO2t", "O2t"} & {target.reaction for target in scan.targets}


def test_the_table(scan):
    assert len(scan.to_frame()) == len(scan.targets)


def test_no_room_to_scan_is_said(host):
    with pytest.raises(RegionUnusable, match="there is nothing to scan"):
        fseof(host.with_blocks("ALCD2x"), AEROBIC)


def test_one_step_is_no_scan(host):
    with pytest.raises(ValueError, match="expected 2 or more"):
        fseof(host, AEROBIC, steps=1)


def test_it_tells_progress(host):
    told = []
    fseof(host, AEROBIC, steps=3, progress=lambda done, of: told.append((done, of)))
    assert told == [(0, 3), (1, 3), (2, 3)]
