"""Damaging or removing any one input file never stops reading, and never touches the other runs."""

import random
import shutil

import pytest
from made_journals import NOW, Made, read


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    source = tmp_path_factory.mktemp("inputs") / "runs"
    for number in range(6):
        made = Made(
            run=f"run{number}", writer=f"{number:016x}", name=f"n{number}", project="p", params={"lr": number / 10}
        )
        for step in range(30):
            made.log(step, **{"train/loss": 1 / (step + 1), "val/acc": step / 31})
        made.add(type="summary", values={"acc": number / 7}).end().write(source)
    Made(run="run0", writer="f" * 16, attempt=2).log(31, **{"train/loss": 0.01}).write(source)
    (source / "bare").mkdir()
    lines = "".join(f'{{"step": {n}, "loss": {1 / (n + 1)}, "note": "ü"}}\n' for n in range(30))
    (source / "bare" / "log.txt").write_text(lines)
    (source / "bare" / "metrics.jsonl").write_text(lines)
    return source


def untouched(run, path):
    return all(source.path != path for source in run.sources)


def key(run):
    """All of a run but its place in the site, and its issues with others."""
    series = {name: (s.steps.tolist(), s.values.tolist()) for name, s in run.series.items()}
    return run.id, run.project, run.status, repr(run.params), repr(series), repr(run.scores), run.digest


def damage(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data))
    kind = rng.choice(["byte", "cut", "zero", "insert", "bit", "delete", "newline"])
    size = min(rng.choice([1, 16, 512]), len(data) - at)
    return {
        "byte": data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :],
        "bit": data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :],
        "cut": data[:at],
        "zero": data[:at] + b"\0" * size + data[at + size :],
        "insert": data[:at] + rng.randbytes(size) + data[at:],
        "delete": data[:at] + data[at + size :],
        "newline": data[:at] + b"\n" + data[at + 1 :],
    }[kind]


def test_200_random_damages(inputs, tmp_path):
    rng = random.Random(20251123)
    whole = {run.id: run for run in read(inputs).runs}
    files = sorted(path for path in inputs.rglob("*") if path.is_file())
    noticed = 0
    for trial in range(200):
        path = rng.choice(files)
        relative = path.relative_to(inputs).as_posix()
        original = path.read_bytes()
        changed = damage(original, rng)
        path.write_bytes(changed)
        try:
            collection = read(inputs)
        finally:
            path.write_bytes(original)
        found = {run.id: run for run in collection.runs}
        for run in whole.values():
            if untouched(run, relative):
                assert key(found[run.id]) == key(run), f"trial {trial} on {relative} changed {run.id}"
        if changed != original:
            sources = [source for run in collection.runs for source in run.sources]
            noticed += bool(collection.issues) or repr(sources) != repr([s for r in whole.values() for s in r.sources])
    assert noticed > 150


def test_removing_any_file(inputs, tmp_path):
    whole = {run.id: run for run in read(inputs).runs}
    for path in sorted(path for path in inputs.rglob("*") if path.is_file()):
        relative = path.relative_to(inputs).as_posix()
        moved = tmp_path / "moved"
        shutil.move(path, moved)
        try:
            found = {run.id: run for run in read(inputs).runs}
        finally:
            shutil.move(moved, path)
        for run in whole.values():
            if untouched(run, relative):
                assert key(found[run.id]) == key(run)


HOSTILE = {
    "nul.jsonl": b"\0" * 5000,
    "garbage.jsonl": bytes(range(256)) * 20,
    "utf16.jsonl": '{"a": 1}\n'.encode("utf-16"),
    "bom.jsonl": b'\xef\xbb\xbf{"a": 1}\n',
    "nan.jsonl": b'{"a": NaN}\n{"a": Infinity}\n',
    "huge.jsonl": b'{"a": 1e999, "b": 1}\n',
    "depth.jsonl": b'{"a": 1}\n' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"\n",
    "brackets.jsonl": b"[" * 1_000_000,
    "digits.jsonl": b'{"a": 1}\n{"a": ' + b"1" * 100_000 + b"}\n",
    "keys.jsonl": b'{"a": 1}\n{' + b",".join(b'"%d":1' % n for n in range(20_000)) + b"}\n",
    "twice.jsonl": b'{"a": 1, "a": 2}\n',
    "surrogate.jsonl": b'{"\\ud800": 1, "b": "\\udfff"}\n',
    "array.jsonl": b"[1]\n2\nnull\n",
    "torn.jsonl": b'{"a": 1}\n{"a": ',
    "tail.jsonl": b'{"a": 1}\n\0\0\0\0',
    "metrics.jsonl": b"".join(b'{"m%d": 1}\n' % n for n in range(12_000)),
    "run/0123456789abcdef.jsonl": b'{"xreport":1,"type":"start","run":"../../x","name":"<script>"}\n{"metrics":[1]}\n',
}


def test_hostile_files_are_issues(tmp_path):
    source = tmp_path / "runs"
    for name, data in HOSTILE.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(data)
    (source / "good.jsonl").write_bytes(b'{"loss": 0.5}\n')
    collection = read(source)
    blamed = {issue.where.rpartition(":")[0] or issue.where for issue in collection.issues}
    assert blamed == set(HOSTILE)
    good = next(run for run in collection.runs if run.name == "good")
    assert good.series["loss"].values.tolist() == [0.5]
    assert good.issues == ()
    assert all(issue.what and issue.fix for issue in collection.issues)
    assert repr(collection).encode()  # no lone surrogate anywhere
    account = sum(source.bytes for run in collection.runs for source in run.sources)
    assert account <= collection.bytes


def test_a_reader_that_breaks_is_an_issue_too(inputs, monkeypatch):
    from xreport.importers.lines.jsonl import JsonlImporter

    def broken(self, stream, report):
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(JsonlImporter, "read", broken)
    collection = read(inputs, now=NOW)
    assert len(collection.runs) == 6
    assert ["ZeroDivisionError: oops" in issue.what for issue in collection.issues] == [True, True]
