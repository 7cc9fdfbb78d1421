"""The ring of compartments: closed balances, the well-mixed limit, what gradients cost; the regime that mimics them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes import library
from processes.errors import OutOfRange
from processes.scale_up.comparison import usual_point
from processes.scale_up.gradients import Ring, gradients, ring_of
from processes.scale_up.operating_point import Culture, state_at
from processes.scale_up.overflow import ecoli
from processes.scale_up.scale_down import scale_down

CARD = ecoli()
RING = Ring(circulation=30.0, kla=300.0, saturation=0.25, biomass=15.0, feed=4.5)
LARGE, SMALL = library.scale("production_100m3"), library.scale("pilot_300l")


@settings(max_examples=60, deadline=None)
@given(st.floats(0.1, 300.0), st.floats(20.0, 1000.0), st.floats(1.0, 60.0), st.floats(0.02, 0.95))
def test_what_is_fed_is_taken_up(circulation: float, kla: float, biomass: float, share: float) -> None:
    feed = share * CARD.uptake_max.value * biomass
    found = gradients(Ring(circulation, kla, 0.25, biomass, feed), CARD)
    assert found.closure < 1e-9
    assert found.glucose.min() >= 0.0
    assert found.oxygen.min() >= 0.0
    assert found.oxygen.max() <= 0.25
    assert 0.0 <= found.lost_yield < 1.0


def test_fast_circulation_is_a_mixed_vessel() -> None:
    found = gradients(replace(RING, circulation=1e-3), CARD)
    assert found.glucose == pytest.approx(found.glucose.mean(), rel=1e-3)
    assert found.yield_ == pytest.approx(found.mixed_yield, rel=1e-6)
    mean = CARD.saturation.value * 0.3 / (CARD.uptake_max.value - 0.3)  # Monod at 0.3 g/g/h
    assert found.glucose.mean() == pytest.approx(mean, rel=1e-3)


def test_slower_circulation_costs_more() -> None:
    lost = [gradients(replace(RING, circulation=seconds), CARD).lost_yield for seconds in (15.0, 30.0, 60.0, 120.0)]
    assert lost == sorted(lost)
    assert lost[-1] > 0.1


def test_glucose_falls_from_the_feed_on() -> None:
    found = gradients(RING, CARD)
    assert np.all(np.diff(found.glucose) < 0.0)
    assert found.time[-1] < 30.0


def test_finer_compartments_change_little() -> None:
    coarse, fine = (gradients(replace(RING, circulation=60.0, compartments=n), CARD).lost_yield for n in (40, 160))
    assert coarse == pytest.approx(fine, rel=0.1)


def test_more_than_cells_take_up_is_refused() -> None:
    with pytest.raises(OutOfRange, match="18.75"):
        gradients(replace(RING, feed=20.0), CARD)


def test_the_regime_gives_the_cell_the_same_times() -> None:
    state = state_at(LARGE, usual_point(LARGE, Culture(our=1.0), our=70.0))
    ring = ring_of(state, CARD, 0.3)
    assert ring.circulation == pytest.approx(state.mixing_time / 4.0)
    seen = gradients(ring, CARD)
    regime = scale_down(state, seen, ring.circulation, SMALL, 0.2)
    assert regime.loop_volume + regime.tank_volume == pytest.approx(200.0)
    assert regime.loop_time + regime.tank_time == pytest.approx(ring.circulation)
    assert regime.loop_volume / regime.recirculation * 3600.0 == pytest.approx(regime.loop_time)
    assert regime.kla == pytest.approx(state.kla)
    with pytest.raises(OutOfRange, match="uptake of 2"):
        ring_of(state, CARD, 2.0)
