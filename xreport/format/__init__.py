"""The record format: the words of records, and the files that hold them. Standard library only."""
