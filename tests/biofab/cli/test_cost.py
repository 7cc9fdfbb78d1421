"""``biofab cost``: every command of the how-to, another site by one word, faults told in a sentence."""

from __future__ import annotations

import json
import shlex
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from biofab.cli.main import main
from biofab.prices import at_site, prices_of
from biofab.study import default_study, write_template
from processes import library
from processes.costing import Amounts, HourlyCosts, cost_lines
from processes.economics.site import FOLDER

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "price-a-product.md"
LINES = [
    line.strip() for line in HOW_TO.read_text(encoding="utf-8").splitlines() if line.startswith("    biofab cost ")
]
STORED = "--design run/designs/cost.json"


def design() -> dict[str, Any]:
    """A batch of round numbers in the large vessel, as ``optimise --out`` stores one."""
    recovery = library.scale("production_100m3").ownership.recovery.value
    used = Amounts(
        glucose=100.0, medium=1.0, base=1200.0, acid=1200.0, co2=30.0, electricity=40.0, heat=0.3, broth=1.0,
        product=80.0 * recovery, water=1000.0, hours=60.0,
    )  # fmt: skip
    prices = library.prices()
    lines = cost_lines(used, lambda name: getattr(prices, name).value, HourlyCosts(1.0, 0.3, 0.006))
    per_kg = {name: float(value) / used.product for name, value in lines.items()}
    figures = {"titre": 80.0, "rate": 80.0 / 60.0, "yield_": 0.8, "cost": sum(per_kg.values())}
    return {
        "scale": "production_100m3",
        "figures": figures,
        "cost_lines": per_kg,
        "batches_per_year": 528.0,
        "tonnes_per_year": 528.0 * 85.0 * used.product / 1000.0,
        "amounts": asdict(used),
    }


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a study, a stored design of it and a site of one's own."""
    monkeypatch.chdir(tmp_path)
    write_template(tmp_path / "mystudy")
    (tmp_path / "run" / "designs").mkdir(parents=True)
    (tmp_path / "run" / "designs" / "cost.json").write_text(json.dumps(design()), encoding="utf-8")
    shutil.copy(FOLDER / "europe.toml", tmp_path / "mysite.toml")
    return tmp_path


def asked(capsys: pytest.CaptureFixture[str], line: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(shlex.split(line)[1:])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_every_command_of_the_how_to_runs(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored = [line for line in LINES if "--design" in line]
    assert len(stored) >= 6
    for line in stored:
        code, out, err = asked(capsys, line)
        assert code == 0, f"{line}\n{err}"
        assert "USD of 20" in out or "--json" in line
    assert (place / "price.svg").is_file()
    assert (place / "cash.html").is_file()


def test_the_facts(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = json.loads(asked(capsys, f"biofab cost mystudy {STORED} --json")[1])
    assert sum(facts["lines_usd_per_kg"].values()) == pytest.approx(facts["minimum_selling_price_usd_per_kg"])
    assert facts["measures"]["irr"] == pytest.approx(0.10)
    assert facts["amounts_per_kg"]["glucose"] == pytest.approx(1.0 / (0.8 * 0.9))
    assert facts["amounts_per_kg"]["sodium hydroxide"] == pytest.approx(1200.0 * 0.04 / 72.0)
    assert facts["amounts_per_kg"]["steam"] == pytest.approx((1.0 * 0.15 + 1000.0 * 0.0009) / 72.0)
    assert facts["impact"]["carbon_held"] == pytest.approx(1.4906, abs=1e-3)
    assert (facts["site"], facts["year"], facts["currency"]) == ("united_states", 2023, "USD")
    assert facts["sdg_indicators"]


def test_another_site_is_one_word(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here, there = (
        json.loads(asked(capsys, f"biofab cost mystudy {STORED} {site} --json")[1]) for site in ("", "--site japan")
    )
    assert there["minimum_selling_price_usd_per_kg"] > here["minimum_selling_price_usd_per_kg"]
    assert there["impact"]["region"] == "japan"
    assert there["local_currency"] == "JPY"


def test_a_site_in_the_study_is_planned_with() -> None:
    study = default_study()
    japan = prices_of(at_site(study, "japan", 2026))
    assert prices_of(study) == library.prices()
    assert japan.glucose.value > prices_of(study).glucose.value
    assert (japan.name, japan.year) == ("japan", 2026)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (f"{STORED} --site japn", "there is no site 'japn'"),
        ("--design run/nothing.json", "no such file"),
        ("--design mystudy/study.toml", "is not JSON"),
        (f"{STORED} --plot picture.gif", "--plot"),
        (f"{STORED} --year 1990", "1990"),
    ],
)
def test_what_cannot_be_asked(place: Path, capsys: pytest.CaptureFixture[str], options: str, words: str) -> None:
    code, _, err = asked(capsys, f"biofab cost mystudy {options}")
    assert code == 2
    assert words in err
    assert len([line for line in err.splitlines() if line.startswith("error: ")]) == 1


def test_a_design_planned_with_other_prices_is_refused(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = design()
    other["cost_lines"]["glucose"] *= 1.2
    (place / "other.json").write_text(json.dumps(other), encoding="utf-8")
    code, _, err = asked(capsys, "biofab cost mystudy --design other.json")
    assert code == 2
    assert "other prices" in err


@pytest.mark.slow
def test_a_study_is_planned_and_priced(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = asked(capsys, "biofab cost mystudy --site japan")
    assert code == 0, err
    assert "mystudy" in out or "succinate at japan" in out
