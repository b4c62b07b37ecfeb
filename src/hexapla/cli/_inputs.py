"""Input options -> passages and comparisons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hexapla.cli._options import Inputs
from hexapla.errors import ConfigError, InputError

if TYPE_CHECKING:
    from hexapla.alignment.documents import CompareDocuments
    from hexapla.formats import ColumnFormat, Languages, TableFormat
    from hexapla.model import Comparison, Passage, Text, Unit

CONFIDENT = 0.8
"""Detection score from which two texts in different languages are taken for a mistake."""

ENOUGH = 100
"""Letters a text must have for that."""


class _Read(NamedTuple):
    """A column as it was read."""

    name: str
    role: str
    path: str
    text: str
    units: tuple[Unit, ...]


def read(
    inputs: Inputs, *, align_lines: bool, note: Callable[[str], None], compare: CompareDocuments | None = None
) -> Iterator[Passage | Comparison]:
    """What the options name, one passage or comparison at a time.

    Args:
        inputs: The options.
        align_lines: Whether files of lines are aligned by content even where they have as many lines.
        note: Called with remarks for the user.
        compare: What tells how alike documents are, where they are to be paired by content.

    Raises:
        ConfigError: The options do not fit together.
        InputError: A file cannot be used.
    """
    if sum(path == "-" for path in _all_paths(inputs)) > 1:
        raise ConfigError("standard input (-) can be read only once")
    if inputs.docs and (not inputs.lines or inputs.resegment):
        raise ConfigError("--docs names the document of each line; it goes with --lines, and not with --resegment")
    languages = languages_of(inputs)
    table = _table(inputs)
    if table is not None:
        yield from _read_table(inputs, table, languages, note)
        return
    if inputs.only:
        raise ConfigError(
            "--only chooses among the units of a translation tool's file (XLIFF, TMX, PO); give such a file"
        )
    columns = _columns(inputs)
    folders = [path for _, _, path in columns if path != "-" and Path(path).is_dir()]
    if folders and inputs.docs:
        raise ConfigError("--docs names the document of each line of files; folders have a file for each document")
    if folders and len(folders) == len(columns):
        paired = _paired_by_content(columns, inputs, languages, note, compare) if compare else _paired_files(columns)
        for name, files in paired:
            yield _passage(name, files, inputs, languages, align_lines, note)
        return
    if compare:
        raise ConfigError("--pair-by content pairs the files of two folders; give two folders")
    first = next((path for _, role, path in columns if role == "hypothesis"), columns[0][2])
    passage = _passage(first, columns, inputs, languages, align_lines, note)
    if inputs.docs:
        from hexapla.formats._documents import by_document

        yield from by_document(passage, inputs.docs)
    else:
        yield passage


def languages_of(inputs: Inputs) -> Languages:
    """The languages that the options name."""
    from hexapla.formats import Languages
    from hexapla.languages.tags import standard

    return Languages(
        standard(inputs.lang) if inputs.lang else None, standard(inputs.source_lang) if inputs.source_lang else None
    )


def table_of(inputs: Inputs) -> type[TableFormat] | None:
    """The table format that the one given file is read with, or None where files are columns or it is standard input."""
    from hexapla import registry

    name = _table(inputs)
    if name is None or name == "standard-input":
        return None
    kind: type[TableFormat] = registry.load("formats", name)
    return kind


def _all_paths(inputs: Inputs) -> list[str]:
    given = [inputs.translation, inputs.reference, inputs.source, *inputs.references]
    return [path for path in given if path] + [system.partition("=")[2] for system in inputs.systems]


def _table(inputs: Inputs) -> str | None:
    """The name of the table format to read the one given file with, or None where files are columns."""
    from hexapla import registry
    from hexapla.formats import TableFormat

    name = inputs.input_format
    alone = inputs.translation if len(_all_paths(inputs)) == 1 and not inputs.systems else None
    if name is None and inputs.translation and not inputs.lines:
        ending = Path(inputs.translation).suffix.lower()
        for candidate in registry.names("formats"):
            if ending and ending in registry.load("formats", candidate).extensions:
                name = candidate
        if name is None and alone == "-":
            return "standard-input"
    if name is None or not issubclass(registry.load("formats", name), TableFormat):
        return None
    if alone is None:
        raise ConfigError(f"a {name} file holds all versions; give it alone, or give text files")
    return name


def _read_table(
    inputs: Inputs, name: str, languages: Languages, note: Callable[[str], None]
) -> Iterator[Passage | Comparison]:
    from hexapla import registry
    from hexapla.formats import BilingualFormat

    assert inputs.translation is not None  # a table is the one file given
    if name == "standard-input":
        name = _kind_of_standard_input()
        if name == "text":
            yield _passage("-", [("mt", "hypothesis", "-")], inputs, languages, False, lambda message: None)
            return
    kind = registry.load("formats", name)
    if inputs.only and not issubclass(kind, BilingualFormat):
        raise ConfigError(f"--only chooses among units with a state, which a {name} file has not")
    made = kind(frozenset(inputs.only)) if issubclass(kind, BilingualFormat) else kind()
    found = False
    for item in made.read(inputs.translation, languages):
        found = True
        yield item
    for remark in getattr(made, "notes", ()):
        note(remark)
    if not found:
        raise InputError("there is nothing in it", path=inputs.translation)


def _kind_of_standard_input() -> str:
    """``jsonl`` if standard input begins like a JSON object, else ``text``."""
    import sys

    head = sys.stdin.buffer.peek(64)[:64]  # type: ignore[union-attr]  # standard input is a buffered reader
    return "jsonl" if head.lstrip().startswith(b"{") else "text"


def _columns(inputs: Inputs) -> list[tuple[str, str, str]]:
    """(name, role, path) of every column."""
    columns = []
    if inputs.source:
        columns.append(("source", "source", inputs.source))
    references = [path for path in (inputs.reference, *inputs.references) if path]
    columns += [("ref" if i == 1 else f"ref{i}", "reference", path) for i, path in enumerate(references, 1)]
    if inputs.translation:
        columns.append(("mt", "hypothesis", inputs.translation))
    for system in inputs.systems:
        name, equals, path = system.partition("=")
        if not equals or not name or not path:
            raise ConfigError(f"--system takes NAME=FILE, not {system!r}")
        if any(name == taken for taken, _, _ in columns):
            raise ConfigError(
                f"the name {name!r} is given twice; names of systems must differ (mt, ref and source are taken)"
            )
        columns.append((name, "hypothesis", path))
    if not inputs.engines and not any(role == "hypothesis" for _, role, _ in columns):
        raise ConfigError("no translation was given; give a file, or --system NAME=FILE")
    return columns


def _files(folder: str) -> dict[str, Path]:
    """The files of a folder and those below it by relative path, in order; hidden ones are left out."""
    root = Path(folder)
    return {
        str(path.relative_to(root)): path
        for path in sorted(root.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts)
    }


def _paired_files(columns: list[tuple[str, str, str]]) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """The files of several folders paired by name, in order."""
    listed = {name: _files(folder) for name, _, folder in columns}
    everywhere = sorted(set.intersection(*(set(found) for found in listed.values())))
    for name, _, folder in columns:
        alone = sorted(set(listed[name]) - set(everywhere))
        if alone:
            shown = ", ".join(alone[:3]) + (" ..." if len(alone) > 3 else "")
            raise InputError(
                f"{len(alone)} of its files have no file of the same name in every other folder ({shown}); "
                "folders are paired by file name (--pair-by content goes by what is in them)",
                path=folder,
            )
    if not everywhere:
        raise InputError("the folders are empty", path=columns[0][2])
    for file in everywhere:
        yield file, [(name, role, str(listed[name][file])) for name, role, _ in columns]


def _paired_by_content(
    columns: list[tuple[str, str, str]],
    inputs: Inputs,
    languages: Languages,
    note: Callable[[str], None],
    compare: CompareDocuments,
) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """The files of two folders paired by content, in the order of the translations' names."""
    from hexapla.alignment.documents import pair_documents
    from hexapla.languages.detect import guess

    if len(columns) != 2:
        raise ConfigError("--pair-by content pairs two folders: translations, and references or sources")
    # translations first: their names name the passages
    columns = sorted(columns, key=lambda column: column[1] != "hypothesis")
    files = [list(_files(folder).items()) for _, _, folder in columns]
    for (_, _, folder), listed in zip(columns, files, strict=True):
        if not listed:
            raise InputError("the folder is empty", path=folder)
    texts = [[_reader(inputs, str(path)).read(str(path))[0] for _, path in listed] for listed in files]
    tags = []
    for (_, role, _), side in zip(columns, texts, strict=True):
        given = languages.source if role == "source" else languages.target
        tags.append(given or guess("\n".join(text[:500] for text in side)).lang)
    pairs = pair_documents(texts[0], texts[1], tags[0], tags[1], compare)
    for pair in pairs:
        names = files[0][pair.left][0], files[1][pair.right][0]
        note(f"{names[0]} and {names[1]} belong together (confidence {pair.confidence:.2f})")
    partners = {pair.left for pair in pairs}, {pair.right for pair in pairs}
    for (_, _, folder), listed, paired in zip(columns, files, partners, strict=True):
        alone = [name for number, (name, _) in enumerate(listed) if number not in paired]
        if alone:
            note(f"without partner in {folder}: {', '.join(alone)}")
    if not pairs:
        raise InputError("none of its files has a partner in the other folder", path=columns[0][2])
    for pair in pairs:
        paths = files[0][pair.left][1], files[1][pair.right][1]
        chosen = [(name, role, str(path)) for (name, role, _), path in zip(columns, paths, strict=True)]
        yield files[0][pair.left][0], sorted(chosen, key=lambda column: column[1] == "hypothesis")


