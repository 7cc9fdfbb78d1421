import numpy as np
import pytest

from strains.certificate.whole_genome import WholeGenomeCell
from strains.errors import LimitUnusable, UnknownPhase
from strains.phenotype.phenotype import phenotype


@pytest.fixture(scope="module")
def grown(core):
    return phenotype(core, "growth", merge=False)


@pytest.fixture
def cell(core, grown):
    return WholeGenomeCell(core, grown.outputs)


def test_it_agrees_with_the_phenotype_without_using_it(cell, grown):
    for theta in np.random.default_rng(5).uniform([4, 0], [12, 20], (60, 2)):
        assert cell.rates("growth", theta) == pytest.approx(grown.evaluate(theta)[0], abs=1e-5)
    assert cell.solved == 60
    assert cell.infeasible == 0


def test_it_does_not_touch_highs_or_the_phenotype():
    import strains.certificate.glpk
    import strains.certificate.whole_genome

    for module in (strains.certificate.whole_genome, strains.certificate.glpk):
        assert not {"WarmLP", "Cell", "phenotype", "Phenotype"} & set(vars(module))


def test_unmet_maintenance_is_counted_and_continuous(cell):
    starving = cell.rates("production", [1.0])
    assert cell.infeasible == 1
    assert starving[0] == pytest.approx(0.0, abs=1e-9)
    place = cell.outputs.index("product")
    assert 0.0 < starving[place] < 2.0  # what there is still pays for maintenance, and ends as product
    starved, fed = 1.0, 10.0
    while fed - starved > 1e-3:
        middle, before = (starved + fed) / 2.0, cell.infeasible
        cell.rates("production", [middle])
        starved, fed = (middle, fed) if cell.infeasible > before else (starved, middle)
    assert cell.rates("production", [starved]) == pytest.approx(cell.rates("production", [fed]), abs=0.02)
    cell.infeasible = 1
    assert cell.rates("production", [10.0])[0] > 0.1
    assert cell.infeasible == 1


def test_phases_hold_what_they_fix(cell):
    anaerobic = cell.rates("production", [10.0])
    assert anaerobic == pytest.approx(cell.rates("growth", [10.0, 0.0]), abs=1e-6)
    assert anaerobic[cell.outputs.index("oxygen")] == pytest.approx(0.0, abs=1e-9)


def test_least_and_most_product_enclose_the_stated(core, grown):
    # Without fermentation of its own to bind it, formate against hydrogen is open; ethanol is the stated product.
    cell = WholeGenomeCell(core.with_blocks("PFL"), grown.outputs)
    product = cell.outputs.index("product")
    for theta in [(10.0, 0.0), (10.0, 5.0), (10.0, 20.0)]:
        low, middle, high = (
            cell.rates("growth", theta, choice)[product] for choice in ("least_product", "stated", "most_product")
        )
        assert low - 1e-6 <= middle <= high + 1e-6
        growth = [cell.rates("growth", theta, choice)[0] for choice in ("least_product", "stated", "most_product")]
        assert growth == pytest.approx([growth[0]] * 3, abs=1e-6)


def test_the_order_of_the_calls_does_not_matter(core, grown):
    points = [(10.0, 0.0), (4.0, 15.0), (12.0, 7.0)]
    one, other = WholeGenomeCell(core, grown.outputs), WholeGenomeCell(core, grown.outputs)
    forward = [one.rates("growth", theta) for theta in points]
    one.rates("growth", points[0], "least_product")
    backward = [other.rates("growth", theta) for theta in reversed(points)][::-1]
    assert np.array(forward) == pytest.approx(np.array(backward), abs=1e-7)


@pytest.mark.parametrize(
    ("phase", "theta", "choice", "error", "message"),
    [
        ("grow", [1, 1], "stated", UnknownPhase, "did you mean 'growth'"),
        ("growth", [1], "stated", ValueError, "has limits"),
        ("growth", [1, -1], "stated", LimitUnusable, "uptake limit of oxygen"),
        ("growth", [1, 1], "most_produkt", ValueError, "did you mean 'most_product'"),
    ],
)
def test_wrong_questions_are_refused(cell, phase, theta, choice, error, message):
    with pytest.raises(error, match=message):
        cell.rates(phase, theta, choice)
