"""Grounds beyond plain ones: what is woven, printed or pressed into the sheet, as tone or as a second colour."""

from enum import StrEnum

import numpy as np

from mineral_desk.training.scenes.noise import Floats, floats, fractal, noise, smoothstep


class Motif(StrEnum):
    """How a second colour lies in a sheet."""

    NONE = "none"
    STRIPES = "stripes"
    CHECKS = "checks"
    DOTS = "dots"
    DAMASK = "damask"
    PRINT = "print"
    STAINS = "stains"


def motif_share(motif: Motif, points: Floats, footprint: Floats, pitch_mm: float, offset: float) -> Floats:
    """(N,) how much of the second colour there is at ``points`` (N, 3), 0 to 1; ``pitch_mm`` is the repeat."""
    x = points[:, 0] / np.float32(pitch_mm) + np.float32(offset)
    y = (points[:, 1] + points[:, 2]) / np.float32(pitch_mm) + np.float32(0.37 * offset)
    if motif is Motif.STAINS:
        return smoothstep(0.6, 2.0, fractal(points, 1.2 / pitch_mm, 4, offset))
    seen = floats(np.clip(1.6 - 2.0 * footprint / np.float32(pitch_mm), 0, 1))
    return _tile(motif, x, y, offset) * seen


def _tile(motif: Motif, x: Floats, y: Floats, offset: float) -> Floats:
    match motif:
        case Motif.STRIPES:
            return smoothstep(0.0, 0.15, np.sin(2 * np.pi * x))
        case Motif.CHECKS:
            across, along = (smoothstep(-0.08, 0.08, np.sin(2 * np.pi * axis)) for axis in (x, y))
            return floats(0.5 * (across + along))
        case Motif.DOTS:
            apart = np.hypot((x + 0.5 * np.floor(y)) % 1 - 0.5, y % 1 - 0.5)
            return 1 - smoothstep(0.2, 0.27, floats(apart))
        case Motif.DAMASK:
            wave = np.sin(2 * np.pi * x + 1.4 * np.sin(2 * np.pi * y)) * np.sin(
                2 * np.pi * y + 1.4 * np.cos(2 * np.pi * x)
            )
            return smoothstep(-0.1, 0.2, floats(wave))
        case Motif.PRINT:
            return _print_share(x, y, offset)
        case _:
            return np.zeros(len(x), np.float32)


def _print_share(x: Floats, y: Floats, offset: float) -> Floats:
    """Lines of text as seen by one who does not read them: words of strokes with gaps, in columns."""
    line, within = np.floor(y), y % 1
    body = (within > 0.28) & (within < 0.68)
    cells = np.stack([4.5 * x, 3.0 * line, np.full_like(x, offset)], axis=1)
    words = noise(floats(cells), 0.12, offset) > -0.55
    strokes = noise(floats(np.stack([26 * x, 9 * y, 7.7 * line], axis=1)), 0.16, offset + 3) > 0.15
    column = (x / 16) % 1 < 0.93
    return floats(0.85 * (body & words & strokes & column))


def creases(points: Floats, depth: float, pitch_mm: float, light_side: float, offset: float) -> Floats:
    """(N,) tone of a sheet that was folded or rumpled: each crease light on one side, dark on the other."""
    flat = points * floats([1, 1, 1])
    step = np.float32(0.06 * pitch_mm)
    here = _ridges(flat, pitch_mm, offset)
    beside = _ridges(flat + floats([light_side, -0.6, 0]) * step, pitch_mm, offset)
    return floats(np.clip(1 + np.float32(depth) * (here - beside) * np.float32(6), 0.35, 1.9))


def _ridges(points: Floats, pitch_mm: float, offset: float) -> Floats:
    stretched = points * floats([1.0, 0.55, 0.8])
    return fractal(stretched, 0.5 / pitch_mm, 3, offset + 11, 0.45, ridged=True)


def coarse_weave(points: Floats, footprint: Floats, thread_mm: float, offset: float) -> Floats:
    """(N,) tone of burlap or linen: two sets of uneven threads, over and under each other."""
    seen = floats(np.clip(1.6 - 2.4 * footprint / np.float32(thread_mm), 0, 1))
    uneven = np.float32(0.7) * noise(points, 0.12 / thread_mm, offset)
    x, y = points[:, 0], points[:, 1] + points[:, 2]
    turn_x, turn_y = (np.float32(np.pi / thread_mm) * axis + uneven for axis in (x, y))
    over = np.sign(np.sin(turn_x) * np.sin(turn_y))
    thread = np.where(over > 0, np.abs(np.cos(turn_y)), np.abs(np.cos(turn_x)))
    slub = 0.12 * noise(points * floats([0.3, 3, 3]), 0.3 / thread_mm, offset + 4)
    return floats(1 + seen * (0.55 * (0.55 - thread) + slub))


def cardboard(points: Floats, footprint: Floats, offset: float) -> Floats:
    """(N,) tone of corrugated cardboard: faint ribs, fibres, a few dents."""
    seen = floats(np.clip(1.6 - 3.2 * footprint / np.float32(6.5), 0, 1))
    ribs = 0.05 * seen * np.sin(points[:, 0] * np.float32(2 * np.pi / 6.5))
    fibres = 0.05 * fractal(points * floats([0.25, 1, 1]), 0.4, 3, offset)
    return floats(1 + ribs + fibres + 0.05 * fractal(points, 0.012, 2, offset + 5))
