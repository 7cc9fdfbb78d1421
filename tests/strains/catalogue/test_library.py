from pathlib import Path

import pytest

from cards.errors import CardError, CardMissing
from strains.catalogue import library
from strains.errors import UnknownCard


def test_cards_are_found_because_they_are_there():
    assert "ecoli_k12" in library.hosts()
    assert "succinate" in library.products()
    assert "m9_glucose" in library.media()


@pytest.mark.parametrize(
    ("read", "wrong", "right"),
    [
        (library.host, "ecoli_k13", "ecoli_k12"),
        (library.product, "sucinate", "succinate"),
        (library.medium, "m9_glucos", "m9_glucose"),
    ],
)
def test_an_unknown_name_brings_the_nearest_right_one(read, wrong, right):
    with pytest.raises(UnknownCard, match=f"'{wrong}'.*did you mean '{right}'"):
        read(wrong)


def test_a_card_may_be_given_by_its_path(tmp_path: Path):
    text = (library.ROOT / "media" / "core_glucose.toml").read_text().replace("core_glucose", "mine")
    path = tmp_path / "mine.toml"
    path.write_text(text)
    assert library.medium(str(path)).name == "mine"
    assert library.medium(path) == library.medium(str(path))


def test_a_missing_path_says_so(tmp_path: Path):
    with pytest.raises(CardMissing, match="no such file"):
        library.host(tmp_path / "nowhere.toml")


def test_a_fault_is_placed_in_the_file(tmp_path: Path):
    path = tmp_path / "mine.toml"
    path.write_text((library.ROOT / "products" / "succinate.toml").read_text().replace("molar_mass", "molar_mas"))
    with pytest.raises(CardError, match=r"mine.toml:\d+: molar_mas: unknown key; did you mean 'molar_mass'"):
        library.product(path)


def test_a_model_s_path_is_taken_from_the_card_s_own_folder(tmp_path: Path):
    text = (library.ROOT / "hosts" / "ecoli_core" / "card.toml").read_text()
    (tmp_path / "mine.toml").write_text(text.replace("cobra:textbook", "models/my.xml"))
    card = library.host(tmp_path / "mine.toml")
    assert card.model.source == str((tmp_path / "models" / "my.xml").resolve())
    assert card.model_place() == f"{tmp_path}/mine.toml:6: model.source"
    assert library.host("ecoli_core").model.source == "cobra:textbook"
