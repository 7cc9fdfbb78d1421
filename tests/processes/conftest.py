"""One strain, one compiled model and its least-cost plan for all tests of the room."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from processes import library
from processes.kinetics import Kinetics, MetabolicMap
from processes.optimise import Optimiser, Solution
from processes.problem import Limits, Problem
from processes.region_coefficients import Mesh

DATA = Path(__file__).parent / "data" / "succinate_map.json"
Ask = Callable[..., Problem]


@pytest.fixture(scope="session")
def kinetics() -> Kinetics:
    """The map of the succinate strain as the genome-scale model gives it, with the package's own constants."""
    data = json.loads(DATA.read_text())
    return Kinetics(
        growth=MetabolicMap.from_dict(data["growth"]),
        production=MetabolicMap.from_dict(data["production"]),
        constants=library.kinetics_card("ecoli_succinate"),
        product=data["product"],
        product_molar_mass=data["product_molar_mass"],
        by_product_molar_masses=data["by_product_molar_masses"],
    )


@pytest.fixture(scope="session")
def ask(kinetics: Kinetics) -> Ask:
    """A question: ``ask(least_yield=0.7)``, at 100 m3 unless told otherwise."""

    def question(scale: str = "production_100m3", **limits: float) -> Problem:
        return Problem(kinetics, library.scale(scale), library.prices(), Limits(**limits))

    return question


@pytest.fixture(scope="session")
def compiled(ask: Ask) -> Optimiser:
    """Built once; a coarse mesh that agrees with the fine one to 0.1 % of the cost."""
    return Optimiser(ask(), Mesh(6, 6, 3))


@pytest.fixture
def optimiser(compiled: Optimiser, ask: Ask) -> Optimiser:
    """The compiled model with the plain question posed."""
    compiled.pose(ask())
    return compiled


@pytest.fixture(scope="session")
def cheapest(compiled: Optimiser, ask: Ask) -> Solution:
    """The least-cost plan of the plain question."""
    compiled.pose(ask())
    return compiled.optimise("cost", starts=(0, 1))


@pytest.fixture
def replan(optimiser: Optimiser, ask: Ask) -> Callable[..., Solution]:
    """A plan made anew from a near one after single parameters have changed, its regions moved as long as it helps."""

    def again(near: Solution, **changes: float) -> Solution:
        optimiser.pose(ask(), changes)
        solution = optimiser.again(near)
        assert solution is not None, f"no plan with {changes}"
        return optimiser.improve(solution)

    return again


@pytest.fixture(scope="session")
def fastest(compiled: Optimiser, ask: Ask, cheapest: Solution) -> Solution:
    """The fastest plan of the plain question."""
    compiled.pose(ask())
    return compiled.optimise("rate", starts=(0, 1), near=[cheapest])
