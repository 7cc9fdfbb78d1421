"""Explorations of a study: the front of two objectives, Monte Carlo, sensitivity, sites; from the plan at one scale."""
