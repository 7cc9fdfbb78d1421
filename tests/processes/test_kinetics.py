"""The metabolic map: regions, conservation, the starving cell, and plain data and back."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.quantity import Quantity
from processes.errors import ProcessError
from processes.kinetics import CONSTANTS, Kinetics, MetabolicMap

glucose = st.floats(0.01, 12.0)
oxygen = st.floats(0.0, 20.0)
CARBON = {"product": 4, "acetate": 2, "co2": 1}  # carbon atoms of what leaves
BIOMASS = 41.0  # mmol of carbon per gDW of the model's biomass


def flux(cell: MetabolicMap, theta: list[float], output: str) -> float:
    index = cell.index(output)
    assert index is not None
    return float(cell.evaluate(np.array(theta))[0, index])


def at_threshold(cell: MetabolicMap, ray: np.ndarray) -> np.ndarray:
    """The point on a ray from the origin where maintenance is just paid for."""
    return ray * float((-cell.alive[:, 0] / (cell.alive[:, 1:] @ ray)).max())


@given(glucose, oxygen)
def test_carbon_closes_in_every_region(kinetics: Kinetics, qg: float, qo: float) -> None:
    cell = kinetics.growth
    leaving = sum(atoms * flux(cell, [qg, qo], output) for output, atoms in CARBON.items())
    leaving += BIOMASS * flux(cell, [qg, qo], "growth")
    assert leaving == pytest.approx(6.0 * flux(cell, [qg, qo], "glucose"), rel=0.02, abs=0.02)


@given(glucose)
def test_carbon_closes_in_production(kinetics: Kinetics, qg: float) -> None:
    cell = kinetics.production
    leaving = sum(atoms * flux(cell, [qg], output) for output, atoms in CARBON.items())
    assert leaving + BIOMASS * flux(cell, [qg], "growth") == pytest.approx(6.0 * qg, rel=0.02)


@given(glucose, oxygen)
def test_no_more_is_taken_up_than_offered(kinetics: Kinetics, qg: float, qo: float) -> None:
    assert flux(kinetics.growth, [qg, qo], "glucose") <= qg * (1.0 + 1e-9)
    assert flux(kinetics.growth, [qg, qo], "oxygen") <= qo * (1.0 + 1e-9) + 1e-6


@given(glucose, oxygen, st.floats(0.0, 1.0))
def test_more_offered_never_means_less_growth(kinetics: Kinetics, qg: float, qo: float, more: float) -> None:
    base = flux(kinetics.growth, [qg, qo], "growth")
    pruned = 2e-3  # 1/h: regions that differ by less were merged
    assert flux(kinetics.growth, [min(qg + more, 12.0), qo], "growth") >= base - pruned
    assert flux(kinetics.growth, [qg, min(qo + more, 20.0)], "growth") >= base - pruned


@given(glucose, oxygen)
def test_the_region_is_the_least_row(kinetics: Kinetics, qg: float, qo: float) -> None:
    cell = kinetics.growth
    rows = cell.rows[:, 0] + cell.rows[:, 1:] @ [qg, qo]
    assert rows[cell.region(np.array([qg, qo]))[0]] == rows.min()


@given(st.floats(0.02, 1.0), st.floats(0.0, 1.0), st.floats(0.05, 0.95))
def test_a_starving_cell_is_homogeneous(kinetics: Kinetics, qg: float, share: float, shrink: float) -> None:
    cell = kinetics.growth
    threshold = at_threshold(cell, np.array([qg, share * qg]))
    full = cell.evaluate(threshold)
    assert cell.evaluate(shrink * threshold) == pytest.approx(shrink * full, rel=1e-6, abs=1e-9)


@given(st.floats(0.1, 3.0), st.floats(0.0, 3.0))
def test_starving_is_continuous(kinetics: Kinetics, qg: float, qo: float) -> None:
    cell = kinetics.growth
    threshold = at_threshold(cell, np.array([qg, qo]))
    below, above = cell.evaluate(threshold * (1.0 - 1e-7)), cell.evaluate(threshold * (1.0 + 1e-7))
    assert below == pytest.approx(above, abs=1e-4)


def test_nothing_offered_nothing_done(kinetics: Kinetics) -> None:
    assert kinetics.growth.evaluate(np.zeros((1, 2))) == pytest.approx(0.0, abs=1e-6)
    assert kinetics.growth.evaluate(np.array([[0.0, 10.0]])) == pytest.approx(0.0, abs=1e-6)
    assert kinetics.production.evaluate(np.zeros((1, 1))) == pytest.approx(0.0, abs=1e-6)


def test_many_points_at_once(kinetics: Kinetics) -> None:
    theta = np.array([[1.0, 2.0], [10.0, 0.0], [5.0, 20.0]])
    together = kinetics.growth.evaluate(theta)
    assert together.shape == (3, len(kinetics.growth.outputs))
    for row, point in zip(together, theta, strict=True):
        assert kinetics.growth.evaluate(point)[0] == pytest.approx(row)


def test_outputs_that_a_map_lacks(kinetics: Kinetics) -> None:
    assert kinetics.production.index("formate") is None
    assert kinetics.by_products == ("acetate",)


def test_shapes_that_do_not_fit_are_refused(kinetics: Kinetics) -> None:
    with pytest.raises(ProcessError, match=r"phase 'growth'.*do not fit"):
        replace(kinetics.growth, rows=kinetics.growth.rows[:2])


def test_plain_data_and_back(kinetics: Kinetics) -> None:
    again = Kinetics.from_dict(json.loads(json.dumps(kinetics.to_dict())))
    assert again.constants == kinetics.constants
    assert again.to_dict() == kinetics.to_dict()
    theta = np.array([[3.0, 4.0], [8.0, 1.0]])
    assert np.array_equal(again.growth.evaluate(theta), kinetics.growth.evaluate(theta))


def test_other_constants(kinetics: Kinetics) -> None:
    tolerant = kinetics.with_constants(
        {"product_tolerance": Quantity(value=0.14, unit="kg/L", source="fit to a batch")}
    )
    assert tolerant.value("product_tolerance") == pytest.approx(140.0)
    assert kinetics.value("product_tolerance") == 104.0
    with pytest.raises(ProcessError, match="no kinetic constant 'toleranz'"):
        kinetics.with_constants({"toleranz": Quantity(value=1.0, unit="g/L", source="test")})


@pytest.mark.parametrize("name", CONSTANTS)
def test_every_constant_is_a_number(kinetics: Kinetics, name: str) -> None:
    assert kinetics.value(name) > 0.0
