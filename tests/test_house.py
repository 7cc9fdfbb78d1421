"""The house: who may import whom, how large a piece may be, and what each room needs installed."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from graphlib import TopologicalSorter
from importlib import metadata
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("cards", "strains", "processes", "plant_io", "biofab")
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
HEAVY = ("casadi", "cobra", "matplotlib", "pandas", "pyomo", "scipy")


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*ROOMS, include_external_packages=True, exclude_type_checking_imports=True, cache_dir=None)


def modules() -> list[str]:
    return sorted(module for module in graph().modules if module.partition(".")[0] in ROOMS)


def functions() -> list[tuple[str, int]]:
    found = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                found.append((f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", length))
    return found


def declared(extra: str | None) -> set[str]:
    """Distributions that the base install, or an extra of it, asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = project["dependencies"] if extra is None else project["optional-dependencies"][extra]
    return {re.split(r"[\[<>=~! ]", line)[0].lower().replace("-", "_") for line in asked}


def outside(room: str) -> set[str]:
    """Distributions that a room's code imports, lazily or not; the standard library and the rooms are left out."""
    names = {
        imported.partition(".")[0]
        for module in modules()
        if module.partition(".")[0] == room
        for imported in graph().find_modules_directly_imported_by(module)
    }
    distributions = metadata.packages_distributions()
    foreign = names - set(ROOMS) - set(sys.stdlib_module_names)
    return {
        distribution.lower().replace("-", "_") for name in foreign for distribution in distributions.get(name, [name])
    }


def test_walls_are_kept() -> None:
    """The contracts of pyproject.toml: the one rule, and no cycles."""
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("room", ["strains", "processes", "plant_io"])
def test_no_instrument_knows_another(room: str) -> None:
    allowed = {room, "cards"}
    for module in modules():
        if module.partition(".")[0] == room:
            known = {other.partition(".")[0] for other in graph().find_modules_directly_imported_by(module)}
            assert known & set(ROOMS) <= allowed, module


def test_no_module_imports_itself_round_a_corner() -> None:
    sorter = TopologicalSorter({module: graph().find_modules_directly_imported_by(module) for module in modules()})
    sorter.prepare()  # raises CycleError, which names the modules


@pytest.mark.parametrize(
    ("room", "extras"),
    [
        ("cards", (None,)),
        ("plant_io", (None,)),
        ("strains", (None, "engineer")),
        ("processes", (None, "engineer", "cluster")),
        ("biofab", (None, "engineer", "cluster")),
    ],
)
def test_what_a_room_imports_is_declared(room: str, extras: tuple[str | None, ...]) -> None:
    ours = set().union(*(declared(extra) for extra in extras))
    pulled_in = {"pydantic_core"}  # comes with pydantic, in the version that pydantic itself pins
    assert outside(room) - ours - pulled_in == set()


def test_a_plant_computer_loads_nothing_heavy() -> None:
    code = f"""
import sys
import cards, strains, processes, plant_io, biofab
import biofab.cli.main, plant_io.plant, plant_io.sample
print([module for module in {HEAVY} if module in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_module_says_what_it_is_for() -> None:
    silent = [path.relative_to(ROOT) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert silent == []


def test_no_module_is_long() -> None:
    long = {path.relative_to(ROOT): n for path in MODULES if (n := len(path.read_text("utf-8").splitlines())) >= 300}
    assert long == {}


def test_no_function_is_long_and_few_are_not_short() -> None:
    lengths = functions()
    assert [function for function in lengths if function[1] > 60] == []
    assert sum(length < 30 for _, length in lengths) >= 0.9 * len(lengths)


def test_package_roots_export_little() -> None:
    for room in ROOMS:
        for path in (ROOT / room).rglob("__init__.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
            assert imports == [], f"{path.relative_to(ROOT)} imports at its root"


def test_public_names_of_the_roots_are_pinned() -> None:
    """What the roots define themselves; everything else is imported from the module that has it."""
    names = {}
    for room in ROOMS:
        tree = ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8"))
        names[room] = [ast.unparse(node).split(" = ")[0] for node in tree.body if not isinstance(node, ast.Expr)]
    assert names == {"cards": [], "strains": [], "processes": [], "plant_io": [], "biofab": ["__version__"]}


def test_there_is_one_version() -> None:
    import biofab

    assert biofab.__version__ == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
