from pathlib import Path

import pytest

from strains.catalogue.user_hosts import folder, host_place, own_hosts, own_medium


def test_the_folder_is_the_user_s_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("BIOFAB_HOSTS", str(tmp_path))
    assert folder() == tmp_path
    monkeypatch.delenv("BIOFAB_HOSTS")
    assert folder().name == "hosts"


def test_a_host_is_found_because_its_card_is_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("BIOFAB_HOSTS", str(tmp_path))
    assert own_hosts() == []
    assert host_place("mine") == "mine"
    (tmp_path / "mine").mkdir()
    card = tmp_path / "mine" / "card.toml"
    card.write_text("")
    assert own_hosts() == ["mine"]
    assert host_place("mine") == card
    assert host_place("../mine") == "../mine"
    assert own_medium(card) is None
    (tmp_path / "mine" / "medium.toml").write_text("")
    assert own_medium(str(card)) == tmp_path / "mine" / "medium.toml"
    assert own_medium("mine") is None
