"""Model archives: what is refused before anything is written, and installing one whole or not at all."""

from __future__ import annotations

import hashlib
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hexapla.errors import InputError
from hexapla.translators import _models
from hexapla.translators._models import Model, check_archive, codes, install, installed, remove, route, verify
from tests.translators.archives import archive, files, with_entry


def bomb(path: Path) -> Path:
    return with_entry(path, "translate-es_en/padding", b"\0" * 3_000_000)


def truncated(path: Path) -> Path:
    archive(path, files())
    path.write_bytes(path.read_bytes()[:-40])
    return path


def damaged(path: Path) -> Path:
    content = files() | {"translate-es_en/model/model.bin": bytes(range(256)) * 50}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as made:
        for name, data in content.items():
            made.writestr(name, data)
    changed = bytearray(path.read_bytes())
    changed[changed.index(bytes(range(256))) + 7] ^= 1
    path.write_bytes(bytes(changed))
    return path


def no_zip(path: Path) -> Path:
    path.write_bytes(b"<html>404 not found</html>")
    return path


def without(name: str) -> Callable[[Path], Path]:
    return lambda path: archive(path, {k: v for k, v in files().items() if not k.endswith(name)})


def entry(name: str, mode: int = stat.S_IFREG | 0o644) -> Callable[[Path], Path]:
    return lambda path: with_entry(path, name, mode=mode)


def described(**metadata: Any) -> Callable[[Path], Path]:
    return lambda path: archive(path, files(**metadata))


def raw_metadata(data: bytes) -> Callable[[Path], Path]:
    return lambda path: archive(path, files() | {"translate-es_en/metadata.json": data})


