"""COMET (Rei et al., EMNLP 2020 and WMT 2022) by its own package; needs the extra ``comet`` and a model."""

from __future__ import annotations

from hexapla.metrics._comet import CometModel


class Comet(CometModel):
    """Mean COMET score; needs the source as well."""

    model = "Unbabel/wmt22-comet-da"
