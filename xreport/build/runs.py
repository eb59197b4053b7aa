"""The files of one run: its page, its curves, its logged objects, its journals."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Final

from xreport.analysis.study import Study
from xreport.beneath import open_beneath
from xreport.build.instead import data_file, page_instead
from xreport.build.keys import context_key, frame_key, key, program_key
from xreport.charts.curves import curves_script
from xreport.errors import ChangedError
from xreport.model import Run, SourceFile
from xreport.pages.run import run_page
from xreport.pages.run_files import journal_path
from xreport.render.sitefile import SiteFile
from xreport.render.stamp import Frame
from xreport.render.templates import render
from xreport.tables.logged import logged_script, media_files

GZIP_LEVEL = 7
"""A twentieth smaller than the default of most tools, for a third more time; beyond it nothing is gained."""
_GZIP: Final = 31
"""What zlib calls the format of gzip files, with its largest window."""
_PART: Final = 1 << 20


def run_files(study: Study, frames: Mapping[str, Frame], keys: Mapping[str, str]) -> Iterator[SiteFile]:
    """Yield the files of every run; nothing is rendered before it is needed."""
    frame = frames["run"]
    shared = frame_key(frame)
    for run in study.collection.runs:
        own = keys[run.id]
        yield SiteFile(
            f"runs/{run.slug}.html",
            key(shared, own, context_key(run, study, keys)),
            partial(_page, run, study, frame),
            instead=page_instead(frame, run.name, [source.path for source in run.sources]),
            run=run.id,
        )
        curves = {**run.series, **run.current}
        over = _step_metrics(study, curves)
        yield data_file(
            f"data/curves/{run.slug}.js",
            key(own, "curves", sorted(over.items())),
            partial(curves_script, run.slug, curves, over),
            run=run.id,
        )
        if run.logged:
            path = f"data/logged/{run.slug}.js"
            yield data_file(path, key(own, "logged"), partial(logged_script, run), run=run.id)
        for path, media in media_files(run):
            yield SiteFile.of_bytes(path, media.content)
        if study.config.journals == "gz":
            yield from _journals(run)


def _step_metrics(study: Study, names: Iterable[str]) -> dict[str, str]:
    """Metrics that are to be drawn over another metric of the run, by their names."""
    metrics = {name: study.metrics[name].step_metric for name in names if name in study.metrics}
    return {name: over for name, over in metrics.items() if over}


def _page(run: Run, study: Study, frame: Frame) -> bytes:
    page = run_page(run, study)
    return frame.stamp(
        title=run.name,
        body=render("run", page),
        description=f"{run.project}: {run.name}, {run.status}",
        data=[f"data/curves/{run.slug}.js"] if page.groups else [],
    )


def _journals(run: Run) -> Iterator[SiteFile]:
    for position, source in enumerate(run.sources):
        if not source.names:
            continue
        make: Callable[[], bytes] = partial(_gzipped, source)
        made_from = key(program_key(), source.sha256, GZIP_LEVEL)
        yield data_file(journal_path(run, position), made_from, make, run=run.id)


def _gzipped(source: SourceFile) -> bytes:
    # No name and no time in the header: the same journal gives the same bytes on every machine.
    packer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, _GZIP)
    packed = [packer.compress(part) for part in _as_read(source)]
    return b"".join([*packed, packer.flush()])


def _as_read(source: SourceFile) -> Iterator[bytes]:
    """Yield the bytes of a file that were read for the report, and none that were added since.

    Raises:
        ChangedError: They are no longer there: what the file holds now was never read, checked or counted.
    """
    digest, left = hashlib.sha256(), source.bytes
    try:
        with os.fdopen(open_beneath(source.root, source.names), "rb", buffering=0) as file:
            while left and (part := file.read(min(left, _PART))):
                digest.update(part)
                left -= len(part)
                yield part
    except OSError as error:
        what = f"{source.path} cannot be read again, to be published: {error.strerror or error}"
        raise ChangedError(what) from error
    if digest.hexdigest() != source.sha256:
        raise ChangedError(f"{source.path} was rewritten while the report was built")
