"""Measurements against a peer or a target, side by side in one run: ``python -m benchmarks NAME``."""
