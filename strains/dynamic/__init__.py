"""Dynamic flux balance analysis of one or several strains in one vessel, by following the optimal basis."""
