"""The words of the record format: one JSON object per line, see ``docs/reference/record-format.md``."""

from __future__ import annotations

from typing import Final, Literal

FORMAT: Final = 1
"""Version of the record format, carried by every start record as ``"xreport": 1``."""

SINCE: Final = "since_step"
"""The key of a start record: from this step on an attempt counts in place of all earlier ones."""

Status = Literal["running", "stalled", "finished", "failed", "killed"]

NAN: Final = "NaN"
INFINITY: Final = "Infinity"
NEGATIVE_INFINITY: Final = "-Infinity"
NON_FINITE: Final = {NAN: float("nan"), INFINITY: float("inf"), NEGATIVE_INFINITY: float("-inf")}
"""How numbers that JSON lacks are written in records, and what they mean."""

_SPELLINGS: Final = {"nan": NAN, "inf": INFINITY, "infinity": INFINITY}


def non_finite(text: str) -> float | None:
    """Return the number that a text says where a metric may stand, however it is spelled; None for any other text.

    Scripts write ``nan``, ``-inf`` or ``Infinity`` with ``str()``, ``f"{loss:.3f}"`` or a library of their language.
    """
    word = text.strip().lower() if len(text) < 20 else ""
    said = _SPELLINGS.get(word.removeprefix("+").removeprefix("-"))
    if said is None:
        return None
    return -NON_FINITE[said] if word.startswith("-") else NON_FINITE[said]


PIP_NAMES: Final = {"sklearn": "scikit-learn"}
"""What pip calls the packages that are imported by another name, of those that the logger looks for."""

Scalar = str | int | float | bool | None
"""A param, once nested dicts are flattened."""
