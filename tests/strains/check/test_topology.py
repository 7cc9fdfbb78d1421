import pytest

from strains.check.finding import Level
from strains.check.topology import check_topology, dead_ends, doubles, kind_of, outside
from strains.models.model_cache import base_network


def ids(network, places):
    return [network.metabolites[place] for place in places]


def test_dead_ends_follow_the_directions(made):
    network = made(
        {
            "in": ({"a_e": -1}, (0, 10)),  # closed on this medium: an exchange counts as open
            "use": ({"a_e": -1, "b_c": 1}, (0, 10)),
            "both": ({"b_c": -1, "c_c": 1}, (-10, 10)),
            "from": ({"d_c": -1, "b_c": 1}, (0, 10)),
            "shut": ({"c_c": -1, "a_e": 1}, (0, 0)),
        }
    )
    made_only, used_only = dead_ends(network)
    assert ids(network, made_only) == []
    assert ids(network, used_only) == ["d_c"]
    one_way = network.with_bounds({"both": (0, 10)})
    assert ids(one_way, dead_ends(one_way)[0]) == ["c_c"]


def test_doubles_are_found_whatever_their_scale_and_direction(made):
    network = made(
        {
            "one": ({"a_c": -1, "b_c": 2}, (0, 1)),
            "twice": ({"a_c": -2, "b_c": 4}, (0, 1)),
            "back": ({"a_c": 1, "b_c": -2}, (0, 1)),
            "other": ({"a_c": -1, "b_c": 1}, (0, 1)),
        }
    )
    assert doubles(network) == ((0, 1, 2),)


def test_kinds_of_outlets(made):
    network = made(
        {
            "ex": ({"a_e": -1}, (-1, 1)),
            "ex2": ({"b_e": -1}, (-1, 1)),
            "demand": ({"a_c": -1}, (0, 1)),
            "sink": ({"b_c": -1}, (-1, 1)),
            "source": ({"d_c": 1}, (0, 1)),
        }
    )
    medium = outside(network)
    assert outside(made({"r": ({"a_c": -1, "b_c": 1}, (0, 1))})) == ""
    assert [kind_of(network, place, "e") for place in range(5)] == ["exchange", "exchange", "demand", "sink", "sink"]
    assert medium in ("e", "c")


def test_the_core_model_is_in_order(textbook):
    found = {one.key: one for one in check_topology(textbook, {textbook.place("Biomass_Ecoli_core")})}
    assert found["dead_ends"].level is Level.OK
    assert found["exchange_names"].values == {"exchanges": 20, "demands": 0, "sinks": 0}
    assert found["exchange_names"].level is Level.OK
    assert {one.id for one in found["doubles"].offenders} == {"FRD7", "SUCDi"}
    assert {one.id for one in found["genes"].offenders} == {"ACt2r", "ATPM", "ETOHt2r", "PYRt2", "SUCCt3"}


def test_an_exchange_written_the_other_way_is_minded(made):
    network = made({"EX_a_e": ({"a_e": 1}, (0, 1)), "r": ({"a_e": -1, "b_c": 1}, (0, 1))})
    found = {one.key: one for one in check_topology(network, ())}
    assert found["exchange_signs"].level is Level.WARNING
    assert [one.id for one in found["exchange_signs"].offenders] == ["EX_a_e"]


@pytest.mark.slow
def test_dead_ends_of_the_genome_scale_model_are_blocked():
    from strains.check.running import blocked

    network = base_network("cobra:iJO1366")
    still = set(blocked(network).tolist())
    rows = network.matrix.tocsr()
    for metabolite in (*dead_ends(network)[0], *dead_ends(network)[1]):
        assert set(rows[[metabolite]].indices.tolist()) <= still
