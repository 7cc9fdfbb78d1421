"""What an investor asks of a project at a price: net present value, rate of return, pay-back, return on investment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from processes.economics.cash_flow import Finance, Project, cash, income_so_far, patterns, taxed_so_far

Array = NDArray[np.float64]
Number = Any  # float, or an array with one value per sample

FASTEST, SLOWEST = 10.0, -0.9  # rates of return between which one is looked for, 1/year


@dataclass(frozen=True)
class Measures:
    """npv: USD in year 0. irr: 1/year, nan where there is none between -90 % and 1,000 %.

    payback: years from the start of operation until the owners have their money back, infinite when never.
    roi: average yearly profit after tax, depreciation and interest over the total capital, 1/year.
    """

    npv: Number
    irr: Number
    payback: Number
    roi: Number


def measures(project: Project, finance: Finance, price: Number) -> Measures:
    """The four measures at a price in USD per unit of product; floats, or one per sample."""
    flow = cash(project, finance, price)
    return Measures(
        npv=_plain(flow @ patterns(finance).discount(finance.discount_rate)),
        irr=_plain(rate_of_return(flow)),
        payback=_plain(payback(flow, len(finance.construction))),
        roi=_plain(_return_on_investment(project, finance, price)),
    )


def net_present_value(project: Project, finance: Finance, price: Number) -> Number:
    """USD in year 0, after tax, of the owners' cash."""
    return _plain(cash(project, finance, price) @ patterns(finance).discount(finance.discount_rate))


def rate_of_return(flow: Array) -> Array:
    """The rate at which yearly cash of shape (..., years) is worth nothing, by halving; nan where the ends agree.

    Cash that changes its sign more than once may have several such rates; one of them is given.
    """
    low = np.full(flow.shape[:-1], 1.0 / (1.0 + FASTEST))
    high = np.full(flow.shape[:-1], 1.0 / (1.0 + SLOWEST))
    at_low, at_high = _worth(flow, low), _worth(flow, high)
    none = np.sign(at_low) * np.sign(at_high) > 0.0
    for _ in range(64):
        middle = 0.5 * (low + high)
        left = np.sign(_worth(flow, middle)) == np.sign(at_low)
        low, high = np.where(left, middle, low), np.where(left, high, middle)
    return np.where(none, np.nan, 1.0 / (0.5 * (low + high)) - 1.0)


def payback(flow: Array, construction: int) -> Array:
    """Years of operation until the summed cash is no longer negative, within the year in proportion."""
    so_far = np.cumsum(flow, axis=-1)[..., construction - 1 :]
    paid = so_far >= 0.0
    year = np.argmax(paid, axis=-1)
    after = np.take_along_axis(so_far, year[..., None], axis=-1)[..., 0]
    before = np.take_along_axis(so_far, np.maximum(year - 1, 0)[..., None], axis=-1)[..., 0]
    gained = np.where(after > before, after - before, 1.0)
    within = np.where(year > 0, year - 1.0 + np.clip(-before / gained, 0.0, 1.0), 0.0)
    return np.where(paid.any(axis=-1), within, np.inf)


def _return_on_investment(project: Project, finance: Finance, price: Number) -> Number:
    income = income_so_far(project, finance, price)
    profit = income[..., -1] - finance.tax_rate * taxed_so_far(income)[..., -1]
    return profit / finance.life / (project.fixed_capital + project.working_capital + project.land)


def _worth(flow: Array, factor: Array) -> Array:
    """Cash times powers of the yearly discount factor, from the last year to the first."""
    worth = np.zeros(flow.shape[:-1])
    for year in range(flow.shape[-1] - 1, -1, -1):
        worth = worth * factor + flow[..., year]
    return worth


def _plain(number: Number) -> Number:
    return number if np.ndim(number) else float(number)
