"""The command line as a user meets it: what is printed where, and the exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from biofab import __version__
from biofab.cli import bench, house
from biofab.cli.main import main

COMMANDS = ("demo", "optimise", "run", "report", "init", "doctor", "schema", "plant", "strain")
Captured = pytest.CaptureFixture[str]


def shell(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    root = str(Path(__file__).parents[3])
    environment = os.environ | {"PYTHONPATH": root}
    command = [sys.executable, "-m", "biofab.cli.main", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    assert main(["init", str(tmp_path / "mystudy")]) == 0
    return tmp_path / "mystudy"


def replace(study: Path, old: str, new: str) -> int:
    """Changes one line of the study; returns its number."""
    lines = (study / "study.toml").read_text().splitlines()
    (number,) = [index for index, line in enumerate(lines) if line.startswith(old)]
    lines[number] = new
    (study / "study.toml").write_text("\n".join(lines))
    return number + 1


def test_help_names_every_command(capsys: Captured) -> None:
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(f"\n  {name} " in text for name in COMMANDS)


def test_help_takes_no_longer_than_a_few_bare_interpreters() -> None:
    def seconds(*command: str) -> float:
        since = time.perf_counter()
        subprocess.run([sys.executable, *command], check=True, capture_output=True)
        return time.perf_counter() - since

    bare = min(seconds("-c", "pass") for _ in range(5))
    ours = min(seconds("-m", "biofab.cli.main", "--help") for _ in range(5))
    assert ours / bare < 16, f"{ours:.3f} s against {bare:.3f} s"


def test_help_loads_nothing_heavy() -> None:
    heavy = (
        "rich",
        "pydantic",
        "numpy",
        "pint",
        "cobra",
        "pyomo",
        "casadi",
        "scipy",
        "pandas",
        "asyncua",
        "pyarrow",
        "duckdb",
    )
    code = f"""
import sys
from biofab.cli.main import main
main(['--help'])
print([module for module in {heavy} if module in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_version(capsys: Captured) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"biofab {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["optimse", "x"], "'optimise'"),
        (["doctor", "--jsn"], "--json"),
        (["optimise"], "STUDY"),
        (["demo", "--seed", "x"], "--seed"),
        (["schema", "stdy"], "did you mean 'study'?"),
        (["report", "nowhere"], "no such run folder"),
        (["plant", "check", "pilt"], "did you mean 'pilot'?"),
        (["plant", "sim", "--plant", "pilt"], "did you mean 'pilot'?"),
        (["plant", "sim", "--speed", "0"], "--speed"),
        (["plant", "sim", "--kinetics", "nowhere.json"], "nowhere.json: no such file"),
        (["plant", "sim", "--port", "70000"], "--port"),
        (["demo", "--speed", "-1"], "--speed"),
    ],
)
def test_bad_input_gets_one_sentence_and_two(
    arguments: list[str], words: str, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert line.startswith("error: ")
    assert words in line
    assert list(tmp_path.iterdir()) == []


def test_init_writes_a_study_and_never_over_one(study: Path, capsys: Captured) -> None:
    before = (study / "study.toml").read_bytes()
    capsys.readouterr()
    assert main(["init", str(study)]) == 2
    assert "nothing was written" in capsys.readouterr().err
    assert (study / "study.toml").read_bytes() == before


@pytest.mark.parametrize("command", [["optimise"], ["optimize"], ["run"]])
@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("points", "pionts = 3", "mesh.pionts: unknown key; did you mean 'points'?"),
        (
            "product =",
            'product = "sucinate"',
            "strain.product: there is no such card as 'sucinate'; did you mean 'succinate'?",
        ),
        (
            "[scale.override.production]",
            'head_pressure = { value = -1, unit = "bar", source = "mine" }',
            "head_pressure: -1 bar is out of bounds; expected > 0",
        ),
        (
            "# glucose =",
            'glucose = { value = 1, unit = "kg", source = "mine" }',
            "prices.glucose: unit 'kg' cannot be turned into 'USD/kg'",
        ),
    ],
)
def test_faults_of_a_study_have_their_line(
    command: list[str], old: str, new: str, words: str, study: Path, capsys: Captured
) -> None:
    number = replace(study, old, new)
    capsys.readouterr()
    assert main([*command, str(study)]) == 2
    assert f"error: {study}/study.toml:{number}: " in (line := capsys.readouterr().err)
    assert words in line
    assert line.count("\n") == 1


