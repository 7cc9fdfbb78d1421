"""What works on this computer, and what to install for the rest."""

from __future__ import annotations

import importlib.util
import platform
import socket
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from biofab import __version__
from biofab.errors import EXTRA_OF, ExitCode

if TYPE_CHECKING:
    from processes.solvers.available import SolverStatus

Status = Literal["ok", "missing", "broken"]
_BASE = ("asyncua", "duckdb", "numpy", "pint", "platformdirs", "pyarrow", "pydantic", "rich", "typer")
_ENGINEER = ("casadi", "cobra", "highspy", "jinja2", "matplotlib", "pandas", "pyomo", "scipy")
_OWN = "own solvers"  # what the user brings along; never needed
_PORT = 4840  # the registered port of OPC UA


@dataclass(frozen=True)
class Check:
    """One thing looked at. ``remedy`` says what to do, empty when nothing need be done."""

    group: str
    name: str
    status: Status
    detail: str
    remedy: str = ""


@dataclass(frozen=True)
class Diagnosis:
    """Everything looked at, in order."""

    checks: tuple[Check, ...]

    @property
    def exit_code(self) -> ExitCode:
        """4 when an installed solver does not work, 1 when the base does not, else 0: an extra may be missing."""
        broken = {check.group for check in self.checks if check.status == "broken" and check.group != _OWN}
        broken |= {check.group for check in self.checks if check.status == "missing" and check.group == "base"}
        if "solvers" in broken:
            return ExitCode.SOLVER
        return ExitCode.INTERNAL if broken else ExitCode.OK

    def to_dict(self) -> dict[str, Any]:
        """The object that ``--json`` prints."""
        return {
            "biofab": __version__,
            "python": platform.python_version(),
            "machine": f"{platform.system()} {platform.machine()}",
            "checks": [asdict(check) for check in self.checks],
            "exit_code": int(self.exit_code),
        }


def diagnose() -> Diagnosis:
    """Looks at packages, solvers, models, the temporary folder and the loopback port; changes nothing."""
    checks = [Check("base", "python", "ok", platform.python_version())]
    checks += [_package("base", name) for name in _BASE]
    checks += [_package("engineer", name) for name in _ENGINEER]
    checks += [*_solvers(), *_models(), _writable(), _loopback()]
    return Diagnosis(tuple(checks))


def _package(group: str, name: str) -> Check:
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Check(group, name, "missing", "not installed", _install(name))
    return Check(group, name, "ok", version)


def _install(package: str) -> str:
    extra = f"[{EXTRA_OF[package]}]" if package in EXTRA_OF else ""
    return f"pip install 'biofab{extra}', or in the folder of the source: pip install '.{extra}'"


def _solvers() -> Iterator[Check]:
    from processes.solvers.available import available, own

    for solver in available():
        if solver.works:
            yield Check("solvers", solver.name, "ok", _told(solver))
        elif solver.version and _installed("pyomo"):
            yield Check("solvers", solver.name, "broken", solver.problem, f"{solver.install} --force-reinstall")
        else:
            yield Check("solvers", solver.name, "missing", f"for {solver.what}", solver.install)
    for solver in own() if _installed("pyomo") else ():
        if solver.works:
            yield Check(_OWN, solver.name, "ok", _told(solver))
        else:
            yield Check(_OWN, solver.name, "broken", solver.problem, solver.install)


def _told(solver: SolverStatus) -> str:
    """Version, time and how well the answer to a problem with a known one was met."""
    answer = f"answer off by {solver.error:.0e}"
    return f"{solver.version}, {solver.seconds:.2f} s, {answer}: {solver.what}"


def _installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


def _models() -> Iterator[Check]:
    """Genome-scale models that come in COBRApy's own wheel; found without importing it."""
    spec = importlib.util.find_spec("cobra")
    if spec is None or spec.origin is None:
        yield Check("models", "iJO1366", "missing", "comes with COBRApy", _install("cobra"))
        return
    folder = Path(spec.origin).parent / "data"
    for path in sorted(folder.glob("*.xml.gz")):
        yield Check("models", path.name.removesuffix(".xml.gz"), "ok", f"{path.stat().st_size / 1e6:.1f} MB, offline")


def _writable() -> Check:
    folder = tempfile.gettempdir()
    try:
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            since = time.perf_counter()
            file.write(b"\0" * 1_000_000)
            file.flush()
    except OSError as error:
        return Check(
            "base", "temporary folder", "broken", f"{folder}: {error.strerror}", "set TMPDIR to a writable folder"
        )
    return Check("base", "temporary folder", "ok", f"{folder}: 1 MB in {1e3 * (time.perf_counter() - since):.1f} ms")


def _loopback() -> Check:
    """Whether this computer can serve on its own address, and whether the port of OPC UA is free."""
    try:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
    except OSError as error:
        return Check(
            "base", "loopback", "broken", f"127.0.0.1: {error.strerror}", "the virtual plant needs a loopback address"
        )
    with socket.socket() as wanted:
        wanted.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            wanted.bind(("127.0.0.1", _PORT))
        except OSError:
            return Check(
                "base", "loopback", "ok", f"port {_PORT} is in use", "biofab plant sim --port 0 takes a free one"
            )
    return Check("base", "loopback", "ok", f"port {_PORT} is free")
