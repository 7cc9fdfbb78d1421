"""Gas balances: what goes in and out agrees, and the flow meter's reference state matters."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from biofab import off_gas


@given(air=st.floats(50, 500), taken=st.floats(0, 0.8), quotient=st.floats(0.5, 1.5), volume=st.floats(10, 300))
def test_balance_gives_back_what_passed_between_gas_and_broth(
    air: float, taken: float, quotient: float, volume: float
) -> None:
    inlet = off_gas.sparged(air, 0.0)
    oxygen = taken * inlet.oxygen
    out = off_gas.leaving(inlet, oxygen, quotient * oxygen)
    y_oxygen, y_co2 = out.oxygen / out.total, out.co2 / out.total
    read = off_gas.Analysis(inlet.total, y_oxygen, y_co2, volume)
    assert read.flow_out == pytest.approx(out.total)
    assert read.our * volume / 1000.0 == pytest.approx(oxygen, abs=1e-9)
    assert read.cer * volume / 1000.0 == pytest.approx(quotient * oxygen, abs=1e-9)


def test_reference_state_of_the_flow_meter_is_worth_eight_per_cent() -> None:
    assert off_gas.molar_flow(1.0) == pytest.approx(60.0 / 22.414, rel=1e-4)
    assert off_gas.molar_flow(1.0, 25.0) / off_gas.molar_flow(1.0) == pytest.approx(273.15 / 298.15, rel=1e-9)


def test_quotient_is_not_a_number_where_it_would_be_noise() -> None:
    assert off_gas.respiratory_quotient(11.0, 10.0) == pytest.approx(1.1)
    assert math.isnan(off_gas.respiratory_quotient(0.2, 0.1))


def test_stated_error_is_the_scatter_of_drawn_readings() -> None:
    random = np.random.default_rng(1)
    flow, y_oxygen, y_co2, volume = 800.0, 0.195, 0.014, 160.0
    sds = (2e-4, 3e-4, 2.0)
    drawn = off_gas.Analysis(
        flow + sds[2] * random.standard_normal(20_000),
        y_oxygen + sds[0] * random.standard_normal(20_000),
        y_co2 + sds[1] * random.standard_normal(20_000),
        volume,
    ).our
    stated = off_gas.Analysis(flow, y_oxygen, y_co2, volume).our_sd(*sds)
    assert float(np.std(drawn)) == pytest.approx(stated, rel=0.03)


def test_a_small_bias_of_the_analyser_is_a_large_one_of_the_uptake() -> None:
    """0.05 % O2 with a difference of 0.5 % is a tenth of the uptake and more."""
    inlet = off_gas.sparged(100.0, 0.0)
    right = off_gas.Analysis(inlet.total, 0.2045, 0.005, 100.0).our
    biased = off_gas.Analysis(inlet.total, 0.2045 + 0.0005, 0.005, 100.0).our
    assert 0.10 < (right - biased) / right < 0.16
