"""Pictures: what is drawn is what was given, nothing global is touched, and the SVG can share a page."""

from __future__ import annotations

import re
import subprocess
import sys
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from biofab.pictures.comparison import plan_plant_refit
from biofab.pictures.pareto import pareto
from biofab.pictures.phenotype import growth_at, growth_map, production_line
from biofab.pictures.spans import active_limits
from biofab.pictures.style import apart
from biofab.pictures.svg import to_svg
from biofab.pictures.tornado import tornado
from biofab.pictures.trajectories import trajectories
from biofab.pictures.waterfall import waterfall

LIMITS = [
    {"name": "cooling_max", "words": "cooling", "hours": [[2.0, 3.0]]},
    {"name": "feed_max", "words": "feed pump", "hours": [[0.0, 1.0], [3.0, 3.5]]},
    {"name": "recovery", "words": "recovery", "hours": []},
]
GROWTH = {
    "box": [[0.0, 12.0], [0.0, 20.0]],
    "rows": [[-0.02, 0.09, 0.0], [-0.02, 0.02, 0.035]],
    "alive": [[-0.25, 1.0, 0.0], [-0.25, 0.0, 1.0]],
    "vertices": [[[0.25, 0.25], [12.0, 20.0], [0.25, 20.0]], []],
}
PRODUCTION = {
    "box": [[0.0, 12.0]],
    "outputs": ["growth", "glucose", "oxygen", "product", "co2", "proton", "acetate"],
    "rows": [[-0.002, 0.01]],
    "coefficients": [[[-0.002, 0.01], [0, 1], [0, 0], [0, 1.2], [0, -0.5], [0, 2.9], [0, 0.5]]],
    "alive": [[-0.25, 1.0]],
}


@pytest.fixture
def batch() -> pd.DataFrame:
    """A batch of ten hours, the switch at four."""
    time = np.linspace(0.0, 10.0, 41)
    growing = time <= 4.0
    table = pd.DataFrame({"time": time, "phase": np.where(growing, "growth", "production")})
    table["biomass"] = 0.3 * np.exp(0.6 * np.minimum(time, 4.0))
    table["glucose"] = 60.0 - 5.0 * time
    table["product"] = np.maximum(time - 4.0, 0.0) * 8.0
    table["acetate"] = 0.2 * table["product"]
    table["feed"] = np.where(time < 1.0, 4.0, 0.0)
    table["our"] = np.where(growing, 20.0 * table["biomass"], 0.0)
    table["dissolved_oxygen"] = np.where(growing, 90.0 - 20.0 * time, 0.0)
    table["heat"] = np.where(growing, table["our"], 1.0)
    table["volume"] = 180.0 + 3.0 * time
    return table


def texts(axes) -> list[str]:
    """Every text that stands in the Axes."""
    found = [*axes.texts, axes.title, axes.get_title("left"), axes.xaxis.label, axes.yaxis.label]
    return [text if isinstance(text, str) else text.get_text() for text in found]


def test_trajectories_show_the_table_and_shade_the_active_limits(batch: pd.DataFrame) -> None:
    lanes = trajectories(batch, LIMITS, cooling=80.0, product="succinate")
    assert len(lanes) == 6
    shown = {line.get_label(): line for line in lanes[1].lines}
    assert any(np.array_equal(line.get_ydata(), batch["product"]) for line in shown.values())
    assert {"feed pump", "cooling"} <= set(texts(lanes[0]))
    assert "recovery" not in texts(lanes[0])
    assert {"succinate", "glucose", "biomass", "acetate"} <= set(texts(lanes[1]))
    spans = [patch.get_x() for patch in lanes[5].patches]
    assert spans == [2.0]  # cooling is shaded where heat is drawn
    assert sorted(patch.get_x() for patch in lanes[2].patches) == [0.0, 3.0]
    switch = [line for line in lanes[4].lines if list(line.get_xdata()) == [4.0, 4.0]]
    assert len(switch) == 1


def test_oxygen_is_not_drawn_where_there_is_no_air(batch: pd.DataFrame) -> None:
    lanes = trajectories(batch)
    for lane in (lanes[3], lanes[4]):
        assert max(lane.lines[0].get_xdata()) == pytest.approx(4.0)
    assert texts(lanes[0])[-3:].count("no limit is active in time") == 1


def test_every_axis_has_a_unit(batch: pd.DataFrame) -> None:
    lanes = trajectories(batch)
    labels = [lane.get_ylabel() for lane in lanes[1:]]
    for label, unit in zip(labels, ("g/L", "L/h", "mmol/L/h", "%", "kW"), strict=True):
        assert unit in label
    assert "hours" in lanes[-1].get_xlabel()


def test_active_limits_take_both_spellings_and_come_in_time_order() -> None:
    spelled = [{"name": limit["name"], "words": limit["words"], "binding_hours": limit["hours"]} for limit in LIMITS]
    assert active_limits(LIMITS) == active_limits(spelled)
    assert [limit.name for limit in active_limits(LIMITS)] == ["feed_max", "cooling_max"]


def test_the_front_marks_its_ends_and_labels_every_yield() -> None:
    points = [
        {"productivity_g_per_l_h": rate, "cost_usd_per_kg": cost, "yield_g_per_g": share}
        for rate, cost, share in ((3.0, 2.2, 0.55), (2.0, 2.0, 0.75), (2.5, 2.05, 0.65))
    ]
    axes = pareto(points)
    assert list(axes.lines[0].get_xdata()) == [2.0, 2.5, 3.0]
    assert {"0.55", "0.65", "0.75", "cheapest", "fastest"} <= set(texts(axes))
    pareto(points[:1])  # one point is a front as well


