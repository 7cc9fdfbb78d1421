"""Running a recipe on a plant: what is ordered, written, watched, recorded and told afterwards."""
