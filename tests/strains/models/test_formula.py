import math

import pytest

from strains.models.formula import WEIGHTS, elements, molar_mass


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("C6H12O6", {"C": 6, "H": 12, "O": 6}),
        ("CO2", {"C": 1, "O": 2}),
        ("Co", {"Co": 1}),
        ("C10H12N5O13P3", {"C": 10, "H": 12, "N": 5, "O": 13, "P": 3}),
        ("C1.5H3.25", {"C": 1.5, "H": 3.25}),
        ("C2H4R", {"C": 2, "H": 4, "R": 1}),
        ("CHC2H5", {"C": 3, "H": 6}),
        ("", {}),
    ],
)
def test_elements(formula, expected):
    assert dict(elements(formula)) == expected


@pytest.mark.parametrize(
    ("formula", "expected"), [("C6H12O6", 180.156), ("H2O", 18.015), ("C2H6O", 46.069), ("NaCl", 58.44)]
)
def test_molar_mass(formula, expected):
    assert molar_mass(formula) == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize("formula", ["", "C2H4R", "X"])
def test_a_mass_that_is_not_known(formula):
    assert math.isnan(molar_mass(formula))


def test_weights_cannot_be_changed():
    with pytest.raises(TypeError):
        WEIGHTS["C"] = 13.0
