from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from strains.errors import ModelUnreadable
from strains.models import model_cache
from strains.models.model_cache import base_network, folder, read, write


@pytest.fixture
def network(core):
    return core.base


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """A cache of its own, and nothing held in memory."""
    monkeypatch.setenv("BIOFAB_CACHE", str(tmp_path))
    base_network.cache_clear()
    yield tmp_path
    base_network.cache_clear()


def assert_same(one, other):
    for key in model_cache._WORDS:
        assert getattr(one, key) == getattr(other, key)
    for key in model_cache._NUMBERS:
        assert np.array_equal(getattr(one, key), getattr(other, key), equal_nan=True)
    assert (one.matrix != other.matrix).nnz == 0


def test_what_is_stored_is_read_back(network, tmp_path):
    write(network, tmp_path / "deep" / "model.npz")
    assert_same(read(tmp_path / "deep" / "model.npz"), network)
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["model.npz"]


def test_infinite_bounds_and_nested_rules_survive(network, tmp_path):
    rules = (None, "b1", ("or", (("and", ("b1", "b2")), "b3")), *network.rules[3:])
    wide = replace(network, upper=np.full(95, np.inf), rules=rules)
    write(wide, tmp_path / "model.npz")
    assert_same(read(tmp_path / "model.npz"), wide)


def test_the_second_reading_needs_no_cobrapy(empty, monkeypatch):
    first = base_network("cobra:textbook")
    base_network.cache_clear()

    def never(_):
        raise AssertionError("the model was read again")

    monkeypatch.setattr(model_cache, "read_model", never)
    assert_same(base_network("cobra:textbook"), first)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 cut off", None])
def test_a_damaged_file_is_written_anew(empty, damage):
    first = base_network("cobra:textbook")
    (stored,) = empty.glob("*.npz")
    whole = stored.read_bytes()
    stored.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    base_network.cache_clear()
    assert_same(base_network("cobra:textbook"), first)
    assert_same(read(stored), first)


def test_another_content_of_the_file_is_another_entry(empty, tmp_path):
    from cobra.io import save_json_model

    from strains.models.model import load_model

    path = tmp_path / "mine.json"
    model = load_model("cobra:textbook")
    save_json_model(model, str(path))
    first = base_network(str(path))
    model.reactions.PFK.upper_bound = 7.0
    save_json_model(model, str(path))
    base_network.cache_clear()
    again = base_network(str(path))
    assert first.upper[first.place("PFK")] == 1000.0
    assert again.upper[again.place("PFK")] == 7.0


def test_no_room_to_write_is_no_fault(empty, monkeypatch):
    def full(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr(model_cache, "write", full)
    assert base_network("cobra:textbook").name == "e_coli_core"
    assert list(empty.glob("*.npz")) == []


def test_an_interrupted_writing_leaves_nothing(network, tmp_path, monkeypatch):
    def interrupted(self, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(network, tmp_path / "model.npz")
    assert list(tmp_path.iterdir()) == []


def test_the_folder_is_the_variables_or_the_systems(monkeypatch, tmp_path):
    monkeypatch.setenv("BIOFAB_CACHE", str(tmp_path))
    assert folder() == tmp_path
    monkeypatch.delenv("BIOFAB_CACHE")
    assert folder().parts[-2:] == ("biofab", "models")


def test_a_missing_file_is_named(empty):
    with pytest.raises(ModelUnreadable, match="nowhere.xml: no such file"):
        base_network("nowhere.xml")
