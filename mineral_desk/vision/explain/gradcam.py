"""GradCAM++ in closed form: no automatic differentiation at run time.

Chattopadhyay et al. 2018, equations 10, 11 and 19. With the derivative g_k of the species' score by every cell of
channel k (the same in every cell, because the network averages over space before its head), and A_k the channel:

    alpha_k = g_k^2 / (2 g_k^2 + g_k^3 sum(A_k)) = 1 / (2 + g_k sum(A_k))
    w_k     = (number of cells) * alpha_k * max(g_k, 0)
    map     = max(sum over k of w_k A_k, 0)
"""

import numpy as np

from mineral_desk.vision.inference import Array
from mineral_desk.vision.linear_head import AnyHead


def gradcam_plus_plus(activations: Array, head: AnyHead, species: int) -> Array:
    """The map (h, w) float32, 0 to 1, of the species with index ``species`` for activations (K, h, w) >= 0.

    All zero where nothing speaks for the species.
    """
    cells = activations.shape[1] * activations.shape[2]
    gradient = head.gradient(activations, species) / cells
    return scaled_to_one(np.maximum(weighted_sum(activations, channel_weights(activations, gradient)), 0))


def gradcam_plus_plus_by_cell(activations: Array, gradient: Array) -> Array:
    """The same map (h, w) where the derivative (K, h, w) of the score differs from cell to cell.

    So it does where attention pools: then alpha is one number a cell, and w_k the sum over cells of alpha * max(g, 0).
    ``activations`` (K, h, w) may be negative, as tokens are; equation 19 asks for sums that are not, and a channel with
    a negative one has alpha = 1 / 2. All zero where nothing speaks for the species.
    """
    positive = np.maximum(gradient, 0)
    sums = np.maximum(activations.sum(axis=(1, 2), keepdims=True), 0)
    weights = np.asarray((positive / (2 + positive * sums)).sum(axis=(1, 2)), np.float32)
    return scaled_to_one(np.maximum(weighted_sum(activations, weights), 0))


def channel_weights(activations: Array, gradient: Array) -> Array:
    """The weights w_k (K,) for activations (K, h, w) and the derivative (K,) by each of their cells."""
    positive = np.maximum(gradient, 0)
    cells = activations.shape[1] * activations.shape[2]
    alpha = 1 / (2 + positive * np.maximum(activations.sum(axis=(1, 2)), 0))
    return np.asarray(cells * alpha * positive, np.float32)


def weighted_sum(activations: Array, weights: Array) -> Array:
    """The channels (K, h, w) added with weights (K,): (h, w)."""
    return np.asarray(np.tensordot(weights, activations, axes=1), np.float32)


def scaled_to_one(values: Array) -> Array:
    """``values`` moved and stretched to 0 ... 1; all zero if they are all the same."""
    low, high = float(values.min()), float(values.max())
    if high - low < 1e-12:
        return np.zeros_like(values)
    return np.asarray((values - low) / (high - low), np.float32)
