from __future__ import annotations

import numpy as np
import pytest

from processes.errors import NoPlan
from processes.uncertainty.distributions import Spread
from processes.uncertainty.monte_carlo import MonteCarlo
from processes.uncertainty.outcomes import Outcome
from processes.uncertainty.sampling import samples
from processes.uncertainty.surrogate import fit
from processes.uncertainty.tornado import rows, swings

ONE = (Spread("cost", 2.0, 0.5),)


def test_probability_of_a_price_has_its_error_and_counts_the_failed() -> None:
    drawn = samples(ONE, 1000, 1)
    outcomes = [Outcome(i, {"cost": drawn.row(i)["cost"]}) for i in range(1000)]
    outcomes[5] = Outcome(5, None, "NoPlan: none")
    found = MonteCarlo.of(drawn, outcomes)
    under = found.probability_under(2.5)
    assert under.share == pytest.approx(0.841, abs=0.01)
    assert under.error == pytest.approx((0.841 * 0.159 / 999) ** 0.5, rel=0.03)
    assert under.low < 0.841 < under.high
    assert (under.least, under.most) == (pytest.approx(under.share * 0.999), pytest.approx(under.share * 0.999 + 1e-3))
    assert found.reasons() == {"NoPlan: none": 1}
    assert found.to_dict()["failed"] == 1
    assert found.summary("cost").sd == pytest.approx(0.5, rel=0.02)


def test_no_spread_of_one_sample() -> None:
    with pytest.raises(NoPlan, match="1 of 2 samples came out.*why"):
        MonteCarlo.of(samples(ONE, 2, 1), [Outcome(0, {"cost": 1.0}), Outcome(1, None, "why")])


def test_tornado_tells_the_widest_first_and_a_missing_side() -> None:
    three = [Spread("a", 1.0, 0.1), Spread("b", 1.0, 0.2), Spread("c", 1.0, 0.3)]
    outcomes = [Outcome(i, {"cost": sum(row.values())}) for i, row in rows(three).items()]
    outcomes[5] = Outcome(5, None, "no plan")
    found = swings(three, outcomes)
    assert [one.name for one in found] == ["b", "a", "c"]
    assert found[0].width == pytest.approx(0.4)
    assert found[2].width is None
    assert found[2].failures == ("no plan",)


def test_a_surrogate_of_noise_says_that_it_is_none() -> None:
    two = [Spread("a", 0.0, 1.0), Spread("b", 0.0, 1.0)]
    drawn = samples(two, 200, 1)
    noise = np.random.default_rng(3).normal(size=200)
    assert not fit(two, drawn.unit, noise, 1).good
    assert fit(two, drawn.unit, drawn.values[:, 0] * (1.0 + drawn.values[:, 1]) + 0.01 * noise, 1).good
