"""The engine libretranslate against a server of LibreTranslate's shape that behaves and misbehaves."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from hexapla import servers
from hexapla.errors import ConfigError, PluginError
from hexapla.translators.libretranslate import KEY, TIMEOUT, URL, LibreTranslate

LANGUAGES = [
    {"code": "en", "name": "English", "targets": ["es", "en", "zh"]},
    {"code": "es", "name": "Spanish", "targets": ["en", "es"]},
]
Answer = tuple[int, dict[str, str], bytes]


class Server:
    """A LibreTranslate server that gives texts back in capitals."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.answers: list[Callable[[dict[str, Any]], Answer]] = []
        self.languages: Any = LANGUAGES
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args: object) -> None:
                pass

            def _send(self, status: int, headers: dict[str, str], data: bytes) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self) -> None:
                given = {"/languages": outer.languages, "/spec": {"info": {"version": "1.6.2"}}}.get(self.path)
                self._send(200 if given else 404, {}, json.dumps(given).encode())

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.asked.append(body)
                answer = outer.answers.pop(0)(body) if outer.answers else outer.usual(body)
                self._send(*answer)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    @staticmethod
    def usual(body: dict[str, Any]) -> Answer:
        return 200, {}, json.dumps({"translatedText": [text.upper() for text in body["q"]]}).encode()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in (URL, KEY, TIMEOUT):
        monkeypatch.delenv(name, raising=False)
    made = Server()
    yield made
    made.close()


def test_it_translates_in_batches(server: Server) -> None:
    engine = LibreTranslate(server.url + "/")
    texts = [f"uno {n}\n\n«dos» ñ 漢字 {n}" for n in range(40)]
    assert engine.translate(texts, "es", "en") == [text.upper() for text in texts]
    assert [len(body["q"]) for body in server.asked] == [32, 32, 16]
    assert {key: server.asked[0][key] for key in ("source", "target", "format")} == {
        "source": "es",
        "target": "en",
        "format": "text",
    }
    assert engine.languages() == (("en", "es"), ("en", "zh"), ("es", "en"))
    assert engine.signature("es", "en") == "engine:libretranslate|libretranslate:1.6.2|host:127.0.0.1|from:es|to:en"


def test_regions_fall_back_on_the_language(server: Server) -> None:
    LibreTranslate(server.url).translate(["a"], "es-AR", "en-GB")
    assert (server.asked[0]["source"], server.asked[0]["target"]) == ("es", "en")


def test_the_environment_names_server_and_key(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL, server.url)
    monkeypatch.setenv(KEY, "secret")
    LibreTranslate().translate(["a"], "es", "en")
    assert server.asked[0]["api_key"] == "secret"


def busy(headers: dict[str, str], status: int = 429) -> Callable[[dict[str, Any]], Answer]:
    return lambda body: (status, headers, b'{"error": "Too many requests"}')


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_after_the_time_it_names(server: Server, status: int) -> None:
    server.answers = [busy({"Retry-After": "1"}, status)]
    started = time.monotonic()
    assert LibreTranslate(server.url).translate(["a"], "es", "en") == ["A"]
    assert time.monotonic() - started >= 1
    assert len(server.asked) == 2


def test_the_time_may_be_a_date(server: Server) -> None:
    asked = servers.Server(server.url, TIMEOUT, lambda message: PluginError("engine", message))
    assert 58 < asked._pause(formatdate(time.time() + 60, usegmt=True), 1) <= 60
    assert asked._pause(formatdate(time.time() - 60, usegmt=True), 1) == 0
    assert asked._pause("soon", 2) == asked._pause(None, 2) == 2


def test_a_server_that_stays_busy_is_given_up(server: Server) -> None:
    server.answers = [busy({"Retry-After": "0"})] * 9
    with pytest.raises(PluginError, match=r"429 Too Many Requests \(Too many requests\), 5 times"):
        LibreTranslate(server.url).translate(["a"], "es", "en")
    assert len(server.asked) == 5


def test_a_server_that_asks_for_too_long_is_not_waited_for(server: Server) -> None:
    server.answers = [busy({"Retry-After": "3600"})]
    with pytest.raises(PluginError, match="left alone for 3600 seconds"):
        LibreTranslate(server.url).translate(["a"], "es", "en")


def gives(data: bytes, status: int = 200) -> Callable[[dict[str, Any]], Answer]:
    return lambda body: (status, {}, data)


WRONG = {
    "refusal": (gives(b'{"error": "Invalid request"}', 400), r"400 Bad Request \(Invalid request\)"),
    "forbidden": (gives(b"<html>", 403), "403 Forbidden"),
    "no JSON": (gives(b"<html>hello</html>"), "not JSON"),
    "no list": (gives(b'{"translatedText": "A"}'), "not of the shape"),
    "no strings": (gives(b'{"translatedText": [null, 3]}'), "not of the shape"),
    "no object": (gives(b'["A", "B"]'), "not of the shape"),
    "too few": (gives(b'{"translatedText": ["A"]}'), "it got 2 lines and gave 1"),
    "too many": (gives(b'{"translatedText": ["A", "B", "C"]}'), "it got 2 lines and gave 3"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_answers_are_said(server: Server, name: str) -> None:
    answer, message = WRONG[name]
    server.answers = [answer]
    with pytest.raises(PluginError, match=message):
        LibreTranslate(server.url).translate(["a", "b"], "es", "en")


def test_a_slow_server(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TIMEOUT, "0.2")

    def slow(body: dict[str, Any]) -> Answer:
        time.sleep(0.6)
        return Server.usual(body)

    server.answers = [slow]
    with pytest.raises(PluginError, match=r"no answer within 0\.2 seconds"):
        LibreTranslate(server.url).translate(["a"], "es", "en")


def test_a_server_that_is_down(server: Server) -> None:
    server.close()
    with pytest.raises(PluginError, match=r"cannot be reached .* is it running"):
        LibreTranslate(server.url).translate(["a"], "es", "en")


def test_a_pair_that_it_does_not_offer(server: Server) -> None:
    with pytest.raises(ConfigError, match=r"does not translate from es to fr \(it offers en-es"):
        LibreTranslate(server.url).translate(["a"], "es", "fr")
    server.languages = {"code": "en"}
    with pytest.raises(PluginError, match="list of languages is not of the shape"):
        LibreTranslate(server.url).languages()


@pytest.mark.parametrize(
    ("option", "message"), [("", "name the server"), ("localhost:5000", "not the address of a server")]
)
def test_an_address_is_needed(option: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(URL, raising=False)
    with pytest.raises(ConfigError, match=message):
        LibreTranslate(option)


def test_the_password_of_an_address_is_not_shown(server: Server) -> None:
    server.answers = [gives(b"no")]
    with pytest.raises(PluginError) as caught:
        LibreTranslate(server.url.replace("//", "//me:secret@")).translate(["a"], "es", "en")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("given", ["0", "soon", "-1", "inf"])
def test_a_wrong_time_to_wait(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TIMEOUT, given)
    with pytest.raises(ConfigError, match=f"{TIMEOUT} must be a number of seconds"):
        LibreTranslate("http://localhost:5000")
