"""Errors of the solvers: what was wrong, and what to do next.

A solve that ends without an optimum is no error: it is reported as a status. Errors mean that no solve took place.
"""

from __future__ import annotations


class SolverError(Exception):
    """A solver could not be asked; the base of the errors of this package."""


class SolverMissing(SolverError):  # the base says that it is an error
    """A package that a solver needs is not installed.

    `package` is what is missing, `purpose` what it is needed for, `install` how to get it: `pip install` unless said.
    """

    def __init__(self, package: str, purpose: str, install: str | None = None) -> None:
        super().__init__(package, purpose, install)
        self.package = package
        self.purpose = purpose
        self.install = install or f"pip install {package}"

    def __str__(self) -> str:
        return f"{self.package} is not installed; it is needed for {self.purpose}. Install it: {self.install}"


class SolverFailed(SolverError):
    """The model or the options cannot be handed to the solver; the message says which part, and what to do."""
