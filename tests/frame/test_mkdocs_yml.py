"""What is read of ``mkdocs.yml``, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from xreport.errors import FrameError
from xreport.frame.mkdocs_yml import read_mkdocs_file


def read(folder: Path, text: str, **others: str) -> dict[str, object]:
    for name, content in others.items():
        (folder / f"{name}.yml").write_text(content)
    (folder / "mkdocs.yml").write_text(text)
    return read_mkdocs_file(folder / "mkdocs.yml").settings


def test_tables_of_a_parent_are_joined_with_ours(tmp_path):
    settings = read(
        tmp_path,
        "INHERIT: base.yml\nextra: {a: 1, deep: {x: 1}}\nplugins: [one]\n",
        base="INHERIT: root.yml\nsite_name: base\nextra: {b: 2, deep: {y: 2}}\nplugins: [two]\n",
        root="site_name: root\ncopyright: c\n",
    )
    assert settings == {
        "site_name": "base",
        "copyright": "c",
        "extra": {"a": 1, "b": 2, "deep": {"x": 1, "y": 2}},
        "plugins": ["one"],
    }
    file = read_mkdocs_file(tmp_path / "mkdocs.yml")
    assert [path.name for path in file.chain] == ["mkdocs.yml", "base.yml", "root.yml"]


def test_files_that_inherit_from_each_other_end(tmp_path):
    assert read(tmp_path, "INHERIT: other.yml\na: 1", other="INHERIT: mkdocs.yml\nb: 2") == {"a": 1, "b": 2}


def test_values_of_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("XR_NUMBER", "7")
    monkeypatch.delenv("XR_NOTHING", raising=False)
    settings = read(tmp_path, "a: !ENV XR_NUMBER\nb: !ENV [XR_NOTHING, no]\n1: x\n")
    assert settings == {"a": 7, "b": False}
    assert read_mkdocs_file(tmp_path / "mkdocs.yml").environment


def test_the_environment_names_no_function(tmp_path, monkeypatch):
    monkeypatch.setenv("XR_TAG", "!!python/name:os.getcwd")
    assert read(tmp_path, "a: !ENV XR_TAG") == {"a": "!!python/name:os.getcwd"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: !!python/name:os.getcwd\n", "mkdocs.yml:2: the tag !!python/name:os.getcwd is not obeyed"),
        (
            "a:\n  - x\n  - !!python/object/apply:os.getcwd []\n",
            "mkdocs.yml:3: the tag !!python/object/apply:os.getcwd",
        ),
        ("a: !!python/name:pymdownx.superfences.os", "mkdocs.yml:1: the tag !!python/name:pymdownx.superfences.os"),
        ("a: !!python/object/apply:pymdownx.slugs.slugify [x]", "mkdocs.yml:1: the tag"),
        ("a: !mine x", "mkdocs.yml:1: the tag !mine"),
        ("a: [1\nb: 2", "mkdocs.yml:2: this is not YAML"),
        ("INHERIT: nowhere.yml", "INHERIT names nowhere.yml, which is not there"),
        ("nav: 3", "nav is not what MkDocs expects there"),
    ],
)
def test_what_is_refused_has_its_line(tmp_path, text, said):
    with pytest.raises(FrameError) as caught:
        read(tmp_path, text)
    assert said in caught.value.message


def test_a_tag_in_a_parent_is_refused_there(tmp_path):
    with pytest.raises(FrameError, match=r"base\.yml:2: the tag !!python/name:os\.getcwd"):
        read(tmp_path, "INHERIT: base.yml", base="x: 1\ny: !!python/name:os.getcwd\n")


def test_functions_of_extensions_that_themes_ask_for(tmp_path):
    from material.extensions.emoji import twemoji

    settings = read(
        tmp_path, "a: !!python/name:material.extensions.emoji.twemoji\nb: !!python/name:pymdownx.emoji.to_svg ''"
    )
    assert settings["a"] is twemoji
    assert callable(settings["b"])
