"""Keys of site files: equal key, equal bytes. They let a rebuild skip what cannot have changed."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from xreport.analysis.study import Study
from xreport.model import Run
from xreport.render.paths import templates_dir
from xreport.render.stamp import Frame


def key(*parts: object) -> str:
    """Return a key over the ``repr`` of the parts; they must be plain values whose repr says everything."""
    return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()[:32]


@cache
def program_key() -> str:
    """Return the key of the program itself: of every module and every page template."""
    package = Path(__file__).resolve().parent.parent
    files = [*package.rglob("*.py"), *(templates_dir() / "pages").glob("*.html")]
    digest = hashlib.sha256()
    for path in sorted(files, key=lambda path: path.as_posix()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:32]


def frame_key(frame: Frame) -> str:
    """Return the key of a frame."""
    return key(frame.root, frame.segments)


def run_key(run: Run) -> str:
    """Return the key of everything that is known of one run by itself."""
    return key(program_key(), run.digest, run.id, run.slug, run.name, run.status, run.ended, run.owner)


def study_key(study: Study) -> str:
    """Return the key of a whole study: what pages about many runs depend on."""
    issues = [(issue.where, issue.what, issue.run) for issue in study.collection.issues]
    return key(
        program_key(),
        [run_key(run) for run in study.collection.runs],
        issues,
        sorted(study.collection.skipped.items()),
        study.config.title,
        study.config.headline,
        sorted(study.metrics.items()),
        study.config.ignore,
        sorted(study.config.tasks.items()),
        study.config.baseline,
        study.config.repository,
        study.config.journals,
        [run.id for run in study.news],
    )


def context_key(run: Run, study: Study) -> str:
    """Return the key of what a run's page says about other runs: its rank, and what it is measured against."""
    task = study.task_of[run.id]
    best = task.best_run()
    fingerprint = study.replicates_of[run.id].fingerprint
    places = [
        (ranking.metric.name, standing.rank, standing.estimate.n, len(ranking.standings))
        for ranking in task.rankings
        if (standing := study.standing_of.get((ranking.metric.name, fingerprint))) is not None
    ]
    return key(
        task.task.slug,
        task.task.title,
        study.colors[run.id],
        places,
        run_key(best) if best else "",
        run_key(study.baseline) if study.baseline else "",
        [study.metrics.get(name) for name in sorted(run.summaries)],
        study.config.repository,
        study.config.journals,
    )
