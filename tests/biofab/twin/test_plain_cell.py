"""The plain cell is the map's own cell."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biofab.twin.plain_cell import PlainCell
from processes.simulation import MapCell

uptake = st.just(0.0) | st.floats(1e-6, 30.0)


@pytest.fixture(scope="module")
def cells(hand_kinetics: Any) -> tuple[PlainCell, MapCell]:
    return PlainCell(hand_kinetics), MapCell(hand_kinetics)


@given(qg=uptake, qo=uptake, phase=st.sampled_from(["growth", "production"]))
def test_rates_are_those_of_the_map(cells: tuple[PlainCell, MapCell], qg: float, qo: float, phase: str) -> None:
    plain, of_map = cells
    assert plain.outputs == of_map.outputs
    assert plain.rates(phase, qg, qo) == pytest.approx(of_map.rates(phase, qg, qo).tolist(), rel=1e-9, abs=1e-9)


def test_a_starving_cell_keeps_proportions(cells: tuple[PlainCell, MapCell]) -> None:
    at, half = cells[0].rates("production", 0.25, 0.0), cells[0].rates("production", 0.125, 0.0)
    assert half == pytest.approx([value / 2.0 for value in at])
    assert all(value == pytest.approx(0.0, abs=1e-6) for value in cells[0].rates("growth", 0.0, 0.0))
