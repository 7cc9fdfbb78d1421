"""Numbers of the literature that the process cards and laws must reproduce."""

from __future__ import annotations

import pytest

from processes import library
from processes.transfer.constants import AIR_OXYGEN, NORMAL_VOLUME
from processes.transfer.gas import gas_velocity
from processes.transfer.kla import kla_stirred_tank
from processes.transfer.solubility import oxygen_solubility

LARGE = library.scale("production_100m3")
PRICES = library.prices()


def test_heat_of_respiration() -> None:
    """460 kJ/mol O2: 150 mmol/L/h give 19.2 kW/m3. Cooney et al., Biotechnol. Bioeng. 11 (1969) 269, report 519."""
    per_oxygen = library.kinetics_card("ecoli_succinate").heat_per_oxygen.value
    assert 150.0 * per_oxygen / 3600.0 == pytest.approx(19.2, rel=0.005)
    assert per_oxygen == pytest.approx(519.0, rel=0.12)


def test_oxygen_transfer_of_a_large_vessel() -> None:
    """Large tanks reach about 100 to 150 mmol/L/h (Crater and Lievense, FEMS Microbiol. Lett. 365 (2018) fny138).

    At full stirring and air, a quarter of air saturation kept in the broth.
    """
    celsius, vessel, volume = 37.0, LARGE.vessel, LARGE.working_volume
    pressure = LARGE.mean_pressure()
    flow = LARGE.gas_flow_max(vessel.air_flow_max.value, celsius)
    velocity = gas_velocity(flow, celsius, pressure, vessel.diameter.value)
    kla = kla_stirred_tank(vessel.motor_power.value * 1e3 / volume, velocity, vessel.kla_factor.value)
    saturation = 1000.0 * oxygen_solubility(celsius) * pressure * 0.93 * AIR_OXYGEN
    supplied = flow / volume / NORMAL_VOLUME * AIR_OXYGEN  # mol/m3/h = mmol/L/h
    rate = 0.75 * kla * saturation / (1.0 + kla * saturation / supplied / 2.0)
    assert 100.0 < rate < 150.0


def test_cooling_and_not_transfer_is_the_wall_of_a_large_vessel() -> None:
    """Heat limits large tanks first (same source): the jacket takes less than can be breathed."""
    per_volume = LARGE.cooling_power(37.0) / LARGE.working_volume
    stirring = LARGE.vessel.motor_power.value * 1e3 / LARGE.working_volume
    assert (per_volume - stirring) / (460.0 / 3.6) < 100.0  # mmol/L/h


def test_fermenter_cost() -> None:
    """Six stirred tanks of 453 m3 for 9.58 million USD of 2017 (AeratedBioreactor of BioSTEAM 2.54)."""
    own = LARGE.ownership
    today = own.cost_index.value / own.fermenter_cost_index.value
    factors = today * own.installation.value * own.indirect.value * (1.0 + own.downstream_capital.value)
    assert 6.0 * own.capital(453.0) / factors == pytest.approx(9.58e6, rel=1e-3)


def test_capital_factors() -> None:
    """Fixed capital over installed equipment 400.1/232 (NREL/TP-5100-47764); annuity of 10 % over 15 years."""
    assert LARGE.ownership.indirect.value == pytest.approx(400.1 / 232.0, rel=0.005)
    assert LARGE.ownership.capital_charge.value == pytest.approx(0.1 / (1.0 - 1.1**-15), rel=0.001)


def test_prices_per_equivalent() -> None:
    """Caustic soda 0.150 USD/kg, sulfuric acid 93 % 0.088 USD/kg: NREL/TP-5100-47764."""
    assert PRICES.base.value == pytest.approx(0.150 * 39.997e-3, rel=0.01)
    assert PRICES.acid.value == pytest.approx(0.088 * 49.04e-3 / 0.93, rel=0.1)


def test_evaporation() -> None:
    """Three effects, 0.4 kg of steam per kg of water of 2257 kJ/kg."""
    assert PRICES.evaporation_heat.value == pytest.approx(0.4 * 2257e-6, rel=0.01)


def test_glucose_price_lies_in_its_published_range() -> None:
    assert PRICES.glucose.low is not None
    assert PRICES.glucose.high is not None
    assert PRICES.glucose.low <= PRICES.glucose.value <= PRICES.glucose.high
