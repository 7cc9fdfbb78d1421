"""The plan simulated again with the whole genome-scale model agrees, whatever the product and the scale."""

from __future__ import annotations

import pytest

from biofab.organism import organism_of
from biofab.planner import Planner
from biofab.recheck import recheck
from biofab.study import Study
from processes.errors import OutOfRange

CARDS = {"succinate": "ecoli_succinate", "ethanol": "ecoli_ethanol", "butanediol_14": "ecoli_butanediol_14"}


def _asked(study: Study, product: str, card: str, elements: int = 12) -> Study:
    return study.model_copy(
        update={
            "strain": study.strain.model_copy(update={"product": product}),
            "kinetics": study.kinetics.model_copy(update={"card": card}),
            "mesh": study.mesh.model_copy(update={"elements_growth": elements, "elements_production": elements}),
        }
    )


def _worst(study: Study, scale: str) -> tuple[float, int]:
    """Largest relative difference of titre, productivity and yield, and how often maintenance could not be met."""
    planner = Planner(study, organism_of(study))
    found = recheck(planner.organism, planner.problem(scale), planner.design(scale, "cost"))
    return max(abs(found.titre), abs(found.productivity), abs(found.yield_)), found.infeasible


@pytest.mark.slow
@pytest.mark.parametrize("scale", ["pilot", "production"])
@pytest.mark.parametrize("product", list(CARDS))
def test_default_mesh(study: Study, product: str, scale: str) -> None:
    difference, infeasible = _worst(_asked(study, product, CARDS[product]), scale)
    assert difference < 2e-3
    assert infeasible == 0


@pytest.mark.slow
def test_certificate_mesh(study: Study) -> None:
    difference, infeasible = _worst(_asked(study, "succinate", CARDS["succinate"], elements=24), "production")
    assert difference < 5e-4
    assert infeasible == 0


def test_a_production_phase_that_moves_oxygen_is_refused(study: Study) -> None:
    asked = _asked(study, "isobutanol", "ecoli_succinate")
    with pytest.raises(OutOfRange, match="drawn over glucose, oxygen, but a plan moves glucose alone"):
        Planner(asked, organism_of(asked)).design("production", "cost")
