"""Importers of results of benchmarks."""
