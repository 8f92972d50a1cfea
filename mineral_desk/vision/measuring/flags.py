"""The reasons not to trust a size, each with its numbers and the place in the photo that shows it.

The rule is conservative: better flagged than wrong. A size is ``measured`` only when no reason is left.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mineral_desk.domain.flag import Flag, FlagCode
from mineral_desk.domain.geometry import Box
from mineral_desk.vision.measuring.cube import CubeSearch
from mineral_desk.vision.measuring.network_outline import NetworkOutline
from mineral_desk.vision.measuring.outline import SpecimenOutline
from mineral_desk.vision.measuring.rim import Extents
from mineral_desk.vision.measuring.swallowed_labels import swallowed_share


@dataclass(frozen=True, slots=True)
class Limits:
    """Where doubt begins. Chosen on rendered scenes that serve for nothing else."""

    engraved_probability: float = 0.57
    """Below it a cube is not vouched for that names its edge ..."""
    cube_probability: float = 0.72
    """... and below this one none that does not: it may be a block of that shape."""
    cube_possible: float = 0.2
    """Below it there is no cube."""
    plain_probability: float = 0.85
    """Below it nothing is vouched for that is large enough to be read and bears no engraving: it may be a box."""
    plain_edge_px: float = 100.0
    """An edge this long at the work size is large enough."""
    other_cube_probability: float = 0.8
    other_cube_possible: float = 0.3
    """Something else that fits so well is another cube ..."""
    other_cube_seen: float = 0.7
    """... if the segmentation sees cube all over it: the corners of labels fit well, but are seen as labels."""
    reading_doubt: float = 0.04
    """Readings of the same cube that differ in scale by more (share, 1 sd) make it ambiguous."""
    scale_error: float = 0.04
    length_error: float = 0.12
    width_error: float = 0.12
    """The width's error comes from doubts that are far off or nothing, where the length is wrong a little always."""
    lowest_ratio: float = 0.5
    highest_ratio: float = 25.0
    """Specimen over cube edge (paper, section 5)."""
    other_specimen: float = 0.12
    neck: float = 0.65
    """Two bodies joined by less than this share of the thinner one's thickness are two specimens."""
    shadow_share: float = 0.65
    graph_cut_overlap: float = 0.81
    outline_difference: float = 0.10
    rough_difference: float = 0.15
    rough_second_difference: float = 0.05
    """The graph cut may move the rough rim far where the second outline agrees with it."""
    weak_rim: float = 0.18
    weak_rim_beside_shadow: float = 0.10
    weak_rim_shadow_share: float = 0.10
    """A faint rim where shadow was taken away beside it may be the rest of the shadow."""
    network_sure: float = 0.87
    """How probable the specimen's pixels must be, on average, in the network's eyes ..."""
    network_sure_alone: float = 0.915
    """... and where the classical outline differs from the network's."""
    network_spread: float = 0.18
    """How far the extents of what is less sure and of what is surer may be apart ..."""
    network_spread_alone: float = 0.15
    """... and where the classical outline differs."""
    beside: float = 0.08
    """How much larger small parts may make the specimen that lie apart from it."""
    sharpness_share: float = 0.75
    """A photo may be a little softer than what the species asks for: outlines stay where they are."""
    solidity: float = 0.55
    cube_contact: float = 0.9
    label_contact: float = 1.2
    label_share: float = 0.12
    """Where labels make up more of what is in the outline they were taken for stone; numbers on stones are smaller."""
    hidden_ends: int = 1
    """So many of the four ends of length and width may lie against the cube."""
    border_share: float = 0.45
    border_margin: float = 0.006
    """A cube nearer to the photo's border than this share of the long side may be cut ..."""
    border_probability: float = 0.5
    """... if the segmentation sees cube at the border itself. One that reaches further out is cut in any case."""
    box_likeness: float = 0.8
    box_ratio: float = 2.5
    """Small specimens are kept in clear boxes (paper, section 5): what looks like a box and is not larger than this
    many cube edges may be one ..."""
    box_network_sure: float = 0.94
    """... unless the segmentation, which knows clear boxes, is so sure that it sees a specimen."""


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class PhotoSharpness:
    """How sharp the photo is and the least sharpness asked for, in the unit of the quality check."""

    value: float
    least: float


