"""Units as OPC UA writes them: the UNECE codes of Recommendation 20 as an EUInformation's number, and back.

The number is the code's characters read as one big-endian number (OPC UA Part 8, 5.6.3).
"""

from __future__ import annotations

from plant_io.errors import PlantError

NAMESPACE = "http://www.opcfoundation.org/UA/units/un/cefact"

CODES: dict[str, str] = {
    "1": "C62",
    "pH": "Q30",
    "%": "P1",
    "degC": "CEL",
    "K": "KEL",
    "bar": "BAR",
    "mbar": "MBR",
    "1/min": "C94",
    "1/h": "H10",
    "s": "SEC",
    "min": "MIN",
    "h": "HUR",
    "L": "LTR",
    "mL": "MLT",
    "m**3": "MTQ",
    "L/min": "L2",
    "L/h": "E32",
    "m**3/h": "MQH",
    "kg": "KGM",
    "g": "GRM",
    "kg/h": "E93",
    "g/L": "GL",
    "kW": "KWT",
    "W": "WTT",
    "V": "VLT",
    "A": "AMP",
}
"""UNECE Recommendation 20, common code of each unit that cards use."""


def unit_id(unit: str) -> int:
    """The unitId of a card's unit. Raises PlantError for a unit without a code here."""
    try:
        code = CODES[unit]
    except KeyError:
        known = ", ".join(CODES)
        raise PlantError(f"unit '{unit}' has no UNECE code here; expected one of: {known}") from None
    return int.from_bytes(code.encode(), "big")


def unit_of(number: int) -> str | None:
    """The card's unit of a unitId; None when it is not one of those that cards use."""
    return _UNITS.get(number)


_UNITS = {int.from_bytes(code.encode(), "big"): unit for unit, code in CODES.items()}
