import json
import os
from pathlib import Path

import pytest

from strains.check.finding import Level
from strains.check.report import check_model
from strains.errors import UnknownReaction
from strains.models.model_cache import base_network


def test_the_core_model_has_no_fault(textbook):
    report = check_model(textbook)
    assert report.ok
    assert {one.key for one in report.of(Level.WARNING)} == {"biomass_weight", "loops", "doubles"}
    assert report.biomass == "Biomass_Ecoli_core (the model's objective)"
    assert json.loads(json.dumps(report.to_dict(), allow_nan=False))["ok"] is True


def test_the_worst_comes_first_and_long_lists_are_cut(textbook):
    broken = textbook.with_bounds({"EX_glc__D_e": (0.0, 1000.0)})
    lines = check_model(broken, name="mine").as_text(1).splitlines()
    assert lines[0].startswith("mine: 1 of 14 checks found a fault")
    assert lines[1].startswith("FAULT")
    assert any("more; --json lists them all" in line for line in lines)


def test_every_finding_is_there_once(textbook):
    keys = [one.key for one in check_model(textbook).findings]
    assert len(keys) == len(set(keys)) == 14


def test_an_unknown_biomass_is_refused(textbook):
    with pytest.raises(UnknownReaction, match="Biomass_Ecoli_core"):
        check_model(textbook, "Biomass_Ecoli_cor")


def test_steps_and_shares_are_told(textbook):
    steps, shares = [], []
    check_model(textbook, step=steps.append, progress=shares.append)
    assert len(steps) == 3
    assert all(0.0 <= share <= 1.0 for share in shares)


@pytest.mark.slow
def test_the_genome_scale_model_has_no_fault():
    report = check_model(base_network("cobra:iJO1366"))
    assert report.ok
    assert report.finding("growth").values["growth_per_h"] == pytest.approx(0.982372, abs=1e-6)
    assert report.finding("blocked").values == {"blocked": 226, "blocked_on_this_medium": 878}


@pytest.mark.slow
@pytest.mark.skipif("BIOFAB_TEST_MODELS" not in os.environ, reason="models for tests are not there")
def test_what_the_authors_of_yeast_gem_left_open_is_found():
    network = base_network(str(Path(os.environ["BIOFAB_TEST_MODELS"]) / "yeast-GEM-9.0.2.xml.gz"))
    report = check_model(network)
    assert not report.ok
    assert report.finding("energy").level is Level.OK
    assert report.finding("growth").values["growth_per_h"] == pytest.approx(0.0858439, abs=1e-6)
    assert report.finding("formulas").values["without_formula"] == 25
    assert report.biomass.startswith("r_4041")
    mass, charge = report.finding("mass_balance").values, report.finding("charge_balance").values
    assert (mass["unbalanced"], charge["unbalanced"]) == (198, 14)  # together what the host card says
    assert check_model(network, unbalanced=212).ok
