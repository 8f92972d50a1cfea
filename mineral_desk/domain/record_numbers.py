"""The small parts of a record: rounded numbers, boxes, points, grids and file names as JSON values, and back."""

import base64
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.geometry import Box, Line, Point

PIXEL_DIGITS = 2
FRACTION_DIGITS = 6
SIGNIFICANT_DIGITS = 7
LONGEST_MM = 1e5

_SURROGATES = {0xDC00 + byte: 0xEF00 + byte for byte in range(0x80, 0x100)}
_BYTES = {private: surrogate for surrogate, private in _SURROGATES.items()}


def rounded(value: float | None, digits: int) -> float | None:
    """``value`` to that many decimals; None for what is no number."""
    return round(float(value), digits) if value is not None and math.isfinite(value) else None


def fraction(value: float | None) -> float | None:
    """A probability or share, to six decimals."""
    return rounded(value, FRACTION_DIGITS)


def significant(value: float | None) -> float | None:
    """A number of unknown magnitude, to seven significant digits."""
    return float(f"{float(value):.{SIGNIFICANT_DIGITS}g}") if value is not None and math.isfinite(value) else None


def number(value: object, otherwise: float = 0.0) -> float:
    """A number that must be there; ``otherwise`` where the record has none."""
    return float(value) if isinstance(value, int | float) else otherwise


def length_mm(value: object) -> float | None:
    """A length that makes sense, in millimetres; None for anything else."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= LONGEST_MM:
        return None
    return float(value)


def box_to_list(box: Box | None) -> list[float] | None:
    """``[x0, y0, x1, y1]`` in pixels; None for a box that is none."""
    if box is None or not all(math.isfinite(value) for value in box):
        return None
    return [round(float(value), PIXEL_DIGITS) for value in box]


def box_from_list(values: Sequence[float] | None) -> Box | None:
    """The box again; None for what is none."""
    if values is None or len(values) != 4 or not all(isinstance(value, int | float) for value in values):
        return None
    return Box(*(float(value) for value in values))


def boxes_from_list(many: Iterable[Sequence[float]] | None) -> tuple[Box, ...]:
    """All boxes that are one."""
    return tuple(box for values in many or () if (box := box_from_list(values)) is not None)


def points_to_list(points: Sequence[Point] | npt.NDArray[np.float32]) -> list[list[float]]:
    """``[[x, y], ...]`` in pixels; a coordinate that is none is 0."""
    pairs = np.nan_to_num(np.asarray(points, dtype=np.float64).reshape(-1, 2), posinf=0.0, neginf=0.0)
    rounded_pairs: list[list[float]] = np.round(pairs, PIXEL_DIGITS).tolist()
    return rounded_pairs


def points_from_list(values: Sequence[Sequence[float]] | None) -> tuple[Point, ...]:
    """The points again."""
    return tuple((float(x), float(y)) for x, y in values or ())


def line_from_list(values: Sequence[Sequence[float]] | None) -> Line | None:
    """The two ends again; None for what is no line."""
    points = points_from_list(values)
    return (points[0], points[1]) if len(points) == 2 else None


def grid_to_record(grid: npt.NDArray[np.float32]) -> dict[str, Any]:
    """A (h, w) grid of 0 to 1 as ``{"shape": [h, w], "uint8": base64}``, 255 for 1, row by row."""
    steps = np.rint(np.clip(np.nan_to_num(grid), 0.0, 1.0) * 255.0).astype(np.uint8)
    return {"shape": list(steps.shape), "uint8": base64.b64encode(steps.tobytes()).decode("ascii")}


def grid_from_record(record: Mapping[str, Any]) -> npt.NDArray[np.float32]:
    """The (h, w) float32 grid again."""
    steps = np.frombuffer(base64.b64decode(record["uint8"]), dtype=np.uint8).reshape(record["shape"])
    return steps.astype(np.float32) / np.float32(255.0)


def printable(text: str) -> str:
    """``text`` with lone surrogates moved to U+EF80-U+EFFF, so that it can be written as UTF-8.

    Python names the undecodable bytes of a file name by surrogates (PEP 383), which neither UTF-8 nor SQLite takes.
    The private-use range is the one MirBSD uses for the same purpose.
    """
    return text.translate(_SURROGATES)


def path_to_text(path: Path) -> str:
    """A file name as text that can be stored, whatever bytes it holds."""
    return printable(str(path))


def path_from_text(text: str) -> Path:
    """The file name of :func:`path_to_text` again."""
    return Path(text.translate(_BYTES))
