import numpy as np
import pytest

from strains.phenotype.regions import ALLOWED_ELSE, Piece, allowed, error, evaluate, fit, prune
from strains.phenotype.sandwich import Point, Region


def piece(row, affine, theta):
    theta = np.array(theta, dtype=float)
    affine = np.array(affine, dtype=float)
    return Piece(np.array(row, dtype=float), affine, theta, np.column_stack([np.ones(len(theta)), theta]) @ affine.T)


def test_fit_finds_the_affine_map_of_the_corners():
    truth = np.array([[1.0, 2.0, -3.0], [0.0, 0.5, 0.25]])
    corners = tuple(
        Point(np.array(theta), 0.0, np.zeros(2), truth @ [1.0, *theta]) for theta in [(0, 0), (1, 0), (0, 2), (3, 1)]
    )
    found = fit(Region(np.zeros(3), corners), np.eye(2))
    assert found.affine == pytest.approx(truth)
    assert found.residual.max() < 1e-12


def test_residual_tells_that_the_corners_are_not_affine():
    corners = tuple(Point(np.array([x]), 0.0, np.zeros(1), np.array([x**2])) for x in (0.0, 1.0, 2.0))
    assert fit(Region(np.zeros(2), corners), np.eye(1)).residual[0] > 0.1


def test_evaluate_takes_the_region_whose_row_is_least():
    rows = np.array([[0.0, 1.0], [2.0, 0.0]])
    coefficients = np.array([[[0.0, 10.0]], [[20.0, 0.0]]])
    assert evaluate(rows, coefficients, np.array([[1.0], [5.0]]))[:, 0] == pytest.approx([10.0, 20.0])


def test_growth_alike_but_product_different_is_not_merged():
    # Two regions of equal growth; the product differs by percents. Judged by growth they would be one.
    theta = np.array([[0.0], [1.0], [2.0]])
    left = piece([0.0, 1.0], [[0.0, 1.0], [0.0, 1.0]], [[0.0], [1.0]])
    right = piece([1e-6, 0.999999], [[0.0, 1.0], [-2.0, 3.0]], [[1.0], [2.0]])
    values = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 4.0]])
    assert len(prune([left, right], allowed(("growth", "product")), theta, values)) == 2


def test_regions_that_hardly_differ_are_merged_and_the_error_is_within_the_allowed():
    theta = np.array([[0.0], [1.0], [2.0]])
    left = piece([0.0, 1.0], [[0.0, 1.0]], [[0.0], [1.0]])
    right = piece([0.01, 0.99], [[0.01, 0.99]], [[1.0], [2.0]])
    values = np.vstack([left.values, right.values[-1:]])
    kept = prune([left, right], allowed(("product",)), theta, values)
    assert len(kept) == 1
    assert 0 < error(kept, theta, values)[0] <= ALLOWED_ELSE
