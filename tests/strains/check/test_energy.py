import pytest

from strains.check.energy import check_energy, free_carriers
from strains.check.finding import Level
from strains.models.model_cache import base_network
from strains.models.network import Network

SPENT = {"atp_c": -1.0, "h2o_c": -1.0, "adp_c": 1.0, "pi_c": 1.0, "h_c": 1.0}


def pumped(network: Network, protons: float) -> Network:
    """The network with a reaction that brings protons out of the cell for nothing."""
    reaction = network.place("EX_h2o_e")
    matrix = network.matrix.tolil()
    matrix[:, reaction] = 0.0
    matrix[network.metabolites.index("h_c"), reaction] = -protons
    matrix[network.metabolites.index("h_e"), reaction] = protons
    from dataclasses import replace

    return replace(network, matrix=matrix.tocsc())


def test_a_sound_model_makes_nothing_from_nothing(textbook):
    free, tested = free_carriers(textbook)
    assert free == ()
    assert set(tested) == {"atp", "nadh", "nadph", "q8h2", "accoa", "glu__L"}


def test_a_gradient_for_nothing_is_found_with_its_cycle(textbook):
    free, _ = free_carriers(pumped(textbook, 1.0))
    found = {one.carrier: one for one in free}
    assert found["atp"].most > 0.01
    assert all("EX_h2o_e" in one.cycle for one in free)
    (finding,) = check_energy(pumped(textbook, 1.0))
    assert finding.level is Level.FAULT
    assert "EX_h2o_e" in {one.id for one in finding.offenders}


def test_the_cycle_alone_is_enough(textbook):
    broken = pumped(textbook, 1.0)
    (atp,) = (one for one in free_carriers(broken)[0] if one.carrier == "atp")
    others = {name: (0.0, 0.0) for name in broken.reactions if name not in atp.cycle}
    assert "atp" in {one.carrier for one in free_carriers(broken.with_bounds(others))[0]}
    for name in atp.cycle:  # and every part of it is needed
        part = broken.with_bounds({**others, name: (0.0, 0.0)})
        assert "atp" not in {one.carrier for one in free_carriers(part)[0]}


def test_bounds_of_any_size_give_the_same(textbook):
    broken = pumped(textbook, 1.0)
    tight = broken.with_bounds({name: (low * 1e-4, high * 1e-4) for name, low, high in
                                zip(broken.reactions, broken.lower, broken.upper, strict=True)})  # fmt: skip
    assert [(one.carrier, one.most) for one in free_carriers(tight)[0]] == [
        (one.carrier, pytest.approx(one.most)) for one in free_carriers(broken)[0]
    ]


def test_a_model_without_known_carriers_is_not_called_sound(made):
    (finding,) = check_energy(made({"r": ({"a_c": -1, "b_c": 1}, (0, 1))}))
    assert finding.level is Level.WARNING
    assert "not checked" in finding.sentence


@pytest.mark.slow
def test_the_genome_scale_models_that_come_along_are_sound():
    for name, carriers in (("iJO1366", 13), ("salmonella", 13)):
        free, tested = free_carriers(base_network(f"cobra:{name}"))
        assert (free, len(tested)) == ((), carriers)
