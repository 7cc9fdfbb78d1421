import pytest

from strains.check.biomass import guess_biomass
from strains.check.finding import Level
from strains.check.running import blocked, blocked_here, check_running, loops
from strains.models.model import base_model
from strains.models.network import Network


def unheard(share: float) -> None:
    del share


def found(network, biomass="guess"):
    chosen = guess_biomass(network) if biomass == "guess" else None
    return {one.key: one for one in check_running(network, chosen, unheard)}


def test_blocked_reactions_are_those_of_cobrapy(textbook):
    from cobra.flux_analysis import find_blocked_reactions

    ours = {textbook.reactions[place] for place in blocked_here(textbook)}
    assert ours == set(find_blocked_reactions(base_model("cobra:textbook").copy(), processes=1))
    assert len(blocked(textbook)) == 0


@pytest.mark.slow
def test_blocked_reactions_of_a_genome_scale_model_are_those_of_cobrapy():
    from cobra.flux_analysis import find_blocked_reactions

    model = base_model("cobra:iJO1366").copy()
    network = Network.from_cobra(model)
    theirs = set(find_blocked_reactions(model, processes=1))
    assert {network.reactions[place] for place in blocked_here(network)} == theirs


def test_loops_are_what_runs_with_closed_exchanges(textbook):
    from cobra.flux_analysis import flux_variability_analysis

    model = base_model("cobra:textbook").copy()
    for reaction in model.boundary:
        reaction.bounds = (0, 0)
    model.reactions.ATPM.lower_bound = 0
    ranges = flux_variability_analysis(model, fraction_of_optimum=0, processes=1).abs().max(axis=1)
    assert {textbook.reactions[place] for place in loops(textbook)} == set(ranges[ranges > 1e-6].index)


def test_growth_is_told_with_who_makes_it(textbook):
    growth = found(textbook)["growth"]
    assert growth.level is Level.OK
    assert growth.values["growth_per_h"] == pytest.approx(0.873922, abs=1e-6)
    assert "Biomass_Ecoli_core" in growth.sentence


def test_no_growth_and_contradicting_bounds_are_faults(textbook):
    still = found(textbook.with_bounds({"Biomass_Ecoli_core": (0.0, 0.0)}))
    assert still["growth"].level is Level.FAULT
    starved = found(textbook.with_bounds({"EX_glc__D_e": (0.0, 1000.0)}))
    assert starved["growth"].level is Level.FAULT
    assert "ATPM" in starved["growth"].sentence
    assert "nothing can be told" in starved["blocked"].sentence


def test_without_objective_growth_cannot_be_told(made):
    network = made({"r": ({"a_c": -1, "b_c": 1}, (0, 1))})
    assert found(network)["growth"].level is Level.WARNING
