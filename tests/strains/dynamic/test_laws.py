import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strains.dynamic.laws import Constant, Function, MichaelisMenten, as_law
from strains.errors import LimitUnusable

PLACES = {"glucose": 0, "acetate": 1}
LAWS = (
    Constant(5.0, 0.5),
    MichaelisMenten(10.0, 0.5),
    MichaelisMenten(10.0, 0.5, inhibited_by={"acetate": 2.0}, stopped_by={"acetate": 30.0}),
    MichaelisMenten(10.0, 0.5, of="acetate"),
    Function(lambda c: 3.0 * c["glucose"] / (1.0 + c["acetate"])),
)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: type(law).__name__)
@given(c=st.tuples(st.floats(0.01, 20.0), st.floats(0.01, 20.0)))
def test_slopes_are_those_of_the_values(law, c):
    bound = law.bind(0, PLACES)
    found = np.zeros(2)
    for place, slope in bound.slopes(list(c)):
        found[place] += slope
    for place in range(2):
        ends = [
            bound.value([one + (sign * 1e-6 if at == place else 0.0) for at, one in enumerate(c)]) for sign in (-1, 1)
        ]
        assert found[place] == pytest.approx((ends[1] - ends[0]) / 2e-6, rel=1e-4, abs=1e-4)


def test_values():
    assert MichaelisMenten(10.0, 0.5).bind(0, PLACES).value([0.5, 0.0]) == pytest.approx(5.0)
    inhibited = MichaelisMenten(10.0, 0.5, inhibited_by={"acetate": 2.0}, stopped_by={"acetate": 4.0})
    assert inhibited.bind(0, PLACES).value([0.5, 2.0]) == pytest.approx(5.0 * 0.5 * 0.5)
    assert inhibited.bind(0, PLACES).value([0.5, 5.0]) == 0.0
    assert Constant(3.0).bind(None, PLACES).value([0.0, 0.0]) == 3.0


@pytest.mark.parametrize("law", LAWS[:3], ids=lambda law: type(law).__name__)
def test_nothing_is_taken_up_where_nothing_is(law):
    assert law.bind(0, PLACES).value([0.0, 1.0]) == 0.0
    assert law.bind(0, PLACES).value([-1e-12, 1.0]) <= 0.0  # and what rounding took is given back


def test_a_constant_is_constant_until_it_vanishes_smoothly():
    bound = Constant(4.0, 0.1).bind(0, PLACES)
    assert bound.value([0.1, 0.0]) == bound.value([9.0, 0.0]) == 4.0
    assert bound.value([0.05, 0.0]) == pytest.approx(3.0)
    assert bound.slopes([0.1 - 1e-12, 0.0])[0][1] == pytest.approx(0.0, abs=1e-8)


def test_what_a_number_and_a_function_mean():
    assert as_law(3) == Constant(3.0)
    assert isinstance(as_law(lambda c: c["glucose"]), Function)
    assert as_law(LAWS[1]) is LAWS[1]


@pytest.mark.parametrize(
    ("law", "own", "message"),
    [
        (MichaelisMenten(10.0, 0.0), 0, "constants above 0"),
        (MichaelisMenten(-1.0, 1.0), 0, "limit of 0 or more"),
        (MichaelisMenten(10.0, 1.0), None, "not in the vessel"),
        (MichaelisMenten(10.0, 1.0, inhibited_by={"lactate": 1.0}), 0, "depends on 'lactate'"),
        (Constant(-1.0), 0, "limit of 0 or more"),
        (Function(lambda c: 1.0 + c["glucose"]), 0, "uptake limit of glucose is 1 without any"),
    ],
)
def test_laws_that_cannot_be(law, own, message):
    with pytest.raises(LimitUnusable, match=message):
        law.bind(own, PLACES)


def test_a_function_below_zero_is_refused():
    with pytest.raises(LimitUnusable, match="came out as -1"):
        Function(lambda c: -1.0 if c["glucose"] > 2.0 else 0.0).bind(0, PLACES).value([3.0, 0.0])
