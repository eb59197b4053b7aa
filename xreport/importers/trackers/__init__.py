"""Importers of what experiment trackers keep."""
