"""Cash of a project year by year, after tax and loan: what each dollar of capital, cost and income does to it.

Year 0 is the last of construction. Money is of one year (no inflation in the flows), rates are meant accordingly.
Everything is linear in the project's numbers except the tax, which is never negative: losses are carried forward
without end. All functions take floats or arrays with one value per sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from processes.economics.depreciation import Schedule, macrs
from processes.economics.errors import NotPriceable

Array = NDArray[np.float64]
Number = Any  # float, or an array with one value per sample


@dataclass(frozen=True)
class Finance:
    """How a plant is paid for. The default is NREL/TP-5100-47764 (Humbird et al. 2011)."""

    discount_rate: float = 0.10  # 1/year, after tax, on the owners' money
    equity: float = 0.40  # share of fixed capital that the owners pay
    loan_rate: float = 0.08  # 1/year
    loan_years: int = 10
    life: int = 30  # years of operation
    construction: tuple[float, ...] = (0.08, 0.60, 0.32)  # share of fixed capital by year
    startup: float = 0.25  # years, less than one
    startup_revenue: float = 0.50  # of a full year's rate, while starting up
    startup_variable: float = 0.75
    startup_fixed: float = 1.00
    tax_rate: float = 0.35
    depreciation: tuple[tuple[float, Schedule], ...] = ((1.0, macrs(7)),)  # (share of fixed capital, schedule)
    salvage: float = 0.0  # share of fixed capital that is got back at the end, taxed in full

    def __post_init__(self) -> None:
        shares = {"equity": self.equity, "tax_rate": self.tax_rate, "startup": self.startup, "salvage": self.salvage}
        for name, share in shares.items():
            if not 0.0 <= share <= 1.0:
                raise NotPriceable(f"{name} of {share:g}; expected a share from 0 to 1")
        if abs(sum(self.construction) - 1.0) > 1e-9:
            raise NotPriceable(f"construction shares sum to {sum(self.construction):g}; expected 1")
        if abs(sum(share for share, _ in self.depreciation) - 1.0) > 1e-9:
            raise NotPriceable("depreciated shares of the capital do not sum to 1")
        if self.life < max(1, self.loan_years) or self.discount_rate <= -1.0 or self.loan_rate < 0.0:
            raise NotPriceable(
                f"life {self.life} years, loan {self.loan_years} years, rates {self.discount_rate:g} and "
                f"{self.loan_rate:g}; expected a life of at least the loan's, and rates above -1 and 0"
            )


@dataclass(frozen=True)
class Project:
    """What is built, made and spent: USD, kg per year (or any unit of product), USD per year."""

    fixed_capital: Number
    output: Number
    variable_cost: Number
    fixed_cost: Number
    working_capital: Number = 0.0
    land: Number = 0.0


@dataclass(frozen=True)
class Patterns:
    """What one dollar (or one unit of product) does in each year: shape (years,), construction first.

    capital, working, land, revenue, variable, fixed: cash, as positive numbers. income_revenue, income_variable,
    income_fixed, income_capital: their part in the taxable income, summed up to each year of operation.
    """

    years: Array
    capital: Array
    working: Array
    land: Array
    revenue: Array
    variable: Array
    fixed: Array
    income_revenue: Array
    income_variable: Array
    income_fixed: Array
    income_capital: Array

    def discount(self, rate: float) -> Array:
        """Present value in year 0 of a dollar in each year."""
        return np.asarray((1.0 + rate) ** -self.years, dtype=float)

    def tax_weights(self, rate: float) -> Array:
        """Present value of tax by the tax paid so far: that of a year less that of the next, shape (life,)."""
        factors = self.discount(rate)[-len(self.income_revenue) :]
        return np.asarray(factors - np.append(factors[1:], 0.0), dtype=float)


@lru_cache(maxsize=64)
def patterns(finance: Finance) -> Patterns:
    """The patterns of a way to pay; the same object for the same numbers."""
    building, life = len(finance.construction), finance.life
    years = np.arange(1 - building, life + 1, dtype=float)
    owners, interest = _capital_cash(finance)
    written_off = _written_off(finance)
    sold = np.zeros(life)
    sold[-1] = finance.salvage
    cash = {name: _operation(finance, getattr(finance, f"startup_{name}")) for name in ("revenue", "variable", "fixed")}
    idle = np.zeros(building)
    working, land = np.zeros(building + life), np.zeros(building + life)
    working[building - 1], land[0] = 1.0, 1.0
    working[-1] -= 1.0
    land[-1] -= 1.0
    owners[building:] -= sold
    return Patterns(
        years=years,
        capital=owners,
        working=working,
        land=land,
        revenue=np.concatenate([idle, cash["revenue"]]),
        variable=np.concatenate([idle, cash["variable"]]),
        fixed=np.concatenate([idle, cash["fixed"]]),
        income_revenue=np.cumsum(cash["revenue"]),
        income_variable=np.cumsum(cash["variable"]),
        income_fixed=np.cumsum(cash["fixed"]),
        income_capital=np.cumsum(written_off + interest - sold),
    )


def cash(project: Project, finance: Finance, price: Number) -> Array:
    """Cash to the owners in each year after loan and tax, USD; shape (years,) or (samples, years)."""
    p = patterns(finance)
    flow = (
        _column(project.output * price) * p.revenue
        - _column(project.variable_cost) * p.variable
        - _column(project.fixed_cost) * p.fixed
        - _column(project.fixed_capital) * p.capital
        - _column(project.working_capital) * p.working
        - _column(project.land) * p.land
    )
    paid = finance.tax_rate * taxed_so_far(income_so_far(project, finance, price))
    flow[..., -finance.life :] -= np.diff(paid, axis=-1, prepend=0.0)
    return np.asarray(flow, dtype=float)


def income_so_far(project: Project, finance: Finance, price: Number) -> Array:
    """Taxable income summed up to each year of operation, USD; shape (life,) or (samples, life)."""
    p = patterns(finance)
    return np.asarray(
        _column(project.output * price) * p.income_revenue
        - _column(project.variable_cost) * p.income_variable
        - _column(project.fixed_cost) * p.income_fixed
        - _column(project.fixed_capital) * p.income_capital,
        dtype=float,
    )


def taxed_so_far(income: Array) -> Array:
    """Income taxed up to each year when losses are carried forward: the highest that the summed income has been."""
    return np.maximum(np.maximum.accumulate(income, axis=-1), 0.0)


def _capital_cash(finance: Finance) -> tuple[Array, Array]:
    """Owners' cash by year and interest by year of operation, for a dollar of fixed capital.

    The loan is drawn as the plant is built and its interest paid meanwhile; then it is paid back in equal instalments.
    """
    drawn = (1.0 - finance.equity) * np.cumsum(finance.construction)
    owners = np.zeros(len(finance.construction) + finance.life)
    building = len(finance.construction)
    owners[:building] = finance.equity * np.asarray(finance.construction) + finance.loan_rate * drawn
    interest = np.zeros(finance.life)
    left, years = 1.0 - finance.equity, finance.loan_years
    if left > 0.0 and years > 0:
        rate = finance.loan_rate
        instalment = left / years if rate == 0.0 else left * rate / (1.0 - (1.0 + rate) ** -years)
        for year in range(years):
            interest[year] = rate * left
            left -= instalment - interest[year]
        owners[building : building + years] += instalment
    return owners, interest


def _written_off(finance: Finance) -> Array:
    shares = np.zeros(max(finance.life, *(len(schedule) for _, schedule in finance.depreciation)))
    for share, schedule in finance.depreciation:
        shares[: len(schedule)] += share * np.asarray(schedule)
    kept = shares[: finance.life].copy()
    kept[-1] += shares[finance.life :].sum()  # what is left when the plant closes is written off then
    return np.asarray(kept, dtype=float)


def _operation(finance: Finance, during: float) -> Array:
    rates = np.ones(finance.life)
    rates[0] = 1.0 - finance.startup * (1.0 - during)
    return rates


def _column(number: Number) -> Any:
    """A number as it is, samples as a column."""
    return np.asarray(number, dtype=float)[..., None]
