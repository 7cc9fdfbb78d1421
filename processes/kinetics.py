"""Kinetics: the metabolic map with its rate laws; every constant with unit, uncertainty and source.

This is the noun where the loop closes: a genome-scale model gives the prior, a running plant the posterior, and the
optimiser does not care which it was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from cards.quantity import In, Quantity
from cards.reading import Card
from processes.errors import ProcessError

Array = NDArray[np.float64]

NEVER = 1e9  # stretch of a cell that gets nothing at all
MAINTENANCE_MARGIN = 1.015  # a plan keeps 1.5 % above the least glucose uptake that pays for maintenance


class KineticsCard(Card):
    """Constants of one strain on one substrate; the map of its metabolism comes from the genome-scale model."""

    name: str
    title: str
    substrate: str = "glucose"
    substrate_molar_mass: Annotated[Quantity, In("g/mol", gt=0)]
    uptake_max_growth: Annotated[Quantity, In("mmol/gDW/h", gt=0)]
    uptake_max_production: Annotated[Quantity, In("mmol/gDW/h", gt=0)]
    saturation: Annotated[Quantity, In("mmol/L", gt=0)]
    product_tolerance: Annotated[Quantity, In("g/L", gt=0)]
    oxygen_uptake_max: Annotated[Quantity, In("mmol/gDW/h", gt=0)]
    oxygen_saturation: Annotated[Quantity, In("mmol/L", gt=0)]
    heat_per_oxygen: Annotated[Quantity, In("kJ/mol", gt=0)]
    temperature: Annotated[Quantity, In("celsius", gt=0, le=80)]
    ph: Annotated[Quantity, In("dimensionless", gt=0, le=14)]


# The constants of a card that are numbers of the rate laws: what an estimate may move and a sensitivity may perturb.
CONSTANTS = (
    "uptake_max_growth",
    "uptake_max_production",
    "saturation",
    "product_tolerance",
    "oxygen_uptake_max",
    "oxygen_saturation",
    "heat_per_oxygen",
)


@dataclass(frozen=True)
class MetabolicMap:
    """Affine regions of a cell's metabolism over its uptake limits θ (mmol/gDW/h).

    coefficients: (regions, outputs, 1 + limits), value = c0 + c·θ; growth in 1/h, all else in mmol/gDW/h, with
    glucose and oxygen as uptakes and everything else as secretions. rows: (regions, 1 + limits); the growth of region
    k is W_k(θ), and region k holds where W_k is least. alive: (m, 1 + limits), θ pays for maintenance where
    a0 + a·θ ≥ 0 in every row.
    """

    phase: str
    limits: tuple[str, ...]
    box: tuple[tuple[float, float], ...]
    outputs: tuple[str, ...]
    coefficients: Array
    rows: Array
    alive: Array

    def __post_init__(self) -> None:
        regions, outputs, width = self.coefficients.shape
        if (regions, width) != self.rows.shape or outputs != len(self.outputs) or width != 1 + len(self.limits):
            raise ProcessError(
                f"metabolic map of phase '{self.phase}': coefficients {self.coefficients.shape} do not fit "
                f"rows {self.rows.shape}, {len(self.outputs)} outputs and {len(self.limits)} limits"
            )

    @property
    def by_products(self) -> tuple[str, ...]:
        """Carbon that leaves as neither product nor CO2."""
        known = {"growth", "glucose", "oxygen", "product", "co2", "proton"}
        return tuple(output for output in self.outputs if output not in known)

    def index(self, output: str) -> int | None:
        """Place of an output, None where this map does not have it (the flux is zero)."""
        return self.outputs.index(output) if output in self.outputs else None

    def region(self, theta: Array) -> NDArray[np.intp]:
        """Region of every row of θ, shape (n, limits)."""
        return np.asarray(np.argmin(self.rows[:, :1] + self.rows[:, 1:] @ np.atleast_2d(theta).T, axis=0))

    def evaluate(self, theta: Array) -> Array:
        """Outputs at θ (n, limits), shape (n, outputs).

        A starving cell, whose θ does not pay for maintenance, turns over what it gets in the proportions of the
        threshold: its rates are those at the threshold on the ray through θ, shrunk by the same factor.
        """
        points = np.clip(np.atleast_2d(theta), 0.0, [high for _, high in self.box])
        stretch = self._stretch(points)
        points = points * stretch[:, None]
        chosen = self.coefficients[self.region(points)]
        values: Array = chosen[:, :, 0] + np.einsum("nol,nl->no", chosen[:, :, 1:], points)
        return values / stretch[:, None]

    def _stretch(self, points: Array) -> Array:
        """Factor that carries each θ (n, limits) to where maintenance is just met; 1 where it is, infinite at zero."""
        if not len(self.alive):
            return np.ones(len(points))
        gained = self.alive[:, 1:] @ points.T
        with np.errstate(divide="ignore"):
            needed = np.where(gained > 0.0, -self.alive[:, :1] / np.maximum(gained, 1e-300), NEVER)
        stretch: Array = np.clip(needed.max(axis=0), 1.0, NEVER)
        return stretch

    def to_dict(self) -> dict[str, Any]:
        """Plain data; ``from_dict`` gives the same map back."""
        return {
            "phase": self.phase,
            "limits": list(self.limits),
            "box": [list(side) for side in self.box],
            "outputs": list(self.outputs),
            "coefficients": self.coefficients.tolist(),
            "rows": self.rows.tolist(),
            "alive": self.alive.tolist(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> MetabolicMap:
        """The map that ``to_dict`` wrote."""
        return cls(
            phase=data["phase"],
            limits=tuple(data["limits"]),
            box=tuple((low, high) for low, high in data["box"]),
            outputs=tuple(data["outputs"]),
            coefficients=np.asarray(data["coefficients"], dtype=float),
            rows=np.asarray(data["rows"], dtype=float),
            alive=np.asarray(data["alive"], dtype=float).reshape(-1, 1 + len(data["limits"])),
        )


@dataclass(frozen=True)
class Kinetics:
    """A strain as the process sees it. Molar masses in g/mol by output name."""

    growth: MetabolicMap
    production: MetabolicMap
    constants: KineticsCard
    product: str
    product_molar_mass: float
    by_product_molar_masses: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def by_products(self) -> tuple[str, ...]:
        """Every by-product of either phase, those of production first."""
        names = dict.fromkeys((*self.production.by_products, *self.growth.by_products))
        return tuple(names)

    def value(self, constant: str) -> float:
        """One constant of the rate laws in the unit of its card."""
        quantity: Quantity = getattr(self.constants, constant)
        return quantity.value

    @property
    def substrate_molar_mass(self) -> float:
        """Molar mass of the substrate, g/mol."""
        return self.constants.substrate_molar_mass.value

    def with_constants(self, changes: Mapping[str, Quantity]) -> Kinetics:
        """The same strain with other constants. Raises ProcessError for a name that is not one of them."""
        unknown = set(changes) - set(CONSTANTS)
        if unknown:
            raise ProcessError(f"no kinetic constant '{sorted(unknown)[0]}'; expected one of: {', '.join(CONSTANTS)}")
        data = self.constants.model_dump() | {name: change.model_dump() for name, change in changes.items()}
        return replace(self, constants=KineticsCard.model_validate(data))

    def to_dict(self) -> dict[str, Any]:
        """Plain data; ``from_dict`` gives the same kinetics back."""
        return {
            "growth": self.growth.to_dict(),
            "production": self.production.to_dict(),
            "constants": self.constants.model_dump(),
            "product": self.product,
            "product_molar_mass": self.product_molar_mass,
            "by_product_molar_masses": dict(self.by_product_molar_masses),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Kinetics:
        """The kinetics that ``to_dict`` wrote."""
        return cls(
            growth=MetabolicMap.from_dict(data["growth"]),
            production=MetabolicMap.from_dict(data["production"]),
            constants=KineticsCard.model_validate(data["constants"]),
            product=data["product"],
            product_molar_mass=data["product_molar_mass"],
            by_product_molar_masses=data["by_product_molar_masses"],
        )
