"""What a Parquet file costs is known before it is read, and nothing is read that costs more than it may."""

import importlib.util
import io
import subprocess
import sys
from pathlib import Path

import pytest
from lacking import lacks
from proofs import proof

from xreport.importers.forms import parquet
from xreport.load import load
from xreport.settings import Config, Limits

NEPTUNE = ("project_id", "run_id", "attribute_path", "attribute_type", "step", "float_value", "string_set_value")


@pytest.fixture(autouse=True)
def _pyarrow():
    if importlib.util.find_spec("pyarrow") is None:
        lacks("pyarrow")


def table(path: Path, rows: int, text: str = "x", **more) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {
        "project_id": ["p"] * rows, "run_id": ["r"] * rows, "attribute_path": ["loss"] * rows,
        "attribute_type": ["float_series"] * rows, "step": list(range(rows)),
        "float_value": [0.5] * rows, "string_set_value": pa.nulls(rows, pa.list_(pa.string())), "other": [text] * rows,
    }  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path, **more)
    return path


def wandb(path: Path, rows: int, text: str = "x") -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table({"_step": list(range(rows)), "loss": [0.5] * rows, "word": [text] * rows}), path)
    return path


def trackio(path: Path, rows: int, text: str = "x") -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    when = ["2025-11-13T02:13:30+00:00"] * rows
    columns = {"id": list(range(rows)), "timestamp": when, "run_name": ["r"] * rows, "step": list(range(rows))}
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns | {"loss": [0.5] * rows, "word": [text] * rows}), path)
    return path


def read(source: Path, **limits):
    return load([source], now=1.7e9, config=Config(root=source.parent, limits=Limits(**limits)), jobs=1)


KINDS = (
    ("neptune", lambda folder: table(folder / "p" / "r_part_0.parquet", 1000)),
    ("wandb", lambda folder: wandb(folder / "history.parquet", 1000)),
    ("trackio", lambda folder: trackio(folder / "wine.parquet", 1000)),
)


@proof("a Parquet file that costs more than it may is an issue that names the limit, before it is read", slow=False)
def test_limits_of_parquet(tally, tmp_path, monkeypatch):
    for name, make in KINDS:
        source = tmp_path / name
        make(source)
        with tally.case(f"{name}: within the limits"):
            (run,) = read(source).runs
            assert run.series["loss"].values.size == 1000
        for limit, value in (
            ("rows", 999),
            ("cells", 2999),
            ("file_bytes", 1000),
            ("document_bytes", 2),
            ("seconds", 0),
        ):
            with tally.case(f"{name}: {limit}"), monkeypatch.context() as patch:
                if limit != "seconds":
                    patch.setattr(parquet.Parquet, "batches", lambda _: pytest.fail("read"))
                collection = read(source, **{limit: value})
                assert any(f"limits.{limit}" in issue.what + issue.fix for issue in collection.issues)
                assert not any("mistake" in issue.what for issue in collection.issues)
    with tally.case("only columns that are needed are counted and read"):
        source = tmp_path / "needed"
        table(source / "p" / "r_part_0.parquet", 1000, "long text " * 1000, use_dictionary=False)
        assert read(source, cells=8000).runs


@proof("a footer that says too much, or nothing, is an issue, and opens no file by name", slow=False)
def test_footers(tally, tmp_path, monkeypatch):
    path = table(tmp_path / "source" / "p" / "r_part_0.parquet", 100)
    data = path.read_bytes()
    length = int.from_bytes(data[-8:-4], "little")
    for what, size in (
        ("none", 0),
        ("longer than the file", len(data)),
        ("huge", 2**31),
        ("one byte less", length - 1),
    ):
        path.write_bytes(data[:-8] + size.to_bytes(4, "little") + b"PAR1")
        with tally.case(what):
            collection = read(tmp_path / "source")
            assert not any("mistake" in issue.what for issue in collection.issues)
            assert collection.runs == ()
    path.write_bytes(data)
    with tally.case("no file is opened by its name"), monkeypatch.context() as patch:
        patch.setattr(
            "xreport.load.find.discover.FoundFile.location", property(lambda _: pytest.fail("its name was asked for"))
        )
        assert read(tmp_path / "source").runs
    with tally.case("texts that repeat are in memory once"):
        import pyarrow as pa
        import pyarrow.parquet as pq

        buffer = io.BytesIO()
        pq.write_table(pa.table({"a": ["text" * 1000] * 100}), buffer)
        values = parquet.values_of(pq.ParquetFile(buffer, read_dictionary=["a"]).read()["a"].chunk(0))
        assert len({id(value) for value in values}) == 1


LIMITED = """
import resource, sys
import pyarrow.parquet
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from pathlib import Path
from xreport.settings import Config
from xreport.load import load
source = Path(sys.argv[1])
collection = load([source], now=1.7e9, config=Config(root=source), jobs=1)
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(len(collection.runs), int(peak.split()[1]) >> 10)
print([(issue.what, issue.fix) for issue in collection.issues])
"""


@proof("small Parquet files that stand for much are read within 1 GiB and 60 s, or are an issue")
def test_parquet_within_a_gibibyte(tally, tmp_path):
    def repeated(folder: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        # 4 GB of text, of which the file holds one.
        words = pa.DictionaryArray.from_arrays(pa.array([0] * 200_000, pa.int32()), ["y" * 20_000])
        folder.mkdir()
        columns = {"_step": list(range(200_000)), "loss": [0.5] * 200_000, "word": words}
        pq.write_table(pa.table(columns), folder / "history.parquet", store_schema=False)

    def long(folder: Path) -> None:
        table(folder / "p" / "r_part_0.parquet", 2_000_000)

    def rows(folder: Path) -> None:
        trackio(folder / "wine.parquet", 1_000_000)

    for make, limit in ((repeated, ""), (long, ""), (rows, "limits.cells")):
        source = tmp_path / make.__name__
        make(source)
        with tally.case(make.__name__):
            done = subprocess.run(
                [sys.executable, "-c", LIMITED, str(source)], capture_output=True, text=True, timeout=300, check=False
            )
            assert done.returncode == 0, done.stderr[-2000:]
            counts, issues = done.stdout.split("\n", 1)
            runs, size = map(int, counts.split())
            print(make.__name__, runs, size, "MiB", issues[:200])
            assert size < 512
            assert limit in issues
            assert runs == (0 if limit else 1)
