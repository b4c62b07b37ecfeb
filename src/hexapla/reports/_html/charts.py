"""Charts as SVG: plain functions from numbers to markup, without a script.

Colours and fonts come from the page's style sheet through class names, so a chart follows the theme and prints in black
and white. Every bar and dot also says in a ``<title>`` what it stands for.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from hexapla.model import Severity
from hexapla.reports._html.marking import plain

WIDTH = 300
"""Width of a chart's drawing in its own units; about a pixel each."""


def _svg(height: float, title: str, parts: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {:.0f}" role="img" aria-label="{}"><title>{}</title>{}</svg>'
    ).format(WIDTH, height, title, title, Markup("").join(parts))


def _text(x: float, y: float, words: str, anchor: str = "start", kind: str = "") -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}" class="{}">{}</text>').format(x, y, anchor, kind, words)


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    return Markup('<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" class="{}"/>').format(x1, y1, x2, y2, kind)


def _bar(x: float, y: float, width: float, height: float, kind: str, title: str) -> Markup:
    return Markup(
        '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" class="{}"><title>{}</title></rect>'
    ).format(x, y, width, height, kind, title)


def step(top: float, most: int = 4) -> float:
    """A round distance (1, 2 or 5 times a power of ten, at least 1) that cuts 0 to `top` into at most `most` parts."""
    raw = max(top / most, 1.0)
    power = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw - 1e-9)


def rounded_up(top: float, every: float) -> float:
    """The first multiple of `every` that is not less than `top`."""
    return math.ceil(top / every) * every


def shortened(name: str, most: int = 20) -> str:
    """A name that takes at most `most` columns, kept from reordering what stands beside it."""
    wide, kept = 0, ""
    for char in plain(name):
        wide += 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if wide > most:
            kept = kept[:-1] + "…"
            break
        kept += char
    return f"\u2068{kept}\u2069"


def histograms(
    series: Mapping[str, Sequence[float]], metric: str, *, low: float = 0, high: float = 100, most: int = 6
) -> Markup:
    """How many rows have what score, in ten bins from `low` to `high`: one strip a system, all on the same scales.

    Args:
        series: system -> scores of its rows; what lies outside goes to the outer bins.
        metric: Name of the metric, for the axis.
        low: Least score of the horizontal axis.
        high: Greatest score of the horizontal axis.
        most: Systems shown.
    """
    shown = {system: values for system, values in list(series.items())[:most] if values}
    bins = {system: count_bins(values, low, high) for system, values in shown.items()}
    top: float = max((count for counts in bins.values() for count in counts), default=1)
    every = step(top, 4 if len(shown) == 1 else 2)
    top = rounded_up(top, every)
    over = any(value > high for values in shown.values() for value in values)
    left, right, tall = 38.0, 14.0, 112.0 if len(shown) == 1 else 46.0
    parts: list[Markup] = []
    lower = 0.0
    for system, counts in bins.items():
        upper = lower + (8 if len(shown) == 1 else 22)
        lower = upper + tall
        if len(shown) > 1:
            parts.append(_text(left, upper - 7, shortened(system, 40), kind="name"))
        for tick in range(round(top / every) + 1):
            y = lower - tall * tick * every / top
            parts += [_line(left, y, WIDTH - right, y, "grid" if tick else "axis")]
            parts += [_text(left - 6, y + 4, f"{tick * every:,.0f}", "end")]
        name = f"{plain(system)}: " if len(shown) > 1 else ""
        parts += _bars(counts, (left, WIDTH - right), (lower, tall / top), f"{name}{metric}", (low, high), over)
    for tick in range(6):
        value = low + (high - low) * tick / 5
        x = left + (WIDTH - left - right) * tick / 5
        parts.append(_text(x, lower + 16, f"{value:g}{'+' if over and tick == 5 else ''}", "middle"))
    parts.append(_text((left + WIDTH - right) / 2, lower + 32, f"{metric} of a row", "middle", "label"))
    turned = Markup('<text transform="translate(9 {:.0f}) rotate(-90)" text-anchor="middle" class="label">rows</text>')
    parts.append(turned.format(lower / 2))
    rows = sum(len(values) for values in shown.values())
    return _svg(lower + 38, f"Distribution of row scores, {metric}, {rows:,} rows", parts)


def _bars(
    counts: Sequence[int],
    across: tuple[float, float],
    up: tuple[float, float],
    name: str,
    scale: tuple[float, float],
    over: bool,
) -> list[Markup]:
    """The bars of one strip: `across` from left to right, `up` from the base line with so much height a row."""
    wide, width = (across[1] - across[0]) / len(counts), (scale[1] - scale[0]) / len(counts)
    made = []
    for index, count in enumerate(counts):
        if count:
            begin = scale[0] + index * width
            span = f"{begin:g} or more" if over and index == len(counts) - 1 else f"{begin:g} to {begin + width:g}"
            tall = max(up[1] * count, 1.5)
            title = f"{name} {span}: {count:,} row{'s' * (count != 1)}"
            made.append(_bar(across[0] + index * wide + 1.5, up[0] - tall, wide - 3, tall, "bar", title))
    return made


def count_bins(values: Sequence[float], low: float, high: float, bins: int = 10) -> list[int]:
    """How many values fall into each of `bins` equal parts of [low, high]; what lies outside goes to the outer ones."""
    counts = [0] * bins
    for value in values:
        if math.isfinite(value):
            counts[min(max(int((value - low) / (high - low) * bins), 0), bins - 1)] += 1
    return counts


