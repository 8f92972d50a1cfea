"""Which triangle each pixel sees: a z-buffer over many small triangles at once."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mineral_desk.training.scenes.camera import Camera
from mineral_desk.training.scenes.mesh import Ints, Mesh
from mineral_desk.training.scenes.noise import Floats

_CANDIDATES_AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """The covered pixels: flat ``pixel`` index, ``face`` index and perspective-true corner ``weights`` (K, 3)."""

    pixel: npt.NDArray[np.int64]
    face: Ints
    weights: Floats
    depth: Floats

    def interpolate(self, mesh: Mesh, values: Floats) -> Floats:
        """Vertex ``values`` (N,) or (N, D) at each covered pixel."""
        corners = mesh.faces[self.face]
        first, second, third = (values[corners[:, k]] for k in range(3))
        w = self.weights if values.ndim == 1 else self.weights[:, :, None]
        return np.asarray(first * w[:, 0] + second * w[:, 1] + third * w[:, 2], np.float32)


def rasterise(mesh: Mesh, camera: Camera, farthest: bool = False) -> Hits:
    """The nearest front-facing surface at each pixel centre (``farthest``: the farthest back-facing one)."""
    xy, depth = camera.project(mesh.vertices)
    faces = _facing(mesh.faces, xy, backwards=farthest)
    boxes = _pixel_boxes(xy[mesh.faces[faces]], camera)
    counts = boxes[2] * boxes[3]
    faces, boxes, counts = faces[counts > 0], boxes[:, counts > 0], counts[counts > 0]
    best = np.full(camera.width * camera.height, np.inf, np.float32)
    chunks: list[tuple[Hits, Floats]] = []
    if not len(faces):
        return _winners(chunks, best)
    edges = np.searchsorted(np.cumsum(counts), np.arange(0, counts.sum(), _CANDIDATES_AT_ONCE))
    for start, stop in zip(edges, [*edges[1:], len(faces)], strict=True):
        part = slice(start, stop)
        hit = _candidates(mesh.faces, faces[part], boxes[:, part], counts[part], xy, depth, camera.width)
        key = -hit.depth if farthest else hit.depth
        np.minimum.at(best, hit.pixel, key)
        chunks.append((hit, key))
    return _winners(chunks, best)


def _facing(faces: Ints, xy: Floats, backwards: bool) -> npt.NDArray[np.int64]:
    a, b, c = (xy[faces[:, k]] for k in range(3))
    turn = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    return np.flatnonzero(turn > 0 if backwards else turn < 0)


def _pixel_boxes(corners: Floats, camera: Camera) -> npt.NDArray[np.int64]:
    """(4, M): first column, first row, columns, rows of the pixel centres that a triangle may cover."""
    limit = np.array([camera.width, camera.height])
    # Much faster than .min(axis=1): the axis is short.
    a, b, c = (corners[:, k] for k in range(3))
    least, most = np.minimum(np.minimum(a, b), c), np.maximum(np.maximum(a, b), c)
    low = np.clip(np.ceil(least - 0.5), 0, limit).astype(np.int64)
    high = np.clip(np.floor(most - 0.5) + 1, 0, limit).astype(np.int64)
    return np.concatenate([low, np.maximum(high - low, 0)], axis=1).T


def _candidates(  # noqa: PLR0917
    all_faces: Ints,
    faces: npt.NDArray[np.int64],
    boxes: npt.NDArray[np.int64],
    counts: npt.NDArray[np.int64],
    xy: Floats,
    depth: Floats,
    width: int,
) -> Hits:
    """Every pixel centre in every triangle's box that lies inside the triangle."""
    owner = np.repeat(np.arange(len(faces)), counts)
    step = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    columns = boxes[2][owner]
    row, column = boxes[1][owner] + step // columns, boxes[0][owner] + step % columns
    px, py = column.astype(np.float32) + np.float32(0.5), row.astype(np.float32) + np.float32(0.5)
    corner = all_faces[faces]
    a, b, c = (xy[corner[:, k]] for k in range(3))
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    ab, ac = (b - a) / area[:, None], (c - a) / area[:, None]
    dx, dy = px - a[owner, 0], py - a[owner, 1]
    wb = dx * ac[owner, 1] - dy * ac[owner, 0]
    wc = dy * ab[owner, 0] - dx * ab[owner, 1]
    inside = np.flatnonzero((wb >= 0) & (wc >= 0) & (wb + wc <= 1))
    owner, wb, wc = owner[inside], wb[inside], wc[inside]
    near = 1.0 / depth[corner[owner]]
    weights = np.stack([1 - wb - wc, wb, wc], axis=1) * near
    total = weights.sum(axis=1)
    pixel = row[inside] * width + column[inside]
    return Hits(pixel, faces[owner].astype(np.int32), weights / total[:, None], 1.0 / total)


def _winners(chunks: list[tuple[Hits, Floats]], best: Floats) -> Hits:
    kept = []
    for hit, key in chunks:
        won = np.flatnonzero(key == best[hit.pixel])
        kept.append(Hits(hit.pixel[won], hit.face[won], hit.weights[won], hit.depth[won]))
    if not kept:
        none = np.zeros(0, np.float32)
        return Hits(np.zeros(0, np.int64), np.zeros(0, np.int32), none.reshape(0, 3), none)
    merged = [
        np.concatenate(parts) for parts in zip(*((k.pixel, k.face, k.weights, k.depth) for k in kept), strict=True)
    ]
    pixel, first = np.unique(merged[0], return_index=True)
    return Hits(pixel, merged[1][first], merged[2][first], merged[3][first])
