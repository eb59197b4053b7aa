"""Reading: files to the model. The only room that walks through the user's folders."""

from xreport.load.collection import load, read_sources
from xreport.load.journals import write_journals

__all__ = ["load", "read_sources", "write_journals"]
