"""Solvers for process models, from packages that pip can install: no executable, no system library.

`ipopt` registers `SolverFactory("casadi_ipopt")` with Pyomo, `compiled` builds a problem once and solves it many times,
`available` says which solvers work on this machine. Nothing is imported here: Pyomo and CasADi are loaded on first use.
"""
