"""MLflow: file stores (``mlruns/``) and SQLite databases, read where they lie. Nothing is migrated or written."""

from xreport.importers.trackers.mlflow.importer import MlflowImporter

__all__ = ["MlflowImporter"]
