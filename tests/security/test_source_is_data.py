"""A source is data: what lies in it is read as logs, and never obeyed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from proofs import Tally, proof

from xreport.errors import FrameError
from xreport.frame.mkdocs_yml import read_mkdocs_file

HOOK = "from pathlib import Path\nPath({marker!r}).touch()\n"
MARKER = "obeyed"
SECRET = "not-for-the-site-7f3a"
LINE = '{"step": 1, "loss": 0.5}\n{"step": 2, "loss": 0.4}\n'


@pytest.fixture
def download(tmp_path: Path) -> Path:
    """A folder from elsewhere with everything that a configuration could do; ``private`` lies beside it."""
    private = tmp_path / "private"
    private.mkdir()
    (private / "secret.jsonl").write_text('{"step": 1, "' + SECRET + '": 1}\n')
    (private / "secret.md").write_text(f"# {SECRET}\n")
    folder = tmp_path / "download"
    for name in ("docs", "reports", "theme", ".xreport-cache"):
        (folder / name).mkdir(parents=True)
    marker = str(tmp_path / MARKER)
    (folder / "hook.py").write_text(HOOK.format(marker=marker))
    (folder / "run.jsonl").write_text(LINE)
    for page in ("docs/index.md", "reports/own.md"):
        (folder / page).write_text(f"# {SECRET} of {page}\n")
    (folder / "docs" / "link.md").symlink_to(private / "secret.md")
    (folder / "theme" / "main.html").write_text(SECRET)
    (folder / "mkdocs.yml").write_text(
        f"site_name: {SECRET}\nhooks: [hook.py]\ntheme: {{name: material, custom_dir: theme}}\n"
    )
    (folder / "xreport.toml").write_text(
        f'title = "A & <b>B</b>"\nsources = ["{private}"]\noutput = "{tmp_path / "elsewhere"}"\n'
        f'reports = "{private}"\nmkdocs = "mkdocs.yml"\nheadline = "{SECRET}"\njournals = "no"\n'
        '[metrics.loss]\ndirection = "min"\nprimary = true\nunit = "nats"\n'
    )
    (folder / "pyproject.toml").write_text(f'[tool.xreport]\noutput = "{tmp_path / "elsewhere"}"\n')
    return folder


def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "xreport", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=120)


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below a folder, with its time and bytes."""
    return {
        str(path.relative_to(folder)): (path.lstat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def text_of(site: Path) -> str:
    return "\n".join(path.read_bytes().decode("utf-8", "replace") for path in site.rglob("*") if path.is_file())


@proof("a SOURCE's own configuration, hooks, theme, pages and links are not obeyed")
def test_nothing_in_a_source_is_obeyed(download: Path, tally: Tally) -> None:
    here = download.parent
    before = state(download)
    for number, named in enumerate(([download], [f"../{here.name}/download"], [download / ".", "--no-cache"])):
        with tally.case(named):
            done = run("build", *named, "-o", f"site{number}", cwd=here)
            assert done.returncode == 0, done.stderr
            assert not (here / MARKER).exists()
            assert not (here / "elsewhere").exists()
            text = text_of(here / f"site{number}")
            assert SECRET not in text
            assert "nats" in text, "metrics are taken"
            assert "A &amp; &lt;b&gt;B&lt;/b&gt;" in text
            assert "<b>B</b>" not in text, "a title is a text"
            assert "headline, journals, mkdocs, output, reports, sources" in done.stderr, "and what is not is said"
            assert state(download) == before
    for command in (["ls", download], ["show", "run", download], ["import", download, "-o", "runs"]):
        with tally.case(command):
            done = run(*command, cwd=here)
            assert done.returncode == 0, done.stderr
            assert SECRET not in done.stdout
            assert not (here / MARKER).exists()
            assert state(download) == before


@proof("a SOURCE among several, or beside own settings, says nothing at all")
def test_beside_others_a_source_says_nothing(download: Path, tally: Tally) -> None:
    here = download.parent
    (here / "more").mkdir()
    (here / "more" / "b.jsonl").write_text(LINE)
    (here / "own").mkdir()
    (here / "own" / "xreport.toml").write_text('title = "Mine"\n')
    for arguments, cwd in (
        (["build", "download", "more", "-o", "site1"], here),
        (["build", download, "-o", here / "site2"], here / "own"),
        (["build", download, "-c", here / "own" / "xreport.toml", "-o", here / "site3"], here),
    ):
        with tally.case(arguments):
            done = run(*arguments, cwd=cwd)
            assert done.returncode == 0, done.stderr
            text = text_of(here / arguments[-1])
            assert SECRET not in text
            assert "nats" not in text
            assert not (here / MARKER).exists()


@proof("who stands in a folder, or names its file, means its configuration")
def test_own_settings_are_obeyed(download: Path, tally: Tally) -> None:
    here = download.parent
    shutil.rmtree(here / "private")
    (download / "mkdocs.yml").write_text("site_name: Mine\nhooks: [hook.py]\n")
    (download / "xreport.toml").write_text('sources = ["run.jsonl"]\noutput = "out"\n')
    for arguments, cwd in (
        (["build"], download),
        (["build", "-c", "download/xreport.toml"], here),
        (["build", "."], download),
    ):
        with tally.case(arguments):
            (here / MARKER).unlink(missing_ok=True)
            shutil.rmtree(download / "out", ignore_errors=True)
            done = run(*arguments, "--no-cache", cwd=cwd)
            assert done.returncode == 0, done.stderr
            assert (here / MARKER).exists(), "hooks of one's own are code of one's own"
            assert SECRET in (download / "out" / "docs" / "index.html").read_text()


TAGS = (
    "!!python/name:os.getcwd", "!!python/module:os", "!!python/object:collections.Counter", "!!python/tuple",
    "!!python/object/apply:os.getcwd", "!!python/object/new:list", "!!python/name:xreport.errors.Issue",
    "!!python/name:material.extensions.emoji.os", "!!python/name:pymdownx.superfences", "!!python/none", "!custom",
    "!!python/object/apply:pymdownx.slugs.uslugify", "!relative", "!<tag:example.org,2026:x>",
)  # fmt: skip


@proof("a tag of Python's in mkdocs.yml is refused with file and line", slow=False)
def test_python_tags_are_refused(tmp_path: Path, tally: Tally) -> None:
    file = tmp_path / "mkdocs.yml"
    for tag in TAGS:
        for value in ("''", "[]", "{}", "{kwds: {a: 1}}"):
            with tally.case(f"{tag} {value}"):
                file.write_text(f"site_name: x\nextra:\n  a: 1\n  b: {tag} {value}\n")
                with pytest.raises(FrameError, match=r"mkdocs\.yml:4: the tag \S+ is not obeyed"):
                    read_mkdocs_file(file)


def test_a_refused_tag_ends_the_command_with_2(download: Path) -> None:
    (download / "xreport.toml").unlink()
    (download / "mkdocs.yml").write_text(f"site_name: x\nextra:\n  b: {TAGS[0]} ''\n")
    done = run("build", "run.jsonl", cwd=download)
    assert done.returncode == 2
    assert "mkdocs.yml:3: the tag !!python/name:os.getcwd is not obeyed" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (download / "site").exists()


def test_the_own_environment_and_the_names_of_themes_are_read(download: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XR_NAME", "From outside")
    (download / "mkdocs.yml").write_text(
        "site_name: !ENV XR_NAME\nmarkdown_extensions:\n  - pymdownx.emoji:\n"
        "      emoji_index: !!python/name:material.extensions.emoji.twemoji\n"
        "      emoji_generator: !!python/name:material.extensions.emoji.to_svg\n"
        "  - pymdownx.superfences:\n      custom_fences: [{name: mermaid, class: mermaid,"
        " format: !!python/name:pymdownx.superfences.fence_code_format }]\n"
        "  - toc: {slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: none}}}\n"
    )
    (download / "docs" / "index.md").write_text("# One\n\n## Two three\n\n:rocket:\n\n```mermaid\nx\n```\n")
    (download / "xreport.toml").unlink()
    done = run("build", "run.jsonl", "-o", "site", cwd=download)
    assert done.returncode == 0, done.stderr
    page = (download / "site" / "docs" / "index.html").read_text()
    assert "From outside" in page
    assert 'class="twemoji"' in page
    assert 'id="Two-three"' in page
    assert 'class="mermaid"' in page
