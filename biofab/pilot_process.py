"""The pilot batch as a process of its own: run, recorded and learnt from while the plans are still being made.

``python -m biofab.pilot_process --folder RUN --speed S --parent PID`` takes study.json, kinetics.json, scale.json and
recipe.json from the run's folder and leaves run.json, record/, batch.parquet, refit.parquet and estimate.json there.
"""

from __future__ import annotations

import _thread
import argparse
import json
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from biofab.errors import ChildFailed, Description, ExitCode, describe
from biofab.run_folder import RunFolder
from biofab.running.child import STOP_S as PLANT_STOP_S
from biofab.running.child import Child
from biofab.running.session import STOP_S as RUN_STOP_S

LOOK_S = 0.1
LOG = "pilot.log"
STOP_S = RUN_STOP_S + PLANT_STOP_S + 10.0  # it ends its run, then its virtual plant, then itself


@contextmanager
def pilot_batch(folder: RunFolder, speed: float) -> Iterator[PilotBatch]:
    """The batch running beside this process; ended with the context.

    When it fails, what the main thread does in the context is interrupted at once. Raises ChildFailed then.
    """
    arguments = ["--folder", str(folder.path), "--speed", repr(speed)]
    child = Child("pilot batch", "biofab.pilot_process", arguments, folder.path / LOG, STOP_S)
    batch = PilotBatch(child)
    try:
        with _interrupted_by(batch):
            yield batch
    except KeyboardInterrupt:
        batch.check()
        raise
    finally:
        child.stop()


class PilotBatch:
    """A pilot batch that runs in another process."""

    def __init__(self, child: Child) -> None:
        self._child = child

    @property
    def failed(self) -> bool:
        """Whether it has ended, and not well."""
        return self._child.ended and self._child.stop() != 0

    def check(self) -> None:
        """Raises ChildFailed with its words and its exit code when it has failed."""
        if self.failed:
            raise ChildFailed(self._child.name, _told(self._child))

    def wait(self) -> None:
        """Until it has ended. Raises ChildFailed."""
        while not self._child.ended:
            time.sleep(LOOK_S)
        self.check()


@contextmanager
def _interrupted_by(batch: PilotBatch) -> Iterator[None]:
    """The main thread gets a KeyboardInterrupt when the batch fails; other threads are left to ``check``."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    left, leaving = threading.Event(), threading.Lock()

    def watch() -> None:
        while not left.wait(LOOK_S):
            with leaving:
                if not left.is_set() and batch.failed:
                    _thread.interrupt_main()
                    return

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        with leaving:
            left.set()
        watching.join()


def _told(child: Child) -> Description:
    """What a child that failed said of it, or what its exit status says where it had no time for words."""
    status, words = child.stop(), child.told()
    try:
        return Description.from_dict(json.loads(words))
    except (ValueError, KeyError, TypeError):
        if status < 0:
            return Description("Killed", (f"it was ended by signal {-status}; see {child.log}",), ExitCode.INTERNAL)
        code = ExitCode.INTERRUPTED if status == ExitCode.INTERRUPTED else ExitCode.INTERNAL
        return Description("Ended", (f"{words} (exit status {status}); see {child.log}",), code)


def run(folder: RunFolder, speed: float) -> None:
    """Run the folder's recipe on a virtual plant and learn from its record."""
    from biofab.planner import problem_of
    from biofab.progress import Silent
    from biofab.run import RECIPE, learn, run_on_virtual_plant
    from biofab.running.procedure import Recipe
    from biofab.sim import Parts, read_kinetics
    from plant_io.plant import plant

    study = folder.study()
    recipe = Recipe.from_dict(folder.read_json(RECIPE))
    kinetics, scale = folder.path / "kinetics.json", folder.path / "scale.json"
    parts = Parts(speed=speed, seed=study.seed, kinetics=kinetics, scale=scale)
    run_on_virtual_plant(recipe, study.plant.card, parts, folder.path, Silent())
    problem = problem_of(study, read_kinetics(kinetics), "pilot")
    learn(folder, plant(study.plant.card), recipe.unit, problem)


def _end_with(parent: int) -> None:
    """Interrupt this process when its parent is gone."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def _interrupt_once(*_: object) -> None:
    """A second SIGTERM must not come between what the first one ends."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def main(arguments: Sequence[str] | None = None) -> int:
    """The process; its last line on standard error says why it failed, as JSON of a ``Description``."""
    parser = argparse.ArgumentParser(prog="biofab.pilot_process")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--speed", type=float, required=True)
    parser.add_argument("--parent", type=int, required=True)
    given = parser.parse_args(arguments)
    _end_with(given.parent)
    signal.signal(signal.SIGTERM, _interrupt_once)
    try:
        run(RunFolder(given.folder), given.speed)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        description = describe(error)
        if description.exit_code == ExitCode.INTERNAL:
            traceback.print_exc()
        print(json.dumps(description.to_dict(), ensure_ascii=False), file=sys.stderr)  # noqa: T201
        return int(description.exit_code)
    return 0


if __name__ == "__main__":
    sys.exit(main())
