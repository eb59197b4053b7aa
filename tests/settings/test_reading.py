"""Reading xreport.toml: what is found, what is accepted, and how mistakes are reported."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xreport.errors import ConfigError
from xreport.settings import Config, ImportRule, Limits, MetricConfig, find_config, read_config
from xreport.settings.mistakes import dotted

WHOLE = """
title = "Wine and digits"
headline = "Old vines win."
sources = ["runs", "../ada/runs"]
output = "public"
baseline = "tag:baseline"
ignore = ["num_workers", "log.*"]
repository = "https://git.example.org/team/project/"
reports = "pages"
mkdocs = "docs.yml"
journals = "no"
stalled_after = "1 h 30 min"
killed_after = 172800

[metrics."val/acc"]
direction = "max"
unit = "%"
primary = true
[metrics.loss]
direction = "min"
[tasks]
"Wine, any version" = ["wine", "wine/wine-*"]
[owners]
wine = "Ada"
[views]
"Best first" = "https://reports.example.org/x/runs.html#sort=-val/acc:best"
[[import]]
files = "*.out"
pattern = '(?P<loss>\\S+)'
[[import]]
files = ["a.csv", "b/*.csv"]
kind = "long"
run = "id"
step = "day"
params = "lr"
metrics = ["loss"]
project = "wine"
[limits]
file_bytes = "1 GiB"
document_bytes = "5MiB"
rows = 1000
cells = 1_000_000
seconds = "1.5 min"
"""


def read(folder: Path, text: str, name: str = "xreport.toml") -> Config:
    (folder / name).write_text(text, encoding="utf-8")
    return read_config(folder / name, folder)


def mistakes(folder: Path, text: str, name: str = "xreport.toml") -> str:
    with pytest.raises(ConfigError) as caught:
        read(folder, text, name)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_every_key_is_read(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "docs.yml").touch()
    config = read(tmp_path, WHOLE)
    assert config == Config(
        root=tmp_path,
        file=tmp_path / "xreport.toml",
        title="Wine and digits",
        headline="Old vines win.",
        sources=("runs", "../ada/runs"),
        output="public",
        metrics={"val/acc": MetricConfig("max", "%", primary=True), "loss": MetricConfig("min")},
        baseline="tag:baseline",
        ignore=("num_workers", "log.*"),
        tasks={"Wine, any version": ("wine", "wine/wine-*")},
        repository="https://git.example.org/team/project",
        owners={"wine": "Ada"},
        views={"Best first": "runs.html#sort=-val/acc:best"},
        reports="pages",
        mkdocs="docs.yml",
        journals="no",
        stalled_after=5400.0,
        killed_after=172800.0,
        imports=(
            ImportRule(("*.out",), "pattern", (r"(?P<loss>\S+)",)),
            ImportRule(("a.csv", "b/*.csv"), "long", (), "id", "day", ("lr",), ("loss",), "wine"),
        ),
        limits=Limits(1 << 30, 5 << 20, 1000, 10**6, 90.0),
    )
    untouched = [
        f.name for f in dataclasses.fields(Config) if getattr(config, f.name) == getattr(Config(tmp_path), f.name)
    ]
    assert untouched == ["root"], "a key of the settings that this test does not set"


def test_an_empty_file_means_the_defaults(tmp_path):
    assert read(tmp_path, "") == Config(root=tmp_path, file=tmp_path / "xreport.toml")


def test_without_any_file_the_defaults_apply(tmp_path):
    assert read_config(None, tmp_path) == Config(root=tmp_path)


def test_all_mistakes_are_reported_at_once_with_line_and_fix(tmp_path):
    text = mistakes(
        tmp_path,
        """\
