"""What a plant costs to build and to run, and the price at which its product pays for both."""
