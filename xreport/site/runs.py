"""The data of one run: its curves, its logged objects, its journals, and where it stands."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterator, Mapping
from typing import Final

from xreport.analysis.study import Study
from xreport.beneath import open_beneath
from xreport.charts.curves import curves_script
from xreport.errors import ChangedError
from xreport.model import Run, SourceFile
from xreport.pages.run.files import journal_path
from xreport.pages.run.places import (
    changes_context,
    changes_script,
    deeper_script,
    places,
    places_script,
    ranks_of,
    shards,
)
from xreport.render.sitefile import SiteFile
from xreport.site.made import Maker
from xreport.tables.logged import logged_script, media_files

GZIP_LEVEL = 7
"""A twentieth smaller than the default of most tools, for a third more time; beyond it nothing is gained."""
_GZIP: Final = 31
"""What zlib calls the format of gzip files, with its largest window."""
_PART: Final = 1 << 20


def run_data(study: Study, maker: Maker) -> Iterator[SiteFile]:
    """Yield the data of every run."""
    for run in study.collection.runs:
        over = _step_metrics(run, study)
        yield maker.data(f"data/curves/{run.slug}.js", _curves, run, over, run=run.id)
        if run.logged:
            yield maker.data(f"data/logged/{run.slug}.js", logged_script, run, run=run.id)
        for path, media in media_files(run):
            yield SiteFile.of_bytes(path, media.content)
        if study.config.journals == "gz":
            yield from _journals(run, maker)


def place_files(study: Study, maker: Maker) -> Iterator[SiteFile]:
    """Yield what tells the pages of runs how these stand among others."""
    for task in study.tasks:
        ranks = ranks_of(task)
        for shard in shards(task):
            paths = {kind: f"data/{kind}/{shard.name}.js" for kind in ("places", "changes")}
            if shard.deeper:
                yield from (maker.data(path, deeper_script, kind, shard.name) for kind, path in paths.items())
                continue
            stand, context = places(shard.runs, ranks, study), changes_context(shard.runs, task, study)
            yield maker.data(paths["places"], places_script, shard.name, stand)
            yield maker.data(paths["changes"], changes_script, shard.name, context)


def _step_metrics(run: Run, study: Study) -> dict[str, str]:
    """Metrics that are to be drawn over another metric of the run, by their names."""
    known = ((name, study.metrics.get(name)) for name in run.summaries)
    return {name: metric.step_metric for name, metric in known if metric and metric.step_metric}


def _curves(run: Run, step_metrics: Mapping[str, str]) -> bytes:
    """Return the data script of a run's curves, some of which are to be drawn over another metric of the run."""
    return curves_script(run.slug, {**run.series, **run.current}, step_metrics)


def _journals(run: Run, maker: Maker) -> Iterator[SiteFile]:
    for position, source in enumerate(run.sources):
        if source.names:
            yield maker.data(journal_path(run, position), _gzipped, source, run=run.id)


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
