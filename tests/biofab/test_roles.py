"""Channels of a plant: every role of the pilot's fermenter is known, and a missing one is named."""

from __future__ import annotations

from typing import Any

import pytest

from biofab.roles import UNITS, channels


def test_every_tag_of_the_pilot_has_a_role_of_the_bench(pilot_plant: Any) -> None:
    found = channels(pilot_plant, "F-301")
    assert set(found) == set(UNITS) == {tag.role for tag in pilot_plant.tags}
    assert all(channel.meant(channel.shown(3.5)) == pytest.approx(3.5) for channel in found.values())
