"""Every law and every published set: finite, the right way round, differentiable, sourced, within range."""

from __future__ import annotations

import re

import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.core.expr.calculus.derivatives import Modes, differentiate

from processes.laws.catalogue import LAWS
from processes.laws.law import Argument, Law
from processes.laws.library import LawSet, law_set, law_sets
from processes.laws.models import MODELS

ROUNDING = 1e-9


def states(law: Law) -> list[Argument]:
    return [argument for argument in law.arguments if argument.trend != "constant"]


def sweep(law: Law, argument: Argument) -> np.ndarray:
    along = np.linspace(argument.low, argument.high, 301)
    return np.asarray(law.function(**{**law.typical(), argument.name: along}))


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
class TestLaw:
    def test_says_formula_and_source(self, law: Law) -> None:
        assert re.search(r"\((1[89]|20)\d\d\)|Source as", law.source), law.source

    def test_typical_values_lie_in_their_ranges(self, law: Law) -> None:
        assert law.outside(**law.typical()) == ()
        for argument in law.arguments:
            assert len(law.outside(**{argument.name: argument.high * 2 + 1.0})) == 1

    def test_is_finite_and_never_negative(self, law: Law) -> None:
        for argument in states(law):
            values = sweep(law, argument)
            assert np.all(np.isfinite(values))
            assert np.all(values >= -ROUNDING)
            if law.kind == "factor":
                assert np.all(values <= 1.0 + ROUNDING)

    def test_goes_the_way_it_says(self, law: Law) -> None:
        for argument in states(law):
            steps = np.diff(sweep(law, argument))
            if argument.trend == "up":
                assert np.all(steps >= -ROUNDING)
            elif argument.trend == "down":
                assert np.all(steps <= ROUNDING)
            else:
                top = int(np.argmax(sweep(law, argument)))
                assert np.all(steps[:top] >= -ROUNDING)
                assert np.all(steps[top:] <= ROUNDING)
            assert np.any(steps != 0.0)

    def test_limits(self, law: Law) -> None:
        assert law.limits
        for limit in law.limits:
            values = {**law.typical(), limit.argument: limit.at}
            assert law.function(**values) == pytest.approx(limit.value(values), abs=1e-6)

    def test_floats_arrays_and_pyomo_agree(self, law: Law) -> None:
        names = [argument.name for argument in states(law)]
        number = law.function(**law.typical())
        array = law.function(**{**law.typical(), names[0]: np.array([law.typical()[names[0]]])})
        m = pyo.ConcreteModel()
        m.x = pyo.Var(names, initialize={name: law.typical()[name] for name in names})
        expression = law.function(**{**law.typical(), **{name: m.x[name] for name in names}})
        assert array[0] == pytest.approx(number, rel=1e-14)
        assert pyo.value(expression) == pytest.approx(number, rel=1e-14)

    def test_pyomos_derivative_is_a_finite_difference(self, law: Law) -> None:
        for argument in states(law):
            m = pyo.ConcreteModel()
            m.x = pyo.Var(initialize=argument.typical)
            expression = law.function(**{**law.typical(), argument.name: m.x})
            slope = differentiate(expression, wrt=m.x, mode=Modes.reverse_numeric)
            step = 1e-6 * max(abs(argument.typical), 1e-3)
            up, down = (law.function(**{**law.typical(), argument.name: argument.typical + d}) for d in (step, -step))
            assert slope == pytest.approx((up - down) / (2 * step), rel=1e-5, abs=1e-7)

    def test_constants_are_arguments_too(self, law: Law) -> None:
        m = pyo.ConcreteModel()
        m.c = pyo.Var(list(law.typical()), initialize=law.typical())
        expression = law.function(**{name: m.c[name] for name in law.typical()})
        assert pyo.value(expression) == pytest.approx(law.function(**law.typical()))


STATE = {"S": 5.0, "X": 10.0, "P": 5.0, "A": 0.5, "E": 1.0, "O": 0.006, "inducer": 0.5, "shock": 0.8, "recovery": 0.2}


@pytest.mark.parametrize("name", law_sets())
class TestSet:
    @pytest.fixture
    def card(self, name: str) -> LawSet:
        return law_set(name)

    def test_is_named_as_its_file(self, name: str, card: LawSet) -> None:
        assert card.name == name
        assert card.title
        assert card.organism

    def test_every_constant_has_source_and_uncertainty(self, card: LawSet) -> None:
        for constant, unit in MODELS[card.model].constants.items():
            quantity = card.constant(constant)
            assert quantity.unit == unit
            assert re.search(r"(19|20)\d\d", quantity.source), constant
            assert quantity.sd is not None
            assert 0.0 < quantity.sd < quantity.value

    def test_constants_are_a_cells(self, card: LawSet) -> None:
        values = card.values()
        for constant, value in values.items():
            if constant.startswith("Y_XS"):
                assert 0.02 <= value <= 0.8
            if constant.startswith("q_S_max"):
                assert 0.2 <= value <= 5.0
            if constant.startswith("K_S"):
                assert value <= 20.0

    def test_a_fed_cell_grows_and_a_starving_one_does_not(self, card: LawSet) -> None:
        fed, starving = card.rates(STATE), card.rates(STATE | {"S": 0.0, "A": 0.0, "E": 0.0})
        assert 0.01 < fed["mu"] < 1.5
        assert starving["mu"] <= 1e-3
        assert abs(starving["q_S"]) <= 1e-6

    def test_carbon_is_not_made(self, card: LawSet) -> None:
        rates = card.rates(STATE)
        assert rates["mu"] <= 0.8 * rates["q_S"] + 0.9 * max(-rates.get("q_A", 0.0), 0.0) + max(
            -rates.get("q_E", 0.0), 0.0
        )

    def test_arrays_and_pyomo_agree_with_numbers(self, card: LawSet) -> None:
        number = card.rates(STATE)
        m = pyo.ConcreteModel()
        m.S = pyo.Var(initialize=STATE["S"])
        expressions = card.rates(STATE | {"S": m.S})
        arrays = card.rates(STATE | {"S": np.array([STATE["S"], 1.0])})
        for rate, value in number.items():
            assert pyo.value(expressions[rate]) == pytest.approx(value, rel=1e-12, abs=1e-15)
            assert np.broadcast_to(arrays[rate], 2)[0] == pytest.approx(value, rel=1e-12, abs=1e-15)


def test_there_are_sets_and_laws() -> None:
    assert len(law_sets()) >= 6
    assert len(LAWS) >= 18
