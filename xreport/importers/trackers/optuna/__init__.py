"""Optuna: the studies of its journal files and of its SQLite databases, a run a trial."""

from xreport.importers.trackers.optuna.importer import OptunaImporter

__all__ = ["OptunaImporter"]
