"""Small networks that rules have learnt their judgement from: weights in a JSON file, features in, chances out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _weights(name: str) -> tuple[Any, Any, Any, float]:
    import numpy as np

    values = json.loads(files("hexapla.rules").joinpath(f"_{name}.json").read_text("utf-8"))
    return np.array(values["inner"]), np.array(values["offset"]), np.array(values["outer"]), float(values["bias"])


def chances(name: str, features: Sequence[Sequence[float]]) -> list[float]:
    """How likely each of some things is what a network with one hidden layer was taught to find, 0 to 1.

    Args:
        name: Of the weights: ``gaps``, which ``scripts/train_omissions`` makes, or ``moves``, which ``scripts/train_moves``
            does.
        features: One row of numbers for each thing, in the order the network was trained with.
    """
    import numpy as np

    if not features:
        return []
    inner, offset, outer, bias = _weights(name)
    hidden = np.tanh(np.array(features) @ inner + offset)
    return [float(x) for x in 1 / (1 + np.exp(-(hidden @ outer + bias)))]
