"""What a strain changes in its host's network."""
