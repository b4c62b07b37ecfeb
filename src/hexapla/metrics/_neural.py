"""What neural metrics have in common: a score a row from a model that is loaded on first use, and their mean.

Model, version of its package and device are part of the signature: the same model has given other numbers under other
versions. Nothing here downloads anything; the packages do so by themselves when a model is named that is not there yet.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, ClassVar

from hexapla.errors import ConfigError, MissingExtra
from hexapla.metrics import Statistics
from hexapla.metrics._with_source import MetricWithSource

if TYPE_CHECKING:
    from collections.abc import Iterator


DEVICES = ("auto", "cpu", "cuda", "mps")


class Neural(MetricWithSource):
    """The mean of the scores that a model gives rows.

    Class attributes:
        package: What must be importable.
        distribution: Its name on the package index, whose version is in the signature.
        extra: The extra that brings it.
        model: Name or path of the model used unless the option ``model`` says otherwise.
    """

    package: ClassVar[str]
    distribution: ClassVar[str]
    extra: ClassVar[str]
    model: ClassVar[str]
    options: ClassVar[Mapping[str, Any]] = {"model": str, "device": DEVICES, "batch": int}

    @property
    def _name(self) -> str:
        return str(self.given.get("model", self.model))

    @property
    def device(self) -> str:
        """Where the model runs: what was asked for, else the graphics card if there is one."""
        wanted = str(self.given.get("device", "auto"))
        self._require()
        import torch

        if wanted == "auto":
            return "cuda" if torch.cuda.is_available() else "cpu"
        if wanted == "cuda" and not torch.cuda.is_available():
            raise ConfigError(f"{self.label}: no CUDA device can be used here; leave device out, or say device=cpu")
        return wanted

    def _require(self) -> None:
        if find_spec(self.package) is None or find_spec("torch") is None:
            raise MissingExtra(self.extra, f"the metric {self.name()}")

    @property
    def signature(self) -> str:
        """References, model, device, and the package's version."""
        self._require()
        parts = [
            self.name(),
            f"nrefs:{self.references}",
            f"src:{'yes' if self.source else 'no'}",
            f"model:{self._name}",
        ]
        return "|".join([*parts, f"device:{self.device}", f"{self.distribution}:{version(self.distribution)}"])

    @abstractmethod
    def segment_scores(
        self, hypotheses: Sequence[str], references: Sequence[str], sources: Sequence[str] | None
    ) -> list[float]:
        """The model's score of each row against one reference."""

    def statistics(
        self, hypotheses: Sequence[str], references: Sequence[Sequence[str]], sources: Sequence[str] | None = None
    ) -> list[Statistics]:
        """Score, and 1; of several references the best's."""
        self._require()
        if not hypotheses:
            return []
        columns = [self.segment_scores(hypotheses, [r[k] for r in references], sources) for k in range(self.references)]
        best = max if self.higher_is_better else min
        return [(float(best(row)), 1.0) for row in zip(*columns, strict=True)]

    def score(self, total: Statistics) -> float:
        """The mean."""
        return total[0] / total[1] if total and total[1] else 0.0

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Says in one line why a model cannot be loaded."""
        try:
            yield
        except Exception as error:
            reason = " ".join(str(error).split())[:300] or type(error).__name__
            raise ConfigError(f"{self.label}: the model {self._name} cannot be loaded: {reason}") from error
