"""Runs that an analysis cannot take are left to their names, and no others."""

from __future__ import annotations

import pytest
from made_runs import run_of

from xreport.analysis.isolate import isolate
from xreport.errors import ConfigError
from xreport.model import Collection


def collection(count):
    return Collection(tuple(run_of({"acc": [0.5]}, id=f"r{number}") for number in range(count)))


def refusing(*bad, together=()):
    """An analysis that some runs end, alone or together, as long as they have a series."""
    tries = []

    def analyse(found):
        tries.append(found)
        full = {run.id for run in found.runs if run.series}
        if full & set(bad) or (together and full >= set(together)):
            raise TypeError("unhashable")
        return found

    return analyse, tries


def reduced(found):
    return [run.id for run in found.runs if not run.series]


def test_a_good_collection_is_analysed_once_and_as_it_is():
    analyse, tries = refusing()
    given = collection(5)
    assert isolate(given, analyse) is given
    assert len(tries) == 1


@pytest.mark.parametrize("bad", [("r0",), ("r499",), ("r3", "r250", "r251")])
def test_the_runs_to_blame_are_found(bad):
    analyse, tries = refusing(*bad)
    found = isolate(collection(500), analyse)
    assert reduced(found) == list(bad)
    assert [issue.run for issue in found.issues] == list(bad)
    assert "by a mistake of xreport (TypeError: unhashable)" in found.issues[0].what
    assert all(run.issues for run in found.runs if run.id in bad)
    assert len(tries) < 70


def test_of_two_that_do_not_go_together_one_is_kept():
    found = isolate(collection(9), refusing(together=("r2", "r7"))[0])
    assert len(reduced(found)) == 1


def test_when_most_are_to_blame_the_tries_have_an_end():
    bad = [f"r{number}" for number in range(0, 400, 2)]
    analyse, tries = refusing(*bad)
    found = isolate(collection(400), analyse)
    assert set(bad) <= set(reduced(found))
    assert len(tries) < 70


def test_one_run_alone():
    assert reduced(isolate(collection(1), refusing("r0")[0])) == ["r0"]


@pytest.mark.parametrize("error", [ConfigError("x"), MemoryError()])
def test_what_no_run_is_to_blame_for_is_raised(error):
    def analyse(_found):
        raise error

    with pytest.raises(type(error)):
        isolate(collection(4), analyse)


def test_an_analysis_that_never_works_raises_its_error():
    def analyse(_found):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        isolate(collection(4), analyse)
