import pytest

from strains.catalogue.host import model_file
from strains.models.user_models import VARIABLE, find, folder, missing


@pytest.fixture
def models(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    return tmp_path


def test_the_variable_names_the_folder(models):
    assert folder() == models


def test_without_the_variable_it_is_the_user_s_own(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    assert folder().parts[-2:] == ("biofab", "models")


@pytest.mark.parametrize("ending", ["", ".gz", ".bz2"])
def test_a_file_is_found_packed_or_not(models, ending):
    path = models / f"mine.xml{ending}"
    path.write_bytes(b"x")
    assert find("user:mine.xml") == path
    assert model_file("user:mine.xml", "somewhere/card.toml") == str(path)


def test_a_file_that_is_not_there_stays_named_as_the_card_has_it(models):
    assert find("user:mine.xml") is None
    assert model_file("user:mine.xml", "somewhere/card.toml") == "user:mine.xml"


def test_one_sentence_says_what_to_do(models):
    told = missing("user:mine.xml", "https://example.org/mine", "CC BY 4.0")
    for part in ("mine.xml", "https://example.org/mine", "CC BY 4.0", str(models), VARIABLE, "--model FILE"):
        assert part in told
