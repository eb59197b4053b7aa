"""Logged names as labels."""

import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape

from hypothesis import given
from hypothesis import strategies as st

from xreport.charts.labels import columns, label, one_line


@given(st.text(alphabet=st.characters(), max_size=80), st.integers(3, 40))
def test_a_label_is_short_one_line_and_xml(text, limit):
    made = label(text, limit)
    assert made
    assert columns(made) <= max(limit, len("(no name)"))
    assert made.splitlines() == [made]
    ET.fromstring(f"<t>{escape(made)}</t>")


def test_the_end_of_a_name_survives():
    assert label("resnet50-augmented-lr0.1-weight-decay0.0005-seed17", 24) == "resnet50-augme…05-seed17"


def test_short_names_stay():
    assert label("naïve–run 3 ✓") == "naïve–run 3 ✓"
    assert label(" \n ") == "(no name)"


def test_what_reorders_or_piles_up_goes():
    assert one_line("a\u202eb\u200bc") == "abc"
    assert one_line("e" + "\u0301" * 50).count("\u0301") < 3
    assert one_line("a\x00\ud800b") == "ab"


def test_a_huge_name_is_cut_before_any_work():
    assert len(one_line("é" * 10_000_000)) <= 2000


def test_wide_characters_take_two_columns():
    assert columns("漢字") == 4
    assert columns(label("漢字" * 20, 11)) <= 11


def test_configurations_keep_their_values():
    name = "neural network · optimizer.learning_rate_init=0.01 · hidden_layer_sizes=64"
    assert label(name, 60) == "neural network · learning_rate…=0.01 · hidden_layer…=64"
    assert label(name, 44) == "neural network · learning…=0.01 · hidden…=64"
    assert columns(label(name, 20)) <= 20
