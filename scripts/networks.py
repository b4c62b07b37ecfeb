"""Trains the small networks whose weights rules come with: one hidden layer, by Adam."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

HIDDEN, BATCH, RATE, SLOWER = 32, 512, 0.01, 0.94


def train(features: Any, wanted: Any, *, epochs: int, decay: float) -> dict[str, Any]:
    """Weights as ``hexapla.rules._networks`` reads them; the scaling of the features is folded into them.

    Args:
        features: An array with a row for each example.
        wanted: An array with 1.0 for each example that is to be found, 0.0 for the others.
        epochs: How often all examples are gone through.
        decay: By how much large weights are held back.
    """
    import numpy as np

    mean, spread = features.mean(0), features.std(0) + 1e-9
    values, random_ = (features - mean) / spread, np.random.default_rng(0)
    weights = [
        random_.normal(0, 0.3, (values.shape[1], HIDDEN)),
        np.zeros(HIDDEN),
        random_.normal(0, 0.3, HIDDEN),
        -2.0,
    ]
    first, second = [0.0] * 4, [0.0] * 4
    order, rate, step = np.arange(len(values)), RATE, 0
    for _ in range(epochs):
        random_.shuffle(order)
        for at in range(0, len(order), BATCH):
            part = order[at : at + BATCH]
            inner, offset, outer, bias = weights
            hidden = np.tanh(values[part] @ inner + offset)
            error = (1 / (1 + np.exp(-(hidden @ outer + bias))) - wanted[part]) / len(part)
            back = (error[:, None] * outer) * (1 - hidden * hidden)
            slopes = [values[part].T @ back + decay * inner, back.sum(0), hidden.T @ error + decay * outer, error.sum()]
            step += 1
            for k, slope in enumerate(slopes):
                first[k] = 0.9 * first[k] + 0.1 * slope
                second[k] = 0.999 * second[k] + 0.001 * slope**2
                move = first[k] / (1 - 0.9**step) / (np.sqrt(second[k] / (1 - 0.999**step)) + 1e-8)
                weights[k] = weights[k] - rate * move
        rate *= SLOWER
    inner, offset, outer, bias = weights
    offset = offset - (mean / spread) @ inner
    inner = inner / spread[:, None]
    return {
        "bias": round(float(bias), 4),
        "inner": [[round(float(x), 4) for x in row] for row in inner],
        "offset": [round(float(x), 4) for x in offset],
        "outer": [round(float(x), 4) for x in outer],
    }


def scores(weights: dict[str, Any], features: Sequence[Sequence[float]]) -> Any:
    """The log odds that a network gives each row of features."""
    import numpy as np

    if not features:
        return []
    inner, offset, outer = (np.array(weights[key]) for key in ("inner", "offset", "outer"))
    return np.tanh(np.array(features) @ inner + offset) @ outer + weights["bias"]
