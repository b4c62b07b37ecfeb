"""Both engines of the metrics, one after the other, where the native one was built."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hexapla.metrics import _engine

BUILT = _engine._loaded()[0] is not None
needs_native = pytest.mark.skipif(not BUILT, reason=f"metrics count in {_engine._loaded()[1]}")


def every_engine() -> Iterator[str]:
    """The name of each engine that is there, while it is the one that counts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEXAPLA_NATIVE", "0")
        assert _engine.native() is None
        yield "Python"
    if BUILT:
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("HEXAPLA_NATIVE", raising=False)
            assert _engine.native() is not None
            yield "native"
