"""Importers of logs made of lines: journals, bare JSONL, CSV."""
