"""Reading: files to the model. The only room that walks through the user's folders."""

from xreport.load.collection import load

__all__ = ["load"]
