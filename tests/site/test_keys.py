"""Keys say all of a value, and nothing of the machine."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import pytest
from made_runs import config_of, run_of

from xreport.analysis.study import study
from xreport.model import Collection, Run, SourceFile
from xreport.settings import Config, ImportRule, Limits
from xreport.site.keys import Keys, Once

CONFIG = Config(root=Path("/here"))


@dataclass(frozen=True)
class One:
    """A value."""

    value: object


@dataclass(frozen=True)
class Other:
    """A value of another type, with equal fields."""

    value: object


def key(*parts: object, config: Config = CONFIG) -> str:
    return Keys(config).of(*parts)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (1, 1.0), (1, True), (1, "1"), ("a", b"a"), (None, "None"), ((1, 2), (1, (2,))),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (One(1), Other(1)), (One(1), One(2)), (One((One(1),)), One((One(2),))), (0.0, -0.0), ([], {}),
        (np.array([1.0]), np.array([1])), (frozenset({1}), frozenset({2})), (Path("a"), Path("b")),
        (Once(len, "a"), Once(len, "b")), ("a\ud800", "a\udfff"),
    ],
)  # fmt: skip
def test_what_differs_has_another_key(first: object, second: object) -> None:
    assert key(first) != key(second)
    assert key(first) == key(first)
    assert key(first, second) != key(second, first)


def test_what_does_not_say_all_of_itself_has_no_key() -> None:
    with pytest.raises(TypeError, match="no key can be made of a object"):
        key(One((object(),)))
    with pytest.raises(TypeError, match="no key can be made of a function"):
        key(lambda: 1)


def test_equal_values_have_equal_keys_whichever_objects_they_are() -> None:
    keys = Keys(CONFIG)
    assert keys.of(One("a" * 3)) == keys.of(One("aaa")) == key(One("aaa"))
    assert len({keys.of(One(number)) for number in range(1000)}) == 1000, "an id is used once, while its object lives"


def test_every_field_of_a_run_counts_but_what_its_digest_names() -> None:
    run = run_of({"acc": [0.5, 0.75]})
    other = run_of({"loss": [1.0]}, id="other", name="other")
    for field in fields(Run):
        changed = getattr(other, field.name)
        if changed == getattr(run, field.name):
            changed = (SourceFile("a", "", ("a",), 1, "ab", 1),) if field.name == "sources" else ("changed",)
        same = field.name in {"series", "current", "logged"}
        assert (key(replace(run, **{field.name: changed})) == key(run)) == same, field.name


def test_where_things_lie_on_a_machine_does_not_count() -> None:
    source = SourceFile("r/a.jsonl", "/home/ada", ("r", "a.jsonl"), 10, "ab" * 32, 2)
    run = run_of({"acc": 1.0}, sources=(source,))
    moved = run_of({"acc": 1.0}, id=run.id, name=run.name, slug=run.slug, sources=(replace(source, root="/mnt/x"),))
    assert key(source) == key(replace(source, root="/mnt/x")) != key(replace(source, path="r/b.jsonl"))
    assert key(run) == key(moved)
    there = replace(CONFIG, root=Path("/there"), file=Path("/there/xreport.toml"), sources=("/x",), output="o")
    assert key(CONFIG) == key(there)
    whole = [study(Collection((run,)), config) for config in (CONFIG, there)]
    assert key(whole[0]) == key(whole[1])


def test_a_study_is_what_it_was_found_from() -> None:
    runs = tuple(run_of({"acc": float(n)}, seed=n) for n in range(3))
    base = key(study(Collection(runs), config_of()))
    assert base == key(study(Collection(runs), config_of()))
    assert base != key(study(Collection(runs[:2]), config_of()))
    assert base != key(study(Collection(runs, skipped={"not a log": 1}), config_of()))
    assert base != key(study(Collection(runs), config_of(ignore=("lr",))))
    assert base != key(study(Collection(runs), config_of(), known=frozenset({runs[0].id})))


def test_how_files_are_read_decides_on_what_a_run_is() -> None:
    run = run_of({"acc": 1.0})
    stricter = replace(CONFIG, limits=Limits(rows=5))
    ruled = replace(CONFIG, imports=(ImportRule(("*.txt",), step="n"),))
    assert len({key(run), key(run, config=stricter), key(run, config=ruled)}) == 3
