"""What is wrong with a model: one module for each kind of fault, one report of all."""
