from __future__ import annotations

from dataclasses import replace

from processes.validity import warnings_of


def test_a_pilot_within_the_range_has_no_warning_of_size(ask, optimiser, cheapest) -> None:
    inputs = replace(optimiser.inputs(cheapest), power=optimiser.inputs(cheapest).power * 0.0 + 1000.0)
    assert not warnings_of(ask("pilot_300l"), inputs)
    assert any("2.6 m3" in warning for warning in warnings_of(ask(), inputs))


def test_power_and_tip_speed_outside_their_ranges_are_said(ask, optimiser, cheapest) -> None:
    inputs = optimiser.inputs(cheapest)
    weak = warnings_of(ask("pilot_300l"), replace(inputs, power=inputs.power * 0.0 + 100.0))
    assert any("500 to 10000" in warning for warning in weak)
    strong = warnings_of(ask(), replace(inputs, power=inputs.power * 0.0 + 50_000.0))
    assert any("tip speed" in warning for warning in strong)
