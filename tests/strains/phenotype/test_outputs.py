import pytest

from strains.errors import UnknownReaction
from strains.phenotype.outputs import by_products, main_outputs, output, outputs


def test_main_outputs_stand_in_a_fixed_order(core):
    names = [one.name for one in main_outputs(core)]
    assert names == ["growth", "glucose", "oxygen", "product", "co2", "proton"]


def test_uptakes_are_positive_when_taken_up_and_secretions_when_secreted(core):
    signs = {one.name: one.sign for one in main_outputs(core)}
    assert signs == {"growth": 1, "glucose": -1, "oxygen": -1, "product": 1, "co2": 1, "proton": 1}


def test_carbon_of_each_output(core):
    carbon = {one.name: one.carbon for one in main_outputs(core)}
    assert carbon["glucose"] == 6
    assert carbon["product"] == 2  # ethanol
    assert carbon["proton"] == 0
    assert 35 < carbon["growth"] < 45  # about half of the dry weight is carbon


def test_by_products_are_the_other_carbon_compounds_by_name(core):
    names = {one.name for one in by_products(core)}
    assert {"acetate", "formate", "lactate", "succinate"} <= names
    assert not {"ethanol", "glucose", "co2", "ammonium"} & names
    assert all(one.carbon > 0 for one in by_products(core))


def test_outputs_by_name_are_those_of_the_lists(core):
    for one in (*main_outputs(core), *by_products(core)):
        assert output(core, one.name) == one
    assert outputs(core, ("growth", "acetate"))[1].reaction == "EX_ac_e"


def test_an_unknown_output_brings_the_nearest(core):
    with pytest.raises(UnknownReaction, match="did you mean 'acetate'"):
        output(core, "acetat")