titel = "x"
sources = "runs"
ignore = [
  "a",
  3,
]
stalled_after = "3 parsecs"
journals = false
[metrics]
loss = "min"
[metrics.acc]
direction = "maximize"
prim = true
[metrics.val.acc]
direction = "max"
[owners]
"a b" = 3
[tasks]
"x = y" = "wine"
""",
    )
    expected = [
        ("1: titel:", "did you mean title?"),
        ("2: sources:", 'write ["runs"]'),
        ("3: ignore:", "write ["),
        ("7: stalled_after:", "15 min"),
        ("8: journals:", 'write "no"'),
        ("10: metrics.loss:", 'write loss = { direction = "min" }'),
        ("12: metrics.acc.direction:", 'write "max"'),
        ("13: metrics.acc.prim:", "did you mean primary?"),
        ("14: metrics.val.acc:", 'write [metrics."val.acc"]'),
        ('17: owners."a b":', "write it in quotes"),
        ('19: tasks."x = y":', 'write ["wine"]'),
    ]
    lines = text.splitlines()
    assert lines[0] == f"xreport.toml has {len(expected)} mistakes:"
    for (where, fix), what_line, fix_line in zip(expected, lines[1::2], lines[2::2], strict=True):
        assert f"  xreport.toml:{where}" in what_line
        assert fix_line.startswith("    fix: ")
        assert fix in fix_line


@pytest.mark.parametrize(
    ("line", "fix"),
    [
        ("title = 3", "write it in quotes"),
        ('title = " "', "remove the key"),
        ('title = "a\\nb"', "write one line"),
        ("sources = []", "remove the key"),
        ('sources = [""]', 'write ["runs"]'),
        ("output = true", "write it in quotes"),
        ('baseline = "tag:"', "after the colon"),
        ("baseline = 1979-05-27", "write it in quotes"),
        ('repository = "javascript:alert(1)"', "https://"),
        ('repository = "https://user:secret@example.org/x"', "remove all up to the @"),
        ('repository = "https://[broken"', "https://"),
        ("killed_after = true", "above 0"),
        ("killed_after = nan", "above 0"),
        ("killed_after = inf", "above 0"),
        ("killed_after = 0", "above 0"),
        ('killed_after = "15"', "above 0"),
        ('killed_after = "-5 min"', "above 0"),
        ("killed_after = 60", "at least as long"),
        ('stalled_after = "2 days"', "at least as long"),
        ("metrics = 3", "write a table"),
        ("metrics.acc.primary = 1", "true or false"),
        ('metrics.acc.direction = "up"', 'write "max"'),
        ('metrics.acc.direction = "sideways"', "lower is"),
        ('metrics.acc.score = "final"', 'write "last"'),
        ('metrics.acc.score = "bets"', 'write "best"'),
        ('metrics.acc.score = "at best of"', '"at best of val/loss"'),
        ('metrics.acc.summary = "max"', "did you mean score?"),
        ('metrics.acc.goal = "min"', "did you mean direction?"),
        ('tasks.wine = ""', "write"),
        ("owners.wine = []", '"Ada"'),
        ('views.a = "runs.html"', "runs.html#q=tag:prod"),
        ('views.a = "javascript:alert(1)#runs.html"', "copy the link"),
        ('views.a = "../x/runs.html.exe#q=1"', "copy the link"),
        ("views = []", "write a table"),
        ('reports = "nowhere"', "mend the path"),
        ('mkdocs = "nowhere.yml"', "mend the path"),
        ("[tool.xreport]", "remove the header [tool.xreport]"),
        ("[xreport]", "remove the header [xreport]"),
        ("frobnicate = 1", "known keys are title, headline, sources"),
        ('runs = ["a"]', "did you mean sources?"),
    ],
)
def test_a_mistake_says_how_to_mend_it(tmp_path, line, fix):
    text = mistakes(tmp_path, f"# a comment\n{line}\n")
    assert "xreport.toml has 1 mistake:" in text
    assert "xreport.toml:2: " in text
    assert fix in text.split("fix:")[1]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("60", 60), ("90.5", 90.5), ('"45 s"', 45), ('"15 min"', 900), ('"15 minutes"', 900), ('"1.5h"', 5400),
     ('"24 h"', 86400), ('"1 h 30 min"', 5400), ('"2 days"', 172800), ('"1 week"', 604800), ('"1 Hour"', 3600)],
)  # fmt: skip
def test_durations(tmp_path, said, seconds):
    assert read(tmp_path, f"stalled_after = {said}\nkilled_after = 1e9").stalled_after == seconds


def test_names_that_toml_wants_quoted_are_explained(tmp_path):
    text = mistakes(tmp_path, '\n[metrics.val/acc]\ndirection = "max"\n')
    assert text.startswith("xreport.toml:2: this is not TOML")
    assert '[metrics."val/acc"]' in text


def test_what_is_not_toml_is_shown_with_its_line(tmp_path):
    assert "xreport.toml:2: this is not TOML" in mistakes(tmp_path, "title = 'a'\nsources = [runs]\n")
    assert "xreport.toml:2: this is not TOML" in mistakes(tmp_path, "title = 'a'\nsources = [\n  'a',\n").replace(
        "toml:3", "toml:2"
    )


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(ConfigError, match="no configuration file"):
        read_config(Path("nowhere.toml"), tmp_path)
    with pytest.raises(ConfigError, match="cannot be read"):
        read_config(tmp_path, tmp_path)
    (tmp_path / "latin.toml").write_bytes('title = "Größe"'.encode("latin-1"))
    with pytest.raises(ConfigError, match=r"not UTF-8 text \(byte 11\)"):
        read_config(Path("latin.toml"), tmp_path)


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    (tmp_path / "xreport.toml").write_bytes(b'\xef\xbb\xbftitle = "x"\r\n')
    assert read_config(None, tmp_path).title == "x"


def test_pyproject_is_read_when_it_has_our_table(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\n[tool.xreport]\ntitle = "In pyproject"\n')
    assert read_config(None, tmp_path).title == "In pyproject"
    (tmp_path / "xreport.toml").write_text('title = "Own file"')
    assert read_config(None, tmp_path).title == "Own file"


def test_pyproject_of_others_is_passed_over(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\ndependencies = ["xreport"]\n')
    assert find_config(tmp_path) is None
    with pytest.raises(ConfigError, match=r"no table \[tool.xreport\]"):
        read_config(Path("pyproject.toml"), tmp_path)


def test_mistakes_in_pyproject_have_their_line(tmp_path):
    text = mistakes(tmp_path, '[project]\nname = "x"\n\n[tool.xreport]\ntitel = "x"\n', "pyproject.toml")
    assert "pyproject.toml:5: titel: this key is not known" in text


toml_keys = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)


@given(before=st.integers(0, 4), keys=st.lists(toml_keys, min_size=1, max_size=3))
def test_the_line_of_any_key_is_found(tmp_path_factory, before, keys):
    """Whatever characters a key has, a mistake at it is shown with the line it stands on."""
    from xreport.settings.lines import line_of

    text = "# comment\n" * before + 'title = """\n[not.a.header]\n"""\n' + f"{dotted(['tasks', *keys])} = [\n 3 ]\n"
    assert line_of(text, ("tasks", *keys)) == before + 4


@given(st.text(max_size=200))
def test_no_text_brings_a_traceback(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "xreport.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        read_config(None, folder)
    except ConfigError as error:
        assert "fix:" in str(error)  # noqa: PT017 - most texts have mistakes, some have none


toml_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from([field.name for field in dataclasses.fields(Config)]),
        toml_values
        | st.fixed_dictionaries({"acc": st.dictionaries(st.sampled_from(["direction", "unit"]), toml_values)}),
    )
)
def test_no_value_brings_a_traceback(table):
    """Whatever stands at a key, it is accepted with the right type or is a mistake with a fix."""
    from xreport.settings.checking import check
    from xreport.settings.mistakes import Mistakes

    mistakes = Mistakes("xreport.toml")
    Config(Path(), **check(table, mistakes))
    assert all(mistake.what and mistake.fix for mistake in mistakes.found)
    assert len(str(mistakes.error("")).split("fix:")) == len(mistakes.found) + 1 or not mistakes.found


@pytest.mark.parametrize(
    ("lines", "what", "fix"),
    [
        ("[import]\nfiles = 'a'", "is one table", "[[import]]"),
        ("import = 'a'", "is not a list of tables", "[[import]]"),
        ("[[import]]\nkind = 'trials'", "does not say which files", "files ="),
        ("[[import]]\nfiles = 'a'", "neither a kind nor a pattern", "kind ="),
        ("[[import]]\nfiles = 'a'\nknd = 'long'", "not known", "did you mean kind?"),
        ("[[import]]\nfiles = 'a'\nregex = 'x'", "not known", "did you mean pattern?"),
        ("[[import]]\nfiles = 'a'\nkind = 'lng'", "not a kind", 'write "long"'),
        ("[[import]]\nfiles = 'a'\nkind = 'table'", "not a kind", 'write "trials"'),
        ("[[import]]\nfiles = 'a'\nkind = 'long'\nrun = 'r'", "needs the key step", "step ="),
        ("[[import]]\nfiles = 'a'\nkind = 'pattern'", "needs the key pattern", "pattern ="),
        ("[[import]]\nfiles = 'a'\npattern = '('", "no regular expression", "write one"),
        ("[[import]]\nfiles = 'a'\npattern = '(?P<step>a)'", "no named group", "name what it finds"),
        ("[[import]]\nfiles = 'a'\npattern = '(?P<x>a)'\nrun = 'r'", 'no meaning where kind is "pattern"', "remove"),
        ("[[import]]\nfiles = 3\nkind = 'trials'", "not a list", "write"),
    ],
)
def test_mistakes_in_a_rule_for_imports(tmp_path, lines, what, fix):
    text = mistakes(tmp_path, lines)
    assert what in text
    assert fix in text


def test_the_right_one_of_several_rules_is_blamed(tmp_path):
    rule = "[[import]]\nfiles = 'a'\nkind = 'trials'\n"
    assert "xreport.toml:9: import.3.kind" in mistakes(tmp_path, rule + rule + rule.replace("trials", "trails"))
