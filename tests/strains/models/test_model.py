import copy
import gzip
import hashlib
import json
import re
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from strains.errors import ModelUnreadable
from strains.models.model import base_model, load_model, model_path, model_sha256, require_sound
from strains.models.network import Network


def test_a_shipped_model_grows_as_its_authors_say():
    # COBRApy's documentation and Orth, Fleming & Palsson 2010: 0.8739 1/h aerobic on glucose.
    assert load_model("cobra:textbook").slim_optimize() == pytest.approx(0.873922, abs=1e-6)


def test_each_load_is_a_model_of_its_own():
    first = load_model("cobra:textbook")
    first.reactions.PFK.bounds = (0, 0)
    assert load_model("cobra:textbook").reactions.PFK.upper_bound > 0
    assert base_model("cobra:textbook").reactions.PFK.upper_bound > 0


def test_the_hash_is_of_the_file():
    path = model_path("cobra:textbook")
    assert model_sha256("cobra:textbook") == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["mini.json", "mini.yml", "mini.mat", "mini_cobra.xml"])
def test_each_kind_of_file_is_read(name):
    folder = model_path("cobra:textbook").parent
    assert len(load_model(folder / name).reactions) == 18


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("m.xml", b"this is no model"),
        ("m.xml", b"<html><body>not found</body></html>"),
        ("m.xml", b""),
        ("m.xml.gz", b"no archive"),
        ("m.json", b"{]"),
        ("m.json", b"{}"),
        ("m.yml", b"a: [1"),
        ("m.mat", b"MATLAB?"),
        ("m.txt", b"x"),
        ("m.json.gz", b"x"),
    ],
)
def test_what_is_no_model_is_refused_by_name(tmp_path: Path, name, content, capfd):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ModelUnreadable) as caught:
        load_model(path)
    message = str(caught.value)
    assert name in message
    assert "SBML" in message
    assert "\n" not in message
    assert capfd.readouterr().err == ""


MINI = model_path("cobra:textbook").parent / "mini_cobra.xml"
JSON = json.loads((MINI.parent / "mini.json").read_text())
BOMB = '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]>\n<sbml>&c;</sbml>'


def fault_of(tmp_path: Path, name: str, content: str | bytes) -> str:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ModelUnreadable) as caught:
        load_model(path)
    return str(caught.value).removeprefix(f"{path}: ")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "is empty"),
        ("this is no model", "is not XML"),
        ("<html><body/></html>", "is XML but not SBML: its first element is <html>"),
        ("<!DOCTYPE html>\n<html><body/></html>", "is XML but not SBML: its first element is <html>"),
        (BOMB, "holds a DOCTYPE with declarations of its own (line 2)"),
        (b"\0" * 5000, "holds zeros"),
    ],
)
def test_what_a_file_is_instead_is_told(tmp_path: Path, content, expected):
    assert fault_of(tmp_path, "m.xml", content).startswith(expected)


