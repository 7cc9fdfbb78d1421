"""Constants that the laws of a vessel share."""

from __future__ import annotations

GRAVITY = 9.80665  # m/s2
GAS = 8.314462618  # J/mol/K
ATMOSPHERE = 1.01325  # bar
AIR_OXYGEN = 0.2095  # mol/mol, dry air
NORMAL_VOLUME = 0.022414  # m3/mol at 0 °C and 1 atm: the reference state of the gas flows of every card
TIP_SPEED_MAX = 8.0  # m/s; bacteria bear 6 to 8: Nienow, Adv. Biochem. Eng. 60 (1998) 1
BROTH_DENSITY = 1000.0  # kg/m3, as head, power number and evaporation take it; assumption: that of water
WATER_MOLAR_MASS = 18.015e-3  # kg/mol
