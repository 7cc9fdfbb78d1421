"""The virtual fermenter: the plan's process laws under a hidden truth, behind real instruments."""
