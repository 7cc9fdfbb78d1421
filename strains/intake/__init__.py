"""How a model file becomes a host of the user's own."""
