"""Strain design: cut sets, growth-coupled deletions, targets of expression; what can be built, checked and ranked."""
