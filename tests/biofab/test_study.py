"""The study: its defaults, its faults with their lines, and its paths."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biofab.errors import BadInput
from biofab.study import Study, default_study, read_study, write_template
from cards.errors import CardError, CardMissing
from cards.quantity import Quantity
from cards.reading import parse_card
from processes.problem import Limits as PlanLimits

LEAST = """\
name = "mine"
question = "what does it cost?"
[strain]
host = "ecoli_k12"
product = "succinate"
medium = "m9_glucose"
[kinetics]
card = "ecoli_succinate"
[scale]
pilot = "pilot_300l"
production = "production_100m3"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "study.toml").write_text(LEAST)
    return tmp_path / "mine"


def fault_of(folder: Path, more: str) -> str:
    """The one fault of the least study with more lines; the first of them is line 12."""
    (folder / "study.toml").write_text(LEAST + more)
    with pytest.raises(CardError) as caught:
        read_study(folder)
    (fault,) = caught.value.faults
    return str(fault).removeprefix(f"{folder}/")


def test_template_is_read_without_a_fault_and_has_the_defaults(tmp_path: Path) -> None:
    template = default_study()
    path = write_template(tmp_path / "new")
    assert read_study(tmp_path / "new") == template == read_study(path)
    least = parse_card(Study, LEAST, "least")
    assert (template.limits, template.mesh, template.plant, template.seed) == (
        least.limits,
        least.mesh,
        least.plant,
        least.seed,
    )


def test_every_line_that_the_template_leaves_out_would_be_read(tmp_path: Path) -> None:
    text = write_template(tmp_path / "new").read_text()
    full = re.sub(r"(?m)^# (?=[a-z_]+ *= )", "", text)
    assert full.count("\n") == text.count("\n")
    (tmp_path / "new" / "my_model.xml").write_text("")
    (tmp_path / "new" / "study.toml").write_text(full)
    study = read_study(tmp_path / "new")
    assert study.limits.demand is not None
    assert study.plant.endpoint is not None
    assert study.strain.model == str((tmp_path / "new" / "my_model.xml").resolve())
    assert set(study.prices) == {"glucose"}
    assert set(study.kinetics.override) == {"product_tolerance"}


def test_every_limit_that_the_optimiser_knows_can_be_asked_for_with_the_same_default() -> None:
    asked, known = default_study().limits, PlanLimits()
    assert set(type(asked).model_fields) == {field.name for field in fields(known)}
    for name in ("least_fill", "longest_batch", "residual_glucose", "glucose_charge", "least_yield", "least_titre"):
        assert getattr(asked, name).value == getattr(known, name)


def test_every_number_of_the_defaults_has_a_source() -> None:
    limits = default_study().limits
    quantities = [getattr(limits, name) for name in type(limits).model_fields]
    assert all(len(each.source) > 10 for each in quantities if isinstance(each, Quantity))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("[limts]\n", "study.toml:12: limts: unknown key; did you mean 'limits'?"),
        ("[mesh]\npoint = 3\n", "study.toml:13: mesh.point: unknown key; did you mean 'points'?"),
        (
            '[limits]\nresidual_glucose = { value = 5, unit = "bar", source = "mine" }\n',
            "study.toml:13: limits.residual_glucose: unit 'bar' cannot be turned into 'g/L'",
        ),
        (
            '[scale.override.pilot]\nhead_pressure = { value = -1, unit = "bar", source = "mine" }\n',
            "study.toml:13: scale.override.pilot.head_pressure: -1 bar is out of bounds; expected > 0",
        ),
        (
            '[scale.override.pilot]\nhead_presure = { value = 1, unit = "bar", source = "mine" }\n',
            "study.toml:13: scale.override.pilot.head_presure: unknown key; did you mean 'head_pressure'?",
        ),
        (
            '[scale.override.production]\nimpeller_diameter = { value = 90, unit = "m", source = "mine" }\n',
            "study.toml:12: scale.override.production: impeller_diameter must be less than diameter",
        ),
        (
            '[kinetics.override]\nproduct_tolerence = { value = 1, unit = "g/L", source = "mine" }\n',
            "study.toml:13: kinetics.override.product_tolerence: unknown key; did you mean 'product_tolerance'?",
        ),
        (
            "[prices]\nglucose = 0.45\n",
            "study.toml:13: prices.glucose: a number needs its unit and its source: write { "
            'value = 0.45, unit = "USD/kg", source = "…" }',
        ),
        (
            "[scale.override.pilot]\nmotor_power = 4\n",
            "study.toml:13: scale.override.pilot.motor_power: a number needs "
            'its unit and its source: write { value = 4, unit = "kW", source = "…" }',
        ),
        (
            '[prices]\nglucose = { value = 1, unit = "EUR/kg", source = "mine" }\n',
            "study.toml:13: prices.glucose: currency 'EUR' in unit 'EUR/kg' is not converted; expected 'USD/kg'",
        ),
        (
            '[prices]\nglucose = { value = 1, unit = "USD", source = "mine" }\n',
            "study.toml:13: prices.glucose: unit 'USD' cannot be turned into 'USD/kg'",
        ),
        (
            '[plant]\ncard = "pilt"\n',
            "study.toml:13: plant.card: there is no such card as 'pilt'; did you mean 'pilot'",
        ),
        (
            '[limits]\nleast_fill = { value = 1.2, unit = "dimensionless", source = "mine" }\n',
            "study.toml:13: limits.least_fill: 1.2 dimensionless is out of bounds; expected > 0, ≤ 1",
        ),
        ('[plant]\nendpoint = "http://x"\n', "study.toml:13: plant.endpoint: string should match pattern"),
        ("[mesh]\npoints = 99\n", "study.toml:13: mesh.points: input should be less than or equal to 5, not 99"),
    ],
)
def test_faults_have_their_line_and_the_nearest_word(folder: Path, more: str, expected: str) -> None:
    assert fault_of(folder, more).startswith(expected)


