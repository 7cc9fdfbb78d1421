"""Laws of growth, uptake and production as small functions with the field's symbols, units, source and range.

Each takes floats, numpy arrays and Pyomo expressions alike: there is no `if` in them, and where the literature writes
min or max there is a smooth one. `catalogue` lists the laws, `compose` multiplies them into rates of a dynamic model,
`models` are published organisms, `library` their constants, `prior` constants from a phenotype. Nothing is imported.
"""