def test_the_waterfall_ends_at_the_sum() -> None:
    kinds = {"raw materials": ("glucose", "base"), "labour": ("labour",)}
    lines = {"glucose": 0.7, "base": 0.2, "labour": 0.1}
    axes = waterfall(lines, kinds)
    assert [bar.get_x() for bar in axes.patches] == pytest.approx([0.0, 0.7, 0.9, 0.0])
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([0.7, 0.2, 0.1, 1.0])
    assert "raw materials\n0.90" in texts(axes)


def test_the_tornado_keeps_the_sign_and_the_strongest() -> None:
    effects = [
        {
            "name": f"n{i}",
            "words": f"number {i}",
            "value": 1.0,
            "sd": 0.1,
            "cost_usd_per_kg": (-1) ** i * 0.01 * (i + 1),
        }
        for i in range(20)
    ]
    axes = tornado(effects, 2.0, {"n19": "g/L"})
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert len(names) == 12
    assert names[0] == "number 19\n1 ± 0.1 g/L"
    assert axes.patches[0].get_width() == pytest.approx(-0.2)  # one sd more of the strongest lowers the cost


@given(st.floats(0.0, 12.0), st.floats(0.0, 20.0))
def test_growth_is_the_least_row_or_nothing(glucose: float, oxygen: float) -> None:
    growth = float(growth_at(GROWTH, np.array([glucose, oxygen])))
    least = min(-0.02 + 0.09 * glucose, -0.02 + 0.02 * glucose + 0.035 * oxygen)
    if glucose < 0.2499 or oxygen < 0.2499 or least < 0.0:
        assert np.isnan(growth)
    elif glucose > 0.2501 and oxygen > 0.2501:
        assert growth == pytest.approx(least)


def test_phenotypes_are_drawn_where_the_cell_lives() -> None:
    axes = growth_map(GROWTH, ([3.0, 5.0], [6.0, 9.0]))
    assert "this plan" in texts(axes)
    assert "mmol/gDW/h" in axes.get_xlabel()
    line = production_line(PRODUCTION, "succinate")
    product = line.lines[0]
    assert min(product.get_xdata()) >= 0.25
    assert product.get_ydata()[-1] == pytest.approx(1.2 * 12.0)
    assert {"succinate", "acetate"} <= set(texts(line))


def test_plan_plant_and_refit_stand_on_one_picture(batch: pd.DataFrame) -> None:
    refit = batch.assign(
        product=0.9 * batch["product"], product_low=0.8 * batch["product"], product_high=batch["product"]
    )
    assays = pd.DataFrame({"hour": [1.0, 9.0], "biomass": [0.5, 3.0], "glucose": [55.0, 14.0], "product": [0.0, 37.0]})
    signals = pd.DataFrame({"hour": [-1.0, 0.0, 5.0], "weight": [0.0, 180.0, 195.0]})
    places = plan_plant_refit(batch, signals, assays, refit, "succinate", "acetate")
    assert [place.get_title("left") for place in places][:3] == ["biomass, gDW/L", "glucose, g/L", "succinate, g/L"]
    product = places[2]
    drawn = [list(line.get_ydata()) for line in product.lines]
    assert list(batch["product"]) in drawn
    assert list(refit["product"]) in drawn
    assert [0.0, 37.0] in drawn
    assert len(product.collections) == 2  # error bars and the band
    broth = places[5]
    assert [0.0, 5.0] in [list(line.get_xdata()) for line in broth.lines]  # not before inoculation
    alone = plan_plant_refit(batch, None, None, None)
    assert {text.get_text() for text in alone[0].texts} == {"plan"}


@given(st.lists(st.floats(-0.2, 1.2), max_size=8))
def test_labels_stand_apart_in_their_order(places: list[float]) -> None:
    moved = apart(sorted(places), 0.075)
    gaps = np.diff(moved)
    assert np.all(gaps >= 0.075 - 1e-9)
    assert all(place <= 1.0 + 1e-9 for place in moved)


def test_the_callers_axes_are_used_and_settings_come_back(batch: pd.DataFrame) -> None:
    before = dict(mpl.rcParams)
    axes = Figure().subplots()
    assert pareto([{"productivity_g_per_l_h": 1.0, "cost_usd_per_kg": 2.0, "yield_g_per_g": 0.5}], axes) is axes
    lanes = Figure().subplots(6)
    assert trajectories(batch, axes=list(lanes)) == list(lanes)
    assert dict(mpl.rcParams) == before


def test_svg_keeps_its_texts_and_has_names_of_its_own() -> None:
    def figure() -> Figure:
        axes = waterfall({"glucose": 0.698161, "base": 0.012345}, {"raw materials": ("glucose", "base")})
        axes.set_title("a < b & c")
        return axes.get_figure(root=True)

    one, other = to_svg(figure(), "one"), to_svg(figure(), "other")
    assert "http" not in one
    assert "0.698" in one  # texts are not shortened with the paths
    assert "0.012" in one
    assert "a &lt; b &amp; c" in one
    names = [set(re.findall(r'\bid="([^"]+)"', svg)) for svg in (one, other)]
    assert not names[0] & names[1]
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', one)) <= names[0]
    root = ElementTree.fromstring(one)
    assert root.get("viewBox")
    assert root.get("width") is None
    assert to_svg(figure(), "one") == one  # the same picture, the same bytes


def test_pictures_cost_nothing_until_drawn() -> None:
    modules = ["comparison", "pareto", "phenotype", "spans", "style", "svg", "tornado", "trajectories", "waterfall"]
    imports = "; ".join(f"import biofab.pictures.{name}" for name in modules)
    code = f"import sys; {imports}; sys.exit(any(name.startswith('matplotlib') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
