"""The exact piecewise-linear answer of a strain over its uptake limits."""
