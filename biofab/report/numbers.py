"""How numbers are printed: significant digits, thousands apart, a dash for what is not known."""

from __future__ import annotations

import math
from collections.abc import Sequence

NONE = "–"


def show(value: float | None, digits: int = 3) -> str:
    """``value`` with ``digits`` significant digits; whole numbers of more digits are not cut."""
    if value is None or not math.isfinite(value):
        return NONE
    if value == 0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    if size < -4 or size >= 9:
        return f"{value:.{digits - 1}e}".replace("-", "−")
    decimals = max(digits - 1 - size, 0)
    if float(value).is_integer() and size >= digits - 1:
        decimals = 0
    text = f"{value:,.{decimals}f}"
    if float(value).is_integer():
        text = f"{value:,.0f}"
    return text.replace("-", "−")


def given(value: float | None) -> str:
    """A number as a card gives it: up to four significant digits, none that say nothing."""
    if value is None or not math.isfinite(value):
        return NONE
    if value != 0 and not 1e-5 <= abs(value) < 1e9:
        return show(value)
    text = show(value, 4)
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(value: float | None, decimals: int = 2) -> str:
    """``value`` with its sign."""
    if value is None or not math.isfinite(value):
        return NONE
    text = f"{value:+,.{decimals}f}"
    return (text if float(text.replace(",", "")) != 0.0 else f"{0.0:.{decimals}f}").replace("-", "−")


def percent(share: float | None, decimals: int = 2) -> str:
    """A share as a signed percentage."""
    return NONE if share is None else f"{signed(100.0 * share, decimals)} %"


def within(value: float, low: float, high: float) -> tuple[str, str]:
    """A value and its interval, with two digits of the interval's width."""
    width = high - low
    if not (math.isfinite(width) and width > 0.0):
        return show(value, 4), span(low, high, 4)
    decimals = min(max(1 - math.floor(math.log10(width)), 0), 8)
    texts = [f"{number:,.{decimals}f}".replace("-", "−") for number in (value, low, high)]
    return texts[0], f"{texts[1]} to {texts[2]}"


def span(low: float, high: float, digits: int = 3) -> str:
    """An interval."""
    return f"{show(low, digits)} to {show(high, digits)}"


def hours(spans: Sequence[Sequence[float]]) -> str:
    """Spans of hours, as ``4.67–5.09``."""
    return ", ".join(f"{show(start)}–{show(stop)}" for start, stop in spans)
