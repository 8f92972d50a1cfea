"""Whether anything in the photo says another edge of the cube than the one that is set, judged from what was found."""

import math

from mineral_desk.domain.flag import Flag, FlagCode
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.measurement import Measurement
from mineral_desk.vision.measuring.engraving import engraved_edge_mm
from mineral_desk.vision.measuring.flags import engraving_flags

RULER_TOLERANCE = math.log(1.3)
"""A ruler lies at a distance of its own: scales may differ so far without contradicting each other."""


def edge_flags(found: Measurement, edge_mm: float) -> list[Flag]:
    """The doubts about an edge of ``edge_mm``, for a cube that was measured with the edge of ``found``.

    The engraving is judged anew. A ruler that contradicted the edge until now is asked whether it still does; one that
    did not is not known any more.
    """
    if not found.cube_corners_px:
        return []
    box = Box.around(found.cube_corners_px)
    engraved = engraving_flags(found.cube_engraving, engraved_edge_mm(found.cube_engraving), edge_mm, box)
    by_ruler = [flag for flag in found.flags if flag.code is FlagCode.CUBE_EDGE_CONTRADICTED and _is_of_ruler(flag)]
    still = [Flag(one.code, {**one.values, "edge_mm": edge_mm}, one.evidence_px) for one in by_ruler]
    return [*engraved, *(flag for flag in still if _contradicts(flag, edge_mm))]


def _is_of_ruler(flag: Flag) -> bool:
    return "ruler_mm_per_px" in flag.values


def _contradicts(flag: Flag, edge_mm: float) -> bool:
    """Whether the edge that the ruler tells ("25.4 mm") is too far from the one set."""
    told = str(flag.values.get("engraving", "")).split()
    try:
        told_mm = float(told[0])
    except (IndexError, ValueError):
        return True
    return told_mm <= 0 or abs(math.log(told_mm / edge_mm)) >= RULER_TOLERANCE
