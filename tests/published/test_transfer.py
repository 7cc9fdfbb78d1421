"""Transfer, power, flooding, mixing and heat, each against a vessel of the literature; what was recomputed is said."""

from __future__ import annotations

import math

import pytest

from processes.scale_up.overflow import ecoli, fate
from processes.scale_up.oxygen_cost import delivery, oxygen_cost
from processes.transfer.flooding import flooding_flow_number, flow_number, froude
from processes.transfer.heat import metabolic_heat
from processes.transfer.kla import KLA_COALESCING, kla_stirred_tank
from processes.transfer.mixing import MIXING_ONE, mixing_time, mixing_time_multiple
from processes.transfer.power import gassed_power_michel_miller, gassed_ratio_hughmark, impeller_power
from processes.transfer.shape import cross_section

# A baffled tank of 1.22 m, liquid as high as wide, one flat-blade disc turbine of 0.36 m at 2.8 1/s, 0.00416 m3/s of
# air: an example of J. M. Lee, Biochemical Engineering (Prentice Hall 1992), chapter 9, with what Chandrasekharan and
# Calderbank (Chem. Eng. Sci. 36 (1981) 819) measured: 697 W, kLa 0.0217 1/s. Recalled from the book, not read again.
TANK, TURBINE, SPEED, AIR = 1.22, 0.36, 2.8, 0.00416
VOLUME = float(cross_section(TANK)) * TANK
MEASURED_POWER, MEASURED_KLA = 697.0, 0.0217


def test_vant_riet() -> None:
    """kLa of that tank at the power that was measured: within the 40 % of the correlation's own scatter."""
    predicted = kla_stirred_tank(MEASURED_POWER / VOLUME, AIR / float(cross_section(TANK))) / 3600.0
    assert predicted == pytest.approx(MEASURED_KLA, rel=KLA_COALESCING.scatter)
    assert predicted == pytest.approx(0.0184, rel=0.01)
    assert not KLA_COALESCING.outside(volume=VOLUME)


def test_michel_miller_and_hughmark() -> None:
    """Gassed power of that tank, from a power number of 6 for its turbine, beside the 697 W that were measured.

    Hughmark comes within 15 %; Michel and Miller fall a third short, with the constant 0.72 as the reviews give it.
    0.72 (796² · 2.8 · 0.36³/0.00416^0.56)^0.45 = 0.72 · 1.78e6^0.45 = 468 W.
    """
    ungassed = impeller_power(SPEED, TURBINE, 6.0, 1.0)
    assert ungassed == pytest.approx(796.0, rel=0.01)
    michel = gassed_power_michel_miller(ungassed, SPEED, TURBINE, AIR)
    hughmark = ungassed * gassed_ratio_hughmark(SPEED, TURBINE, AIR, VOLUME, TURBINE / 5.0)
    assert michel == pytest.approx(468.0, rel=0.01)
    assert MEASURED_POWER * 0.65 < michel < MEASURED_POWER
    assert hughmark == pytest.approx(MEASURED_POWER, rel=0.15)
    assert max(michel, hughmark) < ungassed


def test_flooding() -> None:
    """Recomputed from the correlation of Nienow et al. (1985) with the same tank: a quarter of what floods it.

    Fl = 0.00416/(2.8 · 0.36³) = 0.0318; Fr = 2.8² · 0.36/9.807 = 0.288; 30 · 0.288 · 0.295^3.5 = 0.1205.
    """
    border = flooding_flow_number(froude(SPEED, TURBINE), TURBINE / TANK)
    flow = flow_number(AIR, SPEED, TURBINE)
    assert flow == pytest.approx(0.0318, rel=0.01)
    assert border == pytest.approx(0.1205, rel=0.01)
    assert flow < border


def test_mixing_time_of_one_impeller() -> None:
    """Recomputed from Nienow (1997) with that tank at 0.49 W/kg: 5.9 · 1.142 · 1.269 · 1.502 = 12.8 s.

    A number of turns near 36, as disc turbines of a third of the tank need (N θ about 30 to 40).
    """
    seconds = mixing_time(MEASURED_POWER / VOLUME / 1000.0, TANK, TURBINE)
    assert seconds == pytest.approx(12.8, rel=0.02)
    assert 30.0 < SPEED * seconds < 40.0
    assert not MIXING_ONE.outside(height_over_diameter=1.0)


