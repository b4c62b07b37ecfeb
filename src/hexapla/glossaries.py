"""Glossary files -> terms: TBX (2 and 3), CSV and TSV. What the terms mean for a text is the rules' business.

A CSV or TSV file has a header. Its columns are language tags (``en``, ``pt-BR``), or ``source`` and ``target``; further ones
are ``forbidden`` (wordings of the target that must not be used; ``forbidden:de`` where columns are languages) and ``case``
(``yes`` where capitals matter). A cell holds several wordings with ``|`` between them. Other columns are notes.
"""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from pathlib import Path

from hexapla.errors import ConfigError, InputError
from hexapla.formats._reading import read_bytes, read_text
from hexapla.languages.tags import standard
from hexapla.languages.terms import Term, Wording

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_FORBIDDEN = ("deprecated", "superseded", "forbidden", "obsolete")
_YES, _NO = frozenset({"yes", "true", "1", "x"}), frozenset({"", "no", "false", "0"})
_NOTES = frozenset(
    {"id", "note", "notes", "comment", "comments", "definition", "domain", "subject", "context", "status"}
)


def load_terms(paths: Iterable[str]) -> tuple[Term, ...]:
    """The terms of glossary files, in order.

    Raises:
        InputError: A file cannot be used; says which line.
    """
    return tuple(term for path in paths for term in _load(path))


def _load(path: str) -> list[Term]:
    ending = Path(path).suffix.lower()
    if ending in (".tbx", ".xml"):
        terms = list(_tbx(path))
    elif ending in (".csv", ".tsv", ".tab"):
        terms = list(_table(path, "," if ending == ".csv" else "\t"))
    else:
        raise InputError("a glossary ends in .tbx, .xml, .csv or .tsv", path=path)
    if not terms:
        raise InputError("there is no term in it", path=path)
    return terms


def _table(path: str, separator: str) -> Iterator[Term]:
    reader = csv.reader(io.StringIO(read_text(path), newline=""), delimiter=separator, strict=True)
    try:
        header = next(reader, None)
        if not header:
            raise InputError("the file is empty; its first line must name the columns", path=path)
        columns = _columns(header, path)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            line = reader.line_num
            if len(cells) != len(header):
                raise InputError(
                    f"this line has {len(cells)} fields, the header has {len(header)}", path=path, line=line
                )
            yield _term(columns, cells, path, line)
    except csv.Error as error:
        raise InputError(f"not a table of this kind: {error}", path=path, line=reader.line_num) from None


def _columns(header: list[str], path: str) -> list[tuple[str, str]]:
    """(kind, language or side) of every column."""
    found = []
    for name in (cell.strip() for cell in header):
        word, _, lang = name.lower().partition(":")
        if word in ("source", "target", "forbidden"):
            found.append((word, _tag(lang, path) if lang else ""))
        elif word == "case":
            found.append((word, ""))
        elif word in _NOTES or not name:
            found.append(("note", ""))
        else:
            found.append(("language", _tag(name, path)))
    kinds = [kind for kind, _ in found]
    if not {"source", "target", "language", "forbidden"} & set(kinds):
        raise InputError("the header names no language and neither source nor target", path=path, line=1)
    if "language" in kinds and {"source", "target"} & set(kinds):
        raise InputError("name the columns by language, or source and target, not both", path=path, line=1)
    if "language" in kinds and ("forbidden", "") in found:
        raise InputError("say which language is meant, as in forbidden:de", path=path, line=1)
    return found


def _tag(tag: str, path: str) -> str:
    try:
        return standard(tag)
    except ConfigError:
        message = f"the column {tag!r} is no language tag, and none of source, target, forbidden, case, note"
        raise InputError(f"{message}; the first line must name the columns", path=path, line=1) from None


def _term(columns: list[tuple[str, str]], cells: list[str], path: str, line: int) -> Term:
    wordings, case = [], False
    for (kind, lang), cell in zip(columns, cells, strict=True):
        if kind == "case":
            if cell.strip().lower() not in _YES | _NO:
                raise InputError(f"case is yes or no, not {cell!r}", path=path, line=line)
            case = cell.strip().lower() in _YES
            continue
        if kind == "note":
            continue
        side = {"language": "", "forbidden": "" if lang else "target"}.get(kind, kind)
        for wording in filter(None, (part.strip() for part in cell.split("|"))):
            wordings.append(Wording(wording, lang, side, kind == "forbidden"))
    if not wordings:
        raise InputError("this line has no wording", path=path, line=line)
    return Term(tuple(wordings), case, f"{path}:{line}")


def _tbx(path: str) -> Iterator[Term]:
    try:
        root = ET.fromstring(read_bytes(path))  # expat bounds entities, and reads no outside ones
    except ET.ParseError as error:
        raise InputError(f"not well-formed XML: {error.msg}", path=path, line=error.position[0]) from None
    entries = [e for e in root.iter() if _name(e) in ("termEntry", "conceptEntry")]
    if not entries:
        raise InputError("there is no termEntry or conceptEntry in it, so it is no TBX", path=path)
    for number, entry in enumerate(entries, 1):
        origin = f"{path}#{entry.get('id') or number}"
        wordings = []
        for section in (e for e in entry.iter() if _name(e) in ("langSet", "langSec")):
            try:
                lang = standard(section.get(_XML_LANG) or "")
            except ConfigError:
                given = section.get(_XML_LANG)
                raise InputError(
                    f"{origin}: a {_name(section)} with xml:lang={given!r}, no language tag", path=path
                ) from None
            found = [w for group in section for w in _terms(group, lang)]
            wordings += sorted(found, key=lambda pair: not pair[1])
        if wordings:
            yield Term(tuple(wording for wording, _ in wordings), origin=origin)


def _terms(group: ET.Element, lang: str) -> Iterator[tuple[Wording, bool]]:
    """The wording of a tig, ntig or termSec, and whether it is the preferred one."""
    for element in group.iter():
        if _name(element) == "term" and (text := "".join(element.itertext()).strip()):
            status = " ".join(
                (note.text or "").lower()
                for note in group.iter()
                if _name(note) in ("administrativeStatus", "normativeAuthorization")
                or (
                    _name(note) == "termNote" and note.get("type") in ("administrativeStatus", "normativeAuthorization")
                )
            )
            yield Wording(text, lang, "", any(word in status for word in _FORBIDDEN)), "preferred" in status


def _name(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[2]
