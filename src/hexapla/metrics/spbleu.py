"""spBLEU (Goyal et al., TACL 2022): BLEU over SentencePiece tokens of a model for 200 languages, as sacreBLEU computes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from hexapla.metrics._bleu import BleuMetric


class SpBleu(BleuMetric):
    """BLEU with sacreBLEU's tokenizer ``flores200`` or ``flores101``; its model must be installed or be had from the network."""

    options: ClassVar[Mapping[str, Any]] = {"tokenize": ("flores101", "flores200", "spBLEU-1K"), "lowercase": bool}

    def _tokenizer(self) -> str:
        return str(self.given.get("tokenize", "flores200"))
