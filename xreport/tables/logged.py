"""The data script of a run's logged objects, and where the files of images and sounds lie."""

from __future__ import annotations

from collections.abc import Iterator

from xreport.analysis.objects import content
from xreport.model import Chart, Item, Media, Run
from xreport.tables.scripts import data_script

_SUFFIXES = {"jpeg": "jpg", "mpeg": "mp3"}


def media_files(run: Run) -> Iterator[tuple[str, Media]]:
    """Yield where each image and sound of a run is published, from the site's root, in the order of its items."""
    number = 0
    for item in run.logged:
        for one in item.steps:
            if isinstance(one, Media):
                kind = one.media_type.rpartition("/")[2]
                yield f"media/{run.slug}/{number}.{_SUFFIXES.get(kind, kind)}", one
                number += 1


def media_hrefs(run: Run) -> dict[int, str]:
    """Return the address of each image and sound as the run's page sees it, by the identity of the object."""
    return {id(one): f"../{path}" for path, one in media_files(run)}


def logged_script(run: Run) -> bytes:
    """Return ``data/logged/<slug>.js``: every object of a run that is shown."""
    hrefs = media_hrefs(run)
    return data_script(f"logged/{run.slug}", {"items": [_item(item, hrefs) for item in run.logged]})


def _item(item: Item, hrefs: dict[int, str]) -> dict[str, object]:
    last = item.steps[-1]
    curve = {"curve": last.kind} if isinstance(last, Chart) else {}
    return {
        "key": item.key,
        "kind": item.kind,
        **curve,
        "steps": [content(one, hrefs.get(id(one), "")) for one in item.steps],
    }
