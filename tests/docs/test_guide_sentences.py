"""Every sentence of the guides on what is read, run and taken over has a test: `guide_sentences.toml` says which."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
DOCS = TESTS.parent / "docs"
INDEX: dict[str, dict[str, list[str]]] = tomllib.loads((Path(__file__).with_name("guide_sentences.toml")).read_text())
COMPLETE = ("guides/importers.md", "guides/trackers.md", "guides/trainers.md", "guides/tensorboard.md")
"""The pages on what is read: none of their sentences is without a test."""


def sentences(text: str) -> list[str]:
    """Return the sentences of a page of Markdown, and the rows of its tables but for their heads. Code is left out."""
    blocks: list[str] = []
    current: list[str] = []

    def end() -> None:
        if current:
            blocks.append(" ".join(current))
            current.clear()

    without = re.sub(r"^```.*?^```$|<!--.*?-->", "", text, flags=re.MULTILINE | re.DOTALL)
    for line in map(str.strip, without.splitlines()):
        item = re.match(r"(?:[-*]|\d+\.)\s+", line)
        if not line or line.startswith(("#", "|")) or item:
            end()
        if line.startswith("|"):
            blocks.append(line)
        elif line and not line.startswith("#"):
            current.append(line[item.end() :] if item else line)
    end()
    found: list[str] = []
    for block in blocks:
        if re.fullmatch(r"[|\s:-]+", block):
            found.pop()  # the head of the table
        elif block.startswith("|"):
            found.append(block)
        else:
            found += re.split(r"(?<=[.!?])\s+(?=[A-Z`*\[±…<])", block)
    return found


@cache
def sentences_of(page: str) -> tuple[str, ...]:
    return tuple(sentences((DOCS / page).read_text(encoding="utf-8")))


@cache
def places() -> dict[str, list[str]]:
    """Return the files, without their suffix, that each test is in."""
    found: dict[str, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE):
            found.setdefault(name, []).append(path.stem)
    return found


@pytest.mark.parametrize("page", INDEX)
def test_every_phrase_is_on_its_page(page: str) -> None:
    gone = [phrase for phrase in INDEX[page] if not any(phrase in one for one in sentences_of(page))]
    assert not gone, f"docs/{page} says this no longer: change guide_sentences.toml, and the tests with it"


@pytest.mark.parametrize("page", INDEX)
def test_every_test_is_there(page: str) -> None:
    for phrase, names in INDEX[page].items():
        for name in names:
            file, _, test = name.rpartition("::")
            found = [stem for stem in places().get(test, ()) if file in {"", stem}]
            assert found, f"{phrase!r} of docs/{page} is shown by {name}, which is not there"
            assert len(set(found)) == 1, f"{name} is in {', '.join(found)}: name the file, too"


@pytest.mark.parametrize("page", COMPLETE)
def test_no_sentence_is_without_a_test(page: str) -> None:
    missing = [one for one in sentences_of(page) if not any(phrase in one for phrase in INDEX[page])]
    assert not missing, f"say in guide_sentences.toml which test shows these sentences of docs/{page}"


def test_few_sentences_promise_nothing() -> None:
    for page in COMPLETE:
        empty = [phrase for phrase, names in INDEX[page].items() if not names]
        assert len(empty) <= len(INDEX[page]) / 20, empty


def test_sentences_are_told_apart() -> None:
    text = "# Head\n\nOne is. *Two* is\nlong.\n\n- a item, e.g. this: `x.y`. And more.\n\n"
    text += "| h | i |\n| --- | --- |\n| 1 | 2 |\n```py\nx. Y.\n```\n"
    assert sentences(text) == ["One is.", "*Two* is long.", "a item, e.g. this: `x.y`.", "And more.", "| 1 | 2 |"]
