"""Character error rate: edits a hundred characters of the reference, white space at the ends left out."""

from __future__ import annotations

from collections.abc import Sequence

from hexapla.metrics._edit_rates import EditRate


class CharacterErrorRate(EditRate):
    """Edits a hundred characters (code points) of the reference."""

    @property
    def unit(self) -> str:
        """Code points."""
        return "character"

    def units(self, text: str) -> Sequence[str]:
        """The characters, a run of white space as one."""
        return " ".join(text.split())
