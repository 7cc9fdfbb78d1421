from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from biofab.errors import BadInput
from biofab.run_folder import FORMAT, RunFolder
from biofab.study import Study


def test_everything_comes_back(tmp_path, study: Study) -> None:
    folder = RunFolder.create(tmp_path / "run", study)
    assert folder.study() == study
    folder.write_result({"cost_usd_per_kg": np.float64(1.5), "path": tmp_path})
    assert RunFolder.open(folder.path).result() == {"cost_usd_per_kg": 1.5, "path": str(tmp_path)}
    table = pd.DataFrame({"time": [0.0, 1.0], "product": [0.0, 2.5]})
    folder.write_table("batch.parquet", table)
    pd.testing.assert_frame_equal(folder.read_table("batch.parquet"), table)
    assert not list(folder.path.rglob("*.part"))


def test_a_number_that_is_none_leaves_no_half_file(tmp_path, study: Study) -> None:
    folder = RunFolder.create(tmp_path / "run", study)
    with pytest.raises(ValueError, match="JSON"):
        folder.write_result({"cost_usd_per_kg": float("nan")})
    assert not folder.has("result.json")


def test_what_is_missing_or_damaged_is_named(tmp_path, study: Study) -> None:
    with pytest.raises(BadInput, match=r"holds no result\.json"):
        RunFolder.open(tmp_path)
    folder = RunFolder.create(tmp_path / "run", study)
    with pytest.raises(BadInput, match=r"estimate\.json: is missing"):
        folder.read_json("estimate.json")
    folder.write_text("estimate.json", '{"a": 1,\n "b": }\n')
    with pytest.raises(BadInput, match=r"estimate\.json:2: is not JSON"):
        folder.read_json("estimate.json")
    with pytest.raises(BadInput, match=r"batch\.parquet: is missing"):
        folder.read_table("batch.parquet")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", r"result\.json: holds nothing"),
        ("[]", r"result\.json: holds a list; expected an object"),
        ('{"study": "x",', r"result\.json:1: is not JSON: .*cut off"),
        ('{"format": 99, "study": "x"}', r"result\.json: format 99 is of another version .* reads format 1"),
    ],
)
def test_a_result_that_is_none_is_told(tmp_path, study: Study, text: str, expected: str) -> None:
    folder = RunFolder.create(tmp_path / "run", study)
    folder.write_text("result.json", text)
    with pytest.raises(BadInput, match=expected):
        folder.result()


def test_a_result_says_its_format(tmp_path, study: Study) -> None:
    folder = RunFolder.create(tmp_path / "run", study)
    folder.write_result({"study": "x"})
    assert folder.read_json("result.json") == {"format": FORMAT, "study": "x"}
    folder.write_json("result.json", {"study": "x"})  # as the first versions wrote it
    assert folder.result() == {"study": "x"}


def test_damaged_files_are_told(tmp_path, study: Study) -> None:
    folder = RunFolder.create(tmp_path / "run", study)
    (folder.path / "batch.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(BadInput, match=r"batch\.parquet: is damaged"):
        folder.read_table("batch.parquet")
    (folder.path / "estimate.json").write_bytes(b"\xff\xfe")
    with pytest.raises(BadInput, match=r"estimate\.json: is damaged"):
        folder.read_json("estimate.json")
