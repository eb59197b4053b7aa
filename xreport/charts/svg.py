"""Marks to SVG: the only module that imports matplotlib. No pyplot, no window, no global state."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from xreport.charts.marks import Shape, Writing
from xreport.charts.style import DARK, FONT, LIGHT, PHONE_TYPE, ROLES

_SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "xreport",
    "svg.id": None,
    "text.parse_math": False,
    "text.usetex": False,
    "path.simplify": False,
    # What a user's own matplotlibrc could change.
    "path.effects": [],
    "path.sketch": None,
    "savefig.bbox": None,
    "savefig.dpi": "figure",
    "figure.autolayout": False,
    "figure.constrained_layout.use": False,
    "patch.antialiased": True,
    "patch.force_edgecolor": False,
}
# Colours no palette has: they mark roles in the drawing and are replaced in its text.
_SENTINELS = {name: f"#fe{index:02x}ed" for index, name in enumerate(ROLES)}
_ROLE_OF = {sentinel.encode(): name for name, sentinel in _SENTINELS.items()}
# The first alternative steps over text between tags, so that a name that looks like a sentinel stays as it is.
_COLOR = re.compile(rb">[^<]+<|#fe[0-9a-f]{2}ed")
_FONT = re.compile(rb'<text style="(font-weight: [0-9]+; )?font-size: ([0-9.]+)px; font-family: \'DejaVu Sans\'; ')
_NO_ROTATION = re.compile(rb' transform="rotate\(-0 [^)]*\)"')
_TYPE = (
    f"text{{font-family:{FONT};font-variant-numeric:tabular-nums}}"
    + "".join(f".t{size}{{font-size:{size}px}}" for size in PHONE_TYPE)
    + "@media(max-width:430px){"
    + "".join(f".t{size}{{font-size:{phone}px}}" for size, phone in PHONE_TYPE.items())
    + "}"
)


def render(width: int, height: int, marks: Sequence[Shape | Writing]) -> tuple[bytes, bytes]:
    """Return marks as SVG in the colours of light and of dark pages."""
    out = io.BytesIO()
    # What differs from one time to the next, or says who drew it, is left out.
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with rc_context(_SETTINGS), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # glyphs that the bundled font lacks: the reader's fonts have them
        figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        figure.patch.set_visible(False)
        down = Affine2D().scale(1, -1).translate(0, height)
        for order, mark in enumerate(marks):
            artist: Any = _path(mark) if isinstance(mark, Shape) else _text(mark)
            artist.set_transform(down)
            artist.set_clip_on(False)
            artist.set_zorder(order)
            figure.add_artist(artist)
        figure.savefig(out, format="svg", metadata=nothing, transparent=True)
    svg = _finish(out.getvalue(), width, height)
    return _colored(svg, LIGHT), _colored(svg, DARK)


def _path(mark: Shape) -> PathPatch:
    codes = np.full(len(mark.points), Path.LINETO, dtype=Path.code_type)
    codes[mark.starts] = Path.MOVETO
    path = Path(mark.points, codes)
    path.should_simplify = False  # it drops strokes that are dots
    color = _SENTINELS[mark.role]
    if not mark.width:
        return PathPatch(path, facecolor=color, linewidth=0, alpha=mark.alpha)
    return PathPatch(
        path,
        fill=False,
        edgecolor=color,
        linewidth=mark.width,
        alpha=mark.alpha,
        capstyle=mark.cap,
        joinstyle="round",
    )


def _text(mark: Writing) -> Text:
    return Text(
        mark.x,
        mark.y,
        mark.text,
        color=_SENTINELS[mark.role],
        fontsize=mark.size,
        fontfamily="DejaVu Sans",  # comes with matplotlib, and is wider than what readers have
        fontweight=700 if mark.bold else 400,
        horizontalalignment=mark.align,
        verticalalignment="baseline",
        parse_math=False,
    )


def _finish(svg: bytes, width: int, height: int) -> bytes:
    """Return only the drawing: a root that scales, fonts of the reader's system, larger type on a phone."""
    svg = _NO_ROTATION.sub(b"", svg)
    svg = _FONT.sub(rb'<text class="t\2" style="\1', svg)
    root = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">\n'
        f"<style>{_TYPE}</style>\n"
    )
    return root.encode() + svg[svg.index(b"<defs>") :]


def _colored(svg: bytes, palette: Mapping[str, str]) -> bytes:
    def color(match: re.Match[bytes]) -> bytes:
        found = match.group()
        return palette[_ROLE_OF[found]].encode() if found in _ROLE_OF else found

    return _COLOR.sub(color, svg)
