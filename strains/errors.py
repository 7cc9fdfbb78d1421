"""What can go wrong with an organism; every error is one sentence that says what to do."""

from __future__ import annotations


class StrainError(ValueError):
    """Base of every error of this room."""


class UnknownCard(StrainError):
    """There is no host, product or medium of that name."""


class UnknownReaction(StrainError):
    """The model has no such reaction, gene or exchange; ``name`` is what was asked for, where one thing was."""

    def __init__(self, message: str, name: str = "") -> None:
        self.name = name
        super().__init__(message)


class UnknownPhase(StrainError):
    """The product card has no such phase, or a limit does not belong to it."""


class LimitUnusable(StrainError):
    """An uptake limit is negative or no number."""


class ModelUnreadable(StrainError):
    """The file is missing, or is no metabolic model."""


class ModelChanged(StrainError):
    """The model's hash is not the one the host card was written for."""


class ProductImpossible(StrainError):
    """The strain cannot make the product at all."""


class MediumInfeasible(StrainError):
    """On this medium the strain can neither grow nor maintain itself."""


class SolverFailed(StrainError):
    """The linear programme is infeasible, unbounded, or was not solved."""


class Infeasible(SolverFailed):
    """No flux distribution keeps every bound; the text names those in conflict."""


class Unbounded(SolverFailed):
    """The objective can grow without end; the text names the reactions that run without end."""


class PhenotypeInexact(StrainError):
    """The affine phenotype does not reproduce the model to the stated error."""


class IntakeRefused(StrainError):
    """The model cannot be taken in as it was asked for; nothing was written."""
