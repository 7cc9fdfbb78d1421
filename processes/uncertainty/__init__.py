"""How sure a plan is: spreads of the cards' numbers, samples, Monte Carlo, indices, tornado, value of information."""
