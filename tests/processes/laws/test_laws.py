"""Laws by worked numbers, their smooth corners, and how they are put together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.errors import CardError
from processes.arithmetic import positive, smooth_max, smooth_min, within
from processes.errors import CardUnknown, OutOfRange, ProcessError
from processes.laws import environment, growth, inhibition
from processes.laws.compose import Composition, balances, bind, product
from processes.laws.environment import cardinal_ph, cardinal_temperature
from processes.laws.growth import monod
from processes.laws.inhibition import hyperbolic
from processes.laws.library import FOLDER, law_set, law_sets, table
from processes.laws.prior import PhenotypeFigures, priors
from processes.laws.yields import growth_left, herbert_pirt, pirt

number = st.floats(-100.0, 100.0)


@given(number, number)
def test_smooth_corners_are_within_half_a_width(a: float, b: float) -> None:
    assert max(a, b) <= smooth_max(a, b, 1e-3) + 1e-12
    assert smooth_max(a, b, 1e-3) <= max(a, b) + 0.5e-3 + 1e-12
    assert min(a, b) - 0.5e-3 - 1e-12 <= smooth_min(a, b, 1e-3) <= min(a, b) + 1e-12
    assert positive(a) >= 0.0
    assert -50.0 - 1e-6 <= within(a, -50.0, 50.0) <= 50.0 + 1e-6


def test_half_values() -> None:
    assert monod(0.2, 0.2) == 0.5
    assert growth.moser(3.0, 3.0, 2.5) == 0.5
    assert growth.contois(2.0, 4.0, 0.5) == 0.5
    assert hyperbolic(16.0, 16.0) == 0.5
    assert growth.tessier(1.0, 1.0) == pytest.approx(0.63212, abs=1e-5)
    assert inhibition.levenspiel(50.0, 100.0, 2.0) == pytest.approx(0.25)
    assert inhibition.luong(50.0, 100.0, 2.0) == pytest.approx(0.75)


@given(st.floats(0.01, 10.0), st.floats(1.0, 500.0), st.floats(0.0, 300.0))
def test_haldane_is_largest_at_the_geometric_mean(K_S: float, K_I: float, S: float) -> None:
    assert growth.haldane(S, K_S, K_I) <= growth.haldane((K_S * K_I) ** 0.5, K_S, K_I) + 1e-12


def test_cardinal_laws_are_one_at_their_best_and_nothing_outside() -> None:
    assert cardinal_temperature(37.0, 5.0, 37.0, 46.0) == pytest.approx(1.0)
    assert cardinal_ph(7.0, 4.4, 7.0, 9.0) == pytest.approx(1.0)
    for hot in (46.0, 60.0, 120.0):
        assert cardinal_temperature(hot, 5.0, 37.0, 46.0) == pytest.approx(0.0, abs=1e-6)
    assert environment.arrhenius(35.0, 55.0, 25.0) == pytest.approx(2.055, abs=0.01)  # the rule of doubling in 10 K


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_growth_and_uptake_are_one_balance(mu: float, q_P: float) -> None:
    q_S = herbert_pirt(mu, q_P, 0.5, 0.8, 0.04)
    assert growth_left(q_S, q_P, 0.5, 0.8, 0.04) == pytest.approx(mu, abs=1e-12)
    assert herbert_pirt(mu, 0.0, 0.5, 0.8, 0.04) == pytest.approx(pirt(mu, 0.5, 0.04))


COMPOSED = Composition(
    {
        "mu": product(0.4, bind(monod, {"S": "glucose"}, K_S=0.2), bind(hyperbolic, K_P=16.0)),
        "q_S": bind(pirt, Y_XS=0.5, m_S=0.02),
    }
)


def test_a_composition_is_the_right_hand_side_of_a_batch() -> None:
    rates = COMPOSED.rates({"glucose": 0.2, "P": 16.0})
    assert rates == pytest.approx({"mu": 0.1, "q_S": 0.22})
    state = {"X": 2.0, "glucose": 0.2, "P": 16.0, "V": 4.0}
    changes = balances({"X": rates["mu"], "glucose": -rates["q_S"]}, state, 0.4, {"glucose": 500.0})
    assert changes == pytest.approx({"X": 0.2 - 0.2, "glucose": -0.44 + 0.1 * 499.8, "V": 0.4})


def test_arrays_and_expressions_pass_through() -> None:
    many = COMPOSED.rates({"glucose": np.array([0.0, 0.2]), "P": 16.0})
    assert many["mu"] == pytest.approx([0.0, 0.1])
    m = pyo.ConcreteModel()
    m.S, m.P = pyo.Var(initialize=0.2), pyo.Var(initialize=16.0)
    assert pyo.value(COMPOSED.rates({"glucose": m.S, "P": m.P})["q_S"]) == pytest.approx(0.22)


def test_misspelt_names() -> None:
    with pytest.raises(ProcessError, match=r"no argument 'K_s'.*K_S"):
        bind(monod, K_s=0.2)
    with pytest.raises(ProcessError, match=r"the state has no 'glucose'"):
        COMPOSED.rates({"glucos": 1.0, "P": 0.0})


def edited(tmp_path: Any, old: str, new: str) -> str:
    text = (FOLDER / "yeast_ethanol.toml").read_text()
    assert old in text
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(old, new))
    return str(path)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("mu_max = { value = 0.408", "mu_max = { value = -0.408", r"mine.toml:10: constants.mu_max: -0.408 1/h.*> 0"),
        ('value = 0.408, unit = "1/h"', 'value = 0.408, unit = "g/L"', r"mine.toml:10: constants.mu_max.*'g/L'"),
        ("K_S = {", "K_s = {", r"constants.K_s: unknown key; did you mean 'K_S'"),
        ('model = "ethanol"', 'model = "ethanoll"', r"mine.toml:6: model: .*'ethanoll'.*ethanol"),
    ],
)
def test_a_wrong_constant_is_told_at_its_line(tmp_path: Any, old: str, new: str, told: str) -> None:
    with pytest.raises(CardError, match=told):
        law_set(edited(tmp_path, old, new))


def test_other_units_and_changed_constants(tmp_path: Any) -> None:
    per_minute = edited(tmp_path, 'value = 0.408, unit = "1/h", sd = 0.0816', 'value = 0.0068, unit = "1/min"')
    assert law_set(per_minute).values()["mu_max"] == pytest.approx(0.408)
    card = law_set("yeast_ethanol")
    twice = card.rates({"S": 1.0, "P": 0.0}, {"mu_max": 0.816})
    assert twice["mu"] == pytest.approx(2.0 * card.rates({"S": 1.0, "P": 0.0})["mu"])
    with pytest.raises(CardUnknown, match="mu_max"):
        card.rates({"S": 1.0, "P": 0.0}, {"mu_mx": 0.8})
    with pytest.raises(CardUnknown, match="yeast_ethanol"):
        law_set("yeast_ethanool")
    with pytest.raises(ProcessError, match="the state has no 'P'"):
        card.rates({"S": 1.0})


def test_the_table_of_published_sets() -> None:
    rows = table()
    assert {row.set for row in rows} == set(law_sets())
    assert all(row.source and row.unit and row.sd for row in rows)


def test_priors_from_a_phenotype() -> None:
    found = priors(PhenotypeFigures(0.5, 0.04, 1.24, product_yield=1.1), "iJO1366", relative_sd=0.1)
    assert set(found) == {"Y_XS", "m_S", "q_S_max", "mu_max", "Y_PS"}
    assert found["mu_max"].value == pytest.approx(0.6)
    drawn = np.random.default_rng(1).normal(1.0, 0.1, (200_000, 3)) * [0.5, 1.24, 0.04]
    assert found["mu_max"].sd == pytest.approx(np.std(drawn[:, 0] * (drawn[:, 1] - drawn[:, 2])), rel=0.01)
    assert "iJO1366" in found["m_S"].source
    with pytest.raises(OutOfRange, match="maintenance of 2 is that of no cell"):
        priors(PhenotypeFigures(0.5, 2.0, 1.24), "x")
