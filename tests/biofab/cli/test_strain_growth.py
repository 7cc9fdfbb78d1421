"""``biofab strain growth``, ``show`` and ``list``: the answer, its fluxes, and whether they can be believed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

KEYS = {"strain", "status", "growth_per_h", "growth_reaction", "objective", "fluxes", "checks"}
CORE = 0.873922  # 1/h; Orth, Fleming & Palsson 2010, and COBRApy's documentation


def test_a_model_file_needs_no_card(ask, core_file: Path):
    told = ask("growth", "--model", core_file, "--json").json
    assert told.keys() == KEYS
    assert told["status"] == "optimal"
    assert told["growth_per_h"] == told["fluxes"]["Biomass_Ecoli_core"] == pytest.approx(CORE, abs=1e-6)
    assert len(told["fluxes"]) == 95
    assert told["checks"]["ok"] is True
    assert told["checks"]["carbon"]["closes"] is True
    assert told["checks"]["carriers_from_nothing"] == []


@pytest.mark.parametrize(
    ("more", "growth"),
    [
        ([], CORE),
        (["--uptake", "oxygen=0"], 0.211663),
        (["--uptake", "EX_o2_e=0"], 0.211663),
        (["--uptake", "glucose=18.5"], 1.653),
        (["--uptake", "glucose=18.5", "--uptake", "oxygen=0"], 0.4706),
        (["--parsimonious"], CORE),
        (["--loopless"], CORE),
        (["--objective", "Biomass_Ecoli_core"], CORE),
        (["--knock-out", "b3916"], CORE),  # an isozyme stands in
        (["--block", "PGI"], 0.8631596),
    ],
)
@pytest.mark.parametrize("what", ["card", "file"])
def test_growth_is_the_known_one(what, more, growth, ask, core_file: Path):
    subject = ["--host", "ecoli_core", "--uptake", "glucose=10"] if what == "card" else ["--model", core_file]
    assert ask("growth", *subject, *more, "--json").json["growth_per_h"] == pytest.approx(growth, abs=3e-4 * growth)


@pytest.mark.slow
def test_the_default_is_the_whole_genome_of_e_coli(ask):
    told = ask("growth", "--uptake", "glucose=10", "--json").json
    assert told["strain"].startswith("ecoli_k12 on m9_glucose")
    assert told["growth_per_h"] == pytest.approx(0.982372, abs=1e-5)


@pytest.mark.slow
@pytest.mark.skipif("BIOFAB_TEST_MODELS" not in os.environ, reason="models for tests are not there")
def test_what_does_not_close_is_a_warning_with_the_reactions(ask):
    told = ask("growth", "--model", Path(os.environ["BIOFAB_TEST_MODELS"]) / "yeast-GEM-9.0.2.xml.gz", "--json").json
    assert told["growth_per_h"] == pytest.approx(0.0858439, abs=1e-6)
    assert told["checks"]["ok"] is False
    assert "DOES NOT CLOSE" in told["checks"]["warnings"][0]


def test_the_answer_comes_first_with_units(ask):
    answer = ask("growth", "--host", "ecoli_core", "--uptake", "glucose=10", "--top", "2")
    lines = answer.out.splitlines()
    assert lines[0] == ("ecoli_core on core_glucose, glucose at most 10: growth 0.873922 1/h, doubling in 0.793 h")
    assert lines[2] == "takes up"
    assert "mmol/gDW/h" in lines[3]
    assert lines[4].split() == ["oxygen", "21.8", "EX_o2_e"]
    assert lines[6] == "  and 2 more; --top N shows more, --json all"
    assert answer.err == ""


def test_the_proteome_makes_acetate_at_fast_growth(ask):
    limits = ("--host", "ecoli_core", "--uptake", "glucose=15", "--json")
    plain, shared = ask("growth", *limits).json, ask("growth", *limits, "--overflow", "ecoli_core").json
    assert shared["growth_per_h"] < plain["growth_per_h"]
    assert plain["fluxes"]["EX_ac_e"] == pytest.approx(0.0, abs=1e-6)
    assert shared["fluxes"]["EX_ac_e"] > 1.0
    assert "the proteome shared as in ecoli_core" in shared["strain"]
    assert shared["checks"]["carbon"]["closes"] is True
    assert "did you mean 'ecoli_core'" in ask("growth", *limits, "--overflow", "ecoli_cor").error


def test_a_pathway_that_is_brought_in_can_carry_flux(ask):
    told = ask(
        "growth", "--host", "ecoli_core", "--product", "butanediol_23", "--objective", "EX_btd_RR_e", "--json"
    ).json
    assert told["objective"] > 1.0
    assert told["checks"]["ok"] is True


def test_no_growth_of_an_edited_strain_is_an_answer_with_its_reason(ask):
    answer = ask("growth", "--host", "ecoli_core", "--knock-out", "b0720", "--json")
    assert answer.code == 0
    assert answer.json["growth_per_h"] == 0.0
    (warning,) = answer.json["checks"]["warnings"]
    assert "glu__L_c (L-Glutamate)" in warning


def test_a_strain_with_a_product_names_it(ask):
    answer = ask(
        "growth", "--host", "ecoli_core", "--product", "ethanol", "--uptake", "glucose=10", "--uptake", "oxygen=0"
    )
    assert "making ethanol" in answer.out.splitlines()[0]
    assert any(line.split()[:2] == ["product", "8.279"] for line in answer.out.splitlines())


def test_a_model_can_stand_behind_a_card(ask, core_file: Path):
    told = ask("growth", "--host", "ecoli_core", "--model", core_file, "--uptake", "glucose=10", "--json").json
    assert told["growth_per_h"] == pytest.approx(CORE, abs=1e-6)


def test_show_tells_what_may_be_taken_up(ask, core_file: Path):
    told = ask("show", "--host", "ecoli_core", "--product", "ethanol", "--json").json
    assert {one["exchange"] for one in told["uptakes"]} >= {"EX_glc__D_e", "EX_o2_e", "EX_nh4_e"}
    assert told["licence"]
    assert told["exchanges"]["product"] == "EX_etoh_e"
    assert "may take up" in ask("show", "--model", core_file).out


def test_every_kind_of_card_is_listed(ask, core_file: Path):
    found = ask("list", "--json").json
    assert {"ecoli_core", "ecoli_k12"} <= set(found["hosts"])
    assert {"succinate", "ethanol"} <= set(found["products"])
    assert {"m9_glucose", "core_glucose"} <= set(found["media"])
    assert ask("add", core_file, "--licence", "CC BY 4.0", "--name", "mine").code == 0
    assert "mine" in ask("list", "--json").json["hosts"]


def test_an_added_model_is_a_host_at_once(ask, core_file: Path, tmp_path: Path):
    told = ask("add", core_file, "--licence", "CC BY 4.0", "--name", "mine", "--json").json
    assert told["host"] == "mine"
    assert Path(told["card"]) == tmp_path / "hosts" / "mine" / "card.toml"
    assert told["guesses"]["biomass"] == "the model's objective"
    assert ask("growth", "--host", "mine", "--json").json["growth_per_h"] == pytest.approx(CORE, abs=1e-6)
    elsewhere = ask("add", core_file, "--licence", "CC BY 4.0", "--name", "two", "--out", tmp_path / "cards")
    assert elsewhere.out.splitlines()[-1] == f"then: biofab strain growth --host {tmp_path / 'cards/two/card.toml'}"
    assert ask("growth", "--host", tmp_path / "cards/two/card.toml").code == 0


def test_help_of_every_command_comes_without_what_solves():
    code = """
import sys
from biofab.cli.main import main
for command in ("list", "show", "add", "check", "growth", "fva", "deletions", "phenotype", "design", "simulate"):
    assert main(["strain", command, "--help"]) == 0
print([name for name in ("numpy", "scipy", "cobra", "matplotlib", "pandas", "strains") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
