"""Weights & Biases: the run folders that its client leaves on disk, read without it and without an account."""

from __future__ import annotations

from xreport.importers.trackers.wandb.importer import WandbImporter

__all__ = ["WandbImporter"]
