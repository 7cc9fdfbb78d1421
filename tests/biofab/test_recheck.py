from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from biofab.organism import Organism, organism_of
from biofab.planner import Planner, plan
from biofab.recheck import balance_point, recheck
from biofab.study import Study


def test_the_whole_genome_agrees_with_the_plan(planner: Planner) -> None:
    design = planner.design("production", "cost")
    found = recheck(planner.organism, planner.problem("production"), design)
    assert max(abs(found.titre), abs(found.productivity), abs(found.yield_)) < 0.002
    assert found.infeasible == 0
    assert found.solved > 100
    assert found.worst.titre <= found.stated.titre + 1e-3
    assert found.best.titre >= found.stated.titre - 1e-3


def test_it_would_notice_another_plan(planner: Planner) -> None:
    design = planner.design("production", "cost")
    starved = replace(design, inputs=replace(design.inputs, feed=np.asarray(design.inputs.feed) * 0.5))
    found = recheck(planner.organism, planner.problem("production"), starved)
    assert abs(found.titre) > 0.02


def test_cells_that_starve_are_a_warning(planner: Planner) -> None:
    design = planner.design("production", "cost")
    found = recheck(planner.organism, planner.problem("production"), design)
    assert found.warnings == ()
    starving = replace(found, infeasible=31)
    (warning,) = starving.warnings
    assert warning.startswith(f"starving: 31 times among {found.solved} linear programmes")
    assert starving.to_dict()["warnings"] == [warning]


def test_balances_are_shown_within_the_phenotype(planner: Planner) -> None:
    organism = planner.organism
    for phenotype in (organism.growth, organism.production):
        point = balance_point(organism, phenotype)
        assert {name: point[name] for name in phenotype.limits} == {
            name: pytest.approx((low + high) / 2)
            for name, (low, high) in zip(phenotype.limits, phenotype.box, strict=True)
        }
    assert balance_point(organism, organism.production)["oxygen"] == 0.0
    dead = replace(organism.production, box=((0.0, 4.0),), alive=np.array([[-3.0, 1.0]]))  # its middle starves
    assert balance_point(organism, dead) == {"glucose": 4.0, "oxygen": 0.0}


def _changed(study: Study, **strain: tuple[str, ...]) -> Organism:
    return organism_of(study.model_copy(update={"strain": study.strain.model_copy(update=strain)}))


@pytest.mark.slow
def test_restoring_pfl_collapses_the_plan(study: Study, planner: Planner) -> None:
    asked = study.model_copy(update={"limits": study.limits.model_copy(update={"least_productivity": _none(study)})})
    design, _ = plan(asked, _changed(study, restored_reactions=("PFL",)), "production", "cost")
    before = planner.design("production", "cost").figures
    assert design.figures.titre < 0.05 * before.titre
    assert design.figures.cost > 10 * before.cost


@pytest.mark.slow
def test_an_inactive_reaction_or_gene_changes_nothing(study: Study, planner: Planner) -> None:
    before = planner.design("production", "cost").figures
    for change in ({"extra_blocked_reactions": ("ICL",)}, {"deleted_genes": ("b4015",)}):
        design, _ = plan(study, _changed(study, **change), "production", "cost")
        assert design.figures.cost == pytest.approx(before.cost, rel=1e-5)
        assert design.figures.titre == pytest.approx(before.titre, rel=1e-4)


def _none(study: Study):
    return study.limits.least_productivity.model_copy(update={"value": 0.0})
