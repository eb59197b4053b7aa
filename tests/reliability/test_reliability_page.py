"""The page that states what is promised names the proofs that there are, and no failure."""

from __future__ import annotations

import dataclasses

import proofs

PAGE = proofs.PAGES["reliability"]


def test_the_rows_are_the_proofs():
    assert list(proofs.written_rows(PAGE)) == proofs.existing(PAGE)
    assert len(proofs.written_rows(PAGE)) > 20


def test_nothing_failed():
    for name, row in proofs.written_rows(PAGE).items():
        assert row["failures"] == "0", name
        assert int(row["cases"].replace(",", "")) > 0, name


def test_the_promised_counts_are_reached():
    cases = {name: int(row["cases"].replace(",", "")) for name, row in proofs.written_rows(PAGE).items()}
    for name, least in {
        "killed_at_random_instants": 1_000,
        "twelve_ways_to_end": 240,
        "power_loss_in_the_model": 5_000,
        "64_processes": 640_000,
        "any_object": 5_000,
        "every_limit_of_the_file_size": 4_096,
        "soak": 10_000_000,
        "mutants_are_caught": 20,
    }.items():
        assert cases[name] >= least, name


def test_the_table_is_written_and_read_back(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{proofs.BEGIN}\nold\n{proofs.END}\nafter\n")
    one = dataclasses.replace(PAGE, file=page)
    part = {"proof": "kill", "about": "a kill", "seed": 7, "count": 1_000, "failures": 0, "seconds": 1.26}
    proofs.write_page(one, [part, {**part, "failures": 1}], ["sync", "kill"])
    assert "| a kill | `kill` | 2,000 | 1 | 7 | 2.5 |" in page.read_text()
    proofs.write_page(one, [{**part, "proof": "sync", "seed": None}, {**part, "proof": "gone"}], ["sync", "kill"])
    text = page.read_text()
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    first, second = proofs.written_rows(one).values()
    assert (first["proof"], first["seed"]) == ("`sync`", "")
    assert (second["cases"], second["failures"]) == ("2,000", "1")
