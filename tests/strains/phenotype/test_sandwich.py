import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strains.errors import PhenotypeInexact
from strains.phenotype.sandwich import Point, envelope_vertices, sandwich

BOX = ((0.0, 2.0), (1.0, 4.0))


def least_of(rows):
    """A concave function, the least of affine rows, as the sandwich wants it: value, one supergradient."""

    def solve(theta):
        values = rows[:, 0] + rows[:, 1:] @ theta
        row = rows[int(np.argmin(values))]
        return Point(theta, float(values.min()), row[1:], theta)

    return solve


def test_one_row_is_one_region_over_the_whole_box():
    (region,) = sandwich(least_of(np.array([[1.0, 2.0, 3.0]])), BOX).regions
    assert region.row == pytest.approx([1.0, 2.0, 3.0])
    corners = {tuple(corner.theta.round(9)) for corner in region.corners}
    assert corners == {(0.0, 1.0), (0.0, 4.0), (2.0, 1.0), (2.0, 4.0)}
    assert region.centre == pytest.approx([1.0, 2.5])


def test_in_one_dimension_the_kink_is_found():
    found = sandwich(least_of(np.array([[0.0, 1.0], [3.0, 0.0]])), ((0.0, 10.0),))
    assert sorted(round(float(point.theta[0]), 9) for point in found.vertices) == [0.0, 3.0, 10.0]
    assert [region.row[1] for region in found.regions] == [0.0, 1.0]  # largest first


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000), st.integers(1, 9), st.integers(1, 3))
def test_every_concave_piecewise_linear_function_is_found_exactly(seed, count, size):
    rng = np.random.default_rng(seed)
    box = tuple((float(low), float(low + span)) for low, span in rng.uniform(0.5, 4.0, (size, 2)))
    rows = np.column_stack([rng.uniform(-1, 1, count), rng.uniform(0, 1, (count, size))])
    found = sandwich(least_of(rows), box)
    theta = rng.uniform(*np.array(box).T, (200, size))
    wide = np.column_stack([np.ones(200), theta])
    truth = (wide @ rows.T).min(axis=1)
    ours = (wide @ np.array([region.row for region in found.regions]).T).min(axis=1)
    assert ours == pytest.approx(truth, abs=1e-7)


def test_regions_cover_the_box_without_overlap():
    rows = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 0.5], [1.2, 0.0, 0.0]])
    found = sandwich(least_of(rows), BOX)
    from scipy.spatial import ConvexHull

    area = sum(ConvexHull([corner.theta for corner in region.corners]).volume for region in found.regions)
    assert area == pytest.approx(2.0 * 3.0)


def test_envelope_vertices_of_two_rows_lie_on_their_crossing():
    vertices = np.array(envelope_vertices(np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]), BOX))
    assert sorted({float(x) for x in vertices[:, 0].round(9)}) == [0.0, 1.0, 2.0]


def test_a_curved_function_is_given_up_with_advice():
    def bowl(theta):
        return Point(theta, -float(theta @ theta), -2 * theta, theta)

    with pytest.raises(PhenotypeInexact, match="narrow the range"):
        sandwich(bowl, ((-1.0, 1.3),))
