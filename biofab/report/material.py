"""What a run folder holds, for the report: every part may be missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from biofab import facts
from biofab.run_folder import RunFolder
from processes.limits import LIMITS

if TYPE_CHECKING:
    import pandas as pd

OBJECTIVES = {"cost": "cost", "rate": "productivity", "yield": "yield", "titre": "titre"}  # and the figure's word

NAMES = {
    "inoculum": "biomass after inoculation",
    "base_factor": "strength of the base over its label",
    "do_gain": "gain of the dissolved-oxygen probe",
    "offgas_o2_gain": "gain of the off-gas oxygen analyser",
    "our": "oxygen uptake",
    "cer": "CO₂ evolution",
    "volume": "broth",
    "by_product": "by-product",
    "oxygen_uptake_max": "fastest oxygen uptake",
    "ph": "pH",
}


@dataclass(frozen=True)
class Material:
    """The result, and what else lies in the folder."""

    folder: RunFolder
    result: Mapping[str, Any]

    @property
    def objective(self) -> str:
        """What the headline plan is best at; the front's first point is its cheapest."""
        asked = str(self.result.get("objective", "cost"))
        return asked if asked in OBJECTIVES else "cost"

    @property
    def product(self) -> str:
        """The product's name."""
        return str(self.result.get("strain", {}).get("product", "product"))

    @cached_property
    def question(self) -> str:
        """The question in one sentence."""
        found = self.result.get("question") or (self.json("study.json") or {}).get("question")
        return str(found or f"what does the study {self.result.get('study', '')} say?")

    @cached_property
    def plan(self) -> tuple[Mapping[str, Any], pd.DataFrame] | None:
        """The headline plan and its table."""
        names = (f"production_{self.objective}", str(self.result.get("objective", "")), self.objective)
        return next((found for found in map(self.design, names) if found is not None), None)

    @cached_property
    def pilot(self) -> tuple[Mapping[str, Any], pd.DataFrame] | None:
        """The pilot's plan and its table."""
        return self.design("pilot_cost")

    def design(self, name: str) -> tuple[Mapping[str, Any], pd.DataFrame] | None:
        """A stored design, None where there is none."""
        if not (self.folder.has(f"designs/{name}.json") and self.folder.has(f"designs/{name}.parquet")):
            return None
        return self.folder.design(name)

    def designs(self) -> dict[str, Mapping[str, Any]]:
        """Every stored design by name."""
        paths = sorted((self.folder.path / "designs").glob("*.json"))
        return {path.stem: self.folder.read_json(f"designs/{path.name}") for path in paths}

    def json(self, name: str) -> Mapping[str, Any] | None:
        """A stored JSON object, None where there is none."""
        return self.folder.read_json(name) if self.folder.has(name) else None

    def table(self, name: str) -> pd.DataFrame | None:
        """A stored table, None where there is none."""
        return self.folder.read_table(name) if self.folder.has(name) else None

    def limits(self, name: str) -> list[Mapping[str, Any]]:
        """Limits of a stored design without prices, the strongest first; empty where there is no such design."""
        data = self.json(f"designs/{name}.json")
        return [] if data is None else [one for one in data["limits"] if one["kind"] != "price"]

    def scale(self, which: str) -> Mapping[str, Any]:
        """A scale card's numbers by name, empty where they are not stored."""
        rows = self.result.get("scales", {}).get(which, {}).get("values", ())
        return {row["name"]: row["value"] for row in rows}

    def units(self) -> dict[str, str]:
        """Unit of every uncertain number by its name in the model."""
        units = {name: unit for name, (_, unit, _) in LIMITS.items()}
        units |= {row["name"]: row["unit"] for row in self.result.get("constants", ())}
        units |= {f"price_{row['name']}": row["unit"] for row in self.result.get("prices", ())}
        return {name: plain_unit(unit) for name, unit in units.items()}

    def estimated(self) -> dict[str, Mapping[str, Any]]:
        """What the batch told, parameter by parameter; empty without a batch."""
        found = self.result.get("estimate") or {}
        if "parameters" in found:
            return {one["name"]: one for one in found["parameters"]}
        return dict(found)

    def fit(self) -> Mapping[str, Any]:
        """How well the fitted model explains the batch."""
        found = self.result.get("estimate_quality") or self.result.get("estimate") or {}
        return found if "residuals" in found else {}


def words_of(name: str) -> str:
    """What a reader calls a constant or an observable."""
    return NAMES.get(name) or facts.words_of(name)


def plain_unit(unit: str) -> str:
    """A unit as a reader writes it."""
    return "" if unit == "dimensionless" else unit.replace("celsius", "°C").replace("degC", "°C").replace("^", "")


def cooling_power(scale: Mapping[str, Any], celsius: float) -> float | None:
    """Heat in kW that the vessel sheds from a broth at ``celsius``; None where the scale is not stored."""
    names = ("cooling_coefficient", "cooling_area", "coolant_temperature")
    if any(name not in scale for name in names):
        return None
    coefficient, area, coolant = (float(scale[name]) for name in names)
    return coefficient * area * (celsius - coolant) / 1000.0


def value_of(rows: Iterable[Mapping[str, Any]], name: str) -> float | None:
    """The value of one cited number."""
    return next((float(row["value"]) for row in rows if row["name"] == name), None)