def _reader(inputs: Inputs, path: str) -> ColumnFormat:
    """What reads one version of a text: as the options say, or by the ending of its file; else as running text."""
    from hexapla import registry
    from hexapla.formats import ColumnFormat

    name = "lines" if inputs.lines else inputs.input_format
    ending = Path(path).suffix.lower()
    if name is None and ending:
        for candidate in registry.names("formats"):
            kind = registry.load("formats", candidate)
            if issubclass(kind, ColumnFormat) and ending in kind.extensions:
                name = candidate
    made: ColumnFormat = registry.load("formats", name or "text")()
    return made


def _passage(
    name: str,
    columns: list[tuple[str, str, str]],
    inputs: Inputs,
    languages: Languages,
    align_lines: bool,
    note: Callable[[str], None],
) -> Passage:
    from hexapla.formats._reading import shown
    from hexapla.model import Passage

    readers = [_reader(inputs, path) for _, _, path in columns]
    read = [_Read(*column, *reader.read(column[2])) for column, reader in zip(columns, readers, strict=True)]
    for _, _, path, text, _ in read:
        if text and not text.strip():
            raise InputError("holds nothing but white space", path=shown(path))
    if not any(text for _, role, _, text, _ in read if role != "source" or inputs.engines):
        raise InputError("all texts are empty", path=", ".join(shown(path) for _, _, path, _, _ in read))
    for _, role, path, text, _ in read:
        if not text:
            rest = "added" if role == "reference" else "left out"
            note(f"{shown(path)} is empty: everything on the other side counts as {rest}")
    texts = _texts(read, languages, note)
    paired = False
    if inputs.resegment:
        from hexapla.alignment.resegment import resegmented

        return resegmented(Passage(name, tuple(texts), document=name))
    if inputs.lines and len(texts) > 1:
        counts = {len(text.units) for text in texts}
        paired = inputs.match == "rows" or (inputs.match == "auto" and not align_lines and len(counts) == 1)
        if inputs.match == "rows" and len(counts) > 1:
            raise InputError(
                f"{_sizes(texts)}; --match content aligns them, --resegment cuts translations to the reference"
            )
        if inputs.match == "auto" and len(counts) > 1 and not align_lines:
            note(f"{_sizes(texts)}; so they are aligned by content")
    elif len(texts) > 1 and all(reader.timed for reader in readers):
        times = {tuple(unit.id for unit in text.units) for text in texts}
        paired = inputs.match == "rows" or (inputs.match == "auto" and not align_lines and len(times) == 1)
        if inputs.match == "rows" and len(times) > 1:
            raise InputError("the cues have different times, so they cannot be matched one by one; use --match content")
    return Passage(name, tuple(texts), document=name, paired=paired)