def cube_flags(
    search: CubeSearch,
    corners_box: Box,
    photo_size: tuple[float, float],
    others: Sequence[Box],
    limits: Limits,
    *,
    named: bool = False,
    plain: bool = False,
) -> list[Flag]:
    """Doubts about the best cube. ``corners_box`` holds it, ``others`` further cubes; all are pixels of the work size.

    ``photo_size`` is width and height; ``named`` says that its engraving names an edge, ``plain`` that its faces were
    read and bear none.
    """
    best, flags = search.groups[0][0], []
    width, height = photo_size
    unread = plain and best.pose.edge_px > limits.plain_edge_px
    least = limits.engraved_probability if named else limits.cube_probability
    least = limits.plain_probability if unread else least
    if best.probability < least or best.doubt > limits.reading_doubt:
        flags.append(Flag(FlagCode.CUBE_AMBIGUOUS, {"probability": best.probability}, corners_box))
    if others:
        flags.append(Flag(FlagCode.SEVERAL_CUBES, {"count": float(len(others) + 1)}, others[0]))
    margin = limits.border_margin * max(width, height)
    inside = Box(margin, margin, width - margin, height - margin)
    frame = Box(-margin, -margin, width + margin, height + margin)
    seen = best.seen_at_border is None or best.seen_at_border > limits.border_probability
    if corners_box.union(frame) != frame or (seen and corners_box.union(inside) != inside):
        flags.append(Flag(FlagCode.CUBE_CUT, {}, corners_box.clipped(width, height)))
    if best.scale_error > limits.scale_error:
        numbers = {"error_percent": 100 * best.scale_error, "limit_percent": 100 * limits.scale_error}
        flags.append(Flag(FlagCode.CUBE_IMPRECISE, numbers, corners_box))
    return flags


def outline_flags(
    found: SpecimenOutline, border_share: float, limits: Limits, labels: Sequence[Box] = ()
) -> list[Flag]:
    """Doubts about the outline; pixels, also of the ``labels`` beside the cube, are those of the coarse size."""
    flags, box = [], found.outline.box_px
    if found.cut_by_border:
        flags.append(Flag(FlagCode.SPECIMEN_CUT, {}, box))
    if found.others and found.other_share > limits.other_specimen:
        flags.append(Flag(FlagCode.SEVERAL_SPECIMENS, {"count": float(len(found.others) + 1)}, found.others[0]))
    elif found.neck is not None and found.neck.ratio < limits.neck:
        flags.append(Flag(FlagCode.SEVERAL_SPECIMENS, {"count": 2.0}, found.neck.second_body))
    uneven = (found.classical is not None and found.classical.scraps) or border_share < limits.border_share
    if uneven and found.network is None:
        flags.append(Flag(FlagCode.BACKGROUND_UNEVEN, {"border_percent": 100 * border_share}, box))
    doubts = _doubts(found, swallowed_share(found.outline.points_px.astype(float), labels), limits)
    doubts |= _colour_doubts(found, limits) if found.network is None else _network_doubts(found, found.network, limits)
    broken = {name: value for name, (value, doubtful) in doubts.items() if doubtful}
    if broken:
        flags.append(Flag(FlagCode.OUTLINE_UNCERTAIN, broken, _doubtful_box(found) or box))
    return flags


def _doubtful_box(found: SpecimenOutline) -> Box | None:
    """Around the points of the outline that the second outline does not share."""
    doubtful = found.outline.doubtful
    if doubtful is None or not doubtful.any():
        return None
    points = found.outline.points_px[doubtful]
    return Box(*points.min(axis=0).tolist(), *points.max(axis=0).tolist()).padded(4)


def _doubts(found: SpecimenOutline, label_share: float, limits: Limits) -> dict[str, tuple[float, bool]]:
    """Each doubt about any outline: its number, and whether that is too large."""
    return {
        "solidity_percent": (100 * found.solidity, found.solidity < limits.solidity),
        "cube_contact_percent": (100 * found.cube_contact, found.cube_contact > limits.cube_contact),
        "label_contact_percent": (100 * found.label_contact, found.label_contact > limits.label_contact),
        "label_percent": (100 * label_share, label_share > limits.label_share),
        "unseen": (float(found.unseen), found.unseen),
        "hidden_ends": (float(found.hidden_ends), found.hidden_ends > limits.hidden_ends),
    }


