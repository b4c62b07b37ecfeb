"""Model archives for tests: good ones, with weights that nobody can load, and every kind of bad one."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path
from typing import Any

METADATA = {"from_code": "es", "to_code": "en", "from_name": "Spanish", "to_name": "English", "package_version": "1.0"}


def files(root: str = "translate-es_en", **metadata: Any) -> dict[str, bytes]:
    """What a model archive holds."""
    return {
        f"{root}/metadata.json": json.dumps(METADATA | metadata).encode(),
        f"{root}/model/model.bin": b"not weights",
        f"{root}/sentencepiece.model": b"not pieces",
    }


def archive(path: Path, content: dict[str, bytes]) -> Path:
    """An archive of these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in content.items():
            made.writestr(zipfile.ZipInfo(name), data)
    return path


def with_entry(path: Path, name: str, data: bytes = b"x", mode: int = stat.S_IFREG | 0o644) -> Path:
    """A good archive with one more entry."""
    archive(path, files())
    entry = zipfile.ZipInfo(name)
    entry.external_attr = mode << 16
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return path
