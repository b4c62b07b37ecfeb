"""How sure scores are, as plain text: a table of estimates, ranks, and pairs of systems."""

from __future__ import annotations

from collections.abc import Sequence

from hexapla.summary import Certainty, Difference, Estimate, Place

TITLES = {
    "confidence": "Bootstrap intervals",
    "paired-bs": "Paired bootstrap",
    "paired-ar": "Paired approximate randomisation",
}
LEVEL = 0.05
WIDE = 5
"""More metrics than this make rows, not columns."""


def shown(certainty: Certainty) -> str:
    """All that was found, as lines."""
    systems = list(certainty.estimates)
    metrics = list(dict.fromkeys(name for found in certainty.estimates.values() for name in found))
    cells = [["system", *metrics]]
    cells += [[s, *(cell(certainty.estimates[s][name]) for name in metrics)] for s in systems]
    if len(metrics) > WIDE:
        cells = [list(row) for row in zip(*cells, strict=True)]
    parts = [[title(certainty)], table(cells)]
    if certainty.places:
        parts += [["Ranks: systems of one cluster cannot be told apart"], table(_places(certainty.places))]
        parts += [
            ["Differences, p-values corrected by Holm"],
            table(_differences(certainty.differences, certainty.unit)),
        ]
    parts.append([f"  {name}: {signature}{_beside(certainty)}" for name, signature in certainty.signatures.items()])
    return "\n\n".join("\n".join(part) for part in parts)


def title(certainty: Certainty) -> str:
    """What was done, in one line."""
    said = f"{TITLES[certainty.test]}: {certainty.trials} trials over {certainty.units} {certainty.unit}s"
    if certainty.test != "paired-ar":
        said += ", 95 % intervals"
    if certainty.baseline:
        said += f"; p-values against {certainty.baseline}, * below {LEVEL}, ** also corrected by Holm"
    return said


def cell(estimate: Estimate) -> str:
    """One estimate: score, mean and interval of the samples, p-value with its stars, or that there is nothing to tell."""
    said = f"{estimate.score:.2f}"
    if estimate.mean is not None:
        said += f" ({estimate.mean:.2f} ± {estimate.interval:.2f})"
    if estimate.tie:
        return f"{said} tie"
    if estimate.p_value is not None:
        said += f" p = {estimate.p_value:.4f}{stars(estimate)}"
    return said


def stars(estimate: Estimate) -> str:
    """One star for a p-value below 0.05, two where it stays there after correction; none for a tie."""
    if estimate.tie or estimate.p_value is None or estimate.p_value >= LEVEL:
        return ""
    return "**" if estimate.adjusted is not None and estimate.adjusted < LEVEL else "*"


def table(cells: Sequence[Sequence[str]]) -> list[str]:
    """Rows of cells as lines with aligned columns."""
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(c.ljust(width) for c, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def _beside(certainty: Certainty) -> str:
    """What moves the figures and is not in sacreBLEU's signature."""
    sums = "" if certainty.test == "paired-ar" else f"|sums:{certainty.sums}"
    return f" (unit:{certainty.unit}{sums})"


def _places(places: Sequence[Place]) -> list[list[str]]:
    cells = [["metric", "cluster", "ranks", "system", "score"]]
    for p in places:
        ranks = str(p.first) if p.first == p.last else f"{p.first}-{p.last}"
        cells.append([p.metric, str(p.cluster), ranks, p.system, f"{p.score:.2f}"])
    return cells


def _differences(differences: Sequence[Difference], unit: str) -> list[list[str]]:
    asked = any(d.needed is not None for d in differences)
    cells = [["metric", "better", "worse", "points", "95 %", "p", "effect", *([f"{unit}s to see it"] * asked)]]
    for d in differences:
        interval = "" if d.low is None or d.high is None else f"{d.low:+.2f} to {d.high:+.2f}"
        p = f"{d.adjusted:.4f}{'*' * (d.adjusted < LEVEL)}"
        effect = "" if d.effect is None else f"{d.effect:+.2f}"
        needed = [f"{d.needed:,}" if d.needed is not None else "-"] * asked
        cells.append([d.metric, d.better, d.worse, f"{d.points:.2f}", interval, p, effect, *needed])
    return cells