def _network_doubts(found: SpecimenOutline, network: NetworkOutline, limits: Limits) -> dict[str, tuple[float, bool]]:
    """Each doubt about the network's outline.

    Where the classical outline differs the network must be surer: on textured cloth, in shadow and on stands it is the
    classical one that fails.
    """
    apart, spread, sure = found.second_difference.larger, network.spread.larger, network.confidence
    differs = apart > limits.outline_difference
    unsure = sure < limits.network_sure_alone or spread > limits.network_spread_alone
    return {
        "sure_percent": (100 * sure, sure < limits.network_sure),
        "spread_percent": (100 * spread, spread > limits.network_spread),
        "beside_percent": (100 * network.beside.larger, network.beside.larger > limits.beside),
        "difference_percent": (100 * apart, differs and unsure),
    }


def _colour_doubts(found: SpecimenOutline, limits: Limits) -> dict[str, tuple[float, bool]]:
    """Each doubt about an outline that only colours and edges gave."""
    if found.classical is None:
        return {}
    shadow, overlap = found.classical.shadow_share, found.classical.graph_cut_overlap
    apart, rough = found.second_difference.larger, found.rough_difference
    unclear = apart > limits.rough_second_difference
    faint = found.weak_rim > limits.weak_rim_beside_shadow and shadow > limits.weak_rim_shadow_share
    return {
        "shadow_percent": (100 * shadow, shadow > limits.shadow_share),
        "overlap_percent": (100 * overlap, overlap < limits.graph_cut_overlap),
        "difference_percent": (100 * apart, apart > limits.outline_difference),
        "rough_percent": (100 * rough, rough > limits.rough_difference and unclear),
        "weak_rim_percent": (100 * found.weak_rim, found.weak_rim > limits.weak_rim or faint),
    }


def size_flags(length_mm: float, errors: Extents, edge_mm: float, box: Box, limits: Limits) -> list[Flag]:
    """Doubts about the size itself; ``errors`` are shares of it (1 sd)."""
    flags, ratio = [], length_mm / edge_mm
    if not limits.lowest_ratio <= ratio <= limits.highest_ratio:
        numbers = {"ratio": ratio, "low": limits.lowest_ratio, "high": limits.highest_ratio}
        flags.append(Flag(FlagCode.RATIO_OUT_OF_RANGE, numbers, box))
    for error, limit in ((errors.length, limits.length_error), (errors.width, limits.width_error)):
        if error > limit:
            numbers = {"error_percent": 100 * error, "limit_percent": 100 * limit}
            return [*flags, Flag(FlagCode.SIZE_IMPRECISE, numbers, box)]
    return flags


def box_flags(likeness: float, length_mm: float, edge_mm: float, box: Box, limits: Limits) -> list[Flag]:
    """Whether the outline may be that of a clear box with the specimen in it."""
    if likeness <= limits.box_likeness or length_mm > limits.box_ratio * edge_mm:
        return []
    return [Flag(FlagCode.OUTLINE_UNCERTAIN, {"box_percent": 100 * likeness}, box)]


def engraving_flags(engraving: str, engraved_mm: float | None, edge_mm: float, box: Box) -> list[Flag]:
    """Whether the cube says another edge than the one that is set."""
    if engraved_mm is None or math.isclose(engraved_mm, edge_mm, rel_tol=0.02):
        return []
    return [Flag(FlagCode.CUBE_EDGE_CONTRADICTED, {"engraving": engraving, "edge_mm": edge_mm}, box)]


def merged(flags: Sequence[Flag]) -> tuple[Flag, ...]:
    """The flags in their order, each reason once: the first place and number stand, further numbers are added."""
    found: dict[FlagCode, Flag] = {}
    for flag in flags:
        first = found.get(flag.code)
        found[flag.code] = flag if first is None else replace(first, values={**flag.values, **first.values})
    return tuple(found.values())


def sharpness_flags(sharpness: PhotoSharpness | None, limits: Limits) -> list[Flag]:
    """Whether the photo is so far out of focus that rims and edges lie nowhere in particular."""
    if sharpness is None or sharpness.value >= limits.sharpness_share * sharpness.least:
        return []
    return [Flag(FlagCode.BLURRED, {"sharpness": sharpness.value, "limit": limits.sharpness_share * sharpness.least})]
