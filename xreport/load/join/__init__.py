"""Joining: parts of one run to the run, with what lies beside them."""
