"""The words that plant, economics and impact share: what a plant buys, and the unit in which it is counted."""

from __future__ import annotations

# utility: unit per batch; the fields of ``Utilities``
UTILITIES = {
    "electricity": "kWh",
    "steam": "GJ",
    "cooling_water": "GJ",
    "chilled_water": "GJ",
    "process_water": "m^3",
    "compressed_air": "m^3",  # at 0 °C and 1 atm
    "natural_gas": "GJ",  # lower heating value
}

# consumable: unit per batch. Raw materials are counted in kg of pure substance.
CONSUMABLES = {
    "glucose": "kg",
    "sucrose": "kg",
    "glycerol": "kg",
    "salts": "kg",
    "ammonia": "kg",
    "sodium hydroxide": "kg",
    "magnesium hydroxide": "kg",
    "calcium hydroxide": "kg",
    "sulfuric acid": "kg",
    "hydrochloric acid": "kg",
    "carbon dioxide": "kg",
    "antifoam": "kg",
    "filter aid": "kg",
    "flocculant": "kg",
    "cleaning caustic": "kg",
    "cleaning acid": "kg",
    "ion-exchange resin": "L",
    "chromatography resin": "L",
    "microfiltration membrane": "m^2",
    "ultrafiltration membrane": "m^2",
    "activated carbon": "kg",
    "molecular sieve": "kg",
}
