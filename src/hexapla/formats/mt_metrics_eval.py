"""A test set as mt-metrics-eval lays it out: a directory of sources, references, documents and systems' outputs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from hexapla.errors import InputError
from hexapla.formats import Languages, TableFormat
from hexapla.formats._documents import document_ids
from hexapla.formats._lines import units_of_lines
from hexapla.formats._reading import read_text
from hexapla.formats._rows import TableRow, gathered
from hexapla.languages.tags import language
from hexapla.model import Passage


class MtMetricsEval(TableFormat):
    """``sources/PAIR.txt``, ``references/PAIR.NAME.txt``, ``documents/PAIR.docs``, ``system-outputs/PAIR/SYSTEM.txt``.

    A pair is named as in ``en-de``; where a test set has several, the languages choose one. References and documents
    may be missing.

    Attributes:
        notes: What was left out while reading, for the user.
    """

    extensions: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        self.notes: list[str] = []

    def read(self, path: str, languages: Languages) -> Iterator[Passage]:
        """A passage for every document, with a column for every system and every reference.

        Raises:
            InputError: The directory is laid out otherwise, or its files have not as many lines.
        """
        root = Path(path)
        pair = _pair(root, languages)
        source_lang, _, lang = pair.partition("-")
        source = _lines(root / "sources" / f"{pair}.txt")
        documents = root / "documents" / f"{pair}.docs"
        ids = document_ids(str(documents)) if documents.is_file() else [pair] * len(source)
        references = {
            file.name[len(pair) + 1 : -len(".txt")]: _lines(file) for file in _listed(root / "references", f"{pair}.")
        }
        systems = {file.stem: _lines(file) for file in _listed(root / "system-outputs" / pair, "")}
        for name in systems.keys() & references.keys():
            if systems.pop(name) != references[name]:
                message = f"the system {name!r} bears the name of a reference and has other words"
                raise InputError(message, path=str(root / "system-outputs" / pair / f"{name}.txt"))
            self.notes.append(f"the output {name} is the reference of that name and was left out")
        if not systems:
            raise InputError("there are no systems' outputs", path=str(root / "system-outputs" / pair))
        for name, lines in {str(documents): ids, **references, **systems}.items():
            if len(lines) != len(source):
                message = f"{name} has {len(lines)} lines, the source has {len(source)}; each line must be one segment"
                raise InputError(message, path=path)
        rows = (
            TableRow(
                number + 1,
                {
                    "id": str(number + 1),
                    "doc": ids[number],
                    "system": system,
                    "source": source[number],
                    "hypothesis": text,
                    "lang": lang,
                    "source_lang": source_lang,
                },
                {name: reference[number] for name, reference in references.items()},
            )
            for system, lines in systems.items()
            for number, text in enumerate(lines)
        )
        yield from gathered(rows, path, languages)


def _pair(root: Path, languages: Languages) -> str:
    """The pair to read: the only one there, or the one of the languages that the user gave."""
    if not root.is_dir():
        raise InputError("a test set of mt-metrics-eval is a directory (with sources, system-outputs)", path=str(root))
    there = [file.stem for file in _listed(root / "sources", "")]
    wanted = [name for name in there if _fits(name, languages)]
    if len(wanted) != 1:
        listed = ", ".join(there) or "none"
        hint = "say which with --source-lang and --lang" if wanted else "none of them is the one asked for"
        raise InputError(f"of the pairs of languages there ({listed}), {hint}", path=str(root / "sources"))
    return wanted[0]


def _fits(pair: str, languages: Languages) -> bool:
    source, _, target = pair.partition("-")
    given = ((source, languages.source), (target, languages.target))
    return all(not wanted or language(tag.lower()) == language(wanted.lower()) for tag, wanted in given)


def _listed(folder: Path, beginning: str) -> list[Path]:
    found = sorted(folder.glob("*.txt")) if folder.is_dir() else []
    return [file for file in found if file.name.startswith(beginning)]


def _lines(file: Path) -> list[str]:
    text = read_text(str(file))
    return [unit.span.of(text) for unit in units_of_lines(text)]
