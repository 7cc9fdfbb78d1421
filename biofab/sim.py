"""The virtual plant as a process of its own: served until it is told to end, or started and stopped from here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from biofab.errors import BadInput
from biofab.running.child import Child
from biofab.running.result import write_whole

if TYPE_CHECKING:
    from biofab.study import Study
    from plant_io.plant import PlantCard
    from processes.kinetics import Kinetics
    from processes.scale import ScaleCard

READY_S = 120.0  # real seconds; without a kinetics file the phenotype may have to be computed first
_FORMAT = 1  # of the files in the cache


@dataclass(frozen=True)
class Parts:
    """What a virtual plant is made of. ``kinetics`` and ``scale`` are JSON files, by default those of the study that
    comes with biofab; ``truth`` is where to leave what is true of it; ``port`` 0 takes a free one."""

    speed: float = 60.0
    port: int = 0
    seed: int = 1
    kinetics: Path | None = None
    scale: Path | None = None
    truth: Path | None = None


class RunningPlant:
    """A virtual plant that this process started."""

    def __init__(self, child: Child, endpoint: str) -> None:
        self.endpoint = endpoint
        self._child = child

    @property
    def pid(self) -> int:
        """Process id of the plant."""
        return self._child.pid

    @property
    def ended(self) -> bool:
        """Whether the plant has ended."""
        return self._child.ended

    @property
    def cpu_seconds(self) -> float:
        """CPU seconds of the plant's process; known after ``stop``."""
        return self._child.cpu_seconds

    def stop(self) -> None:
        """End the plant; harmless when it has ended."""
        self._child.stop()


@contextmanager
def start_plant(plant: str, parts: Parts, folder: Path) -> Iterator[RunningPlant]:
    """A virtual plant in a process of its own, ended with the context; what it has to say goes to ``folder``/plant.log.

    ``plant`` is the name of a card or its path. It ends as well when this process is gone. Raises PlantUnreachable when
    it does not start, with the reason, e.g. a port in use.
    """
    given = {"--kinetics": parts.kinetics, "--scale": parts.scale, "--truth": parts.truth}
    files = [word for option, path in given.items() if path is not None for word in (option, str(path))]
    numbers = ["--speed", repr(parts.speed), "--port", str(parts.port), "--seed", str(parts.seed)]
    arguments = ["plant", "sim", "--plant", plant, *numbers, *files]
    child = Child("virtual plant", "biofab.cli.main", arguments, folder / "plant.log")
    try:
        yield RunningPlant(child, child.ready(READY_S))
    finally:
        child.stop()


def serve_twin(plant: str, parts: Parts, parent: int | None = None) -> None:
    """Serve the virtual plant in this process until SIGINT or SIGTERM, or until the process ``parent`` is gone.

    Raises BadInput for a file that holds no kinetics or no scale, LinkError for a port in use.
    """
    from biofab.twin.fermenter import FermenterTwin
    from biofab.twin.truth import Truth
    from plant_io.plant import plant as read_plant
    from plant_io.server.process import run_server

    card = read_plant(plant)
    unit = _fermenter(card)
    kinetics = default_kinetics() if parts.kinetics is None else read_kinetics(parts.kinetics)
    scale = default_scale() if parts.scale is None else read_scale(parts.scale)
    truth = Truth.drawn(kinetics, scale, parts.seed)

    def make() -> FermenterTwin:
        return FermenterTwin(kinetics, scale, card, unit, truth, parts.seed)

    if parts.truth is not None:
        write_whole(parts.truth, json.dumps(truth.to_dict(), indent=1) + "\n")
    run_server(card, make, port=parts.port, speed=parts.speed, parent=parent)


def default_kinetics() -> Kinetics:
    """Kinetics of the study that comes with biofab; computed once, then kept in the user's cache."""
    import platformdirs

    from biofab.organism import organism_of
    from biofab.study import default_study

    study = default_study()
    path = Path(platformdirs.user_cache_dir("biofab")) / f"kinetics-{cache_key(study)}.json"
    if path.is_file():
        try:
            return read_kinetics(path)
        except BadInput:
            path.unlink()  # damaged: computed again
    kinetics = organism_of(study).kinetics
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(kinetics.to_dict()))
    except OSError:
        return kinetics  # a cache that cannot be written is no reason to fail
    return kinetics


def default_scale() -> ScaleCard:
    """The pilot vessel of the study that comes with biofab."""
    from biofab.study import default_study
    from processes.library import scale

    return scale(default_study().scale.pilot)


def read_kinetics(path: Path) -> Kinetics:
    """Kinetics from a JSON file that ``Kinetics.to_dict`` filled. Raises BadInput."""
    from processes.errors import ProcessError
    from processes.kinetics import Kinetics

    try:
        return Kinetics.from_dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, ProcessError) as error:
        raise BadInput(f"{path}: holds no kinetics ({_short(error)}); expected the kinetics.json of a run") from None


def read_scale(path: Path) -> ScaleCard:
    """A scale from a JSON file, or from a TOML card. Raises BadInput, CardError."""
    from processes.library import scale
    from processes.scale import ScaleCard

    if path.suffix == ".toml":
        return scale(str(path))
    try:
        return ScaleCard.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: holds no scale ({_short(error)}); expected a scale card, or its JSON") from None


def cache_key(study: Study) -> str:
    """Hash of everything that the kinetics of a study come from: its choices, the cards, and the code of the room."""
    from processes.library import kinetics_card
    from strains.catalogue import library

    chosen = study.strain
    cards = (library.host(chosen.host), library.product(chosen.product), library.medium(chosen.medium))
    texts = [card.model_dump_json() for card in (chosen, study.kinetics, *cards, kinetics_card(study.kinetics.card))]
    code = sorted(library.ROOT.rglob("*.py"))
    digest = hashlib.sha256(repr((_FORMAT, texts)).encode())
    for path in code:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _fermenter(card: PlantCard) -> str:
    """The unit that the twin stands for. Raises BadInput for a plant of several."""
    found = [unit.name for unit in card.units if unit.kind == "fermenter"]
    if len(found) != 1 or len(card.units) != 1:
        raise BadInput(f"plant {card.name}: the virtual plant has one fermenter, the card has {len(card.units)} units")
    return found[0]


def _short(error: BaseException) -> str:
    return str(error).splitlines()[0][:100] if str(error) else type(error).__name__
