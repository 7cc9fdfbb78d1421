"""What a kilogram of product costs the environment, in the words of ISO 14040."""
