"""The plan as data: checked by integration, its costs complete, stored and read back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from processes.design import Design, design_of, figures_of, inputs_from_dict, region_gap
from processes.optimise import Optimiser, Solution
from processes.problem import Problem
from processes.region_coefficients import Mesh
from processes.simulation import MapCell, outcome, simulate
from processes.table import UNITS

Ask = Callable[..., Problem]


@pytest.fixture(scope="session")
def design(compiled: Optimiser, cheapest: Solution, ask: Ask) -> Design:
    compiled.pose(ask())
    return design_of(compiled, cheapest, "cost")


def test_certificate(design: Design) -> None:
    certificate = design.certificate
    assert certificate.violation < 1e-6
    assert certificate.region_gap < 1e-6
    for gap in (certificate.titre_gap, certificate.rate_gap, certificate.yield_gap):
        assert abs(gap) < 3e-3  # six elements a phase; twelve: a third of that
    assert certificate.at_bound == ()


@pytest.mark.slow
def test_certificate_of_the_usual_mesh(ask: Ask) -> None:
    optimiser = Optimiser(ask(), Mesh())
    certificate = design_of(optimiser, optimiser.optimise("cost", starts=(0,)), "cost").certificate
    assert max(abs(certificate.titre_gap), abs(certificate.rate_gap), abs(certificate.yield_gap)) < 1e-3


def test_a_plan_out_of_its_region_is_noticed(optimiser: Optimiser, cheapest: Solution) -> None:
    wrong = replace(cheapest, regions=(cheapest.regions + 1) % 4 * (cheapest.regions > 0))
    assert region_gap(optimiser, wrong) > 1e-3


def test_cost_lines_sum_to_the_cost(design: Design) -> None:
    assert sum(design.cost_lines.values()) == pytest.approx(design.figures.cost, rel=1e-6)
    assert sum(design.cost_kinds().values()) == pytest.approx(design.figures.cost, rel=1e-6)
    assert min(design.cost_lines.values()) > 0.0


def test_glucose_per_kg_is_price_over_yield_and_recovery(design: Design) -> None:
    assert design.cost_lines["glucose"] == pytest.approx(0.45 / design.figures.yield_ / 0.9, rel=1e-5)


def test_output_of_the_site(design: Design, optimiser: Optimiser) -> None:
    hours = design.figures.titre / design.figures.rate
    assert design.batches_per_year == pytest.approx(4.0 * 7920.0 / hours)
    litres = float(design.table["volume"].iloc[-1])
    assert design.tonnes_per_year == pytest.approx(design.batches_per_year * litres * design.figures.titre * 0.9e-6)


def test_a_demand_is_met(optimiser: Optimiser, cheapest: Solution, design: Design, ask: Ask) -> None:
    demand = 1.02 * design.tonnes_per_year
    optimiser.pose(ask(demand=demand))
    solution = optimiser.solve(cheapest.weights, cheapest.regions, cheapest.result)
    assert solution.result.success
    assert design_of(optimiser, solution, "cost").tonnes_per_year == pytest.approx(demand, rel=2e-3)


def test_what_limits_it_begins_with_what_binds(design: Design) -> None:
    """Binding limits by worth, then constants by worth; prices left aside, the down-stream train at the end."""
    limits = design.limited_by(8)
    assert len(limits) == 9
    assert "price" not in {limit.kind for limit in limits}
    assert limits[-1].name == "recovery"
    bind = [bool(limit.binding) for limit in limits[:-1]]
    assert bind == sorted(bind, reverse=True)
    assert {True, False} == set(bind)
    for kind in (True, False):
        worth = [abs(limit.elasticity) for limit in limits[:-1] if bool(limit.binding) is kind]
        assert worth == sorted(worth, reverse=True)
    assert "product_tolerance" in {limit.name for limit in limits}


def test_a_constant_neither_binds_nor_does_not(design: Design) -> None:
    """In the stored design as in the headline: null for what is no limit."""
    stored = {limit["name"]: limit["binding"] for limit in json.loads(json.dumps(design.to_dict()))["limits"]}
    assert stored["volume_max"] is True
    assert stored["power_max"] is False
    assert {stored[name] for name in ("price_glucose", "recovery", "product_tolerance", "turn_round")} == {None}


def test_stored_and_read_back(design: Design, optimiser: Optimiser) -> None:
    data = json.loads(json.dumps(design.to_dict()))
    inputs = inputs_from_dict(data["inputs"])
    laws = optimiser.laws()
    again = outcome(laws, inputs, simulate(laws, inputs, MapCell(laws.kinetics)))
    assert again.titre / data["figures"]["titre"] - 1.0 == pytest.approx(data["certificate"]["titre_gap"], abs=1e-7)
    assert [limit["name"] for limit in data["limits"]] == [limit.name for limit in design.limits]


def test_table(design: Design, optimiser: Optimiser) -> None:
    table = design.table
    assert set(UNITS) | {"acetate"} == set(table.columns)
    assert table["time"].is_monotonic_increasing
    assert np.isfinite(table.drop(columns="phase").to_numpy(dtype=float)).all()
    assert table["volume"].max() <= 85_000.0
    assert table["heat"].max() <= 1.0e-3 * optimiser.parameters["cooling_max"] * 85.0 * 1.01
    assert (table["dissolved_oxygen"] <= 100.0).all()
    assert (table["our"] >= -1e-9).all()
    assert set(table["phase"]) == {"growth", "production"}


def test_base_of_the_table_is_the_base_that_is_paid_for(design: Design) -> None:
    kilograms = float(design.table["volume"].iloc[-1]) * design.figures.titre / 1000.0 * 0.9
    paid = design.cost_lines["base"] * kilograms / 0.006
    assert design.table["base"].iloc[-1] == pytest.approx(paid, rel=0.01)


def test_figures(optimiser: Optimiser, cheapest: Solution, design: Design) -> None:
    assert figures_of(optimiser, cheapest) == design.figures
