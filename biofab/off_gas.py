"""Gas balances of an aerated broth: what leaves it, and what the analyser tells of uptake and evolution.

Flows of gas are dry, in mol/h; y are mole fractions of the dry gas; V is litres of broth.
Source of the inert balance: G. Stephanopoulos, A. Aristidou and J. Nielsen, Metabolic Engineering, Academic Press 1998,
chapter 3 (rates from gas analysis).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from processes.transfer.constants import AIR_OXYGEN, GAS

Number = Any  # float or numpy array

AIR_CO2 = 0.0004  # mol/mol, dry air; assumption: 400 ppm
NORMAL_KELVIN = 273.15
NORMAL_BAR = 1.01325
LEAST_INERT = 0.3  # mol/mol: under sparged CO2 the inert is a small difference of large numbers, and tells nothing


@dataclass(frozen=True)
class Gas:
    """Moles per hour of the dry parts of a gas; ``inert`` is nitrogen and argon."""

    oxygen: float
    co2: float
    inert: float

    @property
    def total(self) -> float:
        """All parts, mol/h."""
        return self.oxygen + self.co2 + self.inert


def molar_flow(litres_per_minute: Number, celsius: float = 0.0, bar: float = NORMAL_BAR) -> Number:
    """mol/h of a flow in L/min at the flow meter's reference state.

    The state matters: the same reading is 8 % less gas at 25 °C and 1 bar than at 0 °C and 1 atm.
    """
    litres_per_mol = GAS * (celsius + NORMAL_KELVIN) / (bar * 1e5) * 1e3
    return 60.0 * litres_per_minute / litres_per_mol


def sparged(air: float, co2: float) -> Gas:
    """The gas that goes in: ``air`` and ``co2`` in L/min at 0 °C and 1 atm."""
    moles = float(molar_flow(air))
    inert = 1.0 - AIR_OXYGEN - AIR_CO2
    return Gas(moles * AIR_OXYGEN, moles * AIR_CO2 + float(molar_flow(co2)), moles * inert)


def leaving(inlet: Gas, oxygen_taken: float, co2_given: float) -> Gas:
    """The dry gas that leaves when ``oxygen_taken`` and ``co2_given`` mol/h pass between gas and broth."""
    return Gas(max(inlet.oxygen - oxygen_taken, 0.0), max(inlet.co2 + co2_given, 0.0), inlet.inert)


@dataclass(frozen=True)
class Analysis:
    """What was measured of an aerated broth: ``flow_in`` (mol/h), mole fractions in the dry gas that leaves, ``volume``
    (L); the fractions that go in are those of air unless they were measured. Numbers, or arrays of one length."""

    flow_in: Number
    oxygen_out: Number
    co2_out: Number
    volume: Number
    oxygen_in: Number = AIR_OXYGEN
    co2_in: Number = AIR_CO2

    @property
    def flow_out(self) -> Number:
        """F_out = F_in (1 − y_O2,in − y_CO2,in) / (1 − y_O2,out − y_CO2,out), mol/h: the inert is the same."""
        return self.flow_in * (1.0 - self.oxygen_in - self.co2_in) / (1.0 - self.oxygen_out - self.co2_out)

    @property
    def our(self) -> Number:
        """OUR = (F_in y_O2,in − F_out y_O2,out) / V in mmol/L/h, for dissolved oxygen that changes slowly."""
        return 1000.0 * (self.flow_in * self.oxygen_in - self.flow_out * self.oxygen_out) / self.volume

    @property
    def cer(self) -> Number:
        """CER = (F_out y_CO2,out − F_in y_CO2,in) / V in mmol/L/h, without what bicarbonate stores.

        Above pH 6.5 that storage matters while pH or CO2 change.
        """
        return 1000.0 * (self.flow_out * self.co2_out - self.flow_in * self.co2_in) / self.volume

    def our_sd(self, oxygen_sd: Number, co2_sd: Number, flow_sd: Number) -> Number:
        """One standard deviation of OUR, mmol/L/h, from those of the analyser (mol/mol) and of the flow (mol/h).

        First order: with I the inert share, ∂OUR/∂y_O2 = −F_out (I + y_O2) / I / V and
        ∂OUR/∂y_CO2 = −F_out y_O2 / I / V.
        """
        inert = 1.0 - self.oxygen_out - self.co2_out
        by_oxygen = self.flow_out * (1.0 + self.oxygen_out / inert) * oxygen_sd
        by_co2 = self.flow_out * self.oxygen_out / inert * co2_sd
        by_flow = (self.oxygen_in - self.flow_out / self.flow_in * self.oxygen_out) * flow_sd
        return 1000.0 / self.volume * (by_oxygen**2 + by_co2**2 + by_flow**2) ** 0.5


def respiratory_quotient(cer: float, our: float, least_our: float = 0.5) -> float:
    """RQ = CER / OUR; NaN where OUR is below ``least_our`` mmol/L/h and the quotient is noise."""
    return cer / our if our >= least_our else math.nan
