"""Strains on the core model: read once, quick to solve."""

import pytest

from strains.strain import Strain


@pytest.fixture(scope="session")
def core() -> Strain:
    """The core model of E. coli with its own fermentation, glucose medium."""
    return Strain.from_cards("ecoli_core", "ethanol", "core_glucose")
