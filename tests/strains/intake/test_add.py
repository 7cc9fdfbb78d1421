import hashlib
import json
import os
from pathlib import Path

import pytest

from strains.catalogue import library
from strains.catalogue.user_hosts import host_place, own_hosts, own_medium
from strains.errors import IntakeRefused, ModelUnreadable, UnknownReaction
from strains.intake.add import add_model, draft
from strains.models.model import model_path
from strains.questions.growth import growth
from strains.strain import Strain

CORE = model_path("cobra:textbook")


@pytest.fixture(autouse=True)
def hosts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BIOFAB_HOSTS", str(tmp_path / "hosts"))
    return tmp_path / "hosts"


def test_the_card_keeps_hash_and_licence_and_marks_guesses(hosts: Path):
    found = add_model(CORE, "CC BY 4.0", "mine", citation="Someone 2020", url="https://example.org/model")
    card = library.host(found.card)
    assert found.sha256 == card.model.sha256 == hashlib.sha256(CORE.read_bytes()).hexdigest()
    assert (card.model.licence, card.model.citation, card.model.url) == (
        "CC BY 4.0", "Someone 2020", "https://example.org/model")  # fmt: skip
    lines = found.card.read_text().splitlines()
    assert 'biomass = "Biomass_Ecoli_core"  # guessed: the model\'s objective; check it' in lines
    assert sum("# guessed" in line for line in lines) == len(found.guesses)
    assert Path(card.model.source) == hosts / "mine" / CORE.name
    assert own_hosts() == ["mine"]


def test_a_strain_of_the_card_grows_as_the_model_does():
    found = add_model(CORE, "CC BY 4.0")
    assert found.name == "textbook"
    host = library.host(host_place("textbook"))
    strain = Strain.from_parts(host, library.product("ethanol"), library.medium(own_medium(found.card)))
    assert growth(strain.network).objective == pytest.approx(0.873922, abs=1e-6)


@pytest.mark.slow
@pytest.mark.skipif("BIOFAB_TEST_MODELS" not in os.environ, reason="models for tests are not there")
def test_a_model_without_bigg_s_names_gets_a_card_that_maps_them():
    found = add_model(Path(os.environ["BIOFAB_TEST_MODELS"]) / "yeast-GEM-9.0.2.xml.gz", "CC BY 4.0", "mine")
    card = library.host(found.card)
    assert card.reactions["EX_glc__D_e"] == "r_1714"
    assert card.reactions["ATPM"] == "r_4046"


def test_cards_in_memory_are_those_that_are_written():
    host, medium = draft(CORE)
    found = add_model(CORE, "not given")
    assert library.host(found.card).exchanges == dict(host.exchanges)
    assert library.medium(found.medium).uptake_limits() == medium.uptake_limits()


def test_what_was_said_is_not_marked_as_guessed():
    found = add_model(CORE, "CC BY 4.0", biomass="Biomass_Ecoli_core", maintenance="ATPM")
    assert not {"biomass", "maintenance.reaction"} & found.guesses.keys()


@pytest.mark.parametrize(
    ("how", "error", "words"),
    [
        ({"name": "Mine!"}, IntakeRefused, "'Mine!' is no name of a host"),
        ({"licence": " "}, IntakeRefused, "the licence is empty"),
        ({"biomass": "Biomass_Ecoli_cor"}, UnknownReaction, "did you mean 'Biomass_Ecoli_core'"),
        ({"maintenance": "ATPMM"}, UnknownReaction, "did you mean 'ATPM'"),
        ({"source": "nowhere.xml"}, ModelUnreadable, "nowhere.xml: no such file"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(how, error, words, hosts: Path):
    arguments = {"source": CORE, "licence": "CC BY 4.0", **how}
    with pytest.raises(error, match=words):
        add_model(**arguments)
    assert not hosts.exists()


def test_a_host_is_never_written_over(hosts: Path):
    card = add_model(CORE, "CC BY 4.0", "mine").card
    before = card.read_bytes()
    with pytest.raises(IntakeRefused, match="nothing was written"):
        add_model(CORE, "another", "mine")
    assert card.read_bytes() == before
    assert [path.name for path in hosts.iterdir()] == ["mine"]


def test_an_error_in_the_middle_leaves_nothing_behind(hosts: Path, monkeypatch: pytest.MonkeyPatch):
    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(OSError, match="No space"):
        add_model(CORE, "CC BY 4.0", "mine")
    assert list(hosts.iterdir()) == []


def test_names_of_files_become_names_of_hosts(tmp_path: Path):
    mini = json.loads((CORE.parent / "mini.json").read_text())
    for name, expected in (("My Model-2.json", "my_model_2"), ("9lives.json", "model_9lives")):
        (tmp_path / name).write_text(json.dumps(mini))
        with pytest.raises(IntakeRefused):  # a model of glycolysis has no biomass
            add_model(tmp_path / name, "CC BY 4.0")
        from strains.intake.add import _name

        assert _name(None, tmp_path / name) == expected


def test_words_with_quotes_and_comments_stay_what_they_are():
    licence = 'ask "the authors" # not me \\ ever'
    assert library.host(add_model(CORE, licence, "mine").card).model.licence == licence
