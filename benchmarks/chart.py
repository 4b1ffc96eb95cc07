"""Curves as an SVG picture that is legible on light and on dark pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

WIDTH, HEIGHT = 760, 440
_LEFT, _TOP, _RIGHT, _BOTTOM = 56, 56, 440, 380  # of the plane of the curves
_LABEL_GAP = 34  # between the names of two curves
_TITLE = "Planted repeats that are found, by how much they were edited"
_COLOURS = ("#8a6d00", "#b0561e", "#7a4fa3", "#2f7f86", "#a33a63", "#4c6fb5")
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #24292f }
.title { font-size: 16px; font-weight: 600 }
.small { font-size: 12px; fill: #57606a }
.grid { stroke: #d0d7de }
.ours { stroke: #116329; fill: #116329 }
.lead { stroke-width: 1.2; fill: none }
rect { fill: #ffffff }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .small { fill: #9da7b1 } .grid { stroke: #30363d } rect { fill: #0d1117 }
  .ours { stroke: #56d364; fill: #56d364 } .other { filter: brightness(1.55) }
}
"""


class Curve(NamedTuple):
    """A method's recall, 0 to 1, at each edit rate in percent."""

    name: str
    points: Sequence[tuple[int, float]]
    precision: float
    is_ours: bool


def draw(curves: Sequence[Curve]) -> str:
    """Return the picture."""
    most = max(rate for curve in curves for rate, _ in curve.points)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(_told(curves))}">',
        f"<style>{_STYLE}</style>",
        f'<rect width="{WIDTH}" height="{HEIGHT}"/>',
        f'<text class="title" x="{_LEFT - 36}" y="28">{_TITLE}</text>',
        *_axes(curves[0].points, most),
        *(line for number, curve in enumerate(curves) for line in _curve(curve, number, most)),
        *_names(curves),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _told(curves: Sequence[Curve]) -> str:
    return "Recall over edit rate. " + " ".join(
        f"{curve.name}: " + ", ".join(f"{recall:.2f} at {rate} %" for rate, recall in curve.points) + "."
        for curve in curves
    )


def _x(rate: float, most: int) -> float:
    return round(_LEFT + (_RIGHT - _LEFT) * rate / most, 1)


def _y(recall: float) -> float:
    return round(_BOTTOM - (_BOTTOM - _TOP) * recall, 1)


def _axes(points: Sequence[tuple[int, float]], most: int) -> Iterator[str]:
    for step in range(6):
        y = _y(step / 5)
        yield f'<path class="grid" d="M{_LEFT} {y}H{_RIGHT}"/>'
        yield f'<text class="small" x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{20 * step} %</text>'
    for rate, _ in points:
        yield f'<text class="small" x="{_x(rate, most)}" y="{_BOTTOM + 20}" text-anchor="middle">{rate} %</text>'
    middle = (_LEFT + _RIGHT) / 2
    yield f'<text class="small" x="{middle}" y="{_BOTTOM + 42}" text-anchor="middle">words that were edited</text>'


def _curve(curve: Curve, number: int, most: int) -> Iterator[str]:
    places = [(_x(rate, most), _y(recall)) for rate, recall in curve.points]
    line = "M" + "L".join(f"{x} {y}" for x, y in places)
    yield f"<g {_look(curve, number)}>"
    yield f'<path d="{line}" style="fill:none" stroke-width="{3.5 if curve.is_ours else 2}"/>'
    yield from (f'<circle cx="{x}" cy="{y}" r="{4 if curve.is_ours else 3}" stroke="none"/>' for x, y in places)
    yield "</g>"


def _look(curve: Curve, number: int) -> str:
    if curve.is_ours:
        return 'class="ours"'
    colour = _COLOURS[number % len(_COLOURS)]
    return f'class="other" stroke="{colour}" fill="{colour}"'


def _names(curves: Sequence[Curve]) -> Iterator[str]:
    """Yield the name of each curve, where it ends or as near as others let it."""
    ordered = sorted(enumerate(curves), key=lambda pair: -pair[1].points[-1][1])
    lowest = _BOTTOM - _LABEL_GAP * (len(ordered) - 1)
    y = float(_TOP - _LABEL_GAP)
    for at, (number, curve) in enumerate(ordered):
        place = _y(curve.points[-1][1])
        y = max(y + _LABEL_GAP, min(place, lowest + _LABEL_GAP * at))
        lead = f"M{_RIGHT + 8} {place}L{_RIGHT + 26} {y}"
        yield f'<g {_look(curve, number)}><path class="lead" style="fill:none" d="{lead}"/></g>'
        weight = ' style="font-weight:600"' if curve.is_ours else ""
        yield f'<text x="{_RIGHT + 32}" y="{y + 1}"{weight}>{escape(curve.name)}</text>'
        right = f"{_right(curve.precision)} of what it flags is right"
        yield f'<text class="small" x="{_RIGHT + 32}" y="{y + 16}">{right}</text>'


def _right(precision: float) -> str:
    return f"{100 * precision:.1f} %" if precision < 0.9995 else "all"
