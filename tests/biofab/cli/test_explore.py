"""``biofab explore``: what is wrong is said before anything is computed; one exploration, broken off and resumed."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from biofab.cli.explore import usd_per_kg
from biofab.cli.main import main
from biofab.errors import BadInput

ROOT = Path(__file__).parents[3]
HOW_TO = ROOT / "docs" / "how-to" / "explore-uncertainty.md"


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "mystudy"]) == 0
    return tmp_path / "mystudy"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("montecarlo", "--samples", "0"), "--samples: 0 samples tell nothing"),
        (("montecarlo", "--sd", "recovery=-0.1"), "--sd: recovery=-0.1: a standard deviation is above 0"),
        (("montecarlo", "--sd", "recovery"), "--sd: 'recovery'; expected a name, = and a number"),
        (("montecarlo", "--price", "2.5"), "--price: 2.5 has no unit; expected one, as '2.5 USD/kg'"),
        (("montecarlo", "--price", "cheap"), "--price: 'cheap' is no price"),
        (("montecarlo", "--mode", "fixt"), "did you mean 'fixed'"),
        (("montecarlo", "--processes", "0"), "--processes: 0; expected 1 or more"),
        (("montecarlo", "--dask", "here"), "--dask: expected tcp://HOST:PORT"),
        (("montecarlo", "--plot", "x.pdf"), "--plot: x.pdf: expected a file that ends in"),
        (("montecarlo", "--resume", "nowhere"), "--resume: nowhere: holds no exploration.json"),
        (("sensitivity", "--price", "3 kWh"), "--price: '3 kWh'"),
        (("pareto", "--objectives", "cost,cost"), "cost against itself is one plan, no front"),
        (("pareto", "--objectives", "cost,titer"), "did you mean 'titre'"),
        (("pareto", "--objectives", "rate,titre"), "one of the two must be cost"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    study: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    command, *options = arguments
    assert main(["explore", command, str(study), *options]) == 2
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("error: ")]
    assert len(told) == 1
    assert words in told[0]
    assert not (study.parent / "runs").exists()


def test_an_unknown_number_is_said_with_the_nearest(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explore", "montecarlo", str(study), "--only", "product_tolerence", "--out", "x"]) == 2
    assert "did you mean 'product_tolerance'?" in capsys.readouterr().err


def test_a_price_is_brought_to_usd_per_kg() -> None:
    assert usd_per_kg("2500 USD/t") == pytest.approx(2.5)
    assert usd_per_kg(None) is None
    with pytest.raises(BadInput, match="more than 0"):
        usd_per_kg("-1 USD/kg")


@pytest.mark.slow
def test_an_exploration_that_is_broken_off_ends_with_the_same_numbers(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    common = ["explore", "montecarlo", str(study), "--json"]
    asked = [*common, "--samples", "40", "--mode", "fixed", "--seed", "5", "--price", "2.2 USD/kg"]
    assert main([*asked, "--out", "whole", "--plot", "whole.svg"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert Path("whole.svg").read_text().startswith("<?xml")
    broken = _broken_off([*asked, "--out", "part"], Path("part/fixed.jsonl"))
    assert broken.returncode == 130
    assert f"go on with: biofab explore montecarlo {study} --resume part" in broken.stderr
    kept = len(Path("part/fixed.jsonl").read_text().splitlines()) - 1
    assert 3 <= kept < 40
    assert main([*common, "--resume", "part", "--price", "2.2 USD/kg", "--processes", "2"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert again["modes"] == whole["modes"]
    assert again["numbers"] == whole["numbers"]
    assert main([*common, "--resume", "part", "--seed", "6"]) == 2
    assert "begun with seed 5, not 6" in capsys.readouterr().err


def _broken_off(arguments: list[str], kept: Path) -> subprocess.CompletedProcess[str]:
    """Ctrl-C as soon as a few samples are on the disk."""
    process = subprocess.Popen(
        [sys.executable, "-m", "biofab.cli.main", *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + 120.0
    while time.monotonic() < until and (not kept.is_file() or kept.read_bytes().count(b"\n") < 4):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)


@pytest.mark.slow
def test_every_command_of_the_how_to_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In its order; with fewer samples and points, so that it ends in a minute or two."""
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^ +biofab (.+)$", HOW_TO.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(commands) == 5
    for command in commands:
        fewer = command.replace("--samples 200", "--samples 40").replace("--points 10", "--points 8")
        capsys.readouterr()
        assert main(shlex.split(fewer)) == 0, command
        told = capsys.readouterr().out
    assert "japan" in told
    for picture in ("spread.svg", "which.svg", "front.svg"):
        assert (tmp_path / picture).stat().st_size > 2000
    assert len(list((tmp_path / "runs" / "front" / "designs").glob("*.json"))) >= 3
