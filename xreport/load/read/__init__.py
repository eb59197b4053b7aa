"""Reading: each file or claim to a part of a run, at most once while it stays the same."""
