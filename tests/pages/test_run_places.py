"""Where runs stand: data of their task, in shards that their pages know without knowing other runs."""

from __future__ import annotations

import json

import pytest
from made_runs import config_of, run_of

from xreport.analysis.study import study
from xreport.model import Artifact, Collection
from xreport.pages.run.context import SHARD_LEVELS, rank_key, run_context
from xreport.pages.run.page import run_page
from xreport.pages.run.places import (
    SHARD_BYTES,
    SHARD_RUNS,
    changes_context,
    changes_script,
    places,
    places_script,
    ranks_of,
    shards,
)
from xreport.render.bounded import Cut
from xreport.settings import MetricConfig
from xreport.tables.scripts import encode_json


def study_of(*runs, **config):
    return study(Collection(tuple(runs)), config_of(**config))


def content(script: bytes):
    return json.loads(script.decode().partition("]=")[2].rstrip().rstrip(";"))["runs"]


def changes_of(whole, run):
    task = whole.task_of[run.id]
    return content(changes_script("s", changes_context([run], task, whole)))


def test_a_run_knows_its_rank_with_interval_and_number_of_seeds():
    runs = [
        run_of({"acc": 0.1 * place + seed / 100}, params={"x": place}, seed=seed) for place in (1, 2) for seed in (0, 1)
    ]
    whole = study_of(*runs)
    told = content(places_script("s", places(runs, ranks_of(whole.tasks[0]), whole)))
    assert {one["ranks"][0]["place"] for one in told.values()} == {"1 of 2", "2 of 2"}
    best = told[runs[-1].slug]["ranks"][0]
    assert best == {"key": rank_key("acc"), "place": "1 of 2", "note": "0.205 ± 0.064, mean of 2 runs"}


def test_a_page_keeps_places_for_the_metrics_that_its_run_has():
    long = "m" * 300
    metrics = {name: MetricConfig("max", primary=True) for name in ("a", f"{long}1{long}", f"{long}2{long}")}
    first, second = (
        run_of(dict.fromkeys(list(metrics)[1:], acc), id=f"r{acc}", params={"x": acc}) for acc in (0.1, 0.2)
    )
    whole = study_of(run_of({"a": 1.0}), first, second, metrics=metrics)
    shown = run_page(first, run_context(first, whole))
    told = content(places_script("s", places([first, second], ranks_of(whole.tasks[0]), whole)))[first.slug]
    assert [rank["key"] for rank in told["ranks"]] == [place.anchor for place in shown.ranked]
    assert len({place.anchor for place in shown.ranked}) == 2


def test_a_page_that_is_cut_keeps_its_places():
    run = run_of({"acc": 1.0, "m" * 150: 2.0})
    shown = run_page(run, run_context(run, study_of(run)))
    cut = Cut(3, 3).of(shown)
    assert (cut.shard, cut.slug, [place.anchor for place in cut.ranked]) == (
        shown.shard,
        shown.slug,
        [place.anchor for place in shown.ranked],
    )


def test_a_run_is_measured_against_the_baseline_and_the_best():
    base, best, other = (
        run_of({"acc": acc}, id=name, name=name, params={"x": acc})
        for name, acc in (("base", 0.5), ("best", 0.9), ("other", 0.7))
    )
    whole = study_of(base, best, other, baseline="base")
    (told,) = changes_of(whole, other).values()
    assert [(one["name"], one["sentence"]) for one in told["differences"]] == [
        ("base", "Against the baseline: acc +0.2 (0.5 → 0.7), better."),
        ("best", "Against the best run: acc −0.2 (0.9 → 0.7), worse."),
    ]
    assert told["differences"][0]["changes"] == [{"what": "x", "before": "0.5", "after": "0.7"}]
    assert [one["name"] for one in changes_of(whole, best)[best.slug]["differences"]] == ["base"]
    assert changes_of(study_of(best, baseline="best"), best) == {}


