"""``hexapla models``: from a file, from an index over HTTP, without a network."""

from __future__ import annotations

import hashlib
import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hexapla.cli import main
from tests.conftest import DEMO

FILE = DEMO / "translate-es_en-1_0.argosmodel"


def run(*args: object) -> Result:
    return CliRunner().invoke(main, ["models", *map(str, args)])


def refused(result: Result, *parts: str) -> None:
    assert result.exit_code == 2, (result.output, result.exception)
    last = result.stderr.strip().splitlines()[-1]
    assert last.startswith("hexapla: error: ")
    for part in parts:
        assert part in last, last


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def index(tmp_path: Path, argos_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that is served over HTTP, with an index of both demo models."""
    from argostranslate import settings

    folder = tmp_path / "served"
    folder.mkdir()
    entries = []
    for source, target in (("es", "en"), ("en", "es")):
        file = DEMO / f"translate-{source}_{target}-1_0.argosmodel"
        shutil.copy(file, folder)
        entry = {"type": "translate", "from_code": source, "to_code": target, "package_version": "1.0"}
        entries.append(entry | {"links": [file.name], "sha256": hashlib.sha256(file.read_bytes()).hexdigest()})
    (folder / "index.json").write_text(json.dumps([*entries, {"type": "sbd", "links": []}]))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    monkeypatch.setattr(settings, "remote_package_index", f"http://127.0.0.1:{server.server_port}/index.json")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    yield folder
    server.shutdown()
    server.server_close()


def test_from_a_file(argos_folder: Path) -> None:
    assert "There are no models" in run("list").stderr
    made = run("install", FILE, "--sha256", hashlib.sha256(FILE.read_bytes()).hexdigest())
    assert (made.exit_code, made.stdout.startswith("installed es-en 1.0 (1.")) == (0, True), made.output
    assert run("list").stdout.startswith("es-en       1.0         1.")
    assert "all as it should be" in run("verify").stdout
    assert "a whole model es-en 1.0" in run("verify", FILE).stdout
    assert run("remove", "es_en").stdout.startswith("removed es-en 1.0 (")
    assert not list(argos_folder.iterdir())
    refused(run("remove", "es-en"), "no model es-en is installed (there are: none)")


def test_from_an_index(index: Path, argos_folder: Path) -> None:
    listed = run("available")
    assert listed.stdout == "en-es       1.0\nes-en       1.0\n"
    made = run("install", "es-en", "--progress", "always")
    assert made.exit_code == 0, made.output
    assert run("available", "es").stdout == "en-es       1.0\nes-en       1.0      installed (1.0)\n"
    assert run("available", "fr").stdout == ""
    assert [p.name for p in argos_folder.iterdir()] == ["translate-es_en-1_0"]
    refused(run("install", "fr-en"), "no models that lead from fr to en", "there are es-en")


def test_through_another_language(index: Path, argos_folder: Path) -> None:
    entries = json.loads((index / "index.json").read_text())
    entries[1] |= {"to_code": "pb"}
    (index / "index.json").write_text(json.dumps(entries))
    made = run("install", "es-pt-BR")
    assert "no model es-pt-BR; through en" in made.stderr
    assert made.stdout.count("installed") == 2


def test_without_a_network(index: Path, argos_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from argostranslate import settings

    run("available")
    monkeypatch.setattr(settings, "remote_package_index", "http://127.0.0.1:9/index.json")
    again = run("available")
    assert "es-en" in again.stdout
    assert "cannot be reached" in again.stderr
    assert "copy of last time" in again.stderr
    Path(settings.local_package_index).unlink()
    refused(run("available"), "cannot be reached", "no earlier copy", "hexapla models install FILE.argosmodel")
    refused(run("install", "es-en"), "hexapla models install FILE.argosmodel")


def test_what_the_index_gives_is_checked(index: Path, argos_folder: Path) -> None:
    archive = index / FILE.name
    archive.write_bytes(archive.read_bytes()[:-100])
    refused(run("install", "es-en"), "SHA-256 is not the expected one")
    archive.unlink()
    refused(run("install", "es-en"), "es-en cannot be downloaded", "404 File not found")
    (index / "index.json").write_text("<html>")
    refused(run("available"), "no index of Argos models")
    assert not list(argos_folder.iterdir())


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["install", "english"], "neither a pair of languages, such as es-en, nor a file"),
        (["install", "nowhere.argosmodel"], "no such file"),
        (["install", FILE, "--sha256", "00"], "SHA-256"),
        (["verify", "es-en"], "no model es-en is installed"),
        (["verify", "--sha256", "00"], "--sha256 goes with a file"),
        (["install", "es-en", "en-es", "--sha256", "00"], "--sha256 goes with one file"),
    ],
)
def test_wrong_usage(args: list[object], message: str, argos_folder: Path) -> None:
    refused(run(*args), message)


def test_a_broken_model_fails_verification(argos_folder: Path) -> None:
    run("install", FILE)
    (argos_folder / "translate-es_en-1_0" / "model" / "model.bin").write_bytes(b"short")
    made = run("verify")
    assert made.exit_code == 1
    assert "cannot be loaded" in made.stdout
