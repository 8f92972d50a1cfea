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
SUM_OF_CHANNELS: Image = np.ones((1, 3), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class EdgeField:
    """``planes`` are E, F and G, (H, W) float32 each; ``magnitude`` (H, W) is the trace's root, in levels per pixel."""

    planes: tuple[Image, Image, Image]
    magnitude: Image
    noise: float
    """The usual magnitude away from edges."""

    @property
    def tensor(self) -> Image:
        """(H, W, 3): E, F, G."""
        return np.asarray(cv2.merge(self.planes), dtype=np.float32)

    @property
    def height(self) -> int:
        """Rows."""
        return int(self.magnitude.shape[0])

    @property
    def width(self) -> int:
        """Columns."""
        return int(self.magnitude.shape[1])

    @property
    def threshold(self) -> float:
        """The least magnitude that counts as an edge."""
        return max(1.2, 2.1 * self.noise)


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """What lies across S sampled places: the ``squared`` contrast (O, S), 0 where most of it runs another way, and
    ``outside``, where the image ends (None: nowhere); the contrast is 0 there.
    """

    squared: Floats
    outside: Bools | None


def edge_field(lab: Image, sigma: float) -> EdgeField:
    """The tensor of an (H, W, 3) float32 Lab image after a Gaussian blur of ``sigma`` pixels."""
    smooth = cv2.GaussianBlur(lab, (0, 0), sigma)
    gx, gy = (np.asarray(cv2.Scharr(smooth, cv2.CV_32F, dx, 1 - dx, scale=1 / SCHARR_GAIN)) for dx in (1, 0))
    e, f, g = (_summed(a * b) for a, b in ((gx, gx), (gx, gy), (gy, gy)))
    magnitude = np.sqrt(e + g)
    return EdgeField((e, f, g), magnitude, float(np.median(magnitude[::3, ::3])) + 0.15)


def _summed(channels: Image) -> Image:
    return np.asarray(cv2.transform(channels, SUM_OF_CHANNELS), dtype=np.float32)


def with_silhouettes(field: EdgeField, plane: Image, levels: float) -> EdgeField:
    """``field`` with the edges of ``plane``, a probability (h, w) of the same photo at any size, added to its own.

    A probability that rises from 0 to 1 counts like a rise of ``levels`` in lightness.
    """
    whole = cv2.resize(plane, (field.width, field.height), interpolation=cv2.INTER_LINEAR)
    gain = np.float32(levels / SCHARR_GAIN)
    gx, gy = (np.asarray(cv2.Scharr(whole, cv2.CV_32F, dx, 1 - dx)) * gain for dx in (1, 0))
    e, f, g = (own + seen for own, seen in zip(field.planes, (gx * gx, gx * gy, gy * gy), strict=True))
    return replace(field, planes=(e, f, g), magnitude=np.sqrt(e + g))


def profile_across(field: EdgeField, points: Floats, normals: Floats, offsets: Floats, least_share: float) -> Profile:
    """Contrast at ``points`` (2, S) shifted by ``offsets`` (O,) px along ``normals`` (2, S).

    It counts where at least that share of all contrast at the place runs along the normal.
    """
    x, y = (np.multiply.outer(offsets, along) for along in normals)
    x += points[0]
    y += points[1]
    at = y.astype(np.intp)
    at *= field.width
    at += x.astype(np.intp)
    e, f, g = (plane.take(at, mode="clip").astype(float) for plane in field.planes)
    least = e + g
    least += 1e-6
    least *= least_share
    nx, ny = normals
    e *= nx * nx
    f *= 2 * nx * ny
    g *= ny * ny
    e += f
    e += g
    e *= e > least
    outside = _outside(field, x, y)
    if outside is not None:
        e[outside] = 0
    return Profile(e, outside)


def _outside(field: EdgeField, x: Floats, y: Floats) -> Bools | None:
    """Where (O, S) places leave the image; None where none does. Each column lies on a line: its ends tell."""

    def leaving(x: Floats, y: Floats) -> Bools:
        return np.asarray((x < 1) | (y < 1) | (x >= field.width - 1) | (y >= field.height - 1))

    return leaving(x, y) if leaving(x[[0, -1]], y[[0, -1]]).any() else None
