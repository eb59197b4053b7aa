"""What a journal may hold: the logger refuses what is more, readers leave it out, and the documentation names it.

The one table of these numbers. Sizes are bytes, lengths are characters. Standard library only.
"""

from __future__ import annotations

from typing import Final

# -- lines ----------------------------------------------------------------------------------------

LONGEST_LINE: Final = 16 << 20
"""Bytes of one record, with its end of line."""
MOST_DEPTH: Final = 64
"""Levels of lists and objects in each other."""
MOST_KEYS: Final = 10_000
"""Keys of all objects of one record, its own included."""
MOST_VALUES: Final = 1_000_000
"""Values of one record that is longer than so many bytes."""
MOST_DIGITS: Final = 400
"""Digits of an integer."""
EXACT: Final = 2**53
"""Integers up to this are doubles, which series, tables in browsers and columns of other tools hold."""
MOST_STEP: Final = 2**63
"""Steps are whole numbers from minus this to below it."""
MOST_TIME: Final = 1e12
"""Unix seconds beyond this, in the year 33658, are no times."""

# -- logged objects -------------------------------------------------------------------------------

LARGEST_IMAGE: Final = 4 << 20
"""Bytes of an image."""
LARGEST_SOUND: Final = 10 << 20
"""Bytes of a sound that the logger takes: a line holds it as base64. Readers play what a line holds."""
LARGEST_TAKEN_SOUND: Final = 4 << 20
"""Bytes of a sound that is taken over from another tool, which may have logged very many."""
MOST_ROWS: Final = 1_000
MOST_COLUMNS: Final = 256
LONGEST_CELL: Final = 2_000
"""Characters of a cell that are shown."""
MOST_BINS: Final = 512
MOST_LINES: Final = 50
"""Lines of a curve."""
MOST_POINTS: Final = 1_000
"""Points of a line of a curve."""
MOST_LABELS: Final = 200
"""Classes of a confusion matrix."""
LONGEST_TEXT: Final = 1 << 20
"""Bytes of a text, of a note, of a traceback, and of the end of what is printed."""
LARGEST_SHOWN: Final = 18_000_000
"""Bytes of the objects of a run that are no images and sounds in the script that carries them."""

# -- what says something of a run -----------------------------------------------------------------

LONGEST_KEY: Final = 10_000
"""Characters of the key of an object."""
LONGEST_LABEL: Final = 500
"""Characters of a name, key, tag or caption that are shown."""
LONGEST_UNIT: Final = 40
LONGEST_ERROR: Final = 2_000
"""Characters of what made a run fail."""
LONGEST_TAIL: Final = 64 << 10
"""Bytes of the end of what is printed that are kept of a stream."""
LONGEST_FACT: Final = 10_000
"""Characters of a param or fact that are shown."""
MOST_TAGS: Final = 1_000
MOST_DATA: Final = 1_000
"""Data sources of a run."""

# -- all of a run together, of which readers leave out the rest, and say so -----------------------

MOST_METRICS: Final = 10_000
MOST_HINTS: Final = 10_000
"""Metrics that are described, by name or pattern."""
MOST_ARTIFACTS: Final = 10_000
MOST_OBJECTS: Final = 500
"""Keys of logged objects."""
MOST_STEPS: Final = 1_000
"""Steps of one key."""
LARGEST_ALL_MEDIA: Final = 96 << 20
"""Bytes of all images and sounds: on their way to the site they are in memory several times."""


def script_bytes(size: int, brackets: int) -> int:
    """Return about how many bytes an object takes in a script, of its bytes as JSON and how many of them are ``<``."""
    return size + 5 * brackets + 100  # "<" is written as an escape of six; the address of a file is not known yet
