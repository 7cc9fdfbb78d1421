import math

import numpy as np
import pytest

from strains.design.errors import RegionUnusable
from strains.design.region import Limit, Region, at_least, at_most, yield_above, yield_below
from strains.errors import UnknownReaction


def test_one_reaction_becomes_a_bound(toy):
    problem = Region.of(at_least("biomass", 0.2), at_most("EX_p", 3.0)).problem(toy)
    assert problem.matrix.shape == toy.problem.matrix.shape
    assert problem.lower[problem.index("biomass")] == 0.2
    assert problem.upper[problem.index("EX_p")] == 3.0


def test_a_bound_of_the_network_stays_where_it_is_tighter(toy):
    assert Region.of(at_most("EX_a", 99.0)).problem(toy).upper[0] == 10.0


def test_a_negative_weight_turns_the_limit_round(toy):
    problem = Region.of(Limit.of({"EX_a": -1.0}, lower=-4.0)).problem(toy)
    assert problem.upper[0] == 4.0


def test_a_sum_becomes_a_row(toy):
    problem = Region.of(yield_above("EX_p", "EX_w", 0.5)).problem(toy, scale=2.0)
    row = problem.matrix.toarray()[-1]
    assert row[toy.place("EX_p")] == 1.0
    assert row[toy.place("EX_w")] == 0.5
    assert (problem.row_lower[-1], problem.row_upper[-1]) == (0.0, math.inf)
    assert np.all(problem.upper == 2.0 * toy.upper)


def test_it_reads_as_it_is_written():
    region = Region.of(at_least("growth", 0.05), yield_below("EX_etoh_e", "EX_glc", 1.5))
    assert str(region) == "0.05 <= growth, EX_etoh_e + 1.5 EX_glc <= 0"


@pytest.mark.parametrize(("weights", "low", "high"), [({}, 0, 1), ({"a": 1}, 2, 1), ({"a": 1}, -math.inf, math.inf)])
def test_a_limit_that_says_nothing_is_refused(weights, low, high):
    with pytest.raises(RegionUnusable, match="is no limit; name a reaction"):
        Limit.of(weights, low, high)


def test_an_unknown_reaction_is_named(toy):
    with pytest.raises(UnknownReaction, match="EX_q"):
        Region.of(at_least("EX_q", 1.0)).problem(toy)
