"""``hexapla review``: a reviewer's verdicts, from a review sheet into a file of ignores."""

from __future__ import annotations

import click


@click.command()
@click.argument("sheet", metavar="SHEET.xlsx")
@click.option(
    "-o", "--output", metavar="FILE", default="-", help="File of ignores to write. [default: standard output]"
)
def review(sheet: str, output: str) -> None:
    """Turn the verdicts of a review sheet into a file of ignores.

    A sheet is written with -f xlsx. Findings that a reviewer marked as rejected are false alarms: later runs with
    --ignore-file leave them out. The summary on stderr counts accepted and rejected findings by rule.

    \b
    Examples:
      hexapla check mt.txt ref.txt -o findings.xlsx
      hexapla review findings.xlsx -o reviewed.ignore
      hexapla check mt.txt ref.txt --ignore-file reviewed.ignore
    """
    from collections import Counter

    from hexapla.cli._output import opened
    from hexapla.triage.review import read_review

    verdicts: Counter[tuple[str, str]] = Counter()
    lines = []
    for one in read_review(sheet):
        verdicts[one.code, one.verdict] += 1
        if one.verdict == "rejected":
            said = " ".join((one.comment or "rejected in a review").split())
            lines.append(f"{one.fingerprint}  # {one.code} {' '.join(one.text.split())!r}: {said}\n")
    with opened(output) as out:
        out.write("".join(dict.fromkeys(lines)))
    for code in sorted({code for code, _ in verdicts}):
        accepted, rejected = verdicts[code, "accepted"], verdicts[code, "rejected"]
        click.echo(f"{code}: {accepted} accepted, {rejected} rejected", err=True)
