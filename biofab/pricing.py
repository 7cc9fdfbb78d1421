"""A study priced: its plan's plant at a site, the minimum selling price, what an investor asks, and the impact."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from biofab.design_works import scale_of, works_of_design
from biofab.errors import BadInput
from biofab.prices import DEFAULT_SITE, at_site, prices_of
from biofab.study import Study

if TYPE_CHECKING:
    from biofab.progress import Progress
    from processes.economics.appraisal import Appraisal, Works
    from processes.impact.assessment import Assessment

SUBSTANCE = {"succinate": "succinic acid", "lactate": "lactic acid"}  # product card: substance, as it is sold
DESIGN = ("scale", "figures", "cost_lines", "tonnes_per_year", "batches_per_year")


def price_study(
    study: Study, site_name: str | None, year: int | None, price: float | None, design: Path | None, progress: Progress
) -> tuple[dict[str, Any], Appraisal]:
    """The study's least-cost plan, or a stored design of it, at a site; the facts as plain data, and the appraisal.

    The plan is made anew at the site's prices; a stored design stays as it is. Raises BadInput, PriceUnknown,
    SiteUnknown, Infeasible, NoPlan.
    """
    from processes.economics.appraisal import appraise
    from processes.economics.site import DOLLARS, site

    asked = at_site(study, site_name, year)
    place = site(asked.site.name or DEFAULT_SITE)
    wanted = place.year if asked.site.year is None else asked.site.year
    place.warnings(wanted)  # a year without prices is told before anything is planned
    planned_with = study if design is not None else at_site(study, asked.site.name or DEFAULT_SITE, wanted)
    found = stored_design(design) if design is not None else _plan(planned_with, progress)
    prices, dollars = prices_of(planned_with), site(DOLLARS)
    growth = dollars.level(wanted) / dollars.level(prices.year)
    scale = scale_of(study, found)
    works = works_of_design(found, scale, prices, growth)
    place = _with_own_prices(place, study)
    progress.step("price and impact")
    appraisal = appraise(works, place, wanted, price)
    impact = _impact(study, works, place.grid)
    return _facts(study, found, appraisal, impact, works), appraisal


def stored_design(path: Path) -> dict[str, Any]:
    """A design that ``optimise --out`` has written. Raises BadInput when it is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(
            f"--design: {path}: no such file; expected RUN/designs/NAME.json of biofab optimise --out"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"--design: {path}: cannot be read: {error}") from None
    except json.JSONDecodeError as error:
        raise BadInput(f"--design: {path}:{error.lineno}: is not JSON: {error.msg}") from None
    missing = [key for key in DESIGN if not isinstance(data, dict) or key not in data]
    if missing:
        raise BadInput(f"--design: {path}: is no design: it lacks {', '.join(missing)}")
    return dict(data)


def _plan(study: Study, progress: Progress) -> dict[str, Any]:
    from biofab.planner import planner_of

    planner = planner_of(study, progress)
    progress.step("plan: cost")
    return planner.design("production", "cost").to_dict()


def _with_own_prices(place: Any, study: Study) -> Any:
    """The site with the prices that the study itself gives, where they are of something that a site sells."""
    from processes.economics.price_card import own_prices

    own = own_prices(study.prices, study.site.year or place.year)
    return place.model_copy(update={"prices": place.prices | own}) if own else place


def _impact(study: Study, works: Works, region: str) -> Assessment:
    from processes.impact.assessment import assess
    from processes.impact.inventory import Inventory

    inventory = Inventory(
        study.strain.product, works.output, works.amounts, carbon_fraction=_carbon(study.strain.product)
    )
    return assess(inventory, region)


def _carbon(product: str) -> float:
    """kg of carbon in a kg of product, by its formula; 0 where the plant's table of substances lacks it."""
    from processes.plant.components import ATOMS, component, names

    word = SUBSTANCE.get(product, product)
    if word not in names():
        return 0.0
    substance = component(word)
    return ATOMS["C"] * substance.atoms.get("C", 0.0) / substance.molar_mass


def _facts(
    study: Study, design: Mapping[str, Any], appraisal: Appraisal, impact: Assessment, works: Works
) -> dict[str, Any]:
    from processes.impact.incumbent import incumbents
    from processes.impact.sdg import indicators

    price = float(appraisal.price)
    bought = sum(float(cost) for cost in appraisal.operating.variable.values()) / works.output
    kilograms = {name: kg / works.output for name, kg in works.amounts.items() if name in _MASSES}
    table = indicators(impact, kilograms, works.labour_hours / works.output, price - bought)
    return {
        "study": study.name,
        "product": study.strain.product,
        **appraisal.to_dict(),
        "minimum_selling_price_local_per_kg": price * appraisal.exchange_rate,
        "design": {key: design[key] for key in ("scale", "figures", "batches_per_year", "tonnes_per_year")},
        "amounts_per_kg": {name: amount / works.output for name, amount in works.amounts.items()},
        "impact": impact.to_dict(),
        "incumbents": [
            asdict(one) | {"words": one.words(float(impact.totals[one.category]))} for one in incumbents(impact.product)
        ],
        "sdg_indicators": [asdict(one) for one in table],
    }


_MASSES = ("glucose", "salts", "sodium hydroxide", "sulfuric acid", "carbon dioxide")
