"""The process: kinetics, scale, unit operations, optimisation, cost and impact."""
