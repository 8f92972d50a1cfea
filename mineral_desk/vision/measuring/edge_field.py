"""Edges of a colour image as a gradient tensor (Di Zenzo 1986, "A note on the gradient of a multi-image").

For each pixel the tensor [[E, F], [F, G]] sums the outer products of the channels' gradients. Along a unit normal n the
squared contrast is ``n' T n``; the share of it in the trace says whether an edge really runs at right angles to n.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.vision.measuring.wireframe import Bools, Floats

Image = npt.NDArray[np.float32]

SCHARR_GAIN = 32.0
"""The Scharr kernel's answer to a slope of one level per pixel."""


@dataclass(frozen=True, slots=True, eq=False)
class EdgeField:
    """``tensor`` (H, W, 3) float32 holds E, F, G; ``magnitude`` (H, W) is its trace's root, in levels per pixel."""

    tensor: Image
    magnitude: Image
    noise: float
    """The usual magnitude away from edges."""

    @property
    def height(self) -> int:
        """Rows."""
        return int(self.tensor.shape[0])

    @property
    def width(self) -> int:
        """Columns."""
        return int(self.tensor.shape[1])

    @property
    def threshold(self) -> float:
        """The least magnitude that counts as an edge."""
        return max(1.2, 2.1 * self.noise)


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """What lies across the sampled edges: contrast along the normal and its share of all contrast there."""

    contrast: Floats
    dominance: Floats
    outside: Bools
    """Where the samples leave the image."""


def edge_field(lab: Image, sigma: float) -> EdgeField:
    """The tensor of an (H, W, 3) float32 Lab image after a Gaussian blur of ``sigma`` pixels."""
    smooth = cv2.GaussianBlur(lab, (0, 0), sigma)
    gx = np.asarray(cv2.Scharr(smooth, cv2.CV_32F, 1, 0)) / np.float32(SCHARR_GAIN)
    gy = np.asarray(cv2.Scharr(smooth, cv2.CV_32F, 0, 1)) / np.float32(SCHARR_GAIN)
    tensor = np.stack([np.einsum("hwc,hwc->hw", a, b) for a, b in ((gx, gx), (gx, gy), (gy, gy))], axis=-1)
    magnitude = np.sqrt(tensor[..., 0] + tensor[..., 2])
    return EdgeField(tensor, magnitude, float(np.median(magnitude[::3, ::3])) + 0.15)


def with_silhouettes(field: EdgeField, plane: Image, levels: float) -> EdgeField:
    """``field`` with the edges of ``plane``, a probability (h, w) of the same photo at any size, added to its own.

    A probability that rises from 0 to 1 counts like a rise of ``levels`` in lightness.
    """
    whole = cv2.resize(plane, (field.width, field.height), interpolation=cv2.INTER_LINEAR)
    gain = np.float32(levels / SCHARR_GAIN)
    gx, gy = (np.asarray(cv2.Scharr(whole, cv2.CV_32F, dx, 1 - dx)) * gain for dx in (1, 0))
    tensor = field.tensor + np.stack([gx * gx, gx * gy, gy * gy], axis=-1)
    return replace(field, tensor=tensor, magnitude=np.sqrt(tensor[..., 0] + tensor[..., 2]))


def profile_across(field: EdgeField, points: Floats, normals: Floats, offsets: Floats) -> Profile:
    """Contrast at ``points`` (N, 12, k, 2) shifted by ``offsets`` (O,) px along ``normals``: arrays (N, 12, k, O)."""
    x = points[..., 0, None] + normals[:, :, None, None, 0] * offsets
    y = points[..., 1, None] + normals[:, :, None, None, 1] * offsets
    columns, rows = x.astype(np.intp), y.astype(np.intp)
    outside = (x < 1) | (y < 1) | (columns > field.width - 2) | (rows > field.height - 2)
    np.clip(columns, 0, field.width - 1, out=columns)
    np.clip(rows, 0, field.height - 1, out=rows)
    tensor = field.tensor[rows, columns].astype(float)
    nx, ny = normals[:, :, None, None, 0], normals[:, :, None, None, 1]
    squared = nx * nx * tensor[..., 0] + 2 * nx * ny * tensor[..., 1] + ny * ny * tensor[..., 2]
    squared = np.maximum(squared, 0)
    return Profile(np.sqrt(squared), squared / (tensor[..., 0] + tensor[..., 2] + 1e-6), outside)
