"""Technology readiness: how far the capital of a process that nobody has built may be off, and what to add for it."""

from __future__ import annotations

from dataclasses import dataclass

from processes.economics.errors import NotPriceable


@dataclass(frozen=True)
class EstimateClass:
    """A class of cost estimate: the widest usual accuracy, as shares below and above. AACE International 18R-97."""

    number: int
    purpose: str
    low: float
    high: float


CLASSES = {
    5: EstimateClass(5, "concept screening", -0.50, 1.00),
    4: EstimateClass(4, "study or feasibility", -0.30, 0.50),
    3: EstimateClass(3, "budget authorisation", -0.20, 0.30),
    2: EstimateClass(2, "control or tender", -0.15, 0.20),
    1: EstimateClass(1, "check estimate or tender", -0.10, 0.15),
}


@dataclass(frozen=True)
class Readiness:
    """What a level of readiness means for a cost: contingency as shares of the direct capital, lowest and highest."""

    level: int
    words: str
    contingency: tuple[float, float]
    estimate: EstimateClass

    @property
    def middle(self) -> float:
        """The contingency in the middle of its range."""
        return 0.5 * (self.contingency[0] + self.contingency[1])


# Levels: European Commission, Horizon 2020 work programme 2014, annex G. Process contingencies by the state of the
# technology: EPRI Technical Assessment Guide and AACE 16R-90, as in NETL's Quality Guidelines for Energy System
# Studies (cost estimation methodology). Which level falls into which state and class is an assumption.
_LEVELS = {
    1: ("basic principles observed", (0.40, 0.70), 5),
    2: ("technology concept formulated", (0.40, 0.70), 5),
    3: ("experimental proof of concept", (0.40, 0.70), 5),
    4: ("validated in the laboratory", (0.30, 0.70), 5),
    5: ("validated in a relevant environment", (0.20, 0.35), 4),
    6: ("demonstrated in a relevant environment", (0.20, 0.35), 4),
    7: ("prototype demonstrated in operation", (0.05, 0.20), 3),
    8: ("system complete and qualified", (0.05, 0.20), 3),
    9: ("proven in operation", (0.00, 0.10), 2),
}


def readiness(level: int) -> Readiness:
    """What a technology readiness level from 1 to 9 means for the capital. Raises NotPriceable."""
    if level not in _LEVELS:
        raise NotPriceable(f"technology readiness level {level}; expected 1 to 9")
    words, contingency, number = _LEVELS[level]
    return Readiness(level, words, contingency, CLASSES[number])
