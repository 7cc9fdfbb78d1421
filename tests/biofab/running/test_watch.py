"""What a watch tells of a batch: each condition once when it begins, once when it is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from biofab.roles import channels
from biofab.running.procedure import Bounds
from biofab.running.watch import CALM, Notice, Watch
from plant_io.plant import plant
from plant_io.sample import BAD, GOOD, Sample

NOW = datetime(2025, 1, 1, tzinfo=UTC)
FOUND = channels(plant("pilot"), "F-301")
NORMAL = {"F-301.pH": 7.0, "F-301.Temperature": 37.0, "F-301.Weight": 200.0, "F-301.Foam": 10.0}
NO_FEVER = [Bounds("temperature", 36.0, 38.0, "degC")]


def samples(watch: Watch, *, age: float = 5.0, status: int = GOOD, **changes: float) -> list[Sample]:
    values = NORMAL | {f"F-301.{name}": value for name, value in changes.items()}
    at = NOW - timedelta(seconds=age)
    return [Sample(tag, values.get(tag, 1.0), status, at, at, at) for tag in watch.tags]


def test_nothing_to_tell() -> None:
    watch = Watch(FOUND)
    assert "F-301.AgitationSetpoint" not in watch.tags
    assert watch.look(samples(watch), NOW, NO_FEVER, running=True) == []


def test_a_limit_of_the_recipe_is_told_once_and_its_end_when_it_is_sure() -> None:
    watch = Watch(FOUND)
    begun = watch.look(samples(watch, Temperature=39.0), NOW, NO_FEVER, running=True)
    assert begun == [Notice("limit", "F-301.Temperature", "outside 36 to 38 degC of the recipe", 39.0, on=True)]
    assert watch.look(samples(watch, Temperature=39.5), NOW, NO_FEVER, running=True) == []
    told = [watch.look(samples(watch), NOW, NO_FEVER, running=True) for _ in range(CALM)]
    assert [len(one) for one in told] == [*[0] * (CALM - 1), 1]
    assert told[-1][0].on is False


def test_the_gravest_alarm_only_and_only_while_the_batch_runs() -> None:
    watch = Watch(FOUND)
    assert watch.look(samples(watch, Foam=90.0), NOW, [], running=False) == []
    assert [one.what for one in watch.look(samples(watch, Foam=90.0), NOW, [], running=True)] == ["high_high 80 %"]
    watch = Watch(FOUND)
    assert [one.what for one in watch.look(samples(watch, Temperature=20.0), NOW, [], running=True)] == [
        "low_low 25 degC"
    ]


def test_stale_and_bad_values_are_told_at_any_time() -> None:
    watch = Watch(FOUND)
    stale = watch.look(samples(watch, age=61.0), NOW, [], running=False)
    assert {one.kind for one in stale} == {"stale"}
    assert len(stale) == len(watch.tags)
    watch = Watch(FOUND)
    assert {one.kind for one in watch.look(samples(watch, status=BAD), NOW, [], running=False)} == {"bad"}
