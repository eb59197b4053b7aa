"""The page that states what is promised names the proofs that there are, and no failure."""

from __future__ import annotations

import proofs

PAGE = proofs.PAGES["security"]


def test_the_rows_are_the_proofs():
    assert list(proofs.written_rows(PAGE)) == proofs.existing(PAGE)


def test_nothing_failed():
    for name, row in proofs.written_rows(PAGE).items():
        assert row["failures"] == "0", name
        assert int(row["cases"].replace(",", "")) > 0, name
