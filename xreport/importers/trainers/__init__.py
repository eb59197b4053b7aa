"""Importers of what training and evaluation programs write by themselves."""
