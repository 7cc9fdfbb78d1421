"""The minimum selling price: the one price at which the owners earn their discount rate, exactly, with its lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from processes.economics.cash_flow import Finance, Project, income_so_far, patterns, taxed_so_far
from processes.economics.errors import NotPriceable

Array = NDArray[np.float64]
Number = Any  # float, or an array with one value per sample

STEPS = 100  # a tangent crosses at least one kink per step; there are never more than the plant has years


def minimum_selling_price(project: Project, finance: Finance) -> Number:
    """USD per unit of product at which the net present value is zero; a float, or one per sample.

    The present value rises with the price along straight lines, ever less steeply as more years pay tax. A tangent
    therefore meets zero at or before the value does, and the steps from below end on the root itself after at most one
    for each kink: no bracket, no tolerance, the same answer whatever was asked before.
    Raises NotPriceable when nothing is made.
    """
    output = np.asarray(project.output, dtype=float)
    if not np.all(output > 0.0):
        raise NotPriceable(f"output of {float(output.min()):g} a year; expected more than nothing to sell")
    p = patterns(finance)
    factors, weights = p.discount(finance.discount_rate), finance.tax_rate * p.tax_weights(finance.discount_rate)
    sold = output * float(factors @ p.revenue)
    spent = _spent(project, finance)
    price = spent / sold  # without tax: at or below the root
    for _ in range(STEPS):
        income = income_so_far(project, finance, price)
        value = price * sold - spent - taxed_so_far(income) @ weights
        slope = sold - output * (_slope_of_taxed(income, p.income_revenue) @ weights)
        step = -value / slope
        moved = price + step
        if np.all(np.abs(step) <= 1e-15 * np.abs(moved)) or np.all(moved == price):
            break
        price = np.where(step > 0.0, moved, price)
        if not np.any(step > 0.0):
            break
    return price if np.ndim(price) else float(price)


def price_lines(
    project: Project, finance: Finance, variable: Mapping[str, Number], fixed: Mapping[str, Number], price: Number
) -> dict[str, Number]:
    """The price by line, USD per unit of product: each line's present value over that of the output.

    The lines of ``variable`` and ``fixed`` and those of capital sum to the price when it is the minimum selling price.
    """
    p = patterns(finance)
    factors = p.discount(finance.discount_rate)
    sold = project.output * float(factors @ p.revenue)
    lines = {name: cost * (float(factors @ p.variable) / sold) for name, cost in variable.items()}
    lines |= {name: cost * (float(factors @ p.fixed) / sold) for name, cost in fixed.items()}
    taxed = taxed_so_far(income_so_far(project, finance, price))
    tax = finance.tax_rate * (taxed @ p.tax_weights(finance.discount_rate))
    lines["capital, loan and return"] = project.fixed_capital * float(factors @ p.capital) / sold
    lines["working capital and land"] = (
        project.working_capital * float(factors @ p.working) + project.land * float(factors @ p.land)
    ) / sold
    lines["income tax"] = tax / sold
    return lines


def _spent(project: Project, finance: Finance) -> Number:
    """Present value of all that is paid before tax, USD."""
    p = patterns(finance)
    factors = p.discount(finance.discount_rate)
    return np.asarray(
        project.variable_cost * float(factors @ p.variable)
        + project.fixed_cost * float(factors @ p.fixed)
        + project.fixed_capital * float(factors @ p.capital)
        + project.working_capital * float(factors @ p.working)
        + project.land * float(factors @ p.land),
        dtype=float,
    )


def _slope_of_taxed(income: Array, slope: Array) -> Array:
    """How the income taxed so far grows with the price: the slope of the year in which the sum stood highest."""
    record = (income >= np.maximum.accumulate(income, axis=-1)) & (income > 0.0)
    last = np.maximum.accumulate(np.where(record, np.arange(income.shape[-1]), -1), axis=-1)
    return np.where(last >= 0, slope[last], 0.0)