def _sizes(texts: list[Text]) -> str:
    """How many lines each file has, and where the first two of one language part that have not as many."""
    from hexapla.alignment.parting import parting

    said = ", ".join(f"{text.origin} has {len(text.units)} lines" for text in texts)
    for one, other in combinations(texts, 2):
        if len(one.units) != len(other.units) and one.lang == other.lang:
            lines = [[unit.span.of(text.text) for unit in text.units] for text in (one, other)]
            at = parting(*lines)
            longer = one if len(one.units) > len(other.units) else other
            line = longer.units[at].span.of(longer.text)
            shown = line if len(line) <= 60 else line[:60] + "..."
            return f"{said} (they part at line {at + 1}, in {longer.origin}: {shown!r})"
    return said


def _note_scripts(texts: list[tuple[str, str]], note: Callable[[str], None]) -> None:
    """Says so where texts too short to tell their languages are written in scripts that share no letter."""
    from hexapla.alignment.parting import scripts_apart
    from hexapla.formats._reading import shown

    for path, text in texts[1:]:
        if scripts := scripts_apart(texts[0][1], text):
            where = f"{shown(texts[0][0])} is written in {scripts[0]} letters, {shown(path)} in {scripts[1]}"
            note(f"{where}: are they in one language?")


def _texts(read: list[_Read], languages: Languages, note: Callable[[str], None]) -> list[Text]:
    """The columns with their languages; hypotheses and references share one."""
    from hexapla.formats._reading import shown
    from hexapla.languages.detect import Guess, guess
    from hexapla.languages.tags import UNKNOWN
    from hexapla.model import Role, Text

    guesses = {name: guess(text) for name, _, _, text, _ in read}
    target = [(name, path, guesses[name]) for name, role, path, _, _ in read if role != "source"]
    sure = [g for g in target if g[2].score >= CONFIDENT and g[2].letters >= ENOUGH]
    odd = next((g for g in sure[1:] if g[2].lang != sure[0][2].lang), None)
    if odd:
        message = f"{shown(odd[1])} looks like {odd[2].lang}, {shown(sure[0][1])} like {sure[0][2].lang}"
        if languages.target is None:
            raise InputError(f"{message}; are the arguments in the right order? (--lang TAG compares them anyway)")
        note(f"{message}; taken for {languages.target} as you said")
    elif languages.target is None:
        _note_scripts([(path, text) for _, role, path, text, _ in read if role != "source"], note)
    found: Guess = max(
        (g[2] for g in target),
        key=lambda g: (g.lang != UNKNOWN, g.score * min(g.letters, ENOUGH)),
        default=Guess(UNKNOWN, 0.0, 0),  # a source alone, for engines to translate
    )
    texts = []
    for name, role, path, text, units in read:
        given = languages.source if role == "source" else languages.target
        lang = given or (guesses[name].lang if role == "source" else found.lang)
        texts.append(Text(name, Role(role), lang, text, units, origin=shown(path), detected=given is None))
    return texts
