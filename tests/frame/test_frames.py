"""Frames out of the real MkDocs."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath

import pytest

from xreport.errors import FrameError
from xreport.frame import FRAME_KINDS, FrameSet, render_frames
from xreport.frame.html import POLICY
from xreport.render.stamp import BODY, DESCRIPTION, EARLY, TITLE

MKDOCS = """
site_name: Lab "A" & B
docs_dir: handbook
site_url: https://lab.example/
repo_url: https://github.com/example/lab
copyright: © The lab
extra_css: [css/lab.css, "https://cdn.example/x.css"]
extra_javascript: ["https://cdn.example/x.js", own.js]
extra: {analytics: {provider: google, property: G-1}}
plugins: [search]
theme:
  name: material
  logo: logo.svg
  font: {text: Inter}
  features: [navigation.instant, search.suggest, navigation.footer]
  palette: {scheme: slate, primary: teal}
"""
HANDBOOK = {
    "handbook/index.md": "# Handbook & more\n\nThe [runs](../runs.html) and the [guide](guide.md).",
    "handbook/guide.md": "# Guide\n\n<script>window.own = 1</script>\n\n[one run](../runs/a.html)",
    "handbook/css/lab.css": "body { --lab: 1 }",
    "handbook/own.js": "window.lab = 1",
    "handbook/logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
}


class Links(HTMLParser):
    """Addresses that a page loads or leads to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.followed: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in ("script", "img") and values.get("src"):
            self.loaded.append(str(values["src"]))
        elif tag == "link":
            self.loaded.append(str(values["href"]))
        elif tag == "a" and values.get("href"):
            self.followed.append(str(values["href"]))


def page(frames: FrameSet, kind: str) -> str:
    return frames.frames[kind].stamp(title="T", body="<p>B</p>", description="D").decode()


def files(frames: FrameSet) -> dict[str, bytes]:
    return {file.path: file.make() for file in frames.files}


def target(page_path: str, link: str) -> str:
    parts: list[str] = list(PurePosixPath(page_path).parent.parts)
    for part in link.partition("#")[0].split("/"):
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


@pytest.mark.parametrize("kind", FRAME_KINDS, ids=lambda kind: kind.name)
def test_every_kind_has_a_small_frame_whose_links_hold(plain: FrameSet, kind) -> None:
    html = page(plain, kind.name)
    assert not re.search(f"{TITLE}|{BODY}|{DESCRIPTION}|{EARLY}", html)
    assert len(html) <= 10_000
    assert f'data-xr-root="{"../" if "/" in kind.path else ""}" data-xr-page="{kind.name}"' in html
    assert "<title>T · Tests &lt;&amp;&gt; more</title>" in html
    start = html.index("<head>") + len("<head>")
    hint = '<link rel="preload" href="[^"]*" as="(style|script)">'
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY[:30]}'
    before = f'<meta charset="utf-8">({hint})+{policy}'
    assert re.match(before, html[start:])
    links = Links(html)
    known = {*files(plain), *(other.path for other in FRAME_KINDS), *(f"assets/xr/{script}" for script in kind.scripts)}
    known |= {f"data/{key}.js" for key in kind.data}
    known |= {"assets/xr/xreport.js", "assets/xr/xreport.css"}  # not bundled in every checkout
    assert {target(kind.path, link) for link in (*links.loaded, *links.followed)} <= known
    assert "://" not in "".join(links.loaded + links.followed)


def test_a_page_finds_its_data_before_its_script_runs_and_before_the_theme(plain: FrameSet) -> None:
    html = page(plain, "runs")
    scripts = re.findall(r'<script[^>]* src="([^"]*)"', html)
    assert scripts[:3] == ["assets/xr/xreport.js", "data/runs.js", "assets/xr/runs.js"]
    assert "assets/javascripts/bundle" in scripts[3]
    assert all("defer" in tag or "data-xr-late" in tag for tag in re.findall(r"<script[^>]* src=[^>]*>", html))


def test_the_tab_of_a_run_page_is_that_of_all_runs(plain: FrameSet) -> None:
    lit = r'md-tabs__item--active"><a href="([^"]*)"'
    assert re.findall(lit, page(plain, "run")) == ["../runs.html"]
    assert re.findall(lit, page(plain, "task")) == ["../index.html"]
    assert re.findall(lit, page(plain, "runs")) == ["runs.html"]
    assert 'href="runs.html" class="md-tabs__link" aria-current="page"' in page(plain, "runs")
    assert "aria-current" not in page(plain, "run")


