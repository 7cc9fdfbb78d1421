import numpy as np
import pytest

from strains.errors import MediumInfeasible, PhenotypeInexact
from strains.phenotype.cell import Cell
from strains.phenotype.mapping import alive_rows, check_points, draw, fit_and_check, pick_outputs, undecided
from strains.phenotype.regions import homogeneous
from strains.phenotype.tie_break import STATED, TieBreak

BOX = ((0.0, 12.0), (0.0, 20.0))


@pytest.fixture(scope="module")
def cell(core):
    return Cell(core, ("glucose", "oxygen"), {})


@pytest.fixture(scope="module")
def drawn(cell):
    return draw(cell, BOX, STATED)


def test_weights_that_cost_growth_are_made_smaller(cell):
    heavy = TieBreak((("product", 5e-2),))
    found = draw(cell, BOX, heavy)
    assert found.tie_break.weights[0][1] < 5e-2
    assert found.growth_error <= 1e-6


def test_a_tie_break_that_cannot_be_small_enough_is_refused(cell):
    with pytest.raises(PhenotypeInexact, match="no tie-break is small enough"):
        draw(cell, BOX, TieBreak((("product", 1e4),)))


def test_a_strain_that_cannot_live_is_refused(core):
    with pytest.raises(MediumInfeasible, match="maintenance of 900 mmol ATP"):
        draw(Cell(core.with_maintenance(900.0), ("glucose", "oxygen"), {}), BOX, STATED)


def test_alive_rows_are_where_maintenance_is_met(cell, drawn):
    rows = alive_rows(cell, drawn)
    theta = np.random.default_rng(3).uniform([0, 0], [4, 8], (150, 2))
    said = (homogeneous(theta) @ rows.T >= 0).all(axis=1)
    met = np.array([cell.most_growth(point).shortfall < 1e-9 for point in theta])
    assert (said == met).all()
    assert 0 < met.sum() < len(met)


def test_check_points_are_alive_and_repeatable(cell, drawn):
    rows = alive_rows(cell, drawn)
    points = check_points(drawn, rows, BOX, 0)
    assert len(points) >= 60
    assert (homogeneous(points) @ rows.T > -1e-6).all()
    assert np.array_equal(points, check_points(drawn, rows, BOX, 0))
    assert not np.array_equal(points, check_points(drawn, rows, BOX, 1))


def test_only_secreted_by_products_become_outputs(cell, drawn):
    names = [one.name for one in pick_outputs(cell, drawn)]
    assert names[6:] == ["acetate", "formate"]


def test_undecided_outputs_are_found_where_oxygen_is_in_excess(cell, drawn):
    from strains.phenotype.mapping import output_matrix
    from strains.phenotype.regions import fit

    picked = pick_outputs(cell, drawn)
    pieces = [fit(region, output_matrix(cell, picked)) for region in drawn.live]
    excess = [piece for piece in pieces if abs(piece.row[2]) < 1e-9]
    limited = [piece for piece in pieces if abs(piece.row[2]) > 1e-3]
    assert excess
    centre = tuple(float(number) for number in limited[0].theta.mean(axis=0))
    assert not [one for one in undecided(cell, picked, limited[:1]) if one.theta == centre]


def test_regions_that_miss_the_model_are_refused(core, cell, drawn):
    # The map of one strain held against the model of another.
    from strains.phenotype.regions import allowed

    picked = pick_outputs(cell, drawn)
    other = Cell(core.with_blocks("PFL"), ("glucose", "oxygen"), {})
    limit = allowed([one.name for one in picked])
    with pytest.raises(PhenotypeInexact, match=r"miss the model's \w+ by"):
        fit_and_check(other, drawn, picked, np.array([[10.0, 1.0]]), limit, True)
