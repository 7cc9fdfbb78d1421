"""Discrete choices: which vessel, which gas, which way of running it, which down-stream route.

`question` says what may be chosen, `model` turns it into a Pyomo model with disjunctions, `solve` finds the best and
proves it to a stated gap, `local` ranks alternatives that each need an optimiser of their own, `plant` is the plant at
design level. Nothing is imported here.
"""
