"""From the purchase cost of equipment to the capital of a plant: bottom up by installation, checked against Lang.

The bottom-up way and its shares are those of Humbird et al., NREL/TP-5100-47764 (2011): installed equipment, plus
warehouse, site and piping as shares of what stands inside the battery limits, is the direct cost; indirect costs are
shares of it. The check is one factor from purchase to fixed capital: Peters, Timmerhaus and West, Plant Design and
Economics for Chemical Engineers, 5th ed., 2003.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from processes.economics.errors import NotPriceable

Number = Any  # float, or an array with one value per sample

LANG = {"solid": 4.0, "solid-fluid": 4.3, "fluid": 5.0}  # fixed capital over purchased equipment, delivered


@dataclass(frozen=True)
class Purchase:
    """Equipment that is bought. ``cost`` is USD for all units at the cost index ``index``."""

    name: str
    cost: Number
    index: float
    installation: Number = 1.0  # installed over purchase cost
    inside: bool = True  # inside the battery limits; utilities and waste treatment stand outside


@dataclass(frozen=True)
class CapitalRules:
    """Shares that turn installed equipment into capital. The default is NREL/TP-5100-47764."""

    warehouse: float = 0.04  # of installed equipment inside the battery limits
    site_development: float = 0.09
    additional_piping: float = 0.045
    prorateable: float = 0.10  # of the direct cost
    field_expenses: float = 0.10
    home_office: float = 0.20
    contingency: float = 0.10
    other: float = 0.10
    working_capital: float = 0.05  # of the fixed capital
    lang: float = LANG["solid-fluid"]
    lang_tolerance: float = 0.35  # assumption: the two ways may differ by this share before a warning is due

    @property
    def beside(self) -> float:
        """Direct costs beside the equipment, as a share of what is installed inside the battery limits."""
        return self.warehouse + self.site_development + self.additional_piping

    @property
    def indirect(self) -> float:
        """Indirect costs as a share of the direct cost."""
        return self.prorateable + self.field_expenses + self.home_office + self.contingency + self.other


NREL = CapitalRules()


@dataclass(frozen=True)
class Capital:
    """Capital in USD of one year. ``fixed`` is what is written off; ``total`` adds working capital and land."""

    purchased: Number
    installed: Number
    inside: Number  # installed, inside the battery limits
    direct: Number
    fixed: Number
    working: Number
    land: Number
    lang: Number  # fixed capital over purchase cost
    warnings: tuple[str, ...]

    @property
    def total(self) -> Number:
        """Total capital investment in USD."""
        return self.fixed + self.working + self.land


def capital(
    purchases: Sequence[Purchase], index: float, location: float = 1.0, land: Number = 0.0, rules: CapitalRules = NREL
) -> Capital:
    """Capital in USD of the year whose cost index is ``index``, at a place ``location`` times as dear to build.

    Raises NotPriceable for a cost index or a location that is none.
    """
    if index <= 0.0 or location <= 0.0:
        raise NotPriceable(f"cost index {index:g} and location factor {location:g}; expected numbers above 0")
    purchased = sum(one.cost * (index / one.index) for one in purchases)
    installed = location * sum(_installed(one, index) for one in purchases)
    inside = location * sum(_installed(one, index) for one in purchases if one.inside)
    direct = installed + rules.beside * inside
    fixed = direct * (1.0 + rules.indirect)
    ratio = fixed / np.where(np.asarray(purchased) > 0.0, purchased, 1.0) / location
    return Capital(
        purchased=purchased,
        installed=installed,
        inside=inside,
        direct=direct,
        fixed=fixed,
        working=rules.working_capital * fixed,
        land=land,
        lang=ratio if np.ndim(ratio) else float(ratio),
        warnings=_check(float(np.mean(ratio)), rules) if np.all(np.asarray(purchased) > 0.0) else (),
    )


def _installed(one: Purchase, index: float) -> Number:
    return one.cost * (index / one.index) * one.installation


def _check(ratio: float, rules: CapitalRules) -> tuple[str, ...]:
    if abs(ratio / rules.lang - 1.0) <= rules.lang_tolerance:
        return ()
    return (
        f"fixed capital is {ratio:.2f} times the purchase cost, the Lang factor says {rules.lang:.2f}: more than "
        f"{100.0 * rules.lang_tolerance:.0f} % apart; check the installation factors",
    )
