"""Numbers of the literature, and of COBRApy with GLPK on the same model, that the strains must give again.

The model is iJO1366 (Orth et al. 2011, Mol. Syst. Biol. 7:535, doi:10.1038/msb.2011.65) as COBRApy ships it.
"""

import time
from dataclasses import replace

import numpy as np
import pytest

from strains.certificate.whole_genome import WholeGenomeCell
from strains.phenotype.fluxes import flux_range, growth, most_product
from strains.phenotype.phenotype import phenotype
from strains.strain import Strain

ANAEROBIC = {"glucose": 10.0, "oxygen": 0.0}


@pytest.fixture(scope="module")
def strain() -> Strain:
    return Strain.from_cards("ecoli_k12", "succinate", "m9_glucose")


@pytest.fixture(scope="module")
def grown(strain):
    return phenotype(strain, "growth")


@pytest.fixture(scope="module")
def exact(strain):
    return phenotype(strain, "growth", merge=False)


@pytest.fixture(scope="module")
def produced(strain):
    return phenotype(strain, "production")


def at(found, theta):
    return dict(zip(found.outputs, found.evaluate(theta)[0], strict=True))


def affine(found, theta, output):
    """Constant and slopes of ``output`` in the region that holds at ``theta``."""
    return found.coefficients[found.region(theta)[0], found.column(output)]


class TestStrain:
    def test_wild_type_aerobic(self, strain):
        # Orth et al. 2011: 0.982 1/h at glucose 10 mmol/gDW/h.
        assert growth(strain.wild_type(), {"glucose": 10, "oxygen": 1000}) == pytest.approx(0.982372, abs=1e-6)

    def test_the_four_genes_alone_are_the_wild_type(self, strain):
        # ldhA, pflB, adhE and ptsG have isozymes in the model.
        wild, genes = growth(strain.wild_type(), ANAEROBIC), growth(strain.genes_only(), ANAEROBIC)
        assert wild == pytest.approx(0.2415, abs=1e-4)
        assert genes == pytest.approx(wild, abs=1e-9)
        assert flux_range(strain.genes_only(), ANAEROBIC, ["product"])["product"][1] < 0.1

    def test_most_succinate(self, strain):
        assert most_product(strain, ANAEROBIC) == pytest.approx(16.33, abs=0.005)


class TestProduction:
    def test_at_glucose_10(self, produced):
        values = at(produced, [10.0])
        assert values["growth"] == pytest.approx(0.0923, abs=5e-5)
        assert 12.53 <= values["product"] <= 12.54
        assert values["acetate"] == pytest.approx(6.07, abs=0.005)
        assert values["co2"] == pytest.approx(-6.07, abs=0.005)
        assert values["proton"] == pytest.approx(31.99, abs=0.005)

    def test_succinate_to_acetate_is_that_of_kj134(self, produced):
        # Strain KJ134, Microb. Cell Fact. 2013, 12:80: 2 mol succinate per mol acetate while growing.
        values = at(produced, [10.0])
        assert values["product"] / values["acetate"] == pytest.approx(2.0, rel=0.05)

    @pytest.mark.parametrize(
        ("output", "expected"),
        [
            ("growth", (-0.0378, 0.0130)),
            ("product", (0.327, 1.221)),
            ("acetate", (0.244, 0.583)),
            ("co2", (-0.245, -0.583)),
            ("proton", (0.551, 3.144)),
        ],
    )
    def test_one_live_region(self, produced, output, expected):
        assert len(produced.rows) == 1
        assert affine(produced, [10.0], output) == pytest.approx(expected, rel=0.01)

    def test_alive_from_the_glucose_that_feeds_maintenance(self, produced):
        # 3.15 mmol ATP/gDW/h of maintenance (Orth et al. 2011) from 1.0833 mol ATP per mol glucose.
        assert produced.alive == pytest.approx(np.array([[-3.15, 1.08333]]), abs=1e-4)
        assert produced.is_alive([[2.907], [2.908]]).tolist() == [False, True]

    def test_nothing_is_left_to_a_tie_break(self, produced):
        assert produced.undecided == ()


class TestGrowth:
    def test_the_map_is_exact(self, exact):
        assert exact.random_point_error <= 1e-4
        assert exact.affine_residual <= 1e-4
        assert exact.growth_error <= 1e-6

    def test_merging_leaves_four_regions_within_the_allowed_error(self, grown):
        assert len(grown.rows) == 4
        errors = dict(zip(grown.outputs, grown.merging_error, strict=True))
        assert errors["growth"] <= 5e-4
        assert max(errors["product"], errors["acetate"], errors["oxygen"]) <= 0.05
        assert errors["co2"] <= 0.15
        assert errors["proton"] <= 0.3

    @pytest.mark.parametrize(
        ("theta", "output", "expected"),
        [
            ([4.0, 14.0], "growth", (-0.0131, 0.0985, 0.0)),
            ([4.0, 14.0], "oxygen", (0.564, 1.746, 0.0)),
            ([4.0, 14.0], "product", (0.0, 0.0, 0.0)),
            ([8.0, 12.0], "growth", (-0.0313, 0.0422, 0.0322)),
            ([8.0, 12.0], "acetate", (0.675, 2.089, -1.197)),
            ([8.1, 9.6], "growth", (-0.0335, 0.0293, 0.0425)),
            ([8.1, 9.6], "acetate", (0.723, 2.369, -1.418)),
            ([8.0, 3.0], "growth", (-0.0378, 0.0130, 0.0581)),
            ([8.0, 3.0], "product", (0.327, 1.221, -1.169)),
            ([8.0, 3.0], "acetate", (0.244, 0.583, 0.292)),
        ],
    )
    def test_live_regions(self, grown, theta, output, expected):
        assert affine(grown, theta, output) == pytest.approx(expected, rel=0.01, abs=1e-4)

    def test_oxygen_in_excess_leaves_oxygen_and_base_to_the_tie_break(self, grown):
        assert {one.output for one in grown.undecided} == {"oxygen", "proton"}
        assert "oxygen" in grown.tie_break


