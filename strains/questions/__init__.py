"""Questions to a network, each one function in one file."""
