"""Pictures: functions that take plain data and, if wanted, matplotlib Axes, and return Axes; they keep no state."""
