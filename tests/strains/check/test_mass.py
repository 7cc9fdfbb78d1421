import pytest

from strains.check.finding import Level
from strains.check.mass import check_mass, imbalances
from strains.models.model import base_model
from strains.models.network import Network

F = {"a_c": "C6H12O6", "b_c": "C3H6O3", "c_c": "CO2", "x_c": "C2R"}


def test_what_is_made_from_nothing_is_counted_by_element(made):
    network = made({"half": ({"a_c": -1, "b_c": 1}, (0, 1)), "whole": ({"a_c": -1, "b_c": 2}, (0, 1))}, F)
    (one,) = imbalances(network, [0, 1])
    assert one.reaction == "half"
    assert one.excess == {"C": -3.0, "H": -6.0, "O": -3.0}


def test_charge_is_counted_only_where_every_charge_is_known(made):
    parts = {"one": ({"a_c": -1, "d_c": 1}, (0, 1)), "two": ({"a_c": -1, "e_c": 1}, (0, 1))}
    formulas = dict.fromkeys(("a_c", "d_c", "e_c"), "C6H12O6")
    network = made(parts, formulas, {"a_c": 0.0, "d_c": -1.0})
    (one,) = imbalances(network, [0, 1])
    assert (one.reaction, one.excess) == ("one", {"charge": -1.0})
    assert imbalances(made(parts, {}, {"a_c": 0.0, "d_c": -1.0}), [0, 1]) == ()


def test_what_has_no_formula_is_told_and_not_called_unbalanced(made):
    network = made({"blind": ({"a_c": -1, "unknown_c": 1}, (0, 1)), "ex": ({"a_c": -1}, (0, 1))}, F)
    mass, charge, formulas = check_mass(network, ())
    assert (mass.level, charge.level, formulas.level) == (Level.OK, Level.OK, Level.WARNING)
    assert [one.id for one in formulas.offenders] == ["unknown_c"]
    assert formulas.values == {"without_formula": 1, "unchecked_reactions": 1}


def test_groups_balance_like_elements(made):
    network = made({"moved": ({"x_c": -1, "y_c": 1}, (0, 1)), "lost": ({"x_c": -1, "z_c": 1}, (0, 1))},
                   {"x_c": "C2R", "y_c": "C2R", "z_c": "C2"})  # fmt: skip
    (one,) = imbalances(network, [0, 1])
    assert (one.reaction, one.excess) == ("lost", {"R": -1.0})


def test_as_many_as_are_known_of_a_published_model_are_no_fault(made):
    network = made({"half": ({"a_c": -1, "b_c": 1}, (0, 1))}, F)
    assert next(check_mass(network, (), 0)).level is Level.FAULT
    assert next(check_mass(network, (), 1)).level is Level.WARNING
    assert next(check_mass(network, {0}, 0)).level is Level.OK


@pytest.mark.parametrize(
    "name",
    ["textbook", pytest.param("iJO1366", marks=pytest.mark.slow), pytest.param("salmonella", marks=pytest.mark.slow)],
)
def test_the_numbers_are_those_of_cobrapy(name):
    model = base_model(f"cobra:{name}")
    network = Network.from_cobra(model)
    inner = [place for place in range(len(network.reactions)) if place not in set(network.boundary.tolist())]
    ours = {one.reaction: one.excess for one in imbalances(network, inner)}
    for place in inner:
        reaction = model.reactions.get_by_id(network.reactions[place])
        if any(not metabolite.formula or metabolite.charge is None for metabolite in reaction.metabolites):
            continue
        theirs = {key: value for key, value in reaction.check_mass_balance().items() if abs(value) > 1e-6}
        assert ours.get(reaction.id, {}) == pytest.approx(theirs, abs=1e-6), reaction.id


def test_a_broken_reaction_of_a_real_model_is_found():
    model = base_model("cobra:textbook").copy()
    model.reactions.PFK.add_metabolites({model.metabolites.h_c: 1.0})
    mass, charge, _ = check_mass(Network.from_cobra(model), ())
    found = {one.id: one.detail for one in (*mass.offenders, *charge.offenders)}
    assert found["PFK"] == "H +1, charge +1"
