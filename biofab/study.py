"""A study: the question a user asks, in one TOML file. Its schema is in ``biofab.study_card``."""

from __future__ import annotations

from pathlib import Path

from biofab.errors import BadInput
from biofab.study_card import Study as Study
from biofab.study_checks import faults_of
from cards.errors import CardError, CardMissing
from cards.reading import nearest, parse_card, read_text

STUDY_FILE = "study.toml"
_TEMPLATE = Path(__file__).parent / "studies" / "succinate.toml"


def read_study(place: Path) -> Study:
    """The study in a folder (its study.toml) or in a file; paths written in it are taken from its own folder.

    Raises CardMissing when there is none, CardError for every fault of the file, both with the nearest right word.
    """
    path = study_file(place)
    text = read_text(path)
    study = parse_card(Study, text, str(path))
    resolved = _resolved(study, path.parent)
    faults = faults_of(resolved, text, str(path))
    if faults:
        raise CardError(faults)
    return resolved


def study_file(place: Path) -> Path:
    """The study's file in a folder, or the file itself. Raises CardMissing with the nearest folder that holds one."""
    if place.is_file():
        return place
    if place.is_dir():
        if not (place / STUDY_FILE).is_file():
            others = [path.name for path in place.glob("*.toml")]
            raise CardMissing(place, f"holds no {STUDY_FILE}{nearest(STUDY_FILE, others)}; run: biofab init {place}")
        return place / STUDY_FILE
    if place.suffix == ".toml":
        raise CardMissing(place, f"no such file{nearest(place.name, _names(place.parent, '*.toml'))}")
    studies = [Path(name).parent.name for name in _names(place.parent, f"*/{STUDY_FILE}")]
    hint = nearest(place.name, studies) or f"; to begin one, run: biofab init {place}"
    raise CardMissing(place, f"no such study folder{hint}")


def write_template(folder: Path) -> Path:
    """Writes the commented study of the succinic acid question into a new folder; returns its file.

    Raises BadInput when the folder holds anything already: nothing of the user's is ever written over.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput(f"{folder}: is there already and is not empty; choose another name, nothing was written")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / STUDY_FILE
    with path.open("x", encoding="utf-8") as file:
        file.write(_TEMPLATE.read_text(encoding="utf-8"))
    return path


def default_study() -> Study:
    """The study that ``biofab init`` writes and ``biofab demo`` answers."""
    return read_study(_TEMPLATE)


def _names(folder: Path, pattern: str) -> list[str]:
    if not folder.is_dir():
        return []
    return [str(path.relative_to(folder)) for path in folder.glob(pattern)]


def _resolved(study: Study, folder: Path) -> Study:
    """The study with every path of it made absolute; names of cards stay as they are."""

    def turn(name: str) -> str:
        return str((folder / name).resolve()) if _is_path(name) else name

    strain, scale = study.strain, study.scale
    model = strain.model if strain.model is None or strain.model.startswith("cobra:") else _file(strain.model, folder)
    names = {"host": turn(strain.host), "product": turn(strain.product), "medium": turn(strain.medium)}
    return study.model_copy(
        update={
            "strain": strain.model_copy(update={**names, "model": model}),
            "kinetics": study.kinetics.model_copy(update={"card": turn(study.kinetics.card)}),
            "scale": scale.model_copy(update={"pilot": turn(scale.pilot), "production": turn(scale.production)}),
            "site": study.site.model_copy(update={"name": study.site.name and turn(study.site.name)}),
            "plant": study.plant.model_copy(update={"card": turn(study.plant.card)}),
        }
    )


def _file(name: str, folder: Path) -> str:
    return str((folder / name).resolve())


def _is_path(name: str) -> bool:
    return name.endswith(".toml") or "/" in name
