"""Every page begins with a policy that allows exactly the scripts it has; only hints of its own files come before."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

from building import build


class _Page(HTMLParser):
    """What of a page matters to the policy."""

    def __init__(self) -> None:
        super().__init__()
        self.before_policy: list[tuple[str, dict[str, str | None]]] = []
        self.loaded: list[tuple[str, str]] = []
        self.in_head = False
        self.policy = ""
        self.inline: list[str] = []
        self.handlers: list[str] = []
        self._script: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.handlers += [name for name in values if name.startswith("on")]
        if tag == "meta" and (values.get("http-equiv") or "").lower() == "content-security-policy":
            self.policy = values.get("content") or ""
        elif self.in_head and not self.policy:
            self.before_policy.append((tag, values))
        self.in_head |= tag == "head"
        if tag == "link" and values.get("rel") == "stylesheet":
            self.loaded.append(("style", values["href"] or ""))
        elif tag == "script" and "defer" in values:
            self.loaded.append(("script", values["src"] or ""))
        if tag == "script" and "src" not in values and values.get("type") in (None, "text/javascript"):
            self._script = []

    @property
    def first_loaded(self) -> list[tuple[str, str]]:
        """What the page loads by itself: its styles, then its scripts, in the order of the page."""
        return sorted(self.loaded, key=lambda one: one[0] != "style")

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self._script.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._script is not None:
            self.inline.append("".join(self._script))
            self._script = None


def _parse(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def test_every_page_begins_with_a_policy_of_exactly_its_scripts(example: Path) -> None:
    for path in example.rglob("*.html"):
        page = _parse(path)
        early = [("link", {"rel": "preload", "href": href, "as": kind}) for kind, href in page.first_loaded]
        alone = path.name == "404.html"
        assert page.before_policy == ([] if alone else [("meta", {"charset": "utf-8"}), *early]), path
        assert bool(early) != alone, path
        assert all((path.parent / href).is_file() for _, href in page.loaded), path
        assert b"charset=" in path.read_bytes()[:1024], "where browsers look for it"
        scripts = next(part for part in page.policy.split(";") if part.strip().startswith("script-src"))
        assert "unsafe" not in scripts
        assert "default-src 'none'" in page.policy
        allowed = set(re.findall(r"'sha256-([^']+)'", scripts))
        present = {base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() for code in page.inline}
        assert allowed == present, path
        assert page.handlers == [], path


def test_an_empty_folder_builds_a_page_that_says_how_to_begin(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    report = build(tmp_path / "runs", tmp_path / "site", jobs=1)
    assert report.runs == 0
    assert "xreport.init(" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
