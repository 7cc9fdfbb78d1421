from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from biofab.organism import Organism, organism_of, strain_of
from biofab.study import Study, read_study, write_template
from cards.quantity import Quantity
from strains.errors import StrainError


def test_kinetics_carry_the_phenotype_and_the_cards_constants(organism: Organism) -> None:
    theta = np.array([[8.0, 4.0], [7.0, 18.0], [3.0, 2.0]])
    assert np.allclose(organism.kinetics.growth.evaluate(theta), organism.growth.evaluate(theta), atol=1e-9)
    assert organism.kinetics.product_molar_mass == pytest.approx(118.09)
    assert organism.kinetics.by_product_molar_masses["acetate"] == pytest.approx(
        59.04, abs=0.1
    )  # the ion, as the model has it
    assert organism.kinetics.value("product_tolerance") == 104.0


def test_a_study_may_replace_a_constant(study: Study, organism: Organism) -> None:
    tolerance = Quantity(value=140.0, unit="g/L", source="assumption: a more tolerant strain")
    changed = organism.kinetics.with_constants({"product_tolerance": tolerance})
    assert changed.value("product_tolerance") == 140.0
    assert organism.kinetics.value("product_tolerance") == 104.0


def test_a_study_may_restore_and_block_reactions(study: Study) -> None:
    choice = study.strain.model_copy(update={"restored_reactions": ("PFL",), "extra_blocked_reactions": ("ICL",)})
    strain = strain_of(study.model_copy(update={"strain": choice}))
    assert "PFL" not in strain.blocked
    assert "ICL" in strain.blocked


@pytest.mark.parametrize("change", [{"restored_reactions": ("PFK",)}, {"deleted_genes": ("b99999",)}])
def test_a_wrong_name_is_named(study: Study, change: dict[str, tuple[str, ...]]) -> None:
    choice = study.strain.model_copy(update=change)
    with pytest.raises(StrainError, match=next(iter(change.values()))[0]):
        strain_of(study.model_copy(update={"strain": choice}))


def test_a_file_that_is_no_model_is_refused(study: Study, tmp_path) -> None:
    path = tmp_path / "model.xml"
    path.write_text("not a model")
    choice = study.strain.model_copy(update={"model": str(path)})
    with pytest.raises(StrainError, match=r"model\.xml"):
        organism_of(study.model_copy(update={"strain": choice}))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("deleted_genes = []", 'deleted_genes = ["b2296", "b99999"]', "strain.deleted_genes.1: .*gene 'b99999'"),
        ("extra_blocked_reactions = []", 'extra_blocked_reactions = ["ACKX"]', "strain.extra_blocked_reactions.0: "),
        ("restored_reactions = []", 'restored_reactions = ["PFLL"]', "strain.restored_reactions.0: .*mean 'PFL'"),
        ('# model = "my_model.xml"', 'model = "my_model.xml"', "strain.model: .*my_model.xml: is XML that is cut off"),
    ],
)
def test_what_the_study_names_is_told_at_its_line(tmp_path: Path, old: str, new: str, expected: str) -> None:
    path = write_template(tmp_path / "mine")
    text = path.read_text()
    line = text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new))
    (tmp_path / "mine" / "my_model.xml").write_text("<sbml>")
    with pytest.raises(StrainError, match=rf"^{re.escape(str(path))}:{line}: {expected}"):
        strain_of(read_study(path))
