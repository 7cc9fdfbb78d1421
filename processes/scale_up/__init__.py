"""From the small vessel to the large one and back: what a vessel does at a point, and what breaks."""
