"""What is wrong with a model or an option, through the command line: one sentence that names it, and its exit code."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from strains.models.model import model_path

FOLDER = model_path("cobra:textbook").parent
SBML = (FOLDER / "mini_cobra.xml").read_text()
JSON = (FOLDER / "mini.json").read_text()
BIOMASS = "Biomass_Ecoli_core"


@pytest.fixture(scope="session")
def core() -> dict[str, Any]:
    """The core model as the object of its JSON file."""
    from cobra.io import model_to_dict

    from strains.models.model import load_model

    found: dict[str, Any] = json.loads(json.dumps(model_to_dict(load_model("cobra:textbook"))))
    return found


@pytest.fixture
def changed(core: dict[str, Any], tmp_path: Path) -> Callable[..., Path]:
    """Writes the core model with one reaction changed."""

    def write(reaction: str, **values: Any) -> Path:
        model = copy.deepcopy(core)
        (one,) = [each for each in model["reactions"] if each["id"] == reaction]
        one.update(values)
        (tmp_path / "m.json").write_text(json.dumps(model))
        return tmp_path / "m.json"

    return write


def test_the_model_as_it_is_has_nothing_wrong(changed, ask):
    answer = ask("growth", "--model", changed("PFK"), "--json")
    assert answer.code == 0, answer.err
    assert answer.json["growth_per_h"] == pytest.approx(0.873922, abs=1e-6)


@pytest.mark.parametrize("command", [["growth"], ["check"], ["fva"], ["deletions"]])
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"lower_bound": float("nan")}, "the lower bound of reaction 'PFK' is nan"),
        ({"upper_bound": "x"}, "the upper bound of reaction 'PFK' is 'x'"),
        ({"lower_bound": 5.0, "upper_bound": 1.0}, "the lower bound of reaction 'PFK', 5, is above its upper bound, 1"),
        ({"id": "PGI"}, "reaction 'PGI' is there twice"),
        ({"metabolites": {"nothing_c": 1}}, "uses metabolite 'nothing_c'"),
    ],
)
def test_a_broken_reaction_is_named(command, values, words, changed, ask):
    answer = ask(*command, "--model", changed("PFK", **values))
    assert (answer.code, answer.out) == (2, "")
    assert words in answer.error
    assert answer.err.count("\n") == 1


def test_a_blocked_biomass_is_named_with_its_bound(changed, ask):
    answer = ask("growth", "--model", changed(BIOMASS, upper_bound=0.0), "--json")
    assert answer.code == 3
    assert answer.error == f"m.json: the biomass reaction '{BIOMASS}' is blocked: its upper bound is 0"
    assert answer.json["exit_code"] == 3


def test_a_biomass_that_lacks_a_part_is_named_with_the_part(changed, ask):
    answer = ask("growth", "--model", changed("EX_nh4_e", lower_bound=0.0))
    assert answer.code == 3
    assert f"the biomass reaction '{BIOMASS}' is blocked: it lacks" in answer.error
    assert re.search(r"gl[nu]__L_c \(L-Glutam", answer.error)


def test_an_infeasible_medium_names_what_is_forced(changed, ask):
    for arguments in (
        ("--model", changed("EX_glc__D_e", lower_bound=0.0)),
        ("--host", "ecoli_core", "--uptake", "glucose=0"),
    ):
        answer = ask("growth", *arguments)
        assert answer.code == 3
        assert "cannot carry ATPM >= 8.39" in answer.error
        assert ask("fva", *arguments).code == 3


def test_an_objective_without_end_is_named(core, tmp_path: Path, ask):
    model = copy.deepcopy(core)
    for one in model["reactions"]:
        one["upper_bound"] = float("inf") if one["upper_bound"] >= 1000.0 else one["upper_bound"]
        one["lower_bound"] = -float("inf") if one["lower_bound"] <= -10.0 else one["lower_bound"]
    (tmp_path / "m.json").write_text(json.dumps(model))
    answer = ask("growth", "--model", tmp_path / "m.json")
    assert answer.code == 2
    assert "can run without end; give one of them a finite bound" in answer.error


def written(tmp_path: Path, name: str, content: bytes | str) -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


BOMB = '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]>\n<sbml>&c;</sbml>'


@pytest.mark.parametrize("command", [["growth", "--model"], ["add", "--licence", "CC BY 4.0"]])
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("m.xml", SBML[: len(SBML) // 2], "is XML that is cut off at line"),
        ("m.json", JSON[: JSON.index('"b1621"')], "is cut off at line"),
        ("m.xml", BOMB, "holds a DOCTYPE with declarations of its own (line 2): refused"),
        ("m.xml", SBML.replace('id="R_ENO"', 'id="R_ATPM"'), "reaction 'R_ATPM' is there twice"),
        ("m.xml", re.sub(r' fbc:(lower|upper)FluxBound="[^"]*"', "", SBML), "SBML without bounds of fluxes"),
        ("m.xml", "", "is empty"),
        ("m.csv", "a,b", "unknown kind of model '.csv'"),
    ],
)
def test_a_broken_file_is_told_and_nothing_is_written(command, name, content, words, tmp_path: Path, ask):
    answer = ask(*command, written(tmp_path, name, content))
    assert (answer.code, answer.out) == (2, "")
    assert answer.error.startswith(str(tmp_path / name))
    assert words in answer.error
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["zeros.xml", "zeros.json", "zeros.mat"])
def test_a_gigabyte_of_zeros_is_refused_at_once(name, tmp_path: Path, ask):
    with (tmp_path / name).open("wb") as file:
        file.truncate(1 << 30)
    answer = ask("growth", "--model", tmp_path / name)
    assert answer.code == 2
    assert name in answer.error
    assert "holds zeros" in answer.error


def test_a_model_without_objective_asks_for_one(changed, tmp_path: Path, ask):
    free = re.sub(r"<fbc:listOfObjectives.*?</fbc:listOfObjectives>", "", SBML, flags=re.DOTALL)
    path = written(tmp_path, "free.xml", free)
    answer = ask("growth", "--model", path)
    assert answer.code == 2
    assert answer.error == f"{path}: the model names no objective; say which reaction with --objective REACTION"
    without = changed(BIOMASS, objective_coefficient=0.0)
    assert "names no objective" in ask("growth", "--model", without).error
    asked = ask("growth", "--model", without, "--objective", BIOMASS, "--json")
    assert asked.json["growth_per_h"] == pytest.approx(0.873922, abs=1e-6)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["growth", "--host", "ecoli_cor"], "did you mean 'ecoli_core'?"),
        (["growth", "--host", "ecoli_core", "--medium", "core_glucos"], "did you mean 'core_glucose'?"),
        (["growth", "--host", "ecoli_core", "--product", "ethanl"], "did you mean 'ethanol'?"),
        (["growth", "--host", "ecoli_core", "--uptake", "glucos=1"], "no exchange 'glucos'; did you mean 'glucose'?"),
        (["growth", "--host", "ecoli_core", "--uptake", "EX_glc_e=1"], "did you mean 'EX_glc__D_e'"),
        (["growth", "--host", "ecoli_core", "--uptake", "PFK=1"], "'PFK' is no exchange: it lies within the cell"),
        (["growth", "--host", "ecoli_core", "--uptake", "glucose"], "expected NAME=VALUE such as glucose=10"),
        (["growth", "--host", "ecoli_core", "--uptake", "glucose=x"], "'x' in 'glucose=x' is no number"),
        (["growth", "--host", "ecoli_core", "--uptake", "glucose=-1"], "expected a number of 0 or more"),
        (["growth", "--host", "ecoli_core", "--uptake", "glucose=nan"], "expected a number of 0 or more"),
        (["growth", "--host", "ecoli_core", "--knock-out", "b072"], "gene 'b072'"),
        (["growth", "--host", "ecoli_core", "--block", "PFKK"], "did you mean 'PFK'"),
        (["growth", "--host", "ecoli_core", "--objective", "PFKK"], "did you mean 'PFK'"),
        (["fva", "--host", "ecoli_core", "--fraction", "1.5"], "fraction of the objective is 1.5; expected 0 to 1"),
        (["fva", "--host", "ecoli_core", "--reaction", "PFKK"], "did you mean 'PFK'"),
        (["fva", "--host", "ecoli_core", "--plot", "x.pdf"], "expected a file that ends in .svg, .png, .html"),
        (["fva", "--host", "ecoli_core", "--plot", "no/x.svg"], "there is no folder"),
        (["deletions", "--host", "ecoli_core", "--of", "b072"], "no gene 'b072'"),
        (["check", "--host", "ecoli_core", "--page", "x.txt"], "ends in .html"),
        (["phenotype", "--host", "ecoli_core"], "--limit NAME=LOW:HIGH"),
        (["phenotype", "--host", "ecoli_core", "--limit", "glucose=10"], "expected NAME=LOW:HIGH"),
        (["phenotype", "--host", "ecoli_core", "--limit", "glucose=10:1"], "expected 0 <= low < high"),
        (["phenotype", "--host", "ecoli_core", "--limit", "glucos=0:1"], "did you mean 'glucose'"),
        (["phenotype", "--host", "ecoli_core", "--phase", "growth"], "--phase: phases are a product's"),
        (["simulate", "--host", "ecoli_core"], "--start glucose=20"),
        (["simulate", "--host", "ecoli_core", "--start", "glucos=1"], "did you mean 'glucose'"),
        (["simulate", "--host", "ecoli_core", "--start", "glucose=1", "--hours", "0"], "expected more than 0"),
        (["simulate", "--host", "ecoli_core", "--start", "glucose=1", "--feed-of", "glucose=1"], "--feed (L/h)"),
        (["design", "--host", "ecoli_core"], "--product with a card's name, or --target with an exchange"),
        (["design", "--host", "ecoli_core", "--target", "ethanl"], "did you mean 'ethanol'"),
        (["growth", "--model", "m.xml", "--medium", "m9_glucose"], "add --host"),
    ],
)
def test_a_wrong_word_is_named_with_the_nearest(arguments, words, tmp_path: Path, ask):
    answer = ask(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert words in answer.error
    assert list(tmp_path.iterdir()) == []


def test_a_product_that_the_model_lacks_is_named_with_its_line(tmp_path: Path, ask):
    from strains.catalogue.library import ROOT

    card = (ROOT / "products" / "ethanol.toml").read_text().replace('"EX_etoh_e"', '"EX_unobtainium_e"')
    path = written(tmp_path, "p.toml", card)
    answer = ask("growth", "--host", "ecoli_core", "--product", path)
    line = card[: card.index("EX_unobtainium_e")].count("\n") + 1
    assert answer.code == 2
    assert answer.error.startswith(f"{path}:{line}: exchange: product 'ethanol' names exchange 'EX_unobtainium_e'")


def test_a_pathway_from_a_metabolite_that_the_model_lacks_is_named(tmp_path: Path, ask):
    from strains.catalogue.library import ROOT

    card = (ROOT / "products" / "butanediol_23.toml").read_text().replace('"2 pyr_c + h_c', '"2 pyruvate_c + h_c')
    answer = ask("growth", "--host", "ecoli_core", "--product", written(tmp_path, "p.toml", card))
    line = card[: card.index("pyruvate_c")].count("\n") + 1
    assert (answer.code, answer.out) == (2, "")
    assert answer.error.startswith(f"{tmp_path / 'p.toml'}:{line}: ")
    assert "pyruvate_c" in answer.error


def test_a_changed_model_is_refused_by_the_card_s_hash(ask, core_file: Path, tmp_path: Path):
    assert ask("add", core_file, "--licence", "CC BY 4.0", "--name", "mine").code == 0
    model = tmp_path / "hosts" / "mine" / core_file.name
    model.write_bytes((FOLDER / "mini_cobra.xml").read_bytes())
    answer = ask("growth", "--host", "mine")
    assert answer.code == 2


def test_an_interrupt_ends_with_130_and_one_line(ask, monkeypatch: pytest.MonkeyPatch):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("strains.questions.deletions.single_gene_deletions", interrupted)
    answer = ask("deletions", "--host", "ecoli_core")
    assert (answer.code, answer.out) == (130, "")
    assert answer.error == "interrupted"
