"""Keys of site files: equal key, equal bytes. They let a rebuild skip what cannot have changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from xreport.analysis.ranking import Ranking
from xreport.analysis.study import Study
from xreport.model import Run
from xreport.render.paths import templates_dir
from xreport.render.stamp import Frame


def key(*parts: object) -> str:
    """Return a key over the ``repr`` of the parts; they must be plain values whose repr says everything."""
    return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()[:32]


LIBRARIES = (
    "jinja2", "markdown-it-py", "markupsafe", "matplotlib", "msgspec", "nh3", "numpy", "scikit-learn", "scipy",
)  # fmt: skip
"""What else decides on the bytes of a file."""


@cache
def program_key() -> str:
    """Return the key of the program itself: of every module, every page template, and the libraries behind them."""
    package = Path(__file__).resolve().parent.parent
    files = [*package.rglob("*.py"), *(templates_dir() / "pages").glob("*.html")]
    digest = hashlib.sha256(repr([(name, version(name)) for name in LIBRARIES]).encode())
    for path in sorted(files, key=lambda path: path.as_posix()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:32]


def frame_key(frame: Frame) -> str:
    """Return the key of a frame."""
    return key(frame.root, frame.segments)


def run_key(run: Run) -> str:
    """Return the key of everything that is known of one run by itself."""
    # The digest is of contents; names of files and folders, and what was left out, show on pages too.
    sources = [(s.path, s.bytes, s.sha256, s.records, s.rejected, s.pending, s.verified) for s in run.sources]
    about = (run.id, run.slug, run.name, run.project, run.owner, run.status, run.started, run.ended, run.busy)
    return key(program_key(), run.digest, about, sources, run.issues)


def run_keys(study: Study) -> dict[str, str]:
    """Return the key of every run by its id: many files ask for them."""
    return {run.id: run_key(run) for run in study.collection.runs}


def study_key(study: Study, keys: Mapping[str, str]) -> str:
    """Return the key of a whole study: what pages about many runs depend on."""
    return key(
        program_key(),
        list(keys.values()),
        study.collection.issues,
        sorted(study.collection.skipped.items()),
        study.collection.files,
        study.collection.bytes,
        study.config.title,
        study.config.headline,
        sorted(study.metrics.items()),
        # In their order: it decides which metric ranks, and which task a run belongs to.
        [(task.task.key, [ranking.metric.name for ranking in task.rankings]) for task in study.tasks],
        list(study.config.tasks.items()),
        study.config.ignore,
        list(study.config.views.items()),
        study.baseline.id if study.baseline else "",
        study.config.repository,
        study.config.journals,
        [run.id for run in study.news],
    )


def ranking_key(ranking: Ranking, ignore: tuple[str, ...], keys: Mapping[str, str]) -> str:
    """Return the key of what is found out about the params of a ranking's configurations."""
    standings = [
        (standing.estimate.mean, [keys[run.id] for run in standing.replicates.runs]) for standing in ranking.standings
    ]
    return key(program_key(), ranking.metric, ignore, standings)


def context_key(run: Run, study: Study, keys: Mapping[str, str]) -> str:
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
        keys[best.id] if best else "",
        keys[study.baseline.id] if study.baseline and study.task_of[study.baseline.id] is task else "",
        [ranking.metric for ranking in task.rankings],
        [study.metrics.get(name) for name in sorted({*run.summaries, *run.scores})],
        [
            ([(other.slug, other.name) for other in others.runs], others.more)
            for one in run.artifacts
            for others in (study.lineage.made_by(run, one), study.lineage.used_by(run, one))
        ],
        study.config.repository,
        study.config.journals,
    )