def test_study_that_is_not_there(study: Path, capsys: Captured) -> None:
    capsys.readouterr()
    assert main(["optimise", f"{study}x", "--json"]) == 2
    captured = capsys.readouterr()
    assert "no such study folder; did you mean 'mystudy'?" in captured.err
    told = json.loads(captured.out)
    assert told["exit_code"] == 2
    assert f"error: {told['error']['message']}\n" == captured.err


def test_unknown_objective_names_the_nearest(study: Path, capsys: Captured) -> None:
    capsys.readouterr()
    assert main(["optimise", str(study), "--objective", "titer"]) == 2
    assert "did you mean 'titre'?" in capsys.readouterr().err


def test_results_are_never_written_into_a_folder_in_use(study: Path, capsys: Captured) -> None:
    capsys.readouterr()
    for arguments in (["demo"], ["optimise", str(study)], ["run", str(study)]):
        assert main([*arguments, "--out", str(study)]) == 2
        assert "is not empty" in capsys.readouterr().err


def test_endpoint_must_be_one(study: Path, capsys: Captured) -> None:
    capsys.readouterr()
    assert main(["run", str(study), "--endpoint", "localhost:4840"]) == 2
    assert "expected opc.tcp://HOST:PORT" in capsys.readouterr().err


def test_plant_of_a_run_must_be_known(study: Path, capsys: Captured) -> None:
    capsys.readouterr()
    assert main(["run", str(study), "--plant", "pilt"]) == 2
    assert "no such plant; did you mean 'pilot'?" in capsys.readouterr().err


def test_missing_extra_says_what_to_install(study: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    for arguments in (["demo"], ["optimise", str(study)], ["run", str(study)]):
        capsys.readouterr()
        assert main(arguments) == 4
        assert "pip install 'biofab[engineer]'" in capsys.readouterr().err


def test_fault_of_ours_keeps_its_stack_in_a_file(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("something of ours")

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr("biofab.study.write_template", fails)
    assert main(["init", "anything"]) == 1
    captured = capsys.readouterr()
    (line,) = captured.err.splitlines()
    assert line.startswith("error: this is a fault of biofab, not yours: ZeroDivisionError: something of ours")
    (kept,) = (tmp_path / "biofab").iterdir()
    assert str(kept) in line
    assert "Traceback" in kept.read_text()


def test_interrupt_ends_with_one_line(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("biofab.study.write_template", interrupted)
    assert main(["init", "anything"]) == 130
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "error: interrupted\n")


@pytest.mark.parametrize("card", sorted(house.SCHEMAS))
def test_schema_is_a_json_schema(card: str, capsys: Captured) -> None:
    assert main(["schema", card]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    assert schema["properties"]


def test_lists_of_cards(capsys: Captured) -> None:
    assert main(["strain", "list", "--json"]) == 0
    strains = json.loads(capsys.readouterr().out)
    assert ("ecoli_k12" in strains["hosts"], "succinate" in strains["products"]) == (True, True)
    assert main(["plant", "list", "--json"]) == 0
    plants = json.loads(capsys.readouterr().out)["plants"]
    assert "pilot" in [plant["name"] for plant in plants]
    assert main(["plant", "check", "pilot", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["tags"] == plants[0]["tags"]


def test_strain_of_the_default_cards_balances(capsys: Captured) -> None:
    assert main(["strain", "check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)
    assert main(["strain", "check", "--product", "sucinate"]) == 2
    assert "did you mean 'succinate'?" in capsys.readouterr().err


def test_in_a_shell_data_and_words_are_apart(tmp_path: Path) -> None:
    done = shell("init", "mystudy", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "mystudy/study.toml\n")
    assert done.stderr == "edit it, then run: biofab optimise mystudy\n"
    done = shell("optimise", "mystudi", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: mystudi: no such study folder; did you mean 'mystudy'?\n"


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    command = f"{sys.executable} -m biofab.cli.main schema plant | head -c 10; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode in (0, 141)
    assert done.stderr == ""


def test_objectives_are_those_of_the_help(capsys: Captured) -> None:
    assert main(["optimise", "--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert ", ".join(bench.OBJECTIVES) in text
