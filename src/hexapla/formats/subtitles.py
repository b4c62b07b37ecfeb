"""Subtitles (SubRip, WebVTT, Advanced SubStation): a unit for each cue, named by its time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from hexapla.errors import InputError, MissingExtra
from hexapla.formats import ColumnFormat
from hexapla.formats._blocks import of_blocks
from hexapla.formats._reading import read_text, shown
from hexapla.model import Unit


class Subtitles(ColumnFormat):
    """The cues of a subtitle file in order of time, without their styling.

    An id is the cue's time, as in ``00:01:02.500-00:01:04.000``. Versions whose cues have the same times stand row by
    row for one another.
    """

    extensions: ClassVar[tuple[str, ...]] = (".srt", ".vtt", ".ass", ".ssa")
    timed: ClassVar[bool] = True

    def read(self, path: str) -> tuple[str, tuple[Unit, ...]]:
        """The text of all cues and a unit for each."""
        try:
            import pysubs2
        except ImportError:
            raise MissingExtra("subtitles", "reading subtitles") from None
        name = shown(path)
        text = read_text(path)
        if not text.strip():
            return "", ()
        try:
            cues = pysubs2.SSAFile.from_string(text)
        except (pysubs2.exceptions.Pysubs2Error, ValueError, IndexError, KeyError) as error:
            said = (str(error).splitlines() or ["unknown format"])[0]
            raise InputError(f"these are no subtitles (SRT, WebVTT, ASS) that can be read: {said}", path=name) from None
        if not cues.events:
            raise InputError("there is no cue in it; are these subtitles (SRT, WebVTT, ASS)?", path=name)
        return of_blocks(_blocks(cues, name), name)


def _blocks(cues: Any, name: str) -> Iterator[tuple[str, str, int]]:
    seen: dict[str, int] = {}
    for number, cue in enumerate(sorted(cues.events, key=lambda cue: (cue.start, cue.end)), 1):
        if cue.is_comment:
            continue
        if cue.end < cue.start:
            message = f"cue {number} ends ({_clock(cue.end)}) before it begins ({_clock(cue.start)})"
            raise InputError(message, path=name)
        time = f"{_clock(cue.start)}-{_clock(cue.end)}"
        seen[time] = seen.get(time, 0) + 1
        yield time if seen[time] == 1 else f"{time} ({seen[time]})", cue.plaintext, 0


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{rest:03}"
