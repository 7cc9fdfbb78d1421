"""How fast the tax office lets capital be written off: shares of the capital by year, summing to one."""

from __future__ import annotations

from processes.economics.errors import NotPriceable

Schedule = tuple[float, ...]

# Recovery years of the United States' system and its declining-balance factor: IRS Publication 946, table A-1.
MACRS = {5: 2.0, 7: 2.0, 10: 2.0, 15: 1.5, 20: 1.5}
METHODS = ("macrs", "straight_line", "declining_balance")


def straight_line(years: int) -> Schedule:
    """The same share each year. Raises NotPriceable for less than one year."""
    _at_least_one(years)
    return (1.0 / years,) * years


def declining_balance(years: int, factor: float = 2.0, first: float = 1.0) -> Schedule:
    """``factor``/``years`` of what is left each year, changed to equal shares of the rest once these are larger.

    ``first``: the part of the first year that counts (0.5 for the half-year convention, which adds a year at the end).
    """
    _at_least_one(years)
    shares: list[float] = []
    left, elapsed = 1.0, 0.0
    while left > 1e-12:
        span = first if not shares else 1.0
        remaining = years - elapsed
        share = min(left, left * min(max(factor / years, 1.0 / remaining) * span, 1.0)) if remaining > 1e-9 else left
        shares.append(share)
        left -= share
        elapsed += span
    return tuple(shares)


def macrs(years: int) -> Schedule:
    """The modified accelerated cost recovery of the United States, half-year convention (IRS Publication 946)."""
    if years not in MACRS:
        raise NotPriceable(f"MACRS has no class of {years} years; expected one of {', '.join(map(str, MACRS))}")
    return declining_balance(years, MACRS[years], first=0.5)


def schedule(method: str, years: int) -> Schedule:
    """The shares by the name of the method. Raises NotPriceable."""
    if method == "macrs":
        return macrs(years)
    if method == "straight_line":
        return straight_line(years)
    if method == "declining_balance":
        return declining_balance(years)
    raise NotPriceable(f"no depreciation '{method}'; expected one of: {', '.join(METHODS)}")


def _at_least_one(years: int) -> None:
    if years < 1:
        raise NotPriceable(f"depreciation over {years} years; expected at least 1")
