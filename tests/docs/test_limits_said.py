"""Numbers of the documentation are those of the one table of limits."""

import re
from pathlib import Path

import pytest

from xreport.format import limits, media_types

DOCS = Path(__file__).resolve().parents[2] / "docs"
SAID = {
    "reference/record-format.md": (
        f"A line has at most {limits.LONGEST_LINE >> 20} MiB (16 · 2²⁰ bytes), {limits.MOST_KEYS:,} keys",
        f"{limits.MOST_DEPTH} levels of lists and objects",
        f"longer than {limits.MOST_VALUES:,} bytes, {limits.MOST_VALUES:,} values",
        f"(up to {limits.MOST_DIGITS} digits)",
        f"an integer of {limits.MOST_STEP.bit_length()} bits",
        f"A {media_types.IMAGES} image of at most {limits.LARGEST_IMAGE >> 20} MiB",
        f"A {media_types.SOUNDS} sound, as large as fits a line; the logger takes",
        f"the logger takes up to {limits.LARGEST_SOUND >> 20} MiB",
        f"at most {limits.MOST_ROWS:,} rows of as many cells as there are columns (1 to {limits.MOST_COLUMNS})",
        f"of a text the first {limits.LONGEST_CELL:,} characters",
        f"in 1 to {limits.MOST_BINS} bins",
        f"At most {limits.MOST_LINES} lines of at most {limits.MOST_POINTS:,} points",
        f"at most {limits.MOST_LABELS} labels",
        f"A text of at most {limits.LONGEST_TEXT >> 20} MiB",
        f"of {limits.LONGEST_ERROR:,} characters at most",
        f"of 1 to {limits.LONGEST_LABEL} characters; a unit has at most {limits.LONGEST_UNIT}",
        f"has at most {limits.LONGEST_KEY:,} characters; of keys",
        f"of keys, names, tags and captions the first {limits.LONGEST_LABEL} are shown",
        f"of a param or fact {limits.LONGEST_FACT:,}",
        f"{limits.MOST_TAGS:,} tags, {limits.MOST_DATA:,} data sources, {limits.MOST_ARTIFACTS:,} artifacts",
        f"{limits.MOST_METRICS:,} metrics ({limits.MOST_HINTS:,} of them described)",
        f"at most {limits.MOST_STEPS:,} steps, chosen evenly",
        f"at most {limits.MOST_OBJECTS} keys, {limits.LARGEST_ALL_MEDIA >> 20} MiB of images and sounds",
        f"and {limits.LARGEST_SHOWN // 10**6} MB of everything else",
    ),
    "guides/logging.md": (
        f"of more than {limits.MOST_ROWS:,} rows the first are kept; at most {limits.MOST_COLUMNS} columns",
        f"At most {limits.MOST_BINS} bins",
        f"at most {limits.MOST_LABELS} classes",
        f"a text, up to {limits.LONGEST_TEXT >> 20} MiB",
        f"file or its bytes, up to {limits.LARGEST_IMAGE >> 20} MiB, a figure",
        f"file or its bytes, up to {limits.LARGEST_SOUND >> 20} MiB; or samples",
        f"thinned to {limits.MOST_POINTS:,} points a line",
    ),
    "guides/importers.md": (
        f"up to {limits.LARGEST_IMAGE >> 20} MiB are shown",
        f"the first {limits.MOST_ROWS:,} rows",
    ),
    "guides/trackers.md": (f"up to {limits.LARGEST_IMAGE >> 20} MiB shown", f"at most {limits.MOST_ROWS:,} rows"),
    "guides/tensorboard.md": (
        f"the latest 10 of each name, up to {limits.LARGEST_IMAGE >> 20} MiB each; PNG",
        f"the latest 10 of each name, up to {limits.LARGEST_TAKEN_SOUND >> 20} MiB each; others",
        f"of more than {limits.MOST_BINS} buckets",
    ),
}


@pytest.mark.parametrize(("page", "said"), [(page, said) for page, several in SAID.items() for said in several])
def test_a_number_is_that_of_the_table(page: str, said: str) -> None:
    text = re.sub(r"\s+", " ", (DOCS / page).read_text(encoding="utf-8"))
    assert said in text
