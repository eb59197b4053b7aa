"""Every link of a built site leads somewhere, inside the site."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str, str]] = []
        self.anchors: set[str] = {""}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.anchors.add(value)
            elif name in ("href", "src", "data") and value is not None:
                self.links.append((tag, name, value))


def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def broken_links(site: Path) -> list[str]:
    """Return every link that leads nowhere, and everything loaded from elsewhere."""
    pages = {path: _read(path) for path in site.rglob("*.html")}
    wrong = []
    for path, page in pages.items():
        for tag, _attribute, link in page.links:
            parts = urlsplit(link)
            if parts.scheme in ("http", "https", "mailto") or link.startswith("//"):
                if tag != "a":
                    wrong.append(f"{path.relative_to(site)}: loads {link} from elsewhere")
                continue
            if parts.scheme == "data":
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file():
                wrong.append(f"{path.relative_to(site)}: {link} leads nowhere")
            elif target in pages and "=" not in parts.fragment and unquote(parts.fragment) not in pages[target].anchors:
                wrong.append(f"{path.relative_to(site)}: {link} has no such anchor")
    return wrong


def test_every_link_of_the_example_leads_somewhere(example: Path) -> None:
    assert len(list(example.rglob("*.html"))) > 60
    assert broken_links(example) == []


def test_a_broken_link_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<a href="b.html">x</a><a href="a.html#no">y</a><img src="//evil/x.png">')
    assert len(broken_links(tmp_path)) == 3