def test_a_cut_and_a_broken_file_are_told_apart_with_their_line(tmp_path: Path):
    text = MINI.read_text()
    cut = text[: len(text) // 2]
    assert fault_of(tmp_path, "m.xml", cut).startswith(f"is XML that is cut off at line {cut.count(chr(10)) + 1};")
    broken = text.replace("</listOfReactions>", "</listOfReaction>")
    line = text[: text.index("</listOfReactions>")].count("\n") + 1
    assert fault_of(tmp_path, "m.xml", broken).startswith(f"is not well-formed XML: mismatched tag in line {line}")
    assert fault_of(tmp_path, "m.xml.gz", gzip.compress(text.encode())[:3000]).startswith("is cut off")


def test_sbml_without_bounds_is_told_and_without_objective_is_read(tmp_path: Path):
    text = MINI.read_text()
    unbounded = re.sub(r' fbc:(lower|upper)FluxBound="[^"]*"', "", text)
    assert fault_of(tmp_path, "m.xml", unbounded).startswith("is SBML without bounds of fluxes")
    free = re.sub(r"<fbc:listOfObjectives.*?</fbc:listOfObjectives>", "", text, flags=re.DOTALL)
    (tmp_path / "free.xml").write_text(free)  # the host card names what grows
    assert len(load_model(tmp_path / "free.xml").reactions) == 18


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('value="8.39"', 'value="NaN"', "the lower bound of reaction 'R_ATPM' is nan"),
        ('value="8.39"', 'value="8390"', "the lower bound of reaction 'R_ATPM', 8390, is above its upper bound, 1000"),
        ('id="R_ENO"', 'id="R_ATPM"', "reaction 'R_ATPM' is there twice (line "),
    ],
)
def test_unsound_sbml_names_the_reaction(tmp_path: Path, old, new, expected):
    text = MINI.read_text()
    assert old in text
    assert fault_of(tmp_path, "m.xml", text.replace(old, new)).startswith(expected)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda m: m["reactions"][0].update(lower_bound=float("nan")), "the lower bound of reaction 'ATPM' is nan"),
        (lambda m: m["reactions"][0].update(lower_bound="low"), "the lower bound of reaction 'ATPM' is 'low'"),
        (lambda m: m["reactions"][0].update(lower_bound=2000), "the lower bound of reaction 'ATPM', 2000, is above"),
        (lambda m: m["reactions"].append(m["reactions"][0]), "reaction 'ATPM' is there twice"),
        (lambda m: m["metabolites"].append(m["metabolites"][0]), "metabolite '13dpg_c' is there twice"),
        (lambda m: m["reactions"][0].pop("id"), "reaction 1 has no id"),
        (lambda m: m["reactions"][0]["metabolites"].update(xx_c=1), "reaction 'ATPM' uses metabolite 'xx_c'"),
        (lambda m: m.pop("metabolites"), "is no COBRA JSON model: it has no lists 'reactions' and 'metabolites'"),
    ],
)
def test_unsound_json_names_the_reaction(tmp_path: Path, change, expected):
    model = copy.deepcopy(JSON)
    change(model)
    assert fault_of(tmp_path, "m.json", json.dumps(model)).startswith(expected)


def test_cut_json_and_yaml_are_told_with_their_line(tmp_path: Path):
    cut = json.dumps(JSON, indent=1)[:3000].rstrip()
    assert fault_of(tmp_path, "m.json", cut).startswith(f"is cut off at line {cut.count(chr(10)) + 1}")
    assert fault_of(tmp_path, "m.json", "{]").startswith("is no JSON: line 1: ")
    assert fault_of(tmp_path, "m.yml", "a: [1").startswith("is no YAML: line 1: ")


@pytest.mark.parametrize("name", ["zeros.xml", "zeros.json", "zeros.yml", "zeros.mat"])
def test_a_large_file_of_zeros_is_refused_unread(tmp_path: Path, name):
    with (tmp_path / name).open("wb") as file:
        file.truncate(1 << 30)
    tracemalloc.start()
    try:
        with pytest.raises(ModelUnreadable):
            load_model(tmp_path / name)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10_000_000


def test_a_reason_is_never_cut_within_a_word(tmp_path: Path, monkeypatch):
    def fails(path, kind):
        raise ValueError("word " * 100)

    monkeypatch.setattr("strains.models.model._read", fails)
    (tmp_path / "m.xml").write_text(MINI.read_text())
    with pytest.raises(ModelUnreadable, match=r"\((word )+…\); expected"):
        load_model(tmp_path / "m.xml")


def test_bounds_of_a_model_in_memory_are_looked_at():
    model = load_model("cobra:textbook")
    model.reactions.PFK._lower_bound = 2000.0
    with pytest.raises(ModelUnreadable, match="mine: the lower bound of reaction 'PFK', 2000, is above"):
        require_sound(Network.from_cobra(model), "mine")


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path):
    with pytest.raises(ModelUnreadable, match="no such file"):
        load_model(tmp_path / "nothing.xml")
    with pytest.raises(ModelUnreadable, match="is a folder"):
        load_model(tmp_path)


def test_an_unknown_shipped_model_brings_the_nearest():
    with pytest.raises(ModelUnreadable, match="did you mean 'iJO1366'"):
        load_model("cobra:iJO1336")


def test_cobra_is_not_imported_before_a_model_is_read():
    rooms = "strains.phenotype.fluxes, strains.certificate.whole_genome, strains.check.report, strains.strain"
    code = f"import sys, {rooms}; print('cobra' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert done.stdout.strip() == "False"
