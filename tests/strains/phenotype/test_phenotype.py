import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strains.errors import ProductImpossible, UnknownPhase
from strains.phenotype.cell import Cell
from strains.phenotype.phenotype import Phenotype, phenotype
from strains.phenotype.tie_break import STATED


@pytest.fixture(scope="module")
def grown(core):
    return phenotype(core, "growth", merge=False)


@pytest.fixture(scope="module")
def produced(core):
    return phenotype(core, "production")


@pytest.fixture(scope="module")
def cell(core):
    return Cell(core, ("glucose", "oxygen"), {})


@settings(max_examples=80, deadline=None)
@given(glucose=st.floats(0, 12), oxygen=st.floats(0, 20))
def test_it_is_the_model_at_every_point(grown, cell, glucose, oxygen):
    theta = np.array([glucose, oxygen])
    state = cell.most_growth(theta, STATED)
    alive = bool(grown.is_alive(theta)[0])
    if abs(state.shortfall) > 1e-5:
        assert not alive
    if alive and state.shortfall < 1e-9:
        values = dict(zip(grown.outputs, grown.evaluate(theta)[0], strict=True))
        flux = dict(zip(cell.problem.columns, state.fluxes, strict=True))
        assert values["growth"] == pytest.approx(flux["Biomass_Ecoli_core"], abs=1e-6)
        assert values["product"] == pytest.approx(flux["EX_etoh_e"], abs=1e-4)
        assert values["oxygen"] == pytest.approx(-flux["EX_o2_e"], abs=1e-4)
        assert values["acetate"] == pytest.approx(flux["EX_ac_e"], abs=1e-4)


@settings(max_examples=60, deadline=None)
@given(st.tuples(st.floats(4, 12), st.floats(0, 20)), st.tuples(st.floats(4, 12), st.floats(0, 20)))
def test_growth_is_concave(grown, one, other):
    ends = grown.evaluate([one, other])[:, 0]
    middle = grown.evaluate([np.mean([one, other], axis=0)])[0, 0]
    assert middle >= ends.mean() - 1e-9


def test_carbon_closes_at_every_vertex(grown):
    carbon = np.array(grown.carbon)
    uptake = grown.column("glucose")
    for corners in grown.vertices:
        values = grown.evaluate(corners) * carbon
        into = values[:, uptake]
        out = values.sum(axis=1) - into
        assert out == pytest.approx(into, abs=0.02)


def test_stated_errors_are_small(grown, produced):
    for found in (grown, produced):
        assert found.affine_residual < 1e-4
        assert found.random_point_error < 1e-4
        assert found.growth_error < 1e-6


def test_merging_leaves_fewer_regions_and_says_what_it_cost(core, grown):
    merged = phenotype(core.with_maintenance(3.0), "growth")
    exact = phenotype(core.with_maintenance(3.0), "growth", merge=False)
    assert len(merged.rows) <= len(exact.rows)
    theta = np.random.default_rng(0).uniform([4, 0], [12, 20], (500, 2))
    worst = np.abs(merged.evaluate(theta) - exact.evaluate(theta)).max(axis=0)
    assert (worst <= np.array(merged.merging_error) + 1e-6).all()


def test_what_is_undecided_is_looked_for_before_merging(core, monkeypatch):
    seen = {}

    def looks(cell, picked, pieces):
        seen[len(seen)] = pieces
        return ()

    monkeypatch.setattr("strains.phenotype.phenotype.undecided", looks)
    monkeypatch.setattr("strains.phenotype.mapping.prune", lambda pieces, *rest: pieces[:1])  # as if all were alike
    merged = phenotype(core, "growth")
    exact = phenotype(core, "growth", merge=False)
    assert len(merged.rows) == 1
    assert [len(pieces) for pieces in seen.values()] == [len(exact.rows)] * 2


def test_below_maintenance_the_answer_is_no_number(produced):
    # 2.75 mol ATP per mol glucose without oxygen, 8.39 mmol ATP/gDW/h to be met: alive from 3.051 on.
    least = 8.39 / 2.75
    values = produced.evaluate([[least - 1e-3], [least + 1e-3]])
    assert np.isnan(values[0]).all()
    assert not np.isnan(values[1]).any()
    assert produced.is_alive([[least - 1e-3], [least + 1e-3]]).tolist() == [False, True]


def test_every_region_is_found_at_its_own_centre(grown):
    centres = [corners.mean(axis=0) for corners in grown.vertices]
    assert grown.region(centres).tolist() == list(range(len(grown.rows)))


def test_it_reads_back_the_same(grown, produced):
    for found in (grown, produced):
        again = Phenotype.from_json(found.to_json())
        assert again == found
        assert hash(again) == hash(found)
        assert np.array_equal(again.evaluate(found.vertices[0]), found.evaluate(found.vertices[0]))
        json.dumps(found.to_dict())


def test_equality_looks_at_the_numbers(produced):
    assert produced != replace(produced, rows=produced.rows + 1e-9)
    assert produced != "a phenotype"


def test_it_is_repeatable(core, produced):
    assert phenotype(core, "production") == produced


def test_a_wrong_shape_or_name_is_refused(grown, core):
    with pytest.raises(ValueError, match="expected"):
        grown.evaluate([1.0, 2.0, 3.0])
    with pytest.raises(KeyError, match="no output 'acetat'"):
        grown.column("acetat")
    with pytest.raises(UnknownPhase, match="production"):
        phenotype(core, "produktion")


def test_a_product_without_a_pathway_is_refused(core):
    with pytest.raises(ProductImpossible, match=r"cannot make ethanol \(EX_etoh_e\)"):
        phenotype(core.with_blocks("ALCD2x"), "growth")
