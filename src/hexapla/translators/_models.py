"""Argos Translate's models: what is installed where, installing from a checked archive, removing, verifying.

Argos unpacks archives without looking at them and falls over a folder that is no model. Here an archive is read through
before anything is written, unpacked beside the models and moved in when whole, under a lock; folders that are no models
are passed over. Where to find models to download is ``_index``'s work.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any

import regex

from hexapla.errors import ConfigError, InputError, MissingExtra
from hexapla.languages.tags import language

BUILDS = ("argostranslate", "argos-translate-lt")
"""The distributions that bring the module ``argostranslate``."""

MOST_BYTES = 4 << 30
"""Bytes an archive may unpack to; the largest public models come to less than one tenth."""
MOST_FILES = 10_000
"""Files an archive may hold."""
MOST_RATIO = 200
"""How much larger than the archive its content may be; weights hardly compress at all."""

_SPECIAL = {"pt-BR": "pb", "zh-Hant": "zt", "zh-TW": "zt", "zh-HK": "zt", "no": "nb"}
"""BCP 47 tags for which Argos has codes of its own."""
_TAGS = {"pb": "pt-BR", "zt": "zh-Hant"}
_CODE = regex.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,8})?")
_TOKENIZERS = ("sentencepiece.model", "bpe.model")
_CHUNK = 1 << 20

Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes in all (0 if unknown)."""


@dataclass(frozen=True, slots=True)
class Model:
    """An installed model.

    Attributes:
        source: Argos' code of the language it translates from.
        target: The same of the language it translates to.
        version: Version of the model, as its makers count.
        path: Its folder.
    """

    source: str
    target: str
    version: str
    path: Path

    @property
    def order(self) -> tuple[int, ...]:
        """Sorts versions: 1.10 comes after 1.9."""
        return tuple(int(number) for number in regex.findall(r"\d+", self.version))

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(file.stat().st_size for file in self.path.rglob("*") if file.is_file())


def builds() -> tuple[str, ...]:
    """The name of the build of Argos Translate that is installed.

    Raises:
        MissingExtra: None is.
        ConfigError: Both are, and overwrite each other's files.
    """
    found = []
    for name in BUILDS:
        with suppress(PackageNotFoundError):
            version(name)
            found.append(name)
    if len(found) > 1:
        raise ConfigError(
            "two builds of Argos Translate are installed over each other; "
            f"pip uninstall -y {' '.join(BUILDS)}, then pip install 'hexapla[argos-lite]'"
        )
    if not found or find_spec("argostranslate") is None:
        raise MissingExtra("argos-lite", "the engine argos")
    return tuple(found)


def settings() -> Any:
    """Argos' settings, which it reads from the environment and makes folders for on import.

    Raises:
        MissingExtra: Argos Translate is not installed.
        ConfigError: Its folders cannot be made, or its settings file is wrong.
    """
    builds()
    try:
        from argostranslate import settings as found
    except OSError as error:
        raise ConfigError(
            f"Argos Translate cannot make its folder {error.filename}: {error.strerror}; "
            "XDG_DATA_HOME, XDG_CONFIG_HOME and XDG_CACHE_HOME say where they are"
        ) from None
    except (ValueError, KeyError, AssertionError) as error:
        raise ConfigError(f"a setting of Argos Translate is wrong: {error}") from None
    return found


def folder() -> Path:
    """The folder that models are installed in."""
    return Path(settings().package_data_dir)


def tag(code: str) -> str:
    """Argos' code of a language as a BCP 47 tag."""
    return _TAGS.get(code, code)


def codes(wanted: str) -> list[str]:
    """Argos' codes for a BCP 47 tag, best first: ``pb``, then ``pt`` for ``pt-BR``."""
    return list(dict.fromkeys([_SPECIAL.get(wanted, wanted), _SPECIAL.get(language(wanted), language(wanted))]))


def installed() -> list[Model]:
    """The models that are installed, by languages and version; folders that are none are passed over."""
    found = []
    for place in settings().package_dirs:
        with suppress(FileNotFoundError):
            for path in sorted(Path(place).iterdir()):
                with suppress(InputError):
                    found.append(_read(path))
    return sorted(found, key=lambda model: (model.source, model.target, model.order))


def _read(path: Path) -> Model:
    try:
        given = json.loads((path / "metadata.json").read_text("utf-8"))
    except (OSError, ValueError):
        raise InputError("this is no model: it has no readable metadata.json", path=str(path)) from None
    source, target, number = _metadata(given, str(path))
    return Model(source, target, number, path)


