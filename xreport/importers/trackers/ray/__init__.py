"""Ray Tune and RLlib: the folder of a trial, with all that Ray writes into it, is one run."""

from xreport.importers.trackers.ray.importer import RayImporter

__all__ = ["RayImporter"]
