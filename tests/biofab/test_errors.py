"""Exit codes: every error of every room has one that is no internal fault."""

from __future__ import annotations

import errno
import importlib
import inspect
from typing import Any

import pytest

from biofab import errors
from biofab.errors import BadInput, ChildFailed, Description, ExitCode, MissingExtra, describe, exit_code_of
from cards.errors import CardError, CardMissing, Fault

ROOMS = ("cards.errors", "strains.errors", "processes.errors", "processes.solvers.errors", "plant_io.errors")


def room_errors() -> list[type[Exception]]:
    found = []
    for name in ROOMS:
        module = importlib.import_module(name)
        kinds = [kind for _, kind in inspect.getmembers(module, inspect.isclass) if issubclass(kind, Exception)]
        found += [kind for kind in kinds if kind.__module__ == name]
    return found


@pytest.mark.parametrize("kind", room_errors(), ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_error_of_a_room_has_an_exit_code(kind: type[Exception]) -> None:
    assert exit_code_of(kind.__new__(kind)) in set(ExitCode) - {ExitCode.OK, ExitCode.INTERNAL}


@pytest.mark.parametrize(
    ("module", "name", "code"),
    [
        ("cards.errors", "CardMissing", 2),
        ("strains.errors", "ProductImpossible", 2),
        ("strains.errors", "ModelUnreadable", 2),
        ("strains.errors", "SolverFailed", 4),
        ("processes.errors", "CardUnknown", 2),
        ("processes.errors", "Infeasible", 3),
        ("processes.errors", "NoPlan", 4),
        ("processes.solvers.errors", "SolverMissing", 4),
        ("plant_io.errors", "LinkError", 5),
        ("plant_io.errors", "UnknownTag", 2),
        ("plant_io.errors", "Refused", 6),
    ],
)
def test_exit_codes_of_the_rooms(module: str, name: str, code: int) -> None:
    kind = getattr(importlib.import_module(module), name)
    assert exit_code_of(kind.__new__(kind)) == code


def test_every_error_of_the_bench_has_its_own_code() -> None:
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.BiofabError)]
    others = (errors.BiofabError, MissingExtra, ChildFailed)  # the last has the code of what it tells of
    assert sorted(kind.exit_code for kind in kinds if kind not in others) == [2, 5, 6]


def test_a_child_s_failure_keeps_its_words_its_kind_and_its_code() -> None:
    refused = describe(BadInput("recipe.json: line one\nline two"))
    told = describe(ChildFailed("pilot batch", Description.from_dict(refused.to_dict())))
    assert told.lines == ("the pilot batch failed: recipe.json: line one", "line two")
    assert (told.kind, told.exit_code) == ("BadInput", 2)
    assert exit_code_of(ChildFailed("pilot batch", refused)) == 2
    assert str(ChildFailed("pilot batch", refused)) == "\n".join(told.lines)


@pytest.mark.parametrize("data", [{}, {"error": 1, "exit_code": 2}, {"error": {"kind": "K", "message": ""}}, [], "x"])
def test_what_is_no_description_is_refused(data: Any) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Description.from_dict(data)


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.EACCES, 2), (errno.ENOSPC, 2), (errno.EADDRINUSE, 5), (errno.ECONNREFUSED, 5), (errno.EIO, 1)],
)
def test_exit_codes_of_the_operating_system(number: int, code: int) -> None:
    assert exit_code_of(OSError(number, "words", "file")) == code


def test_what_nobody_expected_is_internal() -> None:
    assert exit_code_of(ZeroDivisionError()) == ExitCode.INTERNAL
    assert exit_code_of(ModuleNotFoundError("no", name="biofab.nowhere")) == ExitCode.INTERNAL
    assert exit_code_of(KeyboardInterrupt()) == ExitCode.INTERRUPTED


@pytest.mark.parametrize("module", ["cobra", "pyomo.environ", "casadi"])
def test_missing_extra_says_what_to_install(module: str) -> None:
    told = describe(ModuleNotFoundError("no", name=module))
    assert told.exit_code == ExitCode.SOLVER
    assert "run pip install 'biofab[engineer]'" in told.lines[0]
    assert told.lines[0].endswith("or in the folder of the source: pip install '.[engineer]'")  # before any release
    assert module.split(".")[0] in told.lines[0]


def test_every_fault_of_a_card_is_a_line() -> None:
    told = describe(CardError([Fault("a.toml", 2, "b", "is missing"), Fault("a.toml", 1, "c", "is missing")]))
    assert told.lines == ("a.toml:1: c: is missing", "a.toml:2: b: is missing")
    assert told.to_dict() == {
        "error": {"kind": "CardError", "message": "a.toml:1: c: is missing\na.toml:2: b: is missing"},
        "exit_code": 2,
    }


def test_system_error_names_the_file() -> None:
    assert describe(PermissionError(errno.EACCES, "Permission denied", "x")).lines == ("x: permission denied",)


def test_an_error_without_words_has_its_name() -> None:
    assert describe(BadInput()).lines == ("BadInput",)
    assert describe(CardMissing("x", "no such file")).lines == ("x: no such file",)
