"""Networks: read from model files, kept, edited, and what their reactions balance."""
