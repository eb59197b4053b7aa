"""Importers that do what somebody has said: patterns, and named columns."""
