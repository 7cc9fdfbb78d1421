"""The pictures of ``biofab explore``, each from the result that the command prints."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any


def draw_pareto(result: Mapping[str, Any], path: Path) -> None:
    """The front with a design per point."""
    from biofab.pictures.page import save
    from biofab.pictures.pareto import pareto

    title = f"{result['study']}: front of {' and '.join(result['objectives'])}"
    save(pareto(result["pareto"]), path, title, "Every point is a whole plan that no other beats in both.")


def draw_distribution(result: Mapping[str, Any], path: Path) -> None:
    """The spread of the cost by mode."""
    from biofab.pictures.cost_distribution import cost_distribution
    from biofab.pictures.page import save

    costs = {mode: told["costs_usd_per_kg"] for mode, told in result["modes"].items()}
    prices = [told["probability"]["price"] for told in result["modes"].values() if "probability" in told]
    axes = cost_distribution(costs, result["plan_usd_per_kg"], prices[0] if prices else None)
    words = "; ".join(f"{mode}: {told['meaning']}" for mode, told in result["modes"].items())
    save(axes, path, f"{result['study']}: spread of the cost", f"Share of samples at or under each cost. {words}.")


def draw_sensitivity(result: Mapping[str, Any], path: Path) -> None:
    """Sobol indices; the tornado where there are none."""
    from biofab.pictures.page import save

    if "indices" in result:
        from biofab.pictures.sobol_bars import sobol_bars

        caption = f"Shares of the variance of the cost with 95 % intervals, from {result['indices_from']}."
        save(sobol_bars(result["indices"]), path, f"{result['study']}: what the cost is unsure of", caption)
        return
    from biofab.pictures.tornado import tornado

    effects = [one | {"cost_usd_per_kg": one["width"] / 2.0} for one in result["tornado"] if one["width"] is not None]
    axes = tornado(effects, result["plan_usd_per_kg"])
    caption = "Half of the way of the cost from one standard deviation less to one more of each number."
    save(axes, path, f"{result['study']}: what the cost is unsure of", caption)