BAD: dict[str, tuple[Callable[[Path], Path], str]] = {
    "parent": (entry("translate-es_en/../../x"), "outside its folder"),
    "absolute": (entry("/tmp/hexapla-escaped"), "outside its folder"),
    "drive": (entry("C:/x"), "outside its folder"),
    "backslash": (entry("translate-es_en\\..\\x"), "outside its folder"),
    "symlink": (entry("translate-es_en/link", stat.S_IFLNK | 0o777), "a link or a device"),
    "device": (entry("translate-es_en/null", stat.S_IFCHR | 0o666), "a link or a device"),
    "loose file": (entry("loose"), "outside a folder"),
    "two folders": (entry("other/x"), "one folder, not 2"),
    "hidden folder": (lambda path: archive(path, files(".ssh")), "hidden"),
    "bomb": (bomb, "would unpack to"),
    "truncated": (truncated, "no whole model archive"),
    "damaged": (damaged, "no whole model archive"),
    "no zip": (no_zip, "no whole model archive"),
    "no weights": (without("model.bin"), "model/model.bin is missing"),
    "no pieces": (without("sentencepiece.model"), "sentencepiece.model or bpe.model is missing"),
    "no metadata": (without("metadata.json"), "metadata.json is missing"),
    "no language": (described(from_code=None), "no language code as from_code"),
    "path as language": (described(to_code="../en"), "no language code as to_code"),
    "same language": (described(to_code="es"), "into itself"),
    "other type": (described(type="sbd"), "not a translation model"),
    "wrong version": (described(package_version="1/../2"), "no version"),
    "no object": (raw_metadata(b"[]"), "holds no object"),
    "no JSON": (raw_metadata(b"{"), "not JSON"),
    "no UTF-8": (raw_metadata(b"\xff\xfe"), "not JSON in UTF-8"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_archives_are_refused_and_leave_nothing(name: str, argos_folder: Path, tmp_path: Path) -> None:
    make, message = BAD[name]
    path = make(tmp_path / "bad.argosmodel")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError, match=message):
        install(path)
    assert sorted(p for p in tmp_path.rglob("*") if not p.name.endswith(".lock")) == before
    assert not Path("/tmp/hexapla-escaped").exists()


def test_a_missing_file_and_a_wrong_checksum_are_refused(argos_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        install(tmp_path / "nowhere.argosmodel")
    path = archive(tmp_path / "good.argosmodel", files())
    with pytest.raises(InputError, match="SHA-256"):
        install(path, sha256="0" * 64)
    assert installed() == []
    assert install(path, sha256=hashlib.sha256(path.read_bytes()).hexdigest().upper()).source == "es"


def test_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(_models, "MOST_FILES", 2)
    with pytest.raises(InputError, match="3 files"):
        check_archive(archive(tmp_path / "many.argosmodel", files()))


def test_a_newer_model_replaces_an_older_one_and_foreign_folders_are_passed_over(
    argos_folder: Path, tmp_path: Path
) -> None:
    (argos_folder / "no-model").mkdir()
    (argos_folder / "a-file").write_text("x")
    install(archive(tmp_path / "old.argosmodel", files("old", package_version="1.9")))
    new = install(archive(tmp_path / "new.argosmodel", files("new", package_version="1.10")))
    assert installed() == [Model("es", "en", "1.10", new.path)]
    assert sorted(p.name for p in argos_folder.iterdir()) == ["a-file", "new", "no-model"]
    assert not list(argos_folder.parent.glob(".hexapla-installing-*"))
    remove(new)
    assert installed() == []
    assert not list(argos_folder.parent.glob(".hexapla-removing-*"))


def test_a_damaged_installed_model_is_found(argos_folder: Path, tmp_path: Path) -> None:
    model = install(archive(tmp_path / "m.argosmodel", files()))
    (problem,) = verify(model)  # its weights are none
    assert "cannot be loaded" in problem
    (model.path / "sentencepiece.model").unlink()
    assert "sentencepiece.model or bpe.model is missing" in verify(model)[0]


def test_two_processes_may_install_the_same_model_at_once(argos_folder: Path, tmp_path: Path) -> None:
    path = archive(tmp_path / "m.argosmodel", files() | {"translate-es_en/model/big": bytes(1_000_000)})
    code = f"from pathlib import Path; from hexapla.translators._models import install; install(Path({str(path)!r}))"
    code = code.replace(
        "import install;", "import install; import hexapla.translators._models as m; m.MOST_RATIO = 10**6;"
    )
    running = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(3)]
    for process in running:
        _, error = process.communicate(timeout=120)
        assert (process.returncode, error) == (0, b"")
    assert [(m.source, m.target) for m in installed()] == [("es", "en")]
    assert sorted(p.name for p in argos_folder.parent.iterdir()) == [".hexapla-models.lock", "packages"]


PAIRS = [("es", "en"), ("en", "fr"), ("es", "pt"), ("pt", "fr"), ("fr", "de"), ("en", "es")]


@pytest.mark.parametrize(
    ("sources", "targets", "way"),
    [
        (["es"], ["en"], [("es", "en")]),
        (["es"], ["fr"], [("es", "en"), ("en", "fr")]),
        (["es"], ["de"], [("es", "en"), ("en", "fr"), ("fr", "de")]),
        (["xx", "es"], ["en"], [("es", "en")]),
        (["de"], ["es"], []),
    ],
)
def test_the_way_from_language_to_language(sources: list[str], targets: list[str], way: list[tuple[str, str]]) -> None:
    assert route(PAIRS, sources, targets) == way


def test_codes_of_languages_with_names_of_their_own() -> None:
    assert codes("pt-BR") == ["pb", "pt"]
    assert codes("zh-Hant") == ["zt", "zh"]
    assert codes("no") == ["nb"]
    assert codes("de-AT") == ["de-AT", "de"]


def test_a_full_disk_leaves_what_was_there(
    argos_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_disk: Path
) -> None:
    from argostranslate import settings

    place = small_disk / "packages"
    place.mkdir()
    monkeypatch.setattr(settings, "package_data_dir", place)
    monkeypatch.setattr(settings, "package_dirs", [place])
    old = install(archive(tmp_path / "old.argosmodel", files("old")))
    big = files("new") | {
        "new/model/weights": b"".join(hashlib.sha256(bytes([n % 256, n // 256])).digest() for n in range(65_000))
    }
    with pytest.raises(InputError, match="No space left"):
        install(archive(tmp_path / "new.argosmodel", big))
    assert installed() == [old]
    assert [p.name for p in place.iterdir()] == ["old"]
    assert sorted(p.name for p in small_disk.iterdir()) == [".hexapla-models.lock", "packages"]
