import pytest

from strains.errors import MediumInfeasible, UnknownReaction
from strains.phenotype.fluxes import flux_range, fluxes, growth, most_product
from strains.phenotype.tie_break import STATED


def test_growth_of_the_core_model(core):
    # Orth, Thiele & Palsson 2010, Nat. Biotechnol. 28:245: 1.6531 1/h aerobic, 0.4706 1/h anaerobic at glucose 18.5.
    assert growth(core, {"glucose": 18.5, "oxygen": 1000}) == pytest.approx(1.6531, abs=1e-4)
    assert growth(core, {"glucose": 18.5, "oxygen": 0}) == pytest.approx(0.4706, abs=1e-4)


def test_fluxes_satisfy_steady_state(core):
    found = fluxes(core, {"glucose": 10, "oxygen": 5}, STATED)
    assert tuple(found) == core.base.reactions
    assert core.base.matrix @ list(found.values()) == pytest.approx(0.0, abs=1e-6)


def test_the_range_holds_the_tie_broken_flux(core):
    limits = {"glucose": 10.0, "oxygen": 30.0}
    found = fluxes(core, limits, STATED)
    low, high = flux_range(core, limits, ["oxygen"], 0.95)["oxygen"]
    assert low - 1e-6 <= -found["EX_o2_e"] <= high + 1e-6
    assert high - low > 1


def test_the_range_narrows_with_growth(core):
    limits = {"glucose": 10.0, "oxygen": 0.0}
    spans = [flux_range(core, limits, ["product"], fraction)["product"] for fraction in (0.5, 0.9, 1.0)]
    assert [low for low, _ in spans] == sorted(low for low, _ in spans)
    assert [high for _, high in spans] == sorted((high for _, high in spans), reverse=True)


def test_most_product(core):
    assert most_product(core, {"glucose": 10, "oxygen": 0}) == pytest.approx(20.0)


def test_what_cannot_live_is_refused_with_the_shortfall(core):
    with pytest.raises(MediumInfeasible, match=r"glucose 1, oxygen 0 .*8.39 mmol ATP.*5.64 short"):
        growth(core, {"glucose": 1, "oxygen": 0})


def test_wrong_questions_are_refused(core):
    with pytest.raises(ValueError, match="expected 0 to 1"):
        flux_range(core, {"glucose": 10}, ["product"], 90)
    with pytest.raises(UnknownReaction, match="did you mean 'oxygen'"):
        growth(core, {"oxigen": 10})
