"""Finding: which files there are in the sources, and which importer reads each."""
