"""The folder of one run: every fact as JSON, every table as Parquet, each file whole or not there at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from biofab.errors import BadInput
from biofab.study import Study

if TYPE_CHECKING:
    import pandas as pd

    from processes.design import Design
    from processes.kinetics import Kinetics
    from strains.phenotype.phenotype import Phenotype

RESULT = "result.json"
FORMAT = 1  # of result.json: raised when a part changes its shape, so that no version reads another's amiss


@dataclass(frozen=True)
class RunFolder:
    """Names and forms of the files of a run.

    study.json, kinetics.json, phenotypes.json, designs/NAME.json and .parquet, recipe.json, record/ (the historian's),
    truth.json (of a virtual plant; read by the comparison alone), batch.parquet, refit.parquet, estimate.json,
    result.json (every number of the report) and report.html.
    """

    path: Path

    @classmethod
    def create(cls, path: Path, study: Study) -> RunFolder:
        """A new folder with the study in it."""
        path.mkdir(parents=True, exist_ok=True)
        (path / "designs").mkdir(exist_ok=True)
        folder = cls(path)
        folder.write_json("study.json", study.model_dump(mode="json"))
        return folder

    @classmethod
    def open(cls, path: Path) -> RunFolder:
        """A folder that a run has written. Raises BadInput when it holds no result."""
        if not (path / RESULT).is_file():
            raise BadInput(f"{path}: holds no {RESULT}; expected the folder of a finished run")
        return cls(path)

    @property
    def record(self) -> Path:
        """The historian's folder."""
        return self.path / "record"

    @property
    def report(self) -> Path:
        """The report's file."""
        return self.path / "report.html"

    def study(self) -> Study:
        """The study that was asked."""
        return Study.model_validate(self.read_json("study.json"))

    def write_kinetics(self, kinetics: Kinetics) -> Path:
        """The kinetics that the plans were made with."""
        return self.write_json("kinetics.json", kinetics.to_dict())

    def write_phenotypes(self, growth: Phenotype, production: Phenotype) -> Path:
        """Both phenotypes."""
        return self.write_json("phenotypes.json", {"growth": growth.to_dict(), "production": production.to_dict()})

    def write_design(self, name: str, design: Design) -> None:
        """A design and its table."""
        self.write_json(f"designs/{name}.json", design.to_dict())
        self.write_table(f"designs/{name}.parquet", design.table)

    def design(self, name: str) -> tuple[dict[str, Any], pd.DataFrame]:
        """A design as plain data, and its table."""
        return self.read_json(f"designs/{name}.json"), self.read_table(f"designs/{name}.parquet")

    def write_result(self, result: Mapping[str, Any]) -> Path:
        """The facts of the report."""
        return self.write_json(RESULT, {"format": FORMAT, **result})

    def result(self) -> dict[str, Any]:
        """The facts of the report. Raises BadInput when they are none, or of another version."""
        path, found = self.path / RESULT, self.read_json(RESULT)
        written = found.pop("format", FORMAT)  # the first versions wrote none
        if written != FORMAT:
            raise BadInput(
                f"{path}: format {written!r} is of another version of biofab, this one reads format {FORMAT}; "
                "make the report with that version, or run the study again"
            )
        if not found:
            raise BadInput(f"{path}: holds nothing; expected the facts of a finished run; run the study again")
        return found

    def write_json(self, name: str, data: Mapping[str, Any]) -> Path:
        """Write one JSON file at once."""
        from biofab.plain_json import to_json

        return self.write_text(name, to_json(data) + "\n")

    def write_text(self, name: str, text: str) -> Path:
        """Write one text file at once."""
        path = self.path / name
        part = path.with_name(path.name + ".part")
        part.write_text(text, encoding="utf-8")
        part.replace(path)
        return path

    def read_json(self, name: str) -> dict[str, Any]:
        """One JSON file. Raises BadInput when it is missing or damaged."""
        path = self.path / name
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise BadInput(f"{path}: is missing from the run folder; run the study again") from None
        except UnicodeDecodeError:
            raise BadInput(f"{path}: is damaged, it holds bytes that are no text; run the study again") from None
        except json.JSONDecodeError as error:
            raise BadInput(
                f"{path}:{error.lineno}: is not JSON: {error.msg}: cut off or changed since; run the study again"
            ) from None
        if not isinstance(data, dict):
            raise BadInput(f"{path}: holds a {type(data).__name__}; expected an object; run the study again")
        return data

    def has(self, name: str) -> bool:
        """Whether a file of that name is there."""
        return (self.path / name).is_file()

    def write_table(self, name: str, table: pd.DataFrame) -> Path:
        """Write one table at once."""
        path = self.path / name
        part = path.with_name(path.name + ".part")
        table.to_parquet(part, index=False)
        part.replace(path)
        return path

    def read_table(self, name: str) -> pd.DataFrame:
        """One table. Raises BadInput when it is missing or damaged."""
        import pandas as pd
        import pyarrow as pa

        path = self.path / name
        if not path.is_file():
            raise BadInput(f"{path}: is missing from the run folder; run the study again")
        try:
            return pd.read_parquet(path)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise BadInput(f"{path}: is damaged ({error}); run the study again") from None
