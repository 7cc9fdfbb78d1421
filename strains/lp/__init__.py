"""Linear programmes of metabolism: the problem as arrays, and the solver behind them."""
