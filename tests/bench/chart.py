"""Line charts as SVG: panels side by side under one legend, in colours that can be read on white and on black."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape

COLORS = ("#2f7ed8", "#e0701a", "#2a9d5c", "#a855c7")
INK = "#7d8590"  # of words and axes
WIDTH, HEIGHT = 400, 250  # of a panel
LEFT, RIGHT, TOP, BOTTOM = 56, 14, 24, 40  # around its plot
LEGEND = 26  # the legend's height


@dataclass(frozen=True)
class Series:
    name: str
    points: list[tuple[float, float]]
    dashed: bool = False  # a reference, and nothing measured


@dataclass(frozen=True)
class Panel:
    title: str
    x_label: str
    series: list[Series]
    log: bool = True  # both axes


@dataclass(frozen=True)
class Axis:
    """Numbers to places on a line from `begin` to `end`."""

    low: float
    high: float
    begin: float
    end: float
    log: bool

    def place(self, value: float) -> float:
        at, low, high = (math.log(v) if self.log else v for v in (value, self.low, self.high))
        return self.begin + (at - low) / (high - low) * (self.end - self.begin)


def round_steps(low: float, high: float, log: bool) -> list[float]:
    """Round numbers from at most `low` to at least `high`."""
    if log:
        decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        few = len(decades) <= 4
        steps = [digit * 10.0**power for power in decades for digit in ((1, 2, 5) if few else (1,))]
    else:
        size = 10.0 ** math.floor(math.log10(high))
        size = next(s for s in (size / 5, size / 2, size, 2 * size) if high / s <= 6)
        steps = [size * i for i in range(math.ceil(high / size) + 1)]
    first = max((i for i, step in enumerate(steps) if step <= low * 1.001), default=0)
    last = min((i for i, step in enumerate(steps) if step >= high * 0.999), default=len(steps) - 1)
    return steps[first : last + 1]


def number(value: float) -> str:
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"


def text(x: float, y: float, words: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, opacity: float) -> str:
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{INK}" stroke-opacity="{opacity}"/>'


def curve(series: Series, color: str, x: Axis, y: Axis) -> list[str]:
    places = [(x.place(a), y.place(b)) for a, b in series.points]
    path = "L".join(f"{a:.1f} {b:.1f}" for a, b in places)
    dash = ' stroke-dasharray="5 4"' if series.dashed else ""
    out = [f'<path d="M{path}" fill="none" stroke="{color}" stroke-width="2"{dash}/>']
    if not series.dashed:
        out += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{color}"/>' for a, b in places]
    return out


def panel_svg(panel: Panel, left: float) -> list[str]:
    measured = [s for s in panel.series if not s.dashed]
    xs = sorted({a for s in measured for a, _ in s.points})
    ys = [b for s in measured for _, b in s.points]
    y_steps = round_steps(min(ys) if panel.log else 0, max(ys), panel.log)
    x = Axis(xs[0], xs[-1], left + LEFT, left + WIDTH - RIGHT, panel.log)
    y = Axis(y_steps[0], y_steps[-1], LEGEND + HEIGHT - BOTTOM, LEGEND + TOP, panel.log)
    middle = (x.begin + x.end) / 2
    out = [text(middle, y.end - 9, panel.title), text(middle, y.begin + 33, panel.x_label)]
    for step in y_steps:
        out += [line(x.begin, y.place(step), x.end, y.place(step), 0.25)]
        out += [text(x.begin - 7, y.place(step) + 4, number(step), "end")]
    room = -math.inf
    for value in xs:
        out += [line(x.place(value), y.begin, x.place(value), y.begin + 4, 1)]
        if x.place(value) - room >= 22:
            room = x.place(value)
            out += [text(room, y.begin + 17, number(value))]
    for index, series in enumerate(panel.series):
        inside = [(a, b) for a, b in series.points if x.low <= a <= x.high and y.low <= b <= y.high]
        out += curve(Series(series.name, inside, series.dashed), INK if series.dashed else COLORS[index], x, y)
    return out


FLAT = (Axis(0, 1, 0, 1, False), Axis(0, 1, 0, 1, False))  # places as they stand


def legend_svg(series: list[Series]) -> list[str]:
    out, x = [], float(LEFT)
    for index, each in enumerate(series):
        out += curve(Series("", [(x, 14), (x + 22, 14)], each.dashed), INK if each.dashed else COLORS[index], *FLAT)
        out += [text(x + 29, 18, each.name, "start")]
        x += 52 + 7 * len(each.name)
    return out


def draw(panels: list[Panel]) -> str:
    width, height = WIDTH * len(panels), LEGEND + HEIGHT
    body = legend_svg(panels[0].series)
    for i, panel in enumerate(panels):
        body += panel_svg(panel, i * WIDTH)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    style = f'font-family="sans-serif" font-size="12" fill="{INK}"'
    return "\n".join([f"{head} {style}>", *body, "</svg>", ""])
