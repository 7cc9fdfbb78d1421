"""What can go wrong with a choice between alternatives."""

from __future__ import annotations

from processes.errors import ProcessError


class ChoiceError(ProcessError):
    """The alternatives cannot be put into one model, or no plan of any of them keeps every limit."""
