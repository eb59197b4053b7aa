"""Cells of numbers: what is in them is text, and what they sort by is written where the text does not say it."""

import pytest

from xreport.pages.common import Cell
from xreport.render.cells import number_cells


@pytest.mark.parametrize(
    ("cell", "html"),
    [
        (Cell("0.25", "0.25"), '<td class="num">0.25</td>'),
        (Cell("1,024", "1024"), '<td class="num" data-v="1024">1,024</td>'),
        (Cell("–", ""), '<td class="num" data-v="">–</td>'),
        (Cell("<b>&", "\"'>"), '<td class="num" data-v="&#34;&#39;&gt;">&lt;b&gt;&amp;</td>'),
    ],
)
def test_a_cell_escapes_its_text_and_what_it_sorts_by(cell, html):
    assert str(number_cells([cell, cell])) == html * 2
