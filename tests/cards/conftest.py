"""Settings of the property tests: the first conversion of a unit loads a registry, so no example has a deadline."""

from hypothesis import settings

settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")
