"""Every cost correlation: sourced, rising with size, never used past its range."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.plant.equipment import correlation, correlations, cost_index, index_of
from processes.plant.errors import EquipmentUnknown


@pytest.mark.parametrize("kind", sorted(correlations()))
class TestCorrelation:
    def test_has_a_range_an_index_and_a_source(self, kind):
        one = correlation(kind)
        assert 0.0 < one.least < one.most
        assert one.installation >= 1.0
        assert len(one.source) > 10
        assert one.unit
        assert one.index > 100.0

    def test_costs_something_and_rises_with_size(self, kind):
        one = correlation(kind)
        sizes = np.geomspace(one.least, one.most, 20)
        costs = one.unit_cost(sizes)
        assert (costs > 0.0).all()
        assert (np.diff(costs) > 0.0).all()

    def test_is_numbered_up_past_its_range(self, kind):
        one = correlation(kind)
        three = one.buy(2.5 * one.most)
        assert three.number == 3
        assert three.size <= one.most * (1.0 + 1e-12)
        assert three.size * three.number == pytest.approx(2.5 * one.most)
        assert three.cost == pytest.approx(3 * one.unit_cost(three.size))
        assert one.buy(one.most).number == 1

    def test_buys_the_least_below_its_range(self, kind):
        one = correlation(kind)
        assert one.buy(0.5 * one.least).size == one.least
        assert one.buy(0.5 * one.least).cost == pytest.approx(one.unit_cost(one.least))


@given(st.sampled_from(sorted(correlations())), st.floats(0.01, 20.0), st.floats(1.0, 3.0))
def test_more_never_costs_less(kind, share, times):
    one = correlation(kind)
    assert one.buy(share * times * one.most).cost >= one.buy(share * one.most).cost * (1.0 - 1e-9)


def test_samples_are_bought_as_one_by_one():
    one = correlation(sorted(correlations())[0])
    sizes = np.array([0.5 * one.least, one.most, 2.5 * one.most])
    assert one.buy(sizes).cost == pytest.approx([one.buy(float(size)).cost for size in sizes])


def test_money_of_another_year_follows_the_index():
    one = correlation(sorted(correlations())[0])
    bought = one.buy(one.least)
    assert bought.cost_at(2.0 * bought.cost_index) == pytest.approx(2.0 * bought.cost)
    assert index_of(2019) == cost_index()[2019]


def test_what_is_not_known_is_named():
    with pytest.raises(EquipmentUnknown, match="no cost correlation for 'evaporato'"):
        correlation("evaporato")
    with pytest.raises(EquipmentUnknown, match="no cost index for 1900"):
        index_of(1900)
