from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from processes.errors import OutOfRange
from processes.uncertainty.distributions import KINDS, Spread
from processes.uncertainty.sampling import METHODS, samples

TWO = (Spread("a", 10.0, 1.0), Spread("b", 2.0, 0.4, "lognormal"))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(KINDS), st.floats(0.1, 100.0), st.floats(0.01, 0.3), st.floats(0.5, 2.0), st.floats(0.5, 2.0))
def test_quantiles_rise_and_keep_the_bounds(kind: str, value: float, spread: float, below: float, above: float) -> None:
    sd = spread * value
    low, high = value - below * sd, value + above * sd
    found = Spread("x", value, sd, kind, low, high).quantiles(np.linspace(0.0, 1.0, 33))
    assert (np.diff(found) >= 0.0).all()
    assert low <= found[0] <= found[-1] <= high


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", METHODS)
def test_samples_have_the_mean_and_the_spread_asked_for(kind: str, method: str) -> None:
    found = samples([Spread("x", 5.0, 0.8, kind)], 4096, 1, method).values[:, 0]
    assert found.mean() == pytest.approx(5.0, abs=0.05)
    assert found.std() == pytest.approx(0.8, rel=0.05)


def test_the_same_seed_gives_the_same_samples_and_fewer_are_the_first_of_more() -> None:
    more, fewer = samples(TWO, 200, 7), samples(TWO, 60, 7)
    assert np.array_equal(more.values[:60], fewer.values)
    assert not np.array_equal(samples(TWO, 60, 8).values, fewer.values)


def test_rank_correlations_are_those_asked_for() -> None:
    found = samples(TWO, 4096, 1, correlations={("a", "b"): -0.6}).values
    assert spearmanr(found[:, 0], found[:, 1]).statistic == pytest.approx(-0.6, abs=0.02)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: samples(TWO, 0, 1), "0 samples; expected 1 to"),
        (lambda: samples(TWO, 8, 1, "sobel"), "did you mean 'sobol'"),
        (lambda: samples(TWO, 8, 1, correlations={("a", "c"): 0.5}), "no uncertain number 'c'"),
        (lambda: samples(TWO, 8, 1, correlations={("a", "b"): 1.5}), "-1 to 1"),
        (lambda: Spread("a", 1.0, -0.1), "standard deviation of -0.1"),
        (lambda: Spread("a", 1.0, 0.1, "nomal"), "did you mean 'normal'"),
        (lambda: Spread("a", 1.0, 0.1, low=2.0), "between its bounds"),
        (lambda: Spread("a", 0.0, 0.1, "lognormal"), "above 0"),
        (lambda: Spread("a", 1.0, math.nan), "expected more than 0"),
    ],
)
def test_what_cannot_be_is_said(wrong, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(OutOfRange, match=words):
        wrong()


def test_correlations_that_contradict_each_other_are_refused() -> None:
    three = [*TWO, Spread("c", 1.0, 0.1)]
    with pytest.raises(OutOfRange, match="cannot all be true together"):
        samples(three, 8, 1, correlations={("a", "b"): 0.9, ("b", "c"): 0.9, ("a", "c"): -0.9})
