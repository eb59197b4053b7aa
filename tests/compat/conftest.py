"""The fixtures of tests that log: runs in temporary folders, and a reader of their journals."""

from journalled import init, read, script

__all__ = ["init", "read", "script"]
