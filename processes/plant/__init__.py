"""What a plant buys: equipment by cost correlations, substances, and the names that prices go by."""
