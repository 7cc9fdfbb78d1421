"""What a recorded batch tells of its strain and vessel: constants with intervals, and what it cannot tell."""
