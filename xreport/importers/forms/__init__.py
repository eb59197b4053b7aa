"""Files of a known form, opened with care: documents, settings, text tables, SQLite, Parquet."""
