"""Published models of organisms: the composed laws are the equations of the papers, and their optima follow.

Equations and constants: Cuthrell and Biegler 1989, Chen and Hwang 1990, Lee and Ramirez with the constants of Tholudur
and Ramirez 1997, Park and Ramirez 1988. Xu, Jahic and Enfors 1999 and Sonnleitner and Käppeli 1986 by what they report.
"""

from __future__ import annotations

from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from processes.laws.compose import balances
from processes.laws.library import law_set

sugar = st.floats(0.001, 150.0)
cells = st.floats(0.1, 60.0)


@given(sugar, cells)
def test_penicillin(S: float, X: float) -> None:
    rates = law_set("penicillium_penicillin").rates({"S": S, "X": X})
    h1 = 0.11 * S / (0.006 * X + S)
    h2 = 0.0055 * S / (0.0001 + S * (1 + 10 * S))
    assert rates["mu"] == pytest.approx(h1)
    assert rates["q_P"] == pytest.approx(h2)
    assert rates["q_S"] == pytest.approx(h1 / 0.47 + h2 / 1.2 + 0.029 * S / (0.0001 + S))


@given(sugar, st.floats(0.0, 150.0))
def test_ethanol(S: float, P: float) -> None:
    rates = law_set("yeast_ethanol").rates({"S": S, "P": P})
    g1 = 0.408 / (1 + P / 16) * S / (0.22 + S)
    assert rates["mu"] == pytest.approx(g1)
    assert rates["q_S"] == pytest.approx(10 * g1)
    assert rates["q_P"] == pytest.approx(1 / (1 + P / 71.5) * S / (0.44 + S))


@given(sugar, st.floats(0.0, 4.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_induced_protein(S: float, inducer: float, shock: float, recovery: float) -> None:
    rates = law_set("ecoli_induced_protein").rates({"S": S, "inducer": inducer, "shock": shock, "recovery": recovery})
    t1 = 14.35 + S + S**2 / 111.5
    assert rates["mu"] == pytest.approx((S / t1) * (shock + recovery * 0.22 / (0.22 + inducer)))
    assert rates["q_P"] == pytest.approx(0.233 * (S / t1) * (0.0005 + inducer) / (0.022 + inducer))
    assert rates["k_shock"] == pytest.approx(0.09 * inducer / (0.034 + inducer))
    assert rates["q_S"] == pytest.approx(rates["mu"] / 0.51)


@given(sugar)
def test_secreted_protein(S: float) -> None:
    rates = law_set("yeast_secreted_protein").rates({"S": S})
    mu = 21.87 * S / ((S + 0.4) * (S + 62.5))
    assert rates["mu"] == pytest.approx(mu)
    assert rates["q_S"] == pytest.approx(7.3 * mu)
    assert rates["q_P"] == pytest.approx(S * exp(-5 * S) / (0.1 + S), rel=1e-9)
    assert rates["phi"] == pytest.approx(4.75 * mu / (0.12 + mu))


def ethanol_batch(feed: float, hours: float) -> np.ndarray:
    card = law_set("yeast_ethanol")

    def slope(t: float, y: np.ndarray) -> list[float]:
        state = dict(zip("XSPV", y, strict=True))
        rates = card.rates(state)
        on = feed if state["V"] < 200.0 else 0.0
        changes = balances({"X": rates["mu"], "S": -rates["q_S"], "P": rates["q_P"]}, state, on, {"S": 150.0})
        return [changes[name] for name in "XSPV"]

    return solve_ivp(slope, (0.0, hours), [1.0, 150.0, 0.0, 10.0], rtol=1e-9, atol=1e-9).y[:, -1]


def test_ethanol_as_a_dynamic_model() -> None:
    X, S, P, V = ethanol_batch(feed=0.0, hours=30.0)
    assert V == 10.0
    assert pytest.approx(0.1 * (150.0 - S), rel=1e-7) == X - 1.0  # cells from sugar
    # A constant feed of 190 L over 61.5 h is no optimum: it stays below the published 20 842 g.
    *_, P, V = ethanol_batch(feed=190.0 / 61.5, hours=61.5)
    assert pytest.approx(200.0) == V
    assert 10_000.0 < P * V < 20_842.0


class TestAcetateOverflow:
    card = law_set("ecoli_w3110_overflow")

    def test_grows_as_a_batch_of_w3110_does(self) -> None:
        rates = self.card.rates({"S": 10.0, "A": 0.0})
        assert rates["mu"] == pytest.approx(0.6, abs=0.1)
        # The abstract: overflow acetate is 9.0 ± 1.0 % of the glucose's carbon; both have 1/30 mol C per g.
        assert rates["q_A"] / rates["q_S"] == pytest.approx(0.09, abs=0.03)

    def test_acetate_begins_at_a_critical_uptake(self) -> None:
        critical = brentq(lambda S: self.card.rates({"S": S, "A": 0.0})["q_A"] - 1e-3, 0.01, 5.0)
        below = self.card.rates({"S": 0.5 * critical, "A": 0.0})
        assert below["q_A"] < 1e-4
        assert below["mu"] / below["q_S"] == pytest.approx(0.51, abs=0.06)

    def test_acetate_is_taken_up_when_glucose_is_short(self) -> None:
        assert self.card.rates({"S": 0.01, "A": 1.0})["q_A"] == pytest.approx(-0.15, abs=0.02)

    def test_respiration_stays_within_its_capacity(self) -> None:
        for S in (0.01, 0.1, 1.0, 10.0):
            assert self.card.rates({"S": S, "A": 0.5})["q_O"] <= 0.4992 / (1 + 0.5 / 4) + 1e-3


class TestYeastOverflow:
    card = law_set("yeast_overflow")

    def state(self, S: float, E: float = 0.0, O: float = 0.007) -> dict[str, float]:  # noqa: E741
        return {"S": S, "E": E, "O": O}

    def test_ethanol_begins_near_the_critical_dilution_rate(self) -> None:
        S = brentq(lambda S: self.card.rates(self.state(S))["q_E"] - 1e-3, 0.001, 1.0)
        assert self.card.rates(self.state(S))["mu"] == pytest.approx(0.31, abs=0.03)

    def test_yields_on_either_side(self) -> None:
        low, high = self.card.rates(self.state(0.01)), self.card.rates(self.state(50.0))
        assert low["mu"] / low["q_S"] == pytest.approx(0.49, rel=1e-3)
        assert high["mu"] / high["q_S"] < 0.2
        assert high["q_E"] / high["q_S"] > 0.3

    def test_without_air_all_is_fermented(self) -> None:
        rates = self.card.rates(self.state(50.0, O=0.0))
        assert rates["mu"] == pytest.approx(0.05 * rates["q_S"], rel=1e-3)
        assert rates["q_E"] == pytest.approx(0.48 * rates["q_S"], rel=1e-3)
        assert rates["q_O"] == pytest.approx(0.0, abs=1e-3)

    def test_ethanol_is_respired_when_sugar_is_gone(self) -> None:
        rates = self.card.rates(self.state(0.0, E=2.0))
        assert rates["q_E"] < -0.1
        assert rates["mu"] == pytest.approx(-0.72 * rates["q_E"], rel=1e-2)
