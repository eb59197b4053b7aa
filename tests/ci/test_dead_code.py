"""The list of names that vulture passes over is exact: each is there, and used by who the list says."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIST = (ROOT / ".ci/used_elsewhere.py").read_text(encoding="utf-8")
SECTIONS = {
    found[1]: re.findall(r"^_\.(\w+)$", found[2], re.MULTILINE)
    for found in re.finditer(r"^# (\w+): .*\n((?:_\.\w+\n)+)", LIST, re.MULTILINE)
}


def words(*places):
    """Every word of these files, but of strings and comments those as well."""
    return {word for path in places for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))}


def test_the_list_has_its_sections_and_each_name_once():
    names = [name for section in SECTIONS.values() for name in section]
    assert len(names) == len(set(names)) == LIST.count("\n_.")
    assert set(SECTIONS) == {"importers", "callbacks", "faces", "templates", "python", "results"}


@pytest.mark.parametrize("section", SECTIONS)
def test_every_name_is_defined(section):
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "xreport").rglob("*.py"))
    defined = set(re.findall(r"(?:def |class |\.|^ *|[(,] *)(\w+)(?:\(|:| =)", source, re.MULTILINE))
    assert set(SECTIONS[section]) <= defined


def test_fields_of_pages_are_read_by_templates():
    assert set(SECTIONS["templates"]) <= words(*(ROOT / "templates/pages").glob("*.html"))


def test_importers_are_those_of_the_entry_points():
    points = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    assert set(SECTIONS["importers"]) <= {place.rpartition(":")[2] for place in points["xreport.importers"].values()}
