import pytest

from cards.errors import CardError
from cards.reading import parse_card
from strains.host import HostCard
from strains.library import ROOT

TEXT = (ROOT / "hosts" / "ecoli_k12" / "card.toml").read_text()


def test_every_number_has_a_unit_and_a_source():
    card = parse_card(HostCard, TEXT, "card.toml")
    assert card.maintenance.value.unit == "mmol/gDW/h"
    assert card.maintenance.value.value == 3.15
    assert "Orth" in card.maintenance.value.source


@pytest.mark.parametrize("role", ["oxygen", "co2", "proton"])
def test_a_host_without_a_needed_exchange_is_refused(role):
    lines = [line for line in TEXT.splitlines() if not line.startswith(f"{role} =")]
    with pytest.raises(CardError, match=f"needs the exchange of {role}"):
        parse_card(HostCard, "\n".join(lines), "card.toml")


def test_a_hash_that_is_none_is_refused():
    with pytest.raises(CardError, match="sha256"):
        parse_card(HostCard, TEXT.replace("[model]", '[model]\nsha256 = "abc"'), "card.toml")