def test_the_site_carries_what_pages_load_and_no_search_of_the_theme(plain: FrameSet) -> None:
    names = set(files(plain))
    assert any(re.fullmatch(r"assets/javascripts/bundle\.\w+\.min\.js", name) for name in names)
    assert not [name for name in names if "lunr" in name or "worker" in name or name.endswith(".map")]
    assert not [name for name in names if name.startswith("sitemap") or name.endswith(".sha256")]
    assert not [name for name, content in files(plain).items() if b"sourceMappingURL" in content]


def test_the_page_for_nothing_found_stands_alone(plain: FrameSet) -> None:
    html = files(plain)["404.html"].decode()
    assert Links(html).loaded == ["data:,"]
    assert Links(html).followed == []
    assert "Tests &lt;&amp;&gt; more" in html
    assert html.index("Content-Security-Policy") < html.index("<title>")


def test_a_users_mkdocs_gives_the_looks_and_ours_stays_in_force(project) -> None:
    frames = render_frames(config=project({"mkdocs.yml": MKDOCS, **HANDBOOK}, title="not this"))
    assert frames.site_name == 'Lab "A" & B'
    html = page(frames, "run")
    assert 'data-md-color-scheme="slate" data-md-color-primary="teal"' in html
    assert '<link rel="stylesheet" href="../docs/css/lab.css">' in html
    assert '<img src="../docs/logo.svg"' in html
    assert "© The lab" in html
    assert not re.search(r"fonts\.g|cdn\.example|navigation\.instant|search\.suggest|google|canonical|rel=\"prev", html)
    assert 'data-md-component="source"' not in html
    assert any("cdn.example/x.js is left out" in note for note in frames.notes)
    assert any("extra.analytics is left out" in note for note in frames.notes)
    assert set(HANDBOOK) - {"handbook/index.md", "handbook/guide.md"} == {
        path.replace("docs/", "handbook/") for path in files(frames) if path.startswith("docs/") and ".html" not in path
    }


def test_hand_written_pages_join_the_site_whole(project) -> None:
    frames = render_frames(config=project({"mkdocs.yml": MKDOCS, **HANDBOOK, "reports/may.md": "# May\n\nGood."}))
    guide = files(frames)["docs/guide.html"].decode()
    assert 'data-xr-root="../"' in guide
    assert "data-xr-page" not in guide
    assert guide.count("data-xr-search") == 1
    assert '<script src="../assets/xr/xreport.js" defer>' in guide
    assert '<script src="../docs/own.js">' in guide.replace('src="own.js"', 'src="../docs/own.js"')
    assert [(p.path, p.title, p.links) for p in frames.pages] == [
        ("docs/guide.html", "Guide", ("runs/a.html",)),
        ("docs/index.html", "Handbook & more", ("runs.html",)),
        ("reports/may.html", "May", ()),
    ]
    assert frames.pages[2].text == "May Good."
    # Links to pages that MkDocs does not make are no mistakes.
    assert not [note for note in frames.notes if "runs" in note]
    for html in (guide, page(frames, "run")):
        tabs = re.findall(r'class="md-tabs__link"[^>]*>\s*([^<]*?)\s*</a>', html)
        assert tabs == [
            "Home",
            "Runs",
            "Compare",
            "Explore",
            "Replicates",
            "Algorithms",
            "Data",
            "Review",
            "Quality",
            "Reports",
            "Docs",
        ]
    assert "https://github.com/example/lab/edit/master/docs/guide.md" not in page(frames, "run")


def test_size_of_a_frame_does_not_depend_on_the_documentation(project) -> None:
    few = render_frames(config=project({"mkdocs.yml": "site_name: x", "docs/index.md": "# Docs"}))
    more = {f"docs/part/p{n}.md": f"# Page {n}" for n in range(40)}
    many = render_frames(config=project({"mkdocs.yml": "site_name: x", "docs/index.md": "# Docs", **more}))
    assert len(many.pages) == 41
    assert few.frames == many.frames


