"""The version, in a room of its own: nothing else is needed to know it."""

__version__ = "0.1.0"
