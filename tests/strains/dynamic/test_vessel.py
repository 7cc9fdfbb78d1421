import pytest

from strains.dynamic.errors import VesselUnusable
from strains.dynamic.vessel import Feed, Gas, Ramps, Steps, Vessel, drift, rate


def test_profiles():
    steps, ramps = Steps((1.0, 3.0), (2.0, 0.5)), Ramps((1.0, 3.0), (0.0, 4.0))
    assert [rate(steps, time) for time in (0.0, 1.0, 2.9, 3.0, 9.0)] == [0.0, 2.0, 2.0, 0.5, 0.5]
    assert [rate(ramps, time) for time in (0.0, 1.0, 2.0, 3.0, 9.0)] == [0.0, 0.0, 2.0, 4.0, 4.0]
    assert rate(0.3, 5.0) == 0.3
    assert rate(lambda time: time**2, 3.0) == 9.0


def test_drift_is_that_of_the_side_that_follows():
    assert drift(Ramps((1.0, 3.0), (0.0, 4.0)), 1.0) == pytest.approx(2.0)
    assert drift(Ramps((1.0, 3.0), (0.0, 4.0)), 3.0) == 0.0
    assert drift(Steps((1.0,), (2.0,)), 1.0) == drift(0.5, 1.0) == 0.0
    assert drift(lambda time: time**2, 3.0) == pytest.approx(6.0, rel=1e-5)


def test_breaks_are_the_corners_of_all_profiles():
    vessel = Vessel(
        1.0, {"a": 0.0}, feeds=(Feed(Steps((2.0, 1e9), (1.0, 0.0))), Feed(0.1)), outflow=Ramps((1.0,), (0.2,))
    )
    assert vessel.breaks() == [1.0, 2.0, 1e9]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Vessel(0.0, {}), "the volume is 0 L"),
        (lambda: Vessel(1.0, {"a": -1.0}), "concentration of a is -1"),
        (lambda: Vessel(1.0, {"a": float("nan")}), "concentration of a is nan"),
        (lambda: Vessel(1.0, {"a": 1.0}, retention=1.5), "retention of cells is 1.5"),
        (lambda: Vessel(1.0, {"a": 1.0}, gas={"b": Gas(1.0, 1.0)}), "gas transfer names 'b'"),
        (lambda: Vessel(1.0, {"a": 1.0}, gas={"a": Gas(-1.0, 1.0)}), "kLa of a is -1"),
        (lambda: Vessel(1.0, {"a": 1.0}, feeds=(Feed(1.0, {"b": 1.0}),)), "a feed names 'b'"),
        (lambda: Steps((2.0, 1.0), (1.0, 1.0)), "rising times"),
        (lambda: Ramps((), ()), "rising times"),
        (lambda: rate(lambda time: -time, 2.0), "a flow is -2 L/h at 2 h"),
    ],
)
def test_vessels_that_cannot_be(make, message):
    with pytest.raises(VesselUnusable, match=message):
        make()
