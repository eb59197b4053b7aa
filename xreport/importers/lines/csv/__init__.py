"""CSV and TSV logs: a small reader, and what tells the tools that write them."""

from xreport.importers.lines.csv.importer import CsvImporter

__all__ = ["CsvImporter"]
