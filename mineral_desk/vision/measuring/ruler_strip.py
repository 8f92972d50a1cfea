"""A ruler's ticks straightened into a strip, and what the lengths of the ticks say about their unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.measuring.ruler_search import Band
from mineral_desk.vision.measuring.tick_comb import FEWEST_TICKS, Comb, find_comb
from mineral_desk.vision.measuring.wireframe import Floats

LONGEST_STRIP_PX = 2400
LEAST_THICKNESS_PX = 12.0
MARGIN_ALONG, MARGIN_ACROSS = 0.2, 0.9
"""Shares of the band's length and thickness by which the strip is longer and wider on each side."""
ROWS_TRIED = 18
DECIMAL = (5, 10)
OTHERS = (2, 3, 4, 6, 7, 8, 9, 16)
"""Every how many ticks one may be longer: 5 and 10 on a millimetre scale; 2, 4, 8, 16 on inches; the rest by chance."""
LEAST_DIFFERENCE = 0.3
"""How far longer ticks must stand out where shorter ones have ended, as a share of a tick's contrast."""


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """``grey`` (H, W) float32 along a band; ``zoom`` is strip pixels per pixel of the photo.

    ``slant`` is how far ticks lean: pixels along the strip per pixel across it.
    """

    grey: npt.NDArray[np.float32]
    corner: Floats
    along: Floats
    zoom: float
    slant: float

    def in_photo(self, s: Floats, t: Floats) -> Floats:
        """(N, 2) px of the photo for places (N,) along and across the strip."""
        across = np.array([-self.along[1], self.along[0]])
        return np.asarray(self.corner + (np.outer(s, self.along) + np.outer(t, across)) / self.zoom)


@dataclass(frozen=True, slots=True, eq=False)
class TickRow:
    """The comb found along the ``row`` of a strip where its ticks are clearest.

    ``lean`` says how far ticks lean there, in pixels along the strip per pixel across it, and how much more so a pixel
    further along: parallel ticks seen from the side lie in a fan.
    """

    row: float
    comb: Comb
    lean: tuple[float, float] = (0.0, 0.0)

    def leaning(self, s: Floats) -> Floats:
        """The lean of ticks at places ``s`` (N,) along the strip."""
        return np.asarray(self.lean[0] + self.lean[1] * s)