def _metadata(given: Any, path: str) -> tuple[str, str, str]:
    """Source, target and version that a model's metadata names.

    Raises:
        InputError: They are not of the right shape, or the package is no translation model.
    """
    if not isinstance(given, dict):
        raise InputError("its metadata.json holds no object", path=path)
    if given.get("type", "translate") != "translate":
        raise InputError(f"it is a package of the type {given['type']!r}, not a translation model", path=path)
    for key in ("from_code", "to_code"):
        if not (isinstance(given.get(key), str) and _CODE.fullmatch(given[key])):
            raise InputError(f"its metadata.json gives no language code as {key}: {given.get(key)!r}", path=path)
    if given["from_code"] == given["to_code"]:
        raise InputError(f"its metadata.json says that it translates {given['to_code']} into itself", path=path)
    number = given.get("package_version", "")
    if not isinstance(number, str) or not regex.fullmatch(r"[\w.+-]{0,40}", number):
        raise InputError(f"its metadata.json gives no version as package_version: {number!r}", path=path)
    return given["from_code"], given["to_code"], number


def route(pairs: Sequence[tuple[str, str]], sources: Sequence[str], targets: Sequence[str]) -> list[tuple[str, str]]:
    """The fewest pairs that lead from one of the sources to one of the targets; through English where there is a choice."""
    ways: list[list[tuple[str, str]]] = [[(a, b)] for a in sources for b in targets if (a, b) in pairs][:1]
    ways = ways or [[pair] for a in sources for pair in pairs if pair[0] == a]
    seen = set(sources)
    while ways:
        for way in ways:
            if way[-1][1] in targets:
                return way
        seen |= {way[-1][1] for way in ways}
        ways = [[*way, pair] for way in ways for pair in pairs if pair[0] == way[-1][1] and pair[1] not in seen]
        ways.sort(key=lambda way: (way[0][1] != "en", way))
    return []


def check_archive(path: Path, sha256: str | None = None) -> tuple[str, Model]:
    """Reads through an archive without writing anything.

    Returns:
        The folder it holds, and the model it would be.

    Raises:
        InputError: It is damaged, not a model, or would write where it must not; says which entry.
    """
    name = str(path)
    if sha256 is not None and _digest(path) != sha256.lower():
        raise InputError("its SHA-256 is not the expected one; download it again", path=name)
    try:
        with zipfile.ZipFile(path) as archive:
            roots = {_checked(entry, name) for entry in archive.infolist()}
            _check_sizes(archive, path)
            if len(roots) != 1:
                raise InputError(f"a model archive holds one folder, not {len(roots)}", path=name)
            (root,) = roots
            files = {entry.filename for entry in archive.infolist() if not entry.is_dir()}
            if len(files) != sum(not entry.is_dir() for entry in archive.infolist()):
                raise InputError("it holds two files of one name", path=name)
            _expect(files, root, name)
            for entry in archive.infolist():  # decompresses everything, which checks lengths and checksums
                for _ in _chunks(archive, entry, name):
                    pass
            given = json.loads(archive.read(f"{root}/metadata.json").decode("utf-8"))
    except FileNotFoundError:
        raise InputError("there is no such file", path=name) from None
    except IsADirectoryError:
        raise InputError("this is a directory; give an .argosmodel file", path=name) from None
    except (zipfile.BadZipFile, EOFError) as error:
        raise InputError(f"this is no whole model archive ({error}); download it again", path=name) from None
    except (NotImplementedError, RuntimeError) as error:
        raise InputError(f"it is packed in a way that cannot be read: {error}", path=name) from None
    except ValueError:
        raise InputError("its metadata.json is not JSON in UTF-8", path=name) from None
    return root, Model(*_metadata(given, name), path)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=str(path)) from None


def _checked(entry: zipfile.ZipInfo, name: str) -> str:
    """The folder an entry stands in; refuses any that would write elsewhere."""
    parts = PurePosixPath(entry.filename).parts
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if entry.filename.startswith("/") or "\\" in entry.filename or ":" in entry.filename or "\0" in entry.filename:
        raise InputError(f"it would write outside its folder: {entry.filename!r}", path=name)
    if not parts or ".." in parts:
        raise InputError(f"it would write outside its folder: {entry.filename!r}", path=name)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise InputError(f"it holds a link or a device: {entry.filename!r}", path=name)
    if entry.flag_bits & 1:
        raise InputError(f"it is encrypted: {entry.filename!r}", path=name)
    if len(parts) < 2 and not entry.is_dir():
        raise InputError(f"it holds a file outside a folder: {entry.filename!r}", path=name)
    if parts[0].startswith("."):
        raise InputError(f"its folder is hidden: {parts[0]!r}", path=name)
    return parts[0]