def test_mixing_time_of_a_production_vessel() -> None:
    """Recomputed from Cooke, Middleton and Bush (1988): 100 m3 with Rushton turbines mix in 79 to 213 s at 1.5 1/s."""
    low = mixing_time_multiple(1.5, 7.5, 1.4, 5.0)
    high = mixing_time_multiple(1.5, 11.0, 1.4, 5.0)
    assert 70.0 < low < high < 220.0


def test_heat() -> None:
    """460 kJ/mol O2: 150 mmol/L/h are 19.2 kW/m3. Cooney et al. (1969): 0.124 kcal/mmol, 519 kJ/mol."""
    assert metabolic_heat(150.0) == pytest.approx(19_167.0, rel=1e-3)
    assert pytest.approx(519.0, rel=1e-3) == 0.124 * 4184.0
    assert metabolic_heat(150.0, 519.0) / metabolic_heat(150.0) == pytest.approx(1.128, rel=1e-3)


def test_overflow_in_a_batch() -> None:
    """9.0 ± 1.0 % of the glucose's carbon leaves as acetate when uptake is not limited: Xu, Jahic and Enfors (1999)."""
    card = ecoli()
    uptake = card.uptake_max.value + 0.0 * fate(card, *_full(card)).growth
    carbon = float(fate(card, *_full(card)).acetate[0] / uptake[0])  # both have 30.0 g per mol of carbon
    assert carbon == pytest.approx(0.09, abs=0.01)


def _full(card):  # type: ignore[no-untyped-def]
    import numpy as np

    uptake = np.array([card.uptake_max.value])
    return uptake, card.oxygen_demand(uptake)


class TestAeration:
    """D. Humbird, R. Davis and J. D. McMillan, Biochem. Eng. J. 127 (2017) 161, as orderings.

    One number is calibrated, and says so in its source: the price of the agitator, which the paper only draws.
    """

    RATES = (20.0, 50.0, 75.0, 100.0, 125.0, 150.0)

    def test_the_calibrated_number_says_so(self) -> None:
        numbers = delivery().numbers
        calibrated = [name for name in type(numbers).model_fields if "calibrated" in getattr(numbers, name).source]
        assert calibrated == ["agitator_cost"]

    @pytest.mark.parametrize("kind", ["stirred", "column"])
    @pytest.mark.parametrize("rate", RATES)
    def test_oxygen_grows_cheaper_to_500_m3_and_little_after(self, kind: str, rate: float) -> None:
        small, large, largest = (oxygen_cost(kind, volume, rate).cost for volume in (200.0, 500.0, 1000.0))
        assert small > large > largest
        assert small - large > large - largest  # per kg; per m3 added the difference is greater still

    @pytest.mark.parametrize("volume", [200.0, 500.0])
    def test_the_bubble_column_is_cheaper_to_150(self, volume: float) -> None:
        saved = [
            1.0 - oxygen_cost("column", volume, our).cost / oxygen_cost("stirred", volume, our).cost
            for our in self.RATES
        ]
        assert min(saved) > 0.0
        assert saved == sorted(saved, reverse=True)
        assert 0.10 < saved[1] < 0.20
        assert self.saved(volume, 190.0) < 0.0

    @staticmethod
    def saved(volume: float, our: float) -> float:
        """Share of the stirred tank's cost that the bubble column saves."""
        return 1.0 - oxygen_cost("column", volume, our).cost / oxygen_cost("stirred", volume, our).cost

    def test_power_per_oxygen_is_nearly_the_same_at_every_size_of_tank(self) -> None:
        energies = [oxygen_cost("stirred", volume, 100.0).energy for volume in (200.0, 500.0, 1000.0)]
        assert max(energies) / min(energies) < 1.05
        rising = [oxygen_cost("column", 500.0, our).energy for our in self.RATES]
        assert rising == sorted(rising)
        assert math.isclose(energies[0], 1.7, rel_tol=0.05)
