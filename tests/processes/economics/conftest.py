"""A plant of round numbers, and sites."""

from __future__ import annotations

import pytest

from processes.economics.appraisal import Works
from processes.economics.capital import Purchase
from processes.economics.cash_flow import Project


@pytest.fixture(scope="session")
def project() -> Project:
    """100 million USD for 50,000 t a year."""
    return Project(100e6, 50e6, 40e6, 10e6, 5e6, 2e6)


@pytest.fixture(scope="session")
def works() -> Works:
    """Fermenters, a boiler outside the fence, and what they take in a year."""
    return Works(
        purchases=(Purchase("fermenters", 12e6, 567.5, 1.9), Purchase("boiler", 2e6, 532.9, 1.8, inside=False)),
        amounts={"glucose": 4e7, "electricity": 2e7, "steam": 1e5, "solid_waste": 2e6},
        labour_hours=5 * 8760.0,
        output=2.5e7,
    )
