"""XCOMET (Guerreiro et al., TACL 2024) by COMET's package; needs the extra ``comet`` and a model."""

from __future__ import annotations

from hexapla.metrics._comet import CometModel


class XComet(CometModel):
    """Mean xCOMET score."""

    model = "Unbabel/XCOMET-XL"
