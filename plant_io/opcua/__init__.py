"""The way to equipment that speaks OPC UA."""
