"""Argos Translate: neural models that run on this machine, without a network."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar

from hexapla.errors import ConfigError, MissingExtra, PluginError
from hexapla.translators import Segment, Translator
from hexapla.translators._long import pieces
from hexapla.translators._models import builds, codes, installed, route, tag

LONGEST = 160
"""Tokens of a sentence handed to a model; longer ones are cut at a clause. Models are trained on sentences."""
_MOST = 256  # tokens CTranslate2 decodes for one sentence before it gives up without a word
_WORTH_CUTTING = 64  # tokens from which an output that hit that limit is a matter of length and not a loop
_BATCH_TOKENS = 1024  # tokens CTranslate2 works on at once


class Argos(Translator):
    """Translates with the models of Argos Translate that are installed (``hexapla models``), through others if need be.

    Works with either build of the engine, ``argostranslate`` or ``argos-translate-lt``. Sentences are found by
    Hexapla's own segmenter, so nothing is downloaded; a sentence too long for the model is cut at a clause and joined
    again. Where no model leads from one language to the other, the shortest chain of models does.
    """

    name = "argos"
    batch = 128
    wants_sentences: ClassVar[bool] = True

    def __init__(self, option: str = "", *, segment: Segment | None = None, segmenter: str = "lines") -> None:
        super().__init__(option, segment=segment, segmenter=segmenter)
        builds()
        self._chains: dict[tuple[str, str], list[_Model]] = {}

    def languages(self) -> tuple[tuple[str, str], ...]:
        """The pairs that the installed models cover, alone or as a chain."""
        pairs = [(model.source, model.target) for model in installed()]
        ends = sorted({end for pair in pairs for end in pair})
        return tuple((tag(a), tag(b)) for a in ends for b in ends if a != b and route(pairs, [a], [b]))

    def version(self, source: str, target: str) -> str:
        """Build and version of Argos Translate, and every model on the way with its version."""
        chain = "+".join(
            f"{m.package.from_code}_{m.package.to_code}-{m.package.package_version}"
            for m in self._chain(source, target)
        )
        (build,) = builds()
        return f"{build}:{version(build)}|model:{chain}"

    def translate_lines(self, lines: Sequence[str], source: str, target: str) -> list[str]:
        """The lines' sentences through every model of the chain, in large batches."""
        current = list(lines)
        for model in self._chain(source, target):
            current = model.translate(current)
        return current

    def _chain(self, source: str, target: str) -> list[_Model]:
        key = (source, target)
        if key not in self._chains:
            self._chains[key] = self._open(source, target)
        return self._chains[key]

    def _open(self, source: str, target: str) -> list[_Model]:
        found = installed()
        pairs = [(model.source, model.target) for model in found]
        way = route(pairs, codes(source), codes(target))
        if not way:
            there = ", ".join(sorted(f"{a}-{b}" for a, b in pairs)) or "none"
            raise ConfigError(
                f"argos has no model from {source} to {target} (installed: {there}); "
                f"hexapla models install {source}-{target}, or hexapla models install FILE.argosmodel"
            )
        newest = {(model.source, model.target): model for model in sorted(found, key=lambda model: model.order)}
        return [_Model(newest[pair].path, self.segment) for pair in way]


class _Model:
    """One installed model: sentences in, sentences out."""

    def __init__(self, path: Path, segment: Segment) -> None:
        try:
            from argostranslate import package, settings, translate
        except ImportError:
            raise MissingExtra("argos-lite", "the engine argos") from None
        self._settings, self._engine = settings, translate
        self._path, self._segment = path, segment
        try:
            self.package: Any = package.Package(path)
            self._tokenizer: Any = self.package.tokenizer
            self._tokenizer.encode("a")  # loads it now, not halfway through a text
            self._translator: Any = self._opened()
        except (OSError, RuntimeError, ValueError, AttributeError) as error:
            raise PluginError("engine argos", self._trouble(error)) from None

    def _opened(self) -> Any:
        settings = self._settings
        return self._engine.Translator(
            str(self._path / "model"),
            device=settings.device,
            inter_threads=settings.inter_threads,
            intra_threads=settings.intra_threads,
            compute_type=getattr(settings, "compute_type", "auto"),
        )

    def _trouble(self, error: Exception) -> str:
        if not self._path.is_dir():
            return f"the model in {self._path} is no longer there; install it again (hexapla models install ...)"
        return f"the model in {self._path} cannot be used ({error}); hexapla models verify says what is wrong with it"

    @cached_property
    def _langs(self) -> str:
        return tag(str(self.package.from_code))

    def translate(self, lines: Sequence[str]) -> list[str]:
        cut = [self._cut(line) for line in lines]
        tokens = self._decoded([self._tokenizer.encode(piece) for parts in cut for piece, _ in parts])
        out, at = [], 0
        for parts in cut:
            out.append(self._joined(parts, tokens[at : at + len(parts)]))
            at += len(parts)
        return out

    def _cut(self, line: str) -> list[tuple[str, str | None]]:
        """The line as pieces that fit the model; with each the white space before the next one of its sentence, if any."""
        out: list[tuple[str, str | None]] = []
        for start, end in self._segment(line, self._langs):
            of_sentence = pieces(line[start:end], self._fits)
            out += of_sentence[:-1]
            out.append((of_sentence[-1][0], None))
        return out

    def _fits(self, text: str) -> bool:
        return len(text) <= LONGEST // 4 or len(self._tokenizer.encode(text)) <= LONGEST

    def _joined(self, parts: Sequence[tuple[str, str | None]], tokens: Sequence[list[str]]) -> str:
        """The translation of a line: its sentences decoded together, as Argos does, but for those that had to be cut."""
        made, run = "", []
        for (_, between), found in zip(parts, tokens, strict=True):
            run += found
            if between is not None:
                made += self._text(run) + (between or "")
                run = []
        return made + self._text(run)

    def _text(self, tokens: list[str]) -> str:
        text: str = self._tokenizer.decode(tokens)
        return text.removeprefix(" ")

    def _decoded(self, sentences: list[list[str]]) -> list[list[str]]:
        prefix = self.package.target_prefix
        try:
            results = self._translator.translate_batch(
                sentences,
                target_prefix=[[prefix]] * len(sentences) if prefix else None,
                replace_unknowns=True,
                max_batch_size=_BATCH_TOKENS,
                batch_type="tokens",
                beam_size=getattr(self._settings, "beam_size", 4),
                num_hypotheses=1,
                length_penalty=0.2,
                max_input_length=0,
                max_decoding_length=_MOST,
            )
        except (RuntimeError, ValueError) as error:
            raise PluginError("engine argos", self._trouble(error)) from None
        out = []
        for given, result in zip(sentences, results, strict=True):
            found = list(result.hypotheses[0])
            found = found[1:] if prefix and found[:1] == [prefix] else found
            if len(found) >= _MOST - 1 and len(given) > _WORTH_CUTTING:
                middle = next(
                    (i for i in range(len(given) // 2, len(given)) if given[i].startswith("▁")), len(given) // 2
                )
                found = [t for half in self._decoded([given[:middle], given[middle:]]) for t in half]
            out.append(found)
        return out
