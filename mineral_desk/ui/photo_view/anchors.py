"""The points of an outline that can be dragged: few enough to be seen, the fine outline follows them."""

import numpy as np
import numpy.typing as npt

Outline = npt.NDArray[np.float64]
"""(N, 2) in pixels of the photo, closed, not repeated at the end."""
Anchors = tuple[int, ...]
"""Rising indices into an outline."""

MOST_ANCHORS = 18
LEAST_ANCHORS = 3
LEAST_SAG = 0.006
"""An anchor more is worth it where the outline leaves the chord by that share of its extent."""


def choose_anchors(outline: Outline) -> Anchors:
    """The points that describe the outline best: ever the one farthest off the chord between two chosen ones.

    The polyline simplification of Douglas and Peucker (1973), stopped at a number of points.
    """
    if len(outline) <= LEAST_ANCHORS:
        return tuple(range(len(outline)))
    extent = float(np.ptp(outline, axis=0).max()) or 1.0
    first = int(np.argmax(np.hypot(*(outline - outline.mean(axis=0)).T)))
    second = int(np.argmax(np.hypot(*(outline - outline[first]).T)))
    chosen = sorted({first, second})
    spans = {start: _farthest(outline, start, end) for start, end in _pairs(chosen)}
    while len(chosen) < MOST_ANCHORS:
        start = max(spans, key=lambda one: spans[one][0])
        sag, place = spans[start]
        if sag <= 0 or (sag < LEAST_SAG * extent and len(chosen) > LEAST_ANCHORS):
            break
        chosen = sorted({*chosen, place})
        for one, end in _pairs(chosen):
            if one in (start, place):
                spans[one] = _farthest(outline, one, end)
    return tuple(chosen)


def dragged(outline: Outline, anchors: Anchors, which: int, to: tuple[float, float]) -> Outline:
    """The outline with anchor ``which`` at ``to``: its neighbours stay, what lies between follows evenly."""
    moved = outline.copy()
    place = anchors[which]
    shift = np.asarray(to, np.float64) - outline[place]
    for neighbour, step in ((anchors[which - 1], -1), (anchors[(which + 1) % len(anchors)], 1)):
        run = _run(len(outline), place, neighbour, step)
        steps = np.hypot(*np.diff(outline[run], axis=0).T)
        along = np.concatenate([[0.0], np.cumsum(steps)])
        share = 1.0 - along / along[-1] if along[-1] > 0 else np.linspace(1.0, 0.0, len(run))
        moved[run[1:]] = outline[run[1:]] + share[1:, None] * shift
    moved[place] = to
    return moved


def with_anchor(outline: Outline, anchors: Anchors, at: tuple[float, float]) -> tuple[Outline, Anchors, int]:
    """One more anchor where the outline passes ``at``: the outline, its anchors, and which one is new."""
    ends = np.roll(outline, -1, axis=0)
    sides = ends - outline
    lengths = np.maximum((sides**2).sum(axis=1), 1e-12)
    share = np.clip(((np.asarray(at) - outline) * sides).sum(axis=1) / lengths, 0.0, 1.0)
    feet = outline + share[:, None] * sides
    side = int(np.argmin(((feet - np.asarray(at)) ** 2).sum(axis=1)))
    place = side + 1
    grown = np.insert(outline, place, feet[side], axis=0)
    shifted = sorted([*(one + (one >= place) for one in anchors), place])
    return grown, tuple(shifted), shifted.index(place)


def without_anchor(outline: Outline, anchors: Anchors, which: int) -> tuple[Outline, Anchors]:
    """The outline straight between the neighbours of an anchor; three anchors are the least."""
    if len(anchors) <= LEAST_ANCHORS:
        return outline, anchors
    before, after = anchors[which - 1], anchors[(which + 1) % len(anchors)]
    gone = set(_run(len(outline), before, after, 1)[1:-1])
    kept = [place for place in range(len(outline)) if place not in gone]
    new_place = {old: new for new, old in enumerate(kept)}
    rest = (one for place, one in enumerate(anchors) if place != which)
    return outline[kept], tuple(sorted(new_place[one] for one in rest))


def middles(outline: Outline, anchors: Anchors) -> Outline:
    """The outline's point halfway between each anchor and the next, (len(anchors), 2)."""
    found = np.empty((len(anchors), 2))
    for which, (start, end) in enumerate(_pairs(list(anchors))):
        run = outline[_run(len(outline), start, end, 1)]
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(run, axis=0).T))])
        found[which] = [np.interp(along[-1] / 2, along, run[:, axis]) for axis in (0, 1)]
    return found


def distances(points: Outline, outline: Outline) -> npt.NDArray[np.float64]:
    """How far each of ``points`` (M, 2) lies off the closed outline, (M,)."""
    sides = np.roll(outline, -1, axis=0) - outline
    lengths = np.maximum((sides**2).sum(axis=1), 1e-12)
    offsets = points[:, None] - outline[None]
    share = np.clip((offsets * sides).sum(axis=2) / lengths, 0.0, 1.0)
    gaps = offsets - share[..., None] * sides
    return np.asarray(np.sqrt((gaps**2).sum(axis=2)).min(axis=1))


def _pairs(chosen: list[int]) -> list[tuple[int, int]]:
    return list(zip(chosen, [*chosen[1:], *chosen[:1]], strict=True))


def _run(count: int, start: int, end: int, step: int) -> list[int]:
    """The indices from ``start`` to ``end`` around a closed outline; all the way round where both are the same."""
    many = (step * (end - start)) % count or count
    return [(start + step * place) % count for place in range(many + 1)]


def _farthest(outline: Outline, start: int, end: int) -> tuple[float, int]:
    """How far the outline leaves the chord between two of its points, and where."""
    run = _run(len(outline), start, end, 1)
    if len(run) < 3:
        return 0.0, start
    points = outline[run]
    chord = points[-1] - points[0]
    length = float(np.hypot(*chord))
    offsets = points - points[0]
    across = np.abs(chord[0] * offsets[:, 1] - chord[1] * offsets[:, 0])
    gaps = across / length if length > 0 else np.hypot(*offsets.T)
    place = int(np.argmax(gaps[1:-1])) + 1
    return float(gaps[place]), run[place]