def cut_strip(pixels: Pixels, band: Band, work_scale: float) -> Strip:
    """The surroundings of a band (pixels of the work size) in ``pixels`` (H, W, 3) uint8 RGB, ticks upright."""
    length = band.length * (1 + 2 * MARGIN_ALONG) / work_scale
    thickness = max(band.thickness, LEAST_THICKNESS_PX) * (1 + 2 * MARGIN_ACROSS) / work_scale
    zoom = float(np.clip(LONGEST_STRIP_PX / length, 0.25, max(1.0, work_scale)))
    across = np.array([-band.along[1], band.along[0]])
    corner = band.centre / work_scale - band.along * length / 2 - across * thickness / 2
    size = (round(length * zoom), round(thickness * zoom))
    photo, shrink = _around(pixels, corner, band.along * length, across * thickness, zoom)
    turn = np.stack([band.along, across], axis=1) / zoom * shrink.factor
    start = (corner - shrink.corner) * shrink.factor
    warp = np.concatenate([turn, start[:, None]], axis=1)
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    grey = cv2.warpAffine(photo, warp, size, flags=how, borderMode=cv2.BORDER_REPLICATE)
    edges = np.array([band.across @ band.along, band.across @ across])
    slant = float(-edges[1] / edges[0])
    return Strip(np.asarray(grey, np.float32), corner, band.along, zoom, slant)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Where a part of the photo was cut out, and by how much it was reduced."""

    corner: Floats
    factor: float


def _around(
    pixels: Pixels, corner: Floats, along: Floats, across: Floats, zoom: float
) -> tuple[npt.NDArray[np.uint8], _Part]:
    """The part of the photo that a strip needs, in grey, reduced (averaged) where the strip is coarser."""
    ends = np.stack([corner, corner + along, corner + across, corner + along + across])
    height, width = pixels.shape[:2]
    x0, y0 = np.clip(np.floor(ends.min(axis=0)).astype(int) - 2, 0, [width - 1, height - 1])
    x1, y1 = np.clip(np.ceil(ends.max(axis=0)).astype(int) + 3, [x0 + 1, y0 + 1], [width, height])
    grey = cv2.cvtColor(np.ascontiguousarray(pixels[y0:y1, x0:x1]), cv2.COLOR_RGB2GRAY)
    factor = min(zoom, 1.0)
    if factor < 1.0:
        grey = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.asarray(grey, np.uint8), _Part(np.array([x0, y0], float), factor)


def find_ticks(strip: Strip) -> TickRow | None:
    """The row of the strip with the best comb, None where none has one."""
    height = len(strip.grey)
    thick = max(1, height // (2 * ROWS_TRIED))
    found: list[TickRow] = []
    for row in np.linspace(0.12 * height, 0.88 * height, ROWS_TRIED):
        top = int(np.clip(row - thick / 2, 0, height - thick))
        comb = find_comb(strip.grey[top : top + thick].mean(axis=0).astype(float))
        if comb is not None:
            found.append(TickRow(top + thick / 2, comb))
    if not found:
        return None
    best = max(found, key=lambda one: one.comb.quality)
    return replace(best, lean=_lean(strip, best, found))


def _lean(strip: Strip, best: TickRow, rows: Sequence[TickRow]) -> tuple[float, float]:
    """How ticks lean, from the same ticks in other rows, the nearest rows first."""
    lean, reach = (strip.slant, 0.0), 0.3 * best.comb.period(0.0)
    base = best.comb.positions
    seen: list[Floats] = []
    for other in sorted(rows, key=lambda one: abs(one.row - best.row)):
        depth = other.row - best.row
        if depth == 0:
            continue
        expected = base + (lean[0] + lean[1] * base) * depth
        nearest = other.comb.positions[np.abs(other.comb.positions - expected[:, None]).argmin(axis=1)]
        same = np.abs(nearest - expected) < reach
        seen.append(np.stack([depth * np.ones(same.sum()), depth * base[same], (nearest - base)[same]]))
        table = np.concatenate(seen, axis=1)
        if table.shape[1] >= FEWEST_TICKS:
            fit = np.linalg.lstsq(table[:2].T, table[2], rcond=None)[0]
            lean = float(fit[0]), float(fit[1])
    return lean


def rhythms(strip: Strip, ticks: TickRow) -> Mapping[int, float]:
    """For every n of :data:`DECIMAL` and :data:`OTHERS`: how surely each n-th tick is longer (t statistic)."""
    numbers = np.arange(ticks.comb.numbers.min(), ticks.comb.numbers.max() + 1)
    contrast = _contrast(strip, ticks, numbers)
    here = np.abs(contrast[np.abs(_depths(strip, ticks)).argmin()]).mean()
    return {n: _clearest(contrast, numbers, n, LEAST_DIFFERENCE * float(here)) for n in (*DECIMAL, *OTHERS)}


def _depths(strip: Strip, ticks: TickRow) -> Floats:
    """(D,): distances from the ticks' row across the strip."""
    height = len(strip.grey)
    return np.arange(0, height, max(1, height // 40), dtype=float) + 0.5 - ticks.row


def _contrast(strip: Strip, ticks: TickRow, numbers: npt.NDArray[np.intp]) -> Floats:
    """(D, N): how far each tick differs from what lies beside it, at every depth."""
    depths, period = _depths(strip, ticks), ticks.comb.period(0.0)
    size = max(1, round(0.25 * period))
    smooth = cv2.blur(strip.grey, (size, max(1, len(strip.grey) // 40)))
    halves = ticks.comb.position(np.arange(2 * numbers[0] - 1, 2 * numbers[-1] + 2) / 2)
    x = (halves + ticks.leaning(halves) * depths[:, None]).astype(np.float32)
    y = np.broadcast_to((depths + ticks.row - 0.5)[:, None], x.shape).astype(np.float32)
    seen = cv2.remap(smooth, x, np.ascontiguousarray(y), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    on, beside = seen[:, 1::2], (seen[:, :-1:2] + seen[:, 2::2]) / 2
    away = np.asarray(on - beside, float)
    row = int(np.abs(depths).argmin())
    return away if away[row].mean() > 0 else -away


def _clearest(contrast: Floats, numbers: npt.NDArray[np.intp], every: int, least: float) -> float:
    """The largest t statistic of each ``every``-th tick against the others, over depths and first ticks."""
    best = 0.0
    for first in range(every):
        chosen = numbers % every == first
        longer, others = contrast[:, chosen], contrast[:, ~chosen]
        if longer.shape[1] < 3:
            continue
        difference = longer.mean(axis=1) - others.mean(axis=1)
        spread = np.sqrt(longer.var(axis=1) / longer.shape[1] + others.var(axis=1) / others.shape[1]) + 1e-6
        stands_out = difference > least
        if stands_out.any():
            best = max(best, float((difference / spread)[stands_out].max()))
    return best
