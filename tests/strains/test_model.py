import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from strains.errors import ModelUnreadable
from strains.model import base_model, load_model, model_path, model_sha256


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


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path):
    with pytest.raises(ModelUnreadable, match="no such file"):
        load_model(tmp_path / "nothing.xml")
    with pytest.raises(ModelUnreadable, match="is a folder"):
        load_model(tmp_path)


def test_an_unknown_shipped_model_brings_the_nearest():
    with pytest.raises(ModelUnreadable, match="did you mean 'iJO1366'"):
        load_model("cobra:iJO1336")


def test_cobra_is_not_imported_before_a_model_is_read():
    rooms = "strains.phenotype, strains.dynamics, strains.balance, strains.fluxes"
    code = f"import sys, {rooms}; print('cobra' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert done.stdout.strip() == "False"
