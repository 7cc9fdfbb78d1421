"""What is explored: the plan of a study, which numbers are moved and how, where it is computed, where it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from biofab.errors import BadInput
from biofab.planner import Planner, planner_of
from biofab.progress import Progress
from biofab.run_folder import RunFolder
from biofab.study import Study
from cards.reading import nearest

if TYPE_CHECKING:
    from processes.optimise import Solution
    from processes.uncertainty.distributions import Spread
    from processes.uncertainty.outcomes import Outcome, Rows, Task
    from processes.uncertainty.running import Where

KEPT = "exploration.json"
MODES = ("fixed", "replanned")
WORDS = {"fixed": "the plan as it stands, run under other numbers", "replanned": "the plan made anew for each sample"}


@dataclass(frozen=True)
class Asked:
    """Everything that the numbers of an exploration follow from, besides the study."""

    kind: str
    samples: int = 200
    seed: int = 1
    modes: tuple[str, ...] = MODES
    scale: str = "production"
    method: str = "sobol"
    distribution: str = "normal"
    only: tuple[str, ...] = ()
    sds: tuple[tuple[str, float], ...] = ()
    correlations: tuple[tuple[str, str, float], ...] = ()
    thorough: bool = False
    direct: bool = False

    def __post_init__(self) -> None:
        if self.samples < 1:
            raise BadInput(f"--samples: {self.samples} samples tell nothing; expected 1 or more")
        for mode in self.modes:
            if mode not in MODES:
                raise BadInput(f"--mode: there is no mode '{mode}'{nearest(mode, (*MODES, 'both'))}")
        for name, sd in self.sds:
            if not sd > 0.0:
                raise BadInput(f"--sd: {name}={sd:g}: a standard deviation is above 0; to leave {name} out use --only")

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            name: [list(one) if isinstance(one, tuple) else one for one in value] if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }


def begun(folder: Path, kind: str) -> Asked:
    """What an exploration that was broken off was asked. Raises BadInput for a folder that holds none, or another."""
    if not (folder / KEPT).is_file():
        raise BadInput(f"--resume: {folder}: holds no {KEPT}; expected the folder of an exploration that was begun")
    asked = RunFolder(folder).read_json(KEPT).get("asked", {})
    if asked.get("kind") != kind:
        raise BadInput(f"--resume: {folder}: holds an exploration '{asked.get('kind')}'; expected '{kind}'")
    known = {field.name for field in fields(Asked)}
    values = {name: _tuple(value) for name, value in asked.items() if name in known}
    return Asked(**values)


def _tuple(value: Any) -> Any:
    return tuple(_tuple(one) for one in value) if isinstance(value, list) else value


def with_given(asked: Asked, given: Mapping[str, Any]) -> Asked:
    """The question with what the command line gave (None: nothing given)."""
    return replace(asked, **{name: value for name, value in given.items() if value not in (None, ())})


def same(asked: Asked, given: Mapping[str, Any]) -> Asked:
    """A broken-off question, when what was given does not change it; more samples may be asked for. Raises BadInput."""
    for name, value in given.items():
        before = getattr(asked, name)
        if value in (None, ()) or value == before or (name == "samples" and value > before and not asked.direct):
            continue
        raise BadInput(f"--resume: it was begun with {name} {before}, not {value}; leave the option out, or begin anew")
    return with_given(asked, given)


@dataclass(frozen=True)
class Ground:
    """The least-cost plan that is explored, and the numbers that are uncertain."""

    planner: Planner
    solution: Solution
    spreads: tuple[Spread, ...]


def ground(study: Study, asked: Asked, progress: Progress) -> Ground:
    """Strain, plan and spreads. Raises what a plan raises, and OutOfRange for numbers that are not there."""
    from processes.uncertainty.numbers import spreads

    planner = planner_of(study, progress)
    found = spreads(planner.problem(asked.scale), asked.distribution, asked.only, dict(asked.sds))
    progress.step("plan: cost")
    return Ground(planner, planner.solution(asked.scale, "cost"), found)


def task_of(base: Ground, mode: str, asked: Asked) -> Task:
    """What is computed for a sample in one of the two modes."""
    from processes.uncertainty.tasks import FixedPlan, Replanned

    optimiser = base.planner.optimiser
    if mode == "fixed":
        return FixedPlan(base.solution.problem, optimiser.inputs(base.solution), optimiser.mesh.points)
    return Replanned.of(optimiser, base.solution, asked.thorough)


def compute(
    name: str, task: Task, rows: Rows, asked: Asked, where: Where, folder: RunFolder, progress: Progress
) -> Sequence[Outcome]:
    """All outcomes, each kept in ``folder`` as soon as it is there."""
    from processes.uncertainty.checkpoint import Checkpoint
    from processes.uncertainty.running import run

    progress.step(f"{name}: {len(rows)} samples")
    question = {key: value for key, value in asked.to_dict().items() if key not in ("samples", "modes")}
    if asked.method == "latin" or asked.direct:
        question["samples"] = asked.samples  # another number of them would be other ones

    def told(done: int, of: int) -> None:
        progress.advance(done / max(of, 1))

    with Checkpoint(folder.path / f"{name.replace(' ', '_')}.jsonl", question | {"task": task.identity()}) as kept:
        return run(task, rows, where, kept, told, progress.say)


def opened(folder: Path, study: Study, asked: Asked) -> RunFolder:
    """The folder with the study and what is asked of it."""
    made = RunFolder.create(folder, study)
    if not made.has(KEPT):  # else it is resumed: what is there stays until there is more
        made.write_json(KEPT, {"asked": asked.to_dict()})
    return made
