import pytest

from strains.phenotype.tie_break import STATED, TieBreak


def test_weights_are_named_by_exchange(core):
    weights = STATED.of(core)
    assert weights["EX_etoh_e"] == 1e-4
    assert weights["EX_o2_e"] == 1e-6
    assert weights["EX_h_e"] == -1e-7


def test_the_products_weight_comes_first_and_unknown_names_are_left_out(core):
    tie_break = TieBreak((("product", 1e-4), ("ethanol", 1e-9), ("unobtainium", 1.0)))
    assert tie_break.of(core) == {"EX_etoh_e": 1e-4}


def test_dividing_keeps_the_order(core):
    assert STATED.divided(10).of(core)["EX_etoh_e"] == pytest.approx(1e-5)
    assert [name for name, _ in STATED.divided(10).weights] == [name for name, _ in STATED.weights]


def test_it_can_be_read():
    assert str(STATED).startswith("at equal growth more product (0.0001), then more acetate")
    assert "less proton" in str(STATED)
