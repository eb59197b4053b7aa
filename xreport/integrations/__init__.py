"""Callbacks for frameworks: each module here is imported by the user of its framework, and by nothing else."""