def test_files_lead_to_the_runs_that_made_and_used_them():
    sha = "ab" * 32
    maker = run_of({"acc": 1}, name="maker", artifacts=(Artifact("m", sha256=sha, role="output"),))
    used = (Artifact("other"), Artifact("in", sha256=sha, role="input"))
    users = [run_of({"acc": 1}, name=f"u{n}", artifacts=used) for n in range(7)]
    whole = study_of(maker, *users)
    (relation,) = changes_of(whole, maker)[maker.slug]["artifacts"]
    assert (relation["at"], relation["relation"], relation["more"]) == (0, "used by", 2)
    assert [name for name, _ in relation["runs"]] == ["u0", "u1", "u2", "u3", "u4"]
    (relation,) = changes_of(whole, users[0])[users[0].slug]["artifacts"]
    assert relation == {"at": 1, "relation": "made by", "runs": [["maker", maker.slug]], "more": 0}


def found_by_its_digits(run, whole, held):
    """Go where its page goes: from the shard that it names to deeper ones, digit by digit."""
    shown = run_page(run, run_context(run, whole))
    name, digits = shown.shard, shown.deeper
    while held[name].deeper:
        name, digits = name + digits[0], digits[1:]
    return held[name].runs


@pytest.mark.parametrize("count", [1, 40, 700])
def test_the_page_of_a_run_finds_its_shard_whatever_others_there_are(count):
    runs = [run_of({"acc": place}, id=f"r{place}") for place in range(count)]
    whole = study_of(*runs)
    held = {shard.name: shard for shard in shards(whole.tasks[0])}
    assert any(shard.deeper for shard in held.values()) == (count == 700)
    assert all(len(shard.runs) <= SHARD_RUNS for shard in held.values())
    for run in runs[:50]:
        alone = study_of(run)
        assert run in found_by_its_digits(run, alone, held)
        assert run_context(run, whole) == run_context(run, alone)


def test_no_shard_without_runs_leads_nowhere(monkeypatch):
    """The last level holds what is left, however much that is."""
    monkeypatch.setattr("xreport.pages.run.places.SHARD_RUNS", 0)
    run = run_of({"acc": 1.0})
    *before, last = shards(study_of(run).tasks[0])
    assert [shard.deeper for shard in before] == [True] * (SHARD_LEVELS - 1)
    assert last.runs == (run,)
    assert not last.deeper


def test_what_a_page_loads_stays_small():
    long = {f"param{n}": "x" * 500 for n in range(300)}
    artifacts = tuple(Artifact(f"a{n}", sha256=f"{n:064x}", role="output") for n in range(300))
    runs = [
        run_of({"acc": n}, id=f"r{n}", params={key: f"{value}{n}" for key, value in long.items()}, artifacts=artifacts)
        for n in range(60)
    ]
    runs.append(
        run_of({"acc": 100}, artifacts=tuple(Artifact(one.path, sha256=one.sha256, role="input") for one in artifacts))
    )
    whole = study_of(*runs)
    script = changes_script("s", changes_context(runs, whole.tasks[0], whole))
    assert 10_000 < len(script) <= SHARD_BYTES * 1.1
    (one,) = content(script)["r7"]["differences"]
    assert (one["changes"], one["more"]) == ([], 300)
    assert one["sentence"].startswith("Against the best run:")


def test_short_lists_leave_their_room_to_long_ones():
    many = {f"p{n}": "x" for n in range(100)}
    short = [run_of({"acc": n}, id=f"r{n}", params={**many, "p0": f"y{n}"}) for n in range(30)]
    changed = run_of({"acc": 2}, id="long", params={key: f"{value}{'z' * 400}" for key, value in many.items()})
    best = run_of({"acc": 99}, id="best", params=many)
    whole = study_of(*short, changed, best)
    script = changes_script("s", changes_context([*short, changed], whole.tasks[0], whole))
    assert len(script) <= SHARD_BYTES
    (one,) = content(script)[changed.slug]["differences"]
    assert len(encode_json(one)) > SHARD_BYTES // 31
    assert one["changes"]
