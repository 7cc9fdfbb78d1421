"""What can go wrong at the bench, and the exit code that every error of the house ends a command with.

The rooms' errors are told apart by their names, so that a plant PC never imports a room it does not use.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any


class ExitCode(IntEnum):
    """What a command ends with; a script can rely on these."""

    OK = 0
    INTERNAL = 1
    BAD_INPUT = 2
    INFEASIBLE = 3
    SOLVER = 4
    PLANT_LINK = 5
    REFUSED = 6
    INTERRUPTED = 130


@dataclass(frozen=True)
class Description:
    """An error as a user reads it: one line per fault (at least one), and the exit code."""

    kind: str
    lines: tuple[str, ...]
    exit_code: ExitCode

    def to_dict(self) -> dict[str, object]:
        """The object that ``--json`` prints."""
        error = {"kind": self.kind, "message": "\n".join(self.lines)}
        return {"error": error, "exit_code": int(self.exit_code)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Description:
        """What ``to_dict`` gave. Raises KeyError, TypeError, ValueError for anything else."""
        lines = tuple(str(data["error"]["message"]).splitlines())
        return cls(str(data["error"]["kind"]), lines or (str(data["error"]["kind"]),), ExitCode(data["exit_code"]))


class BiofabError(Exception):
    """Base of the bench's errors; the text is one sentence: where, what was expected, what to do."""

    exit_code = ExitCode.INTERNAL


class BadInput(BiofabError):
    """Something the user gave cannot be used."""

    exit_code = ExitCode.BAD_INPUT


class MissingExtra(BiofabError):
    """A package that the command needs is not installed."""

    exit_code = ExitCode.SOLVER

    def __init__(self, package: str, extra: str) -> None:
        self.package = package
        self.extra = extra
        super().__init__(
            f"this command needs the package '{package}', which is not installed; it comes with the extra '{extra}': "
            f"run pip install 'biofab[{extra}]', or in the folder of the source: pip install '.[{extra}]'"
        )


class PlantUnreachable(BiofabError):
    """The plant does not answer, or its record cannot be trusted."""

    exit_code = ExitCode.PLANT_LINK


class ActionRefused(BiofabError):
    """The bench declined to do what it was asked."""

    exit_code = ExitCode.REFUSED


class ChildFailed(BiofabError):
    """A process that worked for this one failed; its words and its exit code are taken over."""

    def __init__(self, name: str, told: Description) -> None:
        self.exit_code = told.exit_code
        self.told = Description(told.kind, (f"the {name} failed: {told.lines[0]}", *told.lines[1:]), told.exit_code)
        super().__init__("\n".join(self.told.lines))


# Extra that brings each package which the base install does not have.
EXTRA_OF = {
    "casadi": "engineer",
    "cobra": "engineer",
    "distributed": "cluster",
    "highspy": "engineer",
    "jinja2": "engineer",
    "matplotlib": "engineer",
    "optlang": "engineer",
    "pandas": "engineer",
    "pyomo": "engineer",
    "scipy": "engineer",
    "swiglpk": "engineer",
}

# Exit codes of the rooms' errors, nearest class first: an error has the code of the first of its classes that is here.
_ROOMS: dict[tuple[str, str], ExitCode] = {
    ("cards", "CardError"): ExitCode.BAD_INPUT,
    ("strains", "StrainError"): ExitCode.BAD_INPUT,
    ("strains", "MediumInfeasible"): ExitCode.INFEASIBLE,
    ("strains", "SolverFailed"): ExitCode.SOLVER,
    ("strains", "Infeasible"): ExitCode.INFEASIBLE,
    ("strains", "Unbounded"): ExitCode.BAD_INPUT,  # a bound is missing in what the user gave
    ("strains", "IntegrationStopped"): ExitCode.SOLVER,
    ("strains", "MilpSolverMissing"): ExitCode.SOLVER,
    ("strains", "PhenotypeInexact"): ExitCode.SOLVER,
    ("processes", "ProcessError"): ExitCode.BAD_INPUT,
    ("processes", "Infeasible"): ExitCode.INFEASIBLE,
    ("processes", "NoPlan"): ExitCode.SOLVER,
    ("processes", "IntegrationFailed"): ExitCode.SOLVER,
    ("processes", "SolverError"): ExitCode.SOLVER,
    ("plant_io", "PlantError"): ExitCode.PLANT_LINK,
    ("plant_io", "UnknownTag"): ExitCode.BAD_INPUT,
    ("plant_io", "Refused"): ExitCode.REFUSED,
    ("plant_io", "AuditError"): ExitCode.REFUSED,
}

# What the operating system says about a path or a port that the user chose.
_SYSTEM: dict[int, ExitCode] = {
    errno.EACCES: ExitCode.BAD_INPUT,
    errno.EPERM: ExitCode.BAD_INPUT,
    errno.EROFS: ExitCode.BAD_INPUT,
    errno.ENOSPC: ExitCode.BAD_INPUT,
    errno.ENOTDIR: ExitCode.BAD_INPUT,
    errno.EISDIR: ExitCode.BAD_INPUT,
    errno.ENAMETOOLONG: ExitCode.BAD_INPUT,
    errno.EADDRINUSE: ExitCode.PLANT_LINK,
    errno.EADDRNOTAVAIL: ExitCode.PLANT_LINK,
    errno.ECONNREFUSED: ExitCode.PLANT_LINK,
    errno.ECONNRESET: ExitCode.PLANT_LINK,
    errno.EHOSTUNREACH: ExitCode.PLANT_LINK,
    errno.ENETUNREACH: ExitCode.PLANT_LINK,
}


def exit_code_of(error: BaseException) -> ExitCode:
    """Exit code of an error of any room; ``ExitCode.INTERNAL`` for what no room expected."""
    if isinstance(error, BiofabError):
        return ExitCode(error.exit_code)
    if isinstance(error, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    for kind in type(error).__mro__:
        code = _ROOMS.get((kind.__module__.partition(".")[0], kind.__name__))
        if code is not None:
            return code
    if isinstance(error, OSError):
        return _SYSTEM.get(error.errno or 0, ExitCode.INTERNAL)
    if isinstance(error, ModuleNotFoundError) and _missing_extra(error):
        return ExitCode.SOLVER
    return ExitCode.INTERNAL


def describe(error: BaseException) -> Description:
    """The error in one sentence (one line per fault of a card), without its stack."""
    if isinstance(error, ChildFailed):
        return error.told
    code = exit_code_of(error)
    missing = _missing_extra(error)
    if missing is not None:
        error = missing
    text = _system_words(error) if isinstance(error, OSError) else str(error)
    lines = tuple(line for line in text.splitlines() if line.strip())
    return Description(type(error).__name__, lines or (type(error).__name__,), code)


def _missing_extra(error: BaseException) -> MissingExtra | None:
    """The missing package behind a failed import, None when it is not one that an extra brings."""
    if not isinstance(error, ModuleNotFoundError) or error.name is None:
        return None
    package = error.name.partition(".")[0]
    return MissingExtra(package, EXTRA_OF[package]) if package in EXTRA_OF else None


def _system_words(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{(error.strerror or str(error)).lower()}"