def test_a_nav_that_names_generated_pages_arranges_the_site(project) -> None:
    nav = """
nav:
  - Start: index.md
  - Results: [runs.html, {Side by side: compare.html}, guide.md]
  - reports/may.md
  - Elsewhere: https://example.org/
"""
    frames = render_frames(config=project({"mkdocs.yml": MKDOCS + nav, **HANDBOOK, "reports/may.md": "# May"}))
    tabs = re.findall(r'<a href="([^"]*)" class="md-tabs__link"[^>]*>([^<]*)</a>', page(frames, "run"))
    assert tabs == [
        ("../docs/index.html", "Start"),
        ("../runs.html", "Runs"),
        ("../compare.html", "Side by side"),
        ("../docs/guide.html", "Results"),
        ("../reports/may.html", "May"),
        ("https://example.org/", "Elsewhere"),
    ]
    assert not [note for note in frames.notes if "nav" in note]


def test_plugins_and_hooks_see_hand_written_pages_only(project) -> None:
    hook = (
        "def on_page_markdown(markdown, page, **_):\n"
        "    open(page.file.abs_src_path)\n"
        "    return markdown + '\\n\\nHOOKED ' + page.file.src_uri\n"
    )
    config = project({"mkdocs.yml": "site_name: x\nhooks: [hook.py]", "hook.py": hook, "docs/index.md": "# Docs"})
    frames = render_frames(config=config)
    assert b"HOOKED docs/index.md" in files(frames)["docs/index.html"]
    assert not [kind for kind, frame in frames.frames.items() if "HOOKED" in "".join(frame.segments)]


def test_links_out_of_the_documentation_are_not_followed(project, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary")
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "page.md").write_text("canary")
    config = project({"mkdocs.yml": "site_name: x", "docs/index.md": "# Docs", "docs/real.txt": "kept"})
    docs = config.root / "docs"
    (docs / "leak.txt").symlink_to(secret)
    (docs / "folder").symlink_to(tmp_path / "private")
    (docs / "inside.txt").symlink_to("real.txt")
    frames = render_frames(config=config)
    published = files(frames)
    assert not [name for name, content in published.items() if b"canary" in content]
    assert published["docs/inside.txt"] == b"kept"
    assert len([note for note in frames.notes if "leads elsewhere" in note]) == 2


@pytest.mark.parametrize(
    ("mkdocs", "said"),
    [
        ("site_name: [", "this is not YAML"),
        ("site_name: x\nplugins: [there_is_no_such_plugin]", "there_is_no_such_plugin"),
        ("site_name: x\nnav: 7\nextra: []", "nav, extra"),
        ("site_name: x\ntheme: {name: material, icon: {logo: no/such}}", "no/such"),
    ],
)
def test_a_mkdocs_file_that_cannot_be_used_is_explained(project, mkdocs: str, said: str) -> None:
    with pytest.raises(FrameError, match=said) as caught:
        render_frames(config=project({"mkdocs.yml": mkdocs, "docs/index.md": "# x"}))
    assert "mkdocs.yml" in caught.value.fix


def test_a_named_mkdocs_file_must_be_there(project) -> None:
    with pytest.raises(FrameError, match=r"elsewhere/mkdocs\.yml"):
        render_frames(config=project({"a.md": ""}, mkdocs="elsewhere/mkdocs.yml"))


def test_frames_are_the_same_every_time(project) -> None:
    config = project({"mkdocs.yml": MKDOCS, **HANDBOOK, "reports/may.md": "# May"})
    one, two = render_frames(config=config), render_frames(config=config)
    assert one.frames == two.frames
    assert [(file.path, file.key) for file in one.files] == [(file.path, file.key) for file in two.files]


def test_pages_without_a_mkdocs_yml_are_rendered_again_by_the_same_process(project) -> None:
    for text in ("# May", "# June"):  # `xreport serve` does, where it cannot fork
        frames = render_frames(config=project({"reports/monthly.md": text}))
        assert [page.title for page in frames.pages] == [text.removeprefix("# ")]


def test_nothing_reaches_the_terminal(project, capfd: pytest.CaptureFixture[str]) -> None:
    render_frames(config=project({"mkdocs.yml": MKDOCS, **HANDBOOK, "handbook/bad.md": "[x](gone.md)"}))
    assert capfd.readouterr() == ("", "")
    assert "mkdocs" in sys.modules