def test_a_number_without_unit_and_source_is_none(folder: Path) -> None:
    (folder / "study.toml").write_text(f"{LEAST}[prices]\nglucose = {{ value = 1 }}\n")
    with pytest.raises(
        CardError, match=r"study.toml:13: prices.glucose.unit: is missing; expected .USD/kg.*\n.*source: is missing"
    ):
        read_study(folder)


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    [
        ("ecoli_k12", "ecoli_k21", "4: strain.host"),
        ("succinate", "succinat", "5: strain.product"),
        ("m9_glucose", "m9_glucos", "6: strain.medium"),
        ("ecoli_succinate", "ecoli_sucinate", "8: kinetics.card"),
        ("pilot_300l", "pilot_300", "10: scale.pilot"),
        ("production_100m3", "production_10m3", "11: scale.production"),
    ],
)
def test_unknown_cards_are_told_at_their_line(folder: Path, right: str, wrong: str, place: str) -> None:
    (folder / "study.toml").write_text(LEAST.replace(f'"{right}"', f'"{wrong}"'))
    with pytest.raises(CardError) as caught:
        read_study(folder)
    fault = str(caught.value)
    assert f"study.toml:{place}: there is no such card as '{wrong}'" in fault
    assert f"did you mean '{right}'?" in fault


def test_paths_are_taken_from_the_study_s_own_folder(folder: Path) -> None:
    (folder / "vessel.toml").write_text("")
    (folder / "study.toml").write_text(LEAST.replace('"pilot_300l"', '"vessel.toml"'))
    assert read_study(folder).scale.pilot == str((folder / "vessel.toml").resolve())
    (folder / "vessel.toml").unlink()
    with pytest.raises(CardError, match=r"study.toml:10: scale.pilot: no such file: /.*vessel.toml"):
        read_study(folder)


def test_model_file_that_is_not_there(folder: Path) -> None:
    text = LEAST.replace('product = "succinate"', 'product = "succinate"\nmodel = "my.xml"')
    (folder / "study.toml").write_text(text)
    with pytest.raises(CardError, match=r"study.toml:6: strain.model: no such file"):
        read_study(folder)


def test_folder_that_is_not_there_names_the_nearest_study(folder: Path) -> None:
    (folder.parent / "minf").mkdir()  # nearer, but it holds no study
    with pytest.raises(CardMissing, match=r"mne: no such study folder; did you mean 'mine'\?"):
        read_study(folder.parent / "mne")


def test_nothing_near_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(CardMissing, match=r"no such study folder; to begin one, run: biofab init .*/mine"):
        read_study(tmp_path / "mine")
    with pytest.raises(CardMissing, match=r"holds no study.toml; run: biofab init"):
        read_study(tmp_path)
    with pytest.raises(CardMissing, match=r"mine.toml: no such file"):
        read_study(tmp_path / "mine.toml")


def test_nothing_is_written_over(folder: Path) -> None:
    before = (folder / "study.toml").read_text()
    for taken in (folder, folder / "study.toml"):
        with pytest.raises(BadInput, match="nothing was written"):
            write_template(taken)
    assert (folder / "study.toml").read_text() == before


def test_an_empty_folder_is_as_good_as_none(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert write_template(tmp_path / "empty").is_file()


@given(st.floats(0.01, 1e4), st.sampled_from(["g/L", "mg/L", "kg/m^3"]))
def test_a_limit_is_held_in_its_own_unit(value: float, unit: str) -> None:
    quantity = f'{{ value = {value!r}, unit = "{unit}", source = "mine" }}'
    study = parse_card(Study, f"{LEAST}[limits]\nresidual_glucose = {quantity}\n", "study.toml")
    held = study.limits.residual_glucose
    assert held.unit == "g/L"
    assert held.to(unit).value == pytest.approx(value, rel=1e-12)
