"""Loading and running of COMET's models, old and new."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from hexapla.errors import ConfigError
from hexapla.metrics._neural import Neural


class CometModel(Neural):
    """A model of the package ``unbabel-comet``: a name to download, or the path of a checkpoint."""

    package: ClassVar[str] = "comet"
    distribution: ClassVar[str] = "unbabel-comet"
    extra: ClassVar[str] = "comet"
    scale: ClassVar[float] = 1.0

    @cached_property
    def _model(self) -> Any:
        with self.loading():
            from comet import download_model, load_from_checkpoint

            path = self._name if Path(self._name).is_file() else download_model(self._name)
            return load_from_checkpoint(path).eval()

    def segment_scores(
        self, hypotheses: Sequence[str], references: Sequence[str], sources: Sequence[str] | None
    ) -> list[float]:
        """COMET's own segment scores."""
        if sources is None:
            raise ConfigError(f"{self.name()} looks at the source as well; give it with --source")
        rows = [
            {"src": source, "mt": hypothesis, "ref": reference}
            for source, hypothesis, reference in zip(sources, hypotheses, references, strict=True)
        ]
        kind = {"cuda": "gpu"}.get(self.device, self.device)
        found = self._model.predict(
            rows,
            batch_size=int(self.given.get("batch", 8)) or 8,
            gpus=0 if self.device == "cpu" else 1,
            accelerator=kind,
            progress_bar=False,
            num_workers=0 if self.device == "cpu" else None,
        )
        return [float(score) for score in found.scores]
