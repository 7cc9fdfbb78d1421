"""The bench: studies, plans, recipes, batches, estimates and reports, on the command line and in Python."""

__version__ = "0.1.0"
