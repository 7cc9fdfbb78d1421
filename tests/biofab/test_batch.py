"""A batch out of a record: hours since inoculation, phases, only GOOD samples, and words for what is missing."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from biofab.batch import MINUTE, Batch, Phase
from biofab.errors import BadInput
from biofab.twin.run import START
from plant_io.historian.recorder import Recorder
from plant_io.sample import BAD, UNCERTAIN, from_table

UNIT = "F-301"
INOCULATED = START + timedelta(seconds=660)


@pytest.fixture
def record(twin_record: Callable[..., Any]) -> pa.Table:
    return twin_record()[0]


def without(table: pa.Table, word: str) -> pa.Table:
    return table.filter(pc.invert(pc.match_substring(table["tag"], word)))


def between(table: pa.Table, start: float, end: float) -> Any:
    """Which samples lie in these hours since inoculation."""
    first, last = (pa.scalar(INOCULATED + timedelta(hours=h), table["source_time"].type) for h in (start, end))
    return pc.and_(pc.greater_equal(table["source_time"], first), pc.less(table["source_time"], last))


def test_phases_charge_and_harvest(record: pa.Table, pilot_plant: Any) -> None:
    batch = Batch.from_samples(record, pilot_plant, UNIT)
    assert batch.inoculated == INOCULATED
    assert batch.phases == (Phase("growth", 0.0, 5.0), Phase("production", 5.0, 9.0))
    assert (batch.hours, batch.harvested, batch.notes) == (9.0, True, ())
    assert (batch.charge_volume, batch.charge_glucose, batch.inoculum) == (160.0, 30.0, 0.6)


def test_set_points_are_as_recorded(record: pa.Table, pilot_plant: Any) -> None:
    batch = Batch.from_samples(record, pilot_plant, UNIT)
    feed = batch.setpoints[batch.setpoints["role"] == "feed_setpoint"]
    changes = feed[feed["value"].diff().fillna(0.0) != 0.0]
    assert changes["hour"].tolist() == pytest.approx([3.5, 5.0, 6.0, 7.0, 8.0])
    assert changes["value"].tolist() == [6.0, 5.0, 4.5, 4.0, 3.5]


def test_signals_are_means_over_minutes(record: pa.Table, pilot_plant: Any) -> None:
    batch = Batch.from_samples(record, pilot_plant, UNIT)
    assert (batch.counts["do"].iloc[5:-5] == 6).all()
    hours = batch.signals["hour"].to_numpy()
    assert np.diff(hours[1:-1]) == pytest.approx(np.full(len(hours) - 3, MINUTE))
    weights = record.filter(pc.and_(pc.equal(record["tag"], f"{UNIT}.Weight"), between(record, 2.0, 2.0 + MINUTE)))
    row = batch.signals.iloc[int(np.searchsorted(hours, 2.0))]
    assert row["weight"] == pytest.approx(np.mean(weights["value"].to_numpy()))


def test_assays_are_rows_of_four(record: pa.Table, pilot_plant: Any) -> None:
    assays = Batch.from_samples(record, pilot_plant, UNIT).assays
    assert list(assays.columns) == ["hour", "biomass", "glucose", "product", "by_product"]
    assert len(assays) == 20
    assert not assays.isna().any().any()
    assert assays["hour"].iloc[0] == pytest.approx(10.0 / 3600.0)


@pytest.mark.parametrize("status", [BAD, UNCERTAIN])
def test_only_good_samples_count(record: pa.Table, pilot_plant: Any, status: int) -> None:
    hit = pc.and_(pc.equal(record["tag"], f"{UNIT}.Weight"), between(record, 1.0, 2.0))
    values = pc.if_else(hit, 1e6, record["value"])
    codes = pc.if_else(hit, pa.scalar(status, pa.uint32()), record["status"])
    spoilt = record.set_column(1, "value", values).set_column(2, "status", codes)
    batch = Batch.from_samples(spoilt, pilot_plant, UNIT)
    assert batch.signals["weight"].max() < 300.0
    inside = batch.signals[(batch.signals["hour"] > 1.05) & (batch.signals["hour"] < 1.95)]
    assert inside["weight"].isna().all()
    assert inside["do"].notna().all()


def test_a_record_of_the_historian_gives_the_same_batch(
    twin_record: Callable[..., Any], pilot_plant: Any, tmp_path: Path
) -> None:
    record = twin_record(growth=2.0, production=0.5, last=5)[0]
    recorder = Recorder(tmp_path)
    recorder.take(from_table(record))
    recorder.finish()
    stored, direct = (Batch.from_record(tmp_path, pilot_plant, UNIT), Batch.from_samples(record, pilot_plant, UNIT))
    assert stored.phases == direct.phases
    assert stored.signals.equals(direct.signals)
    assert stored.assays.equals(direct.assays)
    assert stored.setpoints.equals(direct.setpoints)


def test_no_inoculation_is_said_with_what_there_is(record: pa.Table, pilot_plant: Any) -> None:
    early = record.filter(between(record, -1.0, -0.01))
    with pytest.raises(BadInput, match=r"samples: there is no inoculation of F-301 .*only the commands 0, 1"):
        Batch.from_samples(early, pilot_plant, UNIT)
    with pytest.raises(BadInput, match=r"no good sample of the command"):
        Batch.from_samples(without(record, "Command"), pilot_plant, UNIT)


def test_the_last_of_two_batches_is_taken(record: pa.Table, pilot_plant: Any) -> None:
    day = pa.scalar(timedelta(days=1), pa.duration("us"))
    later = record.set_column(3, "source_time", pc.add(record["source_time"], day))
    again = later.set_column(6, "sequence", pc.add(later["sequence"], pa.scalar(10**7, pa.uint64())))
    batch = Batch.from_samples(pa.concat_tables([record, again.cast(record.schema)]), pilot_plant, UNIT)
    assert batch.inoculated == INOCULATED + timedelta(days=1)
    assert batch.signals["hour"].min() > -0.2
    assert len(batch.assays) == 20


@pytest.mark.parametrize(
    ("keep", "note"),
    [
        ((-1.0, 6.0), "the record ends before the harvest"),
        ((-0.05, 10.0), "the record has no charge of the vessel before inoculation"),
    ],
)
def test_what_a_shorter_record_lacks_is_said(
    record: pa.Table, pilot_plant: Any, keep: tuple[float, float], note: str
) -> None:
    batch = Batch.from_samples(record.filter(between(record, *keep)), pilot_plant, UNIT)
    assert note in batch.notes
    assert batch.hours == pytest.approx(min(keep[1], 9.0), abs=0.01)


def test_a_record_from_the_inoculation_on_has_no_charge(record: pa.Table, pilot_plant: Any) -> None:
    batch = Batch.from_samples(record.filter(between(record, 0.0, 10.0)), pilot_plant, UNIT)
    assert math.isnan(batch.charge_volume)
    assert math.isnan(batch.inoculum)
    assert batch.phases[0].name == "growth"


def test_gaps_and_missing_roles_are_said(record: pa.Table, pilot_plant: Any) -> None:
    cut = record.filter(pc.invert(between(record, 2.0, 3.0)))
    notes = " | ".join(Batch.from_samples(without(without(cut, "DO"), "Lab"), pilot_plant, UNIT).notes)
    assert "there is no assay" in notes
    assert "no good reading of do" in notes
    assert "a gap from 2.0" in notes


def test_production_whose_command_fell_into_a_gap_is_said(record: pa.Table, pilot_plant: Any) -> None:
    cut = record.filter(pc.invert(between(record, 4.5, 5.5)))
    batch = Batch.from_samples(cut, pilot_plant, UNIT)
    assert [phase.name for phase in batch.phases] == ["growth"]
    assert any("no command in the record began production" in note for note in batch.notes)


def test_a_stopped_batch_ends_at_its_stop(twin_record: Callable[..., Any], pilot_plant: Any) -> None:
    batch = Batch.from_samples(twin_record(growth=2.0, production=0.5, last=5)[0], pilot_plant, UNIT)
    assert batch.hours == pytest.approx(2.5)
    assert not batch.harvested
    assert "the batch was stopped before the harvest" in batch.notes
