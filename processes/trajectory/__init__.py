"""Dynamic optimisation of any process: write states, inputs, limits and an objective once; simulate, optimise, explain.

`problem` is what a user writes, `optimise` answers it, `front` walks along a Pareto front, `sampling` asks it many
times, `infeasible` says which limits cannot be kept together. `modes` turns the kinetics of a broth into a batch,
fed-batch, repeated fed-batch or continuous process; `published` holds problems of the literature.
"""
