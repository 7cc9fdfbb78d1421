"""Commands about strains, a module for each group of them."""