def findings_by_rule(counts: Mapping[str, Mapping[Severity, int]], most: int = 8) -> Markup:
    """A bar for every rule, the most frequent first, cut by severity from critical to neutral.

    Rules beyond `most` share a last bar.
    """
    ordered = sorted(counts.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    if len(ordered) > most:
        rest = {s: sum(c.get(s, 0) for _, c in ordered[most - 1 :]) for s in Severity}
        ordered = [*ordered[: most - 1], (f"{len(ordered) - most + 1} other rules", rest)]
    left, right, high, upper = 128.0, 26.0, 18.0, 4.0
    top: float = max((sum(c.values()) for _, c in ordered), default=1)
    every = step(top)
    top = rounded_up(top, every)
    lower = upper + high * len(ordered)
    scale = (WIDTH - left - right) / top
    parts: list[Markup] = []
    for tick in range(round(top / every) + 1):
        x = left + tick * every * scale
        parts += [_line(x, upper, x, lower, "grid" if tick else "axis")]
        parts += [_text(x, lower + 15, f"{tick * every:,.0f}", "middle")]
    for index, (rule, by_severity) in enumerate(ordered):
        y, x = upper + index * high, left
        name = Markup("<title>{}</title>{}").format(plain(rule), shortened(rule))
        parts.append(_text(left - 8, y + 13.5, name, "end", "name"))
        for severity in reversed(Severity):
            count = by_severity.get(severity, 0)
            if count:
                title = f"{plain(rule)}: {count:,} {severity.value}"
                parts.append(_bar(x + 0.5, y + 4, max(count * scale - 1, 1), high - 8, f"bar {severity.value}", title))
                x += count * scale
        parts.append(_text(x + 5, y + 13.5, f"{sum(by_severity.values()):,}"))
    parts.append(_text((left + WIDTH - right) / 2, lower + 31, "findings", "middle", "label"))
    return _svg(lower + 37, "Findings by rule", parts)


SHAPES = ("circle", "square", "diamond", "triangle")
"""Systems are told apart by shape as well as colour."""


def _shape(number: int, x: float, y: float, title: str) -> Markup:
    kind = SHAPES[number % len(SHAPES)]
    if kind == "circle":
        path = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="4.5"').format(x, y)
    else:
        corners = {
            "square": ((-4, -4), (4, -4), (4, 4), (-4, 4)),
            "diamond": ((0, -6), (6, 0), (0, 6), (-6, 0)),
            "triangle": ((0, -5.5), (5.5, 4.5), (-5.5, 4.5)),
        }[kind]
        path = Markup('<polygon points="{}"').format(" ".join(f"{x + a:.1f},{y + b:.1f}" for a, b in corners))
    element = "circle" if kind == "circle" else "polygon"
    return path + Markup(' class="dot s{}"><title>{}</title></{}>').format(number % 8, title, element)


def scores_by_document(
    scores: Mapping[str, Mapping[str, float]], metric: str, *, higher_is_better: bool = True, most: int = 25
) -> Markup:
    """A line for every document with a dot for every system's score, the worst document first.

    Args:
        scores: document -> system -> score.
        metric: Name of the metric, for the axis.
        higher_is_better: Which end is the bad one.
        most: Documents shown; the worst ones are.
    """
    systems = list(dict.fromkeys(system for by_system in scores.values() for system in by_system))
    sign = 1 if higher_is_better else -1

    def badness(item: tuple[str, Mapping[str, float]]) -> tuple[float, str]:
        return (sign * sum(item[1].values()) / max(len(item[1]), 1), item[0])

    ordered = sorted(scores.items(), key=badness)[:most]
    greatest = max((v for _, by_system in ordered for v in by_system.values()), default=0)
    top = 100.0 if greatest <= 100 else rounded_up(greatest, step(greatest))
    left, right, high = 128.0, 14.0, 20.0
    upper = 6.0 + (18.0 * math.ceil(len(systems) / 3) if len(systems) > 1 else 0.0)
    lower = upper + high * len(ordered)
    scale = (WIDTH - left - right) / top
    parts: list[Markup] = []
    if len(systems) > 1:
        for number, system in enumerate(systems):
            across, down = 8 + 98 * (number % 3), 10 + 18 * (number // 3)
            parts += [
                _shape(number, across, down, plain(system)),
                _text(across + 10, down + 4, shortened(system, 13)),
            ]
    every = step(top, 5)
    for tick in range(round(top / every) + 1):
        x = left + tick * every * scale
        parts += [_line(x, upper, x, lower, "grid" if tick else "axis")]
        parts += [_text(x, lower + 15, f"{tick * every:,.0f}", "middle")]
    for index, (document, by_system) in enumerate(ordered):
        y = upper + (index + 0.5) * high
        name = Markup("<title>{}</title>{}").format(plain(document), shortened(document))
        parts.append(_text(left - 8, y + 4, name, "end", "name"))
        parts.append(_line(left, y, WIDTH - right, y, "lead"))
        for number, system in enumerate(systems):
            if system in by_system:
                title = f"{plain(document)}, {plain(system)}: {metric} {by_system[system]:.2f}"
                parts.append(_shape(number, left + by_system[system] * scale, y, title))
    what = f"{metric} of a document"
    if len(scores) > most:
        what += (
            f", the {most} lowest of {len(scores):,}"
            if higher_is_better
            else f", the {most} highest of {len(scores):,}"
        )
    parts.append(_text((left + WIDTH - right) / 2, lower + 31, what, "middle", "label"))
    return _svg(lower + 37, f"Scores by document, {metric}", parts)
