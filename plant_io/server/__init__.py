"""The OPC UA server of the virtual plant; the physics is brought from outside."""
