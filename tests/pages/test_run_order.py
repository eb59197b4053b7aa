"""What a run's page lists stands in the order people count."""

from __future__ import annotations

from made_runs import config_of, run_of

from xreport.analysis.study import study
from xreport.model import Collection
from xreport.pages.run.context import run_context
from xreport.pages.run.curves import curve_groups, in_order
from xreport.tables.about import about_script

LAYERS = [f"layer{number}/norm" for number in (0, 1, 2, 10, 11, 20)]


def studied_run(**fields):
    run = run_of({name: [1.0, 2.0] for name in [*reversed(LAYERS), "system/cpu", "plain", "item1", "item01"]}, **fields)
    return run, study(Collection((run,)), config_of())


def test_metrics_and_their_prefixes():
    run, made = studied_run()
    context = run_context(run, made)
    names = in_order(run, context)
    assert names == ["item01", "item1", *LAYERS, "plain", "system/cpu"]
    prefixes = [group.title for group in curve_groups(run, context)]
    assert prefixes == ["", *(name.removesuffix("/norm") for name in LAYERS), "system"]


def test_outputs():
    _, made = studied_run(facts={"fold10": "x", "fold2": "y"})
    assert b'{"fold2":"y","fold10":"x"}' in about_script(made)
