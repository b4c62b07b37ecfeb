"""What findings, documents and rules are recognised by from one run to the next."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path, PurePath

from hexapla.model import Finding, Passage, Role


def fingerprint(finding: Finding, passage: Passage) -> str:
    """What a finding is recognised by in another run: its code, the quoted words and the quoted evidence.

    Offsets and message play no part, so an edit elsewhere in the text leaves it as it is.
    """
    quoted = [mark.span.of(passage.column(mark.column).text) for mark in (finding.at, *finding.evidence)]
    return hashlib.sha256("\x1f".join((finding.code, *quoted)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def document_key(passage: Passage, folder: Path | None = None) -> str:
    """The name a passage's document goes by in a baseline: the same wherever the command is called from.

    Args:
        passage: A passage of the document.
        folder: Where the baseline lies; a document that is named after its file goes by its path from there. None
            leaves names as they are.
    """
    name = passage.document or passage.id
    if folder is None or not any(text.origin == name for text in passage.of_role(Role.HYPOTHESIS)) or name == "-":
        return name
    try:
        return PurePath(os.path.relpath(Path(name).absolute(), folder.absolute())).as_posix()
    except ValueError:  # another drive
        return PurePath(name).as_posix()


def names(name: str, code: str, slug: str) -> bool:
    """Whether a name (slug, code, code prefix such as ``W``, or ``*``) means the rule of a code and slug."""
    return name in ("*", slug) or code == name.upper() or (name.isupper() and code.startswith(name))
