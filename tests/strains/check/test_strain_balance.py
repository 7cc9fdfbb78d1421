import json

import pytest

from strains.check.strain_balance import check_balance, closures, energy_from_nothing
from strains.models.model import load_model
from strains.phenotype.fluxes import fluxes
from strains.phenotype.tie_break import STATED
from strains.strain import Strain


@pytest.fixture
def found(core):
    return fluxes(core, {"glucose": 10, "oxygen": 4}, STATED)


def altered(core, change):
    model = load_model("cobra:textbook")
    change(model)
    return Strain.from_model(model, core.host, core.product, core.medium)


def test_a_sound_model_and_its_fluxes_close(core, found):
    report = check_balance(core, found)
    assert report.ok
    assert report.imbalances == ()
    assert [closure.quantity for closure in report.closures] == ["carbon", "electrons"]
    # Glucose: 6 C, 24 electrons; 4 O2 take up 4 each and are counted as oxygen going in at -4 per O2.
    assert report.closures[0].into == pytest.approx(60.0, abs=1.0)
    assert "carbon" in report.as_text()
    json.dumps(report.to_dict())


def test_a_flux_that_makes_carbon_does_not_close(core, found):
    carbon, _ = closures(core, {**found, "EX_ac_e": found["EX_ac_e"] + 1.0})
    assert not carbon.closes
    assert carbon.out - carbon.into == pytest.approx(2.0)
    assert "DOES NOT CLOSE" in str(carbon)


def test_a_flux_that_makes_electrons_does_not_close(core, found):
    # One O2 more taken up: no carbon, four electrons.
    carbon, electrons = closures(core, {**found, "EX_o2_e": found["EX_o2_e"] - 1.0})
    assert carbon.closes
    assert not electrons.closes
    assert abs(electrons.out - electrons.into) == pytest.approx(4.0)


def test_an_unbalanced_reaction_is_named_with_its_excess(core):
    def lose_a_proton(model):
        model.reactions.PFK.add_metabolites({model.metabolites.h_c: -1})

    (one,) = check_balance(altered(core, lose_a_proton)).imbalances
    assert one.reaction == "PFK"
    assert one.excess == {"H": -1.0, "charge": -1.0}


def test_a_metabolite_without_formula_is_named(core):
    def forget(model):
        model.metabolites.pyr_c.formula = ""

    report = check_balance(altered(core, forget))
    assert report.without_formula == ("pyr_c",)
    assert not report.ok
    assert report.checked < check_balance(core).checked
    assert "pyr_c" in report.as_text()


def test_energy_from_nothing_is_found(core):
    def free_atp(model):
        model.reactions.ATPS4r.add_metabolites({model.metabolites.h_e: 4, model.metabolites.h_c: -4})
        model.reactions.ATPS4r.bounds = (-1000, 1000)

    assert energy_from_nothing(core) == pytest.approx(0.0, abs=1e-9)
    report = check_balance(altered(core, free_atp))
    assert report.energy_from_nothing > 1.0
    assert not report.ok