class TestUniqueness:
    @pytest.mark.parametrize(
        ("limits", "expected"),
        [
            ((10, 0), {"product": 12.535, "acetate": 6.071, "co2": -6.07, "oxygen": 0.0, "proton": 31.99}),
            ((8, 8), {"product": 0.742, "acetate": 7.242, "oxygen": 8.0}),
            ((8, 4), {"product": 5.418, "acetate": 6.074, "oxygen": 4.0}),
        ],
    )
    def test_unique_at_full_growth(self, strain, limits, expected):
        found = flux_range(strain, dict(zip(("glucose", "oxygen"), limits, strict=True)), list(expected))
        for name, value in expected.items():
            assert found[name] == pytest.approx((value, value), abs=0.005)

    def test_oxygen_in_excess(self, strain):
        found = flux_range(strain, {"glucose": 8, "oxygen": 20}, ["product", "acetate", "co2", "oxygen", "proton"])
        assert found["product"] == pytest.approx((0, 0), abs=1e-5)
        assert found["acetate"] == pytest.approx((0, 0), abs=1e-5)
        assert found["co2"] == pytest.approx((16.19, 16.19), abs=0.005)
        assert found["oxygen"] == pytest.approx((14.53, 20.0), abs=0.01)
        assert found["proton"] == pytest.approx((-14.7, 7.1), abs=0.05)

    def test_at_99_percent_of_growth(self, strain):
        found = flux_range(strain, ANAEROBIC, ["product", "acetate", "co2"], 0.99)
        assert found["product"] == pytest.approx((12.24, 12.60), abs=0.006)
        assert found["acetate"] == pytest.approx((5.69, 6.15), abs=0.006)
        assert found["co2"] == pytest.approx((-6.15, -5.46), abs=0.006)


class TestDirection:
    """The genotype must drive the answer; the numbers are COBRApy's own with GLPK, for the same changes."""

    @pytest.mark.parametrize(
        ("change", "mu", "succinate", "acetate"),
        [
            (lambda s: s.without_block("PFL"), 0.1659, 0.05, 17.4),
            (lambda s: s.with_blocks("ACKr", "PTAr"), 0.0776, 7.77, 0.05),
            (lambda s: s.with_maintenance(6.0), 0.0581, 12.83, None),
            (lambda s: s.with_maintenance(1.5), 0.1121, 12.36, None),
            (lambda s: s.with_blocks("ICL"), 0.0923, 12.535, 6.07),
        ],
        ids=["PFL restored", "ACKr and PTAr out", "maintenance 6", "maintenance 1.5", "ICL out"],
    )
    def test_production(self, strain, change, mu, succinate, acetate):
        changed = change(strain)
        found = phenotype(changed, "production")
        values = at(found, [10.0])
        assert values["growth"] == pytest.approx(mu, abs=6e-5)
        assert values["growth"] == pytest.approx(growth(changed, ANAEROBIC), abs=1e-6)
        assert values["product"] == pytest.approx(succinate, abs=0.006)
        if acetate is not None and "acetate" in values:
            assert values["acetate"] == pytest.approx(acetate, abs=0.06)

    def test_an_unused_reaction_changes_nothing(self, strain, produced):
        found = phenotype(strain.with_blocks("ICL"), "production")
        assert found.coefficients == pytest.approx(produced.coefficients, abs=1e-6)

    def test_restored_pfl_leaves_acetate_and_formate_open(self, strain):
        found = flux_range(strain.without_block("PFL"), ANAEROBIC, ["acetate", "formate", "co2"])
        assert found["acetate"] == pytest.approx((4.4, 17.5), abs=0.1)
        assert found["formate"] == pytest.approx((18, 35.5), abs=0.2)
        assert found["co2"] == pytest.approx((-17.4, 0.0), abs=0.1)


class TestWholeGenomeCell:
    def test_it_agrees_with_the_exact_map_everywhere(self, strain, exact):
        cell = WholeGenomeCell(strain, exact.outputs)
        theta = np.random.default_rng(11).uniform([3, 0], [12, 20], (150, 2))
        ours = np.array([cell.rates("growth", point) for point in theta])
        assert np.abs(ours - exact.evaluate(theta)).max() <= 1e-4
        assert (cell.solved, cell.infeasible) == (150, 0)

    def test_the_tie_break_decides_acetate_with_pfl_restored(self, strain):
        # Acetate as the product, so that the band of 4.4 to 17.5 is the band of the product.
        card = strain.product.model_copy(update={"exchange": "EX_ac_e"})
        cell = WholeGenomeCell(replace(strain.without_block("PFL"), product=card), ("product",))
        low, high = (cell.rates("production", [10.0], choice)[0] for choice in ("least_product", "most_product"))
        assert (low, high) == pytest.approx((4.4, 17.5), abs=0.1)


@pytest.mark.slow
def test_a_call_along_a_smooth_path_takes_milliseconds(strain, exact):
    cell = WholeGenomeCell(strain, exact.outputs)
    cell.rates("growth", (10.0, 15.0))
    start = time.perf_counter()
    for part in np.linspace(0, 1, 200):
        cell.rates("growth", (10 - 6 * part, 15 - 14 * part))
    assert (time.perf_counter() - start) / 200 < 0.02
