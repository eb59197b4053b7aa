"""Faces of other loggers: scripts that were written for them log with xreport. Standard library only."""
