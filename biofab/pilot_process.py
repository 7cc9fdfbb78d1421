"""The pilot batch as a process of its own: run, recorded and learnt from while the plans are still being made.

``python -m biofab.pilot_process --folder RUN --speed S --parent PID`` takes study.json, kinetics.json, scale.json and
recipe.json from the run's folder and leaves run.json, record/, batch.parquet, refit.parquet and estimate.json there.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from biofab.errors import PlantUnreachable, describe
from biofab.run_folder import RunFolder
from biofab.running.child import Child

LOOK_S = 0.1
LOG = "pilot.log"


@contextmanager
def pilot_batch(folder: RunFolder, speed: float) -> Iterator[PilotBatch]:
    """The batch running beside this process; ended with the context."""
    arguments = ["--folder", str(folder.path), "--speed", repr(speed)]
    child = Child("pilot batch", "biofab.pilot_process", arguments, folder.path / LOG)
    try:
        yield PilotBatch(child)
    finally:
        child.stop()


class PilotBatch:
    """A pilot batch that runs in another process."""

    def __init__(self, child: Child) -> None:
        self._child = child

    def wait(self) -> None:
        """Until it has ended. Raises PlantUnreachable with its last word when it failed."""
        while not self._child.ended:
            time.sleep(LOOK_S)
        if self._child.stop() != 0:
            raise PlantUnreachable(f"the pilot batch failed: {self._child.told()}")


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


def main(arguments: Sequence[str] | None = None) -> int:
    """The process; its last line on standard error says why it failed."""
    parser = argparse.ArgumentParser(prog="biofab.pilot_process")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--speed", type=float, required=True)
    parser.add_argument("--parent", type=int, required=True)
    given = parser.parse_args(arguments)
    _end_with(given.parent)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        run(RunFolder(given.folder), given.speed)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        description = describe(error)
        print(json.dumps(description.kind), *description.lines, file=sys.stderr)  # noqa: T201
        return int(description.exit_code)
    return 0


if __name__ == "__main__":
    sys.exit(main())
