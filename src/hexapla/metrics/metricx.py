"""MetricX-24 (Juraska et al., WMT 2024): errors from 0 (none) to 25 by an mT5 model; needs the extra ``metricx``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from hexapla.errors import InputError
from hexapla.metrics._neural import Neural

_SCORE_TOKEN = 250089
"""The token of mT5's vocabulary (``<extra_id_10>``) whose logit at the first place MetricX reads as the score."""

_LONGEST = 1536
_WORST = 25.0


class MetricX(Neural):
    """Mean MetricX score: predicted MQM penalty from 0 to 25, lower is better; with or without a source."""

    higher_is_better: ClassVar[bool] = False
    scale: ClassVar[float] = 0.0
    package: ClassVar[str] = "transformers"
    distribution: ClassVar[str] = "transformers"
    extra: ClassVar[str] = "metricx"
    model: ClassVar[str] = "google/metricx-24-hybrid-large-v2p6"
    tokenizer: ClassVar[str] = "google/mt5-large"

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        from pathlib import Path

        from transformers import AutoTokenizer, MT5ForConditionalGeneration

        with self.loading():
            here = Path(self._name)
            own = here.is_dir() and any(here.glob("*token*"))  # MetricX's own folders have no tokenizer, mT5's is used
            words = AutoTokenizer.from_pretrained(self._name if own else self.tokenizer)
            return words, MT5ForConditionalGeneration.from_pretrained(self._name).to(self.device).eval()

    def segment_scores(
        self, hypotheses: Sequence[str], references: Sequence[str], sources: Sequence[str] | None
    ) -> list[float]:
        """The score token's logit at the decoder's first place, from 0 to 25."""
        import torch

        words, model = self._loaded
        found: list[float] = []
        size = int(self.given.get("batch", 8)) or 8
        texts = [
            (f"source: {sources[row]} " if sources else "") + f"candidate: {hypothesis} reference: {reference}"
            for row, (hypothesis, reference) in enumerate(zip(hypotheses, references, strict=True))
        ]
        for at in range(0, len(texts), size):
            given = words(texts[at : at + size], padding=True, return_tensors="pt")
            if given["input_ids"].shape[1] > _LONGEST:
                raise InputError(
                    f"metricx reads {_LONGEST} tokens; a row near row {at + 1} is longer: cut it into segments"
                )
            # MetricX was trained without the end token that the tokenizer adds.
            ids, mask = given["input_ids"], given["attention_mask"]
            last = mask.sum(dim=1) - 1
            ends = ids.gather(1, last[:, None]).squeeze(1) == words.eos_token_id
            mask[torch.arange(len(mask))[ends], last[ends]] = 0
            start = torch.full((len(ids), 1), model.config.decoder_start_token_id or 0)
            with torch.no_grad():
                logits = model(
                    input_ids=ids.to(self.device),
                    attention_mask=mask.to(self.device),
                    decoder_input_ids=start.to(self.device),
                ).logits
            found += logits[:, 0, _SCORE_TOKEN].float().clamp(0, _WORST).tolist()
        return found
