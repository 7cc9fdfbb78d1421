"""The other questions: check, fva, deletions, phenotype, simulate, design; as text, JSON and pictures."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

CORE = ("--host", "ecoli_core")
SUBJECTS = ["card", "file"]


@pytest.fixture(params=SUBJECTS)
def core(request, core_file: Path) -> tuple[str, ...]:
    """The core model by its card, and as a file without one."""
    return CORE if request.param == "card" else ("--model", str(core_file))


def pictured(path: Path) -> None:
    """A picture of its kind, that asks nothing of the network."""
    data = path.read_bytes()
    if path.suffix == ".png":
        assert data.startswith(b"\x89PNG")
        return
    text = data.decode()
    assert "<svg" in text
    outside = set(re.findall(r'(?:href|src)="(https?:[^"]*)"', text))
    assert not outside
    if path.suffix == ".html":
        assert text.startswith("<!doctype html>")
        assert "http" not in text


def test_check_tells_verdict_findings_and_page(core, ask, tmp_path: Path):
    answer = ask("check", *core, "--page", "check.html")
    assert answer.code == 0
    assert "no fault in 14 checks" in answer.out.splitlines()[0]
    page = (tmp_path / "check.html").read_text()
    assert "consistency: every metabolite can have a mass" in page
    assert "FRD7" in page
    assert "http" not in page
    told = ask("check", *core, "--json").json
    assert told["ok"] is True
    assert {one["key"] for one in told["findings"]} >= {"mass_balance", "charge_balance", "energy", "blocked", "loops"}


def test_a_fault_ends_the_check_with_two(ask):
    answer = ask("check", *CORE, "--uptake", "glucose=0", "--json")
    assert answer.code == 2
    (growth,) = [one for one in answer.json["findings"] if one["key"] == "growth"]
    assert growth["level"] == "fault"
    assert "ATPM >= 8.39" in growth["sentence"]


@pytest.mark.slow
def test_the_default_strain_has_no_fault(ask):
    assert ask("check", "--json").code == 0


@pytest.mark.slow
@pytest.mark.skipif("BIOFAB_TEST_MODELS" not in os.environ, reason="models for tests are not there")
def test_faults_of_a_published_model_are_listed(ask):
    answer = ask("check", "--model", Path(os.environ["BIOFAB_TEST_MODELS"]) / "yeast-GEM-9.0.2.xml.gz", "--json")
    assert answer.code == 2
    (mass,) = [one for one in answer.json["findings"] if one["key"] == "mass_balance"]
    assert "r_0438" in {one["id"] for one in mass["offenders"]}


def test_ranges_are_those_of_cobrapy(core_file: Path, ask):
    from cobra.flux_analysis import flux_variability_analysis

    from strains.models.model import load_model

    told = ask("fva", "--model", core_file, "--fraction", "0.9", "--json").json
    theirs = flux_variability_analysis(load_model("cobra:textbook"), fraction_of_optimum=0.9, processes=1)
    assert told["fraction"] == 0.9
    for name, row in theirs.iterrows():
        assert told["fluxes"][name]["minimum"] == pytest.approx(row["minimum"], abs=1e-6)
        assert told["fluxes"][name]["maximum"] == pytest.approx(row["maximum"], abs=1e-6)


def test_ranges_of_some_reactions_and_without_loops(core, ask):
    plain = ask("fva", *core, "--reaction", "FRD7", "--reaction", "acetate", "--json").json["fluxes"]
    assert set(plain) == {"FRD7", "EX_ac_e"}
    assert plain["FRD7"]["maximum"] > 100
    loopless = ask("fva", *core, "--reaction", "FRD7", "--loopless", "--json").json["fluxes"]
    assert loopless["FRD7"]["maximum"] < 1.0


@pytest.mark.parametrize("ending", ["svg", "png", "html"])
def test_ranges_are_drawn(ending, ask, tmp_path: Path):
    answer = ask("fva", *CORE, "--fraction", "0.9", "--plot", f"x.{ending}", "--top", "8")
    assert answer.code == 0
    assert "fluxes have one value" in answer.out.splitlines()[0]
    pictured(tmp_path / f"x.{ending}")


def test_essential_genes_and_reactions(core, ask):
    genes = ask("deletions", *core, "--uptake", "glucose=10", "--json").json
    assert len(genes["deletions"]) == 137
    assert ["b0720"] in genes["essential"]
    assert len(genes["essential"]) == 7
    reactions = ask("deletions", *core, "--reactions", "--of", "PFK", "--of", "GAPD", "--double", "--json").json
    assert [one["deletion"] for one in reactions["deletions"]] == [["PFK"], ["PFK", "GAPD"], ["GAPD"]]
    slower = [one for one in genes["deletions"] if one["objective"] is None or one["objective"] < 0.8739]
    text = ask("deletions", *core, "--uptake", "glucose=10", "--top", "3").out
    assert "7 of 137 genes are essential" in text
    assert f"and {len(slower) - 3} more; --top N shows more" in text


def test_an_exact_map_over_two_limits(core, ask):
    told = ask("phenotype", *core, "--limit", "glucose=0:10", "--limit", "oxygen=0:20", "--json").json
    assert told["limits"] == ["glucose", "oxygen"]
    assert "product" not in told["outputs"]
    assert {"growth", "acetate", "ethanol"} <= set(told["outputs"])
    assert len(told["coefficients"]) == len(told["rows"])
    assert all(len(region) == len(told["outputs"]) for region in told["coefficients"])
    assert told["random_point_error"] < 1e-6
    assert len(told["carbon"]) == len(told["outputs"])


def test_a_map_of_chosen_outputs_with_one_uptake_held(core, ask):
    answer = ask("phenotype", *core, "--limit", "glucose=0:10", "--uptake", "oxygen=0", "--output", "ethanol")
    assert answer.code == 0
    assert "most growth 0.211663 1/h at glucose 10" in answer.out
    told = ask("phenotype", *core, "--limit", "glucose=0:10", "--uptake", "oxygen=0", "--output", "ethanol", "--json")
    assert told.json["outputs"] == ["growth", "ethanol"]


def test_limits_go_by_the_identifiers_of_exchanges_too(core, ask):
    limits = ("--limit", "EX_glc__D_e=0:10", "--uptake", "EX_o2_e=0")
    assert "most growth 0.211663 1/h at EX_glc__D_e 10" in ask("phenotype", *core, *limits).out
    told = ask("design", *core, "--target", "EX_etoh_e", "--uptake", "EX_o2_e=0", "--largest", "1", "--json").json
    assert told["product"] == "EX_etoh_e"
    assert told["wild_type"]["growth_per_h"] == pytest.approx(0.211663, abs=1e-5)


def test_a_phase_of_a_product(ask):
    told = ask("phenotype", *CORE, "--product", "ethanol", "--phase", "production", "--json").json
    assert told["phase"] == "production"
    assert "product" in told["outputs"]


@pytest.mark.parametrize("ending", ["svg", "png", "html"])
@pytest.mark.parametrize("limits", [["glucose=0:10"], ["glucose=0:10", "oxygen=0:20"]])
def test_maps_are_drawn(limits, ending, ask, tmp_path: Path):
    arguments = [part for limit in limits for part in ("--limit", limit)]
    assert ask("phenotype", *CORE, *arguments, "--plot", f"x.{ending}").code == 0
    pictured(tmp_path / f"x.{ending}")


BATCH = ("--start", "glucose=10", "--start", "acetate=0", "--uptake", "glucose=10", "--uptake", "oxygen=15")


def test_a_batch_ends_when_the_cells_starve(core, ask):
    told = ask("simulate", *core, *BATCH, "--hours", "20", "--json").json
    assert told["status"] == "starving"
    assert told["followed"] == ["glucose", "acetate"]
    cells = told["columns"]["biomass.cells"]
    assert cells[0] == pytest.approx(0.1)
    assert cells == sorted(cells)
    assert told["carbon_residual"] < 1e-9
    assert any(one["kind"] == "starving" for one in told["events"])


def test_a_batch_told_and_drawn(ask, tmp_path: Path):
    answer = ask("simulate", *CORE, *BATCH, "--hours", "2", "--plot", "x.html")
    first = answer.out.splitlines()[0]
    assert "after 2 h" in first
    assert "gDW/L of cells" in first
    assert "carbon from nowhere" in answer.out
    pictured(tmp_path / "x.html")


def test_a_chemostat_comes_to_rest(ask):
    told = ask("simulate", *CORE, "--start", "glucose=5", "--start", "acetate=0", "--uptake", "glucose=10", "--half",
               "glucose=0.5", "--feed", "0.3", "--feed-of", "glucose=20", "--continuous", "--biomass", "0.5",
               "--hours", "60", "--json").json  # fmt: skip
    assert told["columns"]["growth.cells"][-1] == pytest.approx(0.3, abs=1e-3)
    assert told["columns"]["volume_L"][-1] == pytest.approx(1.0)


def test_designs_are_ranked_and_verified(ask):
    answer = ask("design", *CORE, "--product", "ethanol", "--uptake", "oxygen=0", "--largest", "2", "--top", "3",
                 "--verify")  # fmt: skip
    assert answer.code == 0
    assert "COBRApy agrees on 3 of the 3 best" in answer.out
    assert answer.out.splitlines()[3].split()[0] == "none"


def test_designs_of_a_file_for_any_exchange(core, ask):
    told = ask("design", *core, "--target", "succinate", "--uptake", "oxygen=0", "--largest", "2", "--json").json
    assert told["product"] == "EX_succ_e"
    assert told["designs"][0]["coupled"] is True
    assert told["designs"][0]["least_product"] > told["wild_type"]["least_product"]


def test_no_design_is_infeasible_and_said(ask):
    answer = ask("design", *CORE, "--target", "succinate", "--largest", "1", "--json")
    assert (answer.code, answer.json["designs"]) == (3, [])
    assert "allow more deletions" in ask("design", *CORE, "--target", "succinate", "--largest", "1").out