def _check_sizes(archive: zipfile.ZipFile, path: Path) -> None:
    entries = archive.infolist()
    total, packed = sum(entry.file_size for entry in entries), path.stat().st_size
    if len(entries) > MOST_FILES:
        raise InputError(f"it holds {len(entries)} files, more than any model", path=str(path))
    if total > MOST_BYTES or total > packed * MOST_RATIO:
        raise InputError(f"{packed} bytes would unpack to {total}, more than any model", path=str(path))


def _expect(files: set[str], root: str, name: str) -> None:
    missing = [file for file in ("metadata.json", "model/model.bin") if f"{root}/{file}" not in files]
    if not any(f"{root}/{file}" in files for file in _TOKENIZERS):
        missing.append(" or ".join(_TOKENIZERS))
    if missing:
        raise InputError(f"this is no model archive: {', '.join(missing)} is missing in {root}", path=name)


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """The content of an entry; never more than it declares."""
    done = 0
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            done += len(chunk)
            if done > entry.file_size:
                raise InputError(f"{entry.filename!r} is longer than it says", path=name)
            yield chunk


@contextmanager
def _locked() -> Iterator[Path]:
    """The folder for models, which no other process changes meanwhile, and beside it a place to work in."""
    import portalocker

    place = folder()
    try:
        place.mkdir(parents=True, exist_ok=True)
        with portalocker.Lock(place.parent / ".hexapla-models.lock", "a", timeout=600, check_interval=0.1):
            yield place
    except portalocker.LockException:
        raise ConfigError(f"another process has been changing {place} for ten minutes; try again") from None
    except OSError as error:
        raise InputError(f"cannot be changed: {error.strerror or error}", path=str(error.filename or place)) from None


def install(path: Path, *, sha256: str | None = None, progress: Progress | None = None) -> Model:
    """Installs a model from an archive, once it has been checked; an older one of the same languages makes way.

    Args:
        path: The ``.argosmodel`` file.
        sha256: Its SHA-256, hexadecimal, if known.
        progress: Called as it is unpacked.

    Raises:
        InputError: The archive is not acceptable, or the disk is full; nothing has changed.
    """
    root, model = check_archive(path, sha256)
    with _locked() as place:
        work = Path(tempfile.mkdtemp(prefix=".hexapla-installing-", dir=place.parent))
        try:
            _unpack(path, work, progress)
            target = place / root
            older = [m for m in installed() if (m.source, m.target) == (model.source, model.target)]
            for number, gone in enumerate([*older, *([_foreign(target)] if target.exists() else [])]):
                if gone.path.exists():
                    gone.path.rename(work / f"older-{number}")
            (work / "new" / root).rename(target)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return Model(model.source, model.target, model.version, target)


def _foreign(path: Path) -> Model:
    """A folder that stands where a model is to go."""
    return Model("", "", "", path)


def _unpack(path: Path, work: Path, progress: Progress | None) -> None:
    with zipfile.ZipFile(path) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        total, done = sum(entry.file_size for entry in entries), 0
        for entry in entries:
            target = work / "new" / Path(*PurePosixPath(entry.filename).parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as out:
                for chunk in _chunks(archive, entry, str(path)):
                    out.write(chunk)
                    done += len(chunk)
                    if progress:
                        progress(done, total)
                out.flush()
                os.fsync(out.fileno())


def remove(model: Model) -> None:
    """Removes an installed model; programs that have it open go on."""
    with _locked() as place:
        work = Path(tempfile.mkdtemp(prefix=".hexapla-removing-", dir=place.parent))
        try:
            with suppress(FileNotFoundError):  # another process was quicker
                model.path.rename(work / "gone")
        finally:
            shutil.rmtree(work, ignore_errors=True)


def verify(model: Model) -> list[str]:
    """What is wrong with an installed model: missing files, or weights and tokens that cannot be loaded."""
    files = {f"x/{file.relative_to(model.path).as_posix()}" for file in model.path.rglob("*") if file.is_file()}
    try:
        _expect(files, "x", str(model.path))
        _read(model.path)
    except InputError as error:
        return [str(error).replace(" in x", "").replace("no model archive", "no whole model")]
    from argostranslate import package, translate

    try:
        package.Package(model.path).tokenizer.encode("a")
        translate.Translator(str(model.path / "model"))
    except (OSError, RuntimeError, ValueError) as error:
        return [f"{model.path}: cannot be loaded: {error}"]
    return []
