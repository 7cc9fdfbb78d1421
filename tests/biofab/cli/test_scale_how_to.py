"""Every command of the how-to runs, in its order; and what ``biofab scale`` says when it is asked wrongly."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from biofab.cli.main import main
from biofab.study import write_template
from processes.library import ROOM

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "compare-scales.md"
LINES = [line.strip() for line in HOW_TO.read_text("utf-8").splitlines() if line.startswith("    biofab scale ")]


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """``told("show", ...)``: exit code, stdout and stderr of one command, in a folder with a study in it."""
    monkeypatch.chdir(tmp_path)
    write_template(tmp_path / "mystudy")
    shutil.copy(ROOM / "scales" / "pilot_300l.toml", tmp_path / "mystudy" / "vessel.toml")

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["scale", *arguments])
        return code, *capsys.readouterr()

    return run


Told = Callable[..., tuple[int, str, str]]


def test_every_command_of_the_how_to_runs(told: Told, tmp_path: Path) -> None:
    assert len(LINES) == 6
    for line in LINES:
        code, out, err = told(*shlex.split(line, comments=True)[2:])
        assert code == 0, f"{line}\n{err}"
        assert out
    page = (tmp_path / "rules.html").read_text("utf-8")
    assert "<svg" in page
    assert "gas velocity" in page


def test_show_as_data(told: Told) -> None:
    code, out, _ = told("show", "production_100m3", "--our", "60", "--json")
    found = json.loads(out)
    assert code == 0
    assert len(found["limits"]) == 9
    assert found["our"] == 60.0
    assert found["units"]["kla"] == "1/h"


def test_compare_as_data(told: Told) -> None:
    found = json.loads(told("compare", "mystudy", "--json")[1])
    assert found["study"] == "succinate"
    assert len(found["rules"]) == 8
    assert found["gradients"]["closure"] < 1e-9
    assert found["scale_down"]["scale"] == "pilot_300l"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "productoin"), "did you mean 'production_100m3'"),
        (("show", "pilot_300l", "--our", "500"), "transfers at most"),
        (("show", "pilot_300l", "--celsius", "120"), "boils at 107.1 °C"),
        (("compare", "mystudi"), "did you mean 'mystudy'"),
        (("compare", "mystudy", "--plot", "rules.pdf"), "expected a file that ends in .svg, .png, .html"),
        (("compare", "mystudy", "--uptake", "3"), "uptake of 3 g/g/h"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(told: Told, arguments: tuple[str, ...], words: str) -> None:
    code, out, err = told(*arguments)
    assert code == 2
    assert out == ""
    (line,) = err.splitlines()
    assert line.startswith("error: ")
    assert words in line


OVERRIDES = [
    ('[scale.override.production]\nvolume = { value = -1, unit = "m^3", source = "test" }', "volume: -1 m^3 is out of"),
    (
        '[scale.override.production]\nfeed_concentration = { value = 850, unit = "g/L", source = "test" }',
        "scale.override.production.feed_concentration: 850 g/L of glucose does not stay dissolved at 37 °C",
    ),
    (
        '[scale.override.production]\nhead_pressure = { value = 0.05, unit = "bar", source = "test" }',
        "scale.override.production.head_pressure: a broth of 37 °C boils at 32.9 °C under the 0.05 bar",
    ),
]


@pytest.mark.parametrize(("override", "words"), OVERRIDES, ids=["volume", "feed", "boiling"])
def test_slips_in_a_study_are_placed(told: Told, tmp_path: Path, override: str, words: str) -> None:
    path = tmp_path / "mystudy" / "study.toml"
    plain = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("[scale.override")]
    path.write_text("\n".join([*plain, "", override, ""]), encoding="utf-8")
    code, _, err = told("compare", "mystudy")
    assert code == 2
    assert f"study.toml:{len(plain) + 3}: " in err
    assert words in err
