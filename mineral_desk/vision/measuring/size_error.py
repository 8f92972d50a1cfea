"""How far a size may be wrong: cube, depth, outline and what the model leaves out, one standard deviation each."""

import math

from mineral_desk.vision.measuring.cube import CubeCandidate
from mineral_desk.vision.measuring.feret import Feret, width_ambiguity
from mineral_desk.vision.measuring.outline import SpecimenOutline
from mineral_desk.vision.measuring.rim import Extents
from mineral_desk.vision.measuring.scale import SpecimenScale

OUTLINE_ERROR_PX = 1.6
"""Error of an extent read off the outline, pixels of the coarse size (1 sd)."""
LENGTH_DOUBT = (0.4, 0.5)
WIDTH_DOUBT = (1.2, 0.3)
"""How far an extent is wrong (share, 1 sd) per unit of the second outline's difference and of the weak rim: fitted by
maximum likelihood (Student's t) to the outlines of rendered scenes that are not flagged. Shadow and stand lie across
the specimen more often than along it, so that the width suffers more."""
NETWORK_DOUBT = (0.5, 0.07, 0.75)
"""The same for the network's outline, per unit of its spread, of its difference to the classical outline and of what
needles add: fitted in the same way to the scenes that are not flagged, as were the following. Needles count for twice
what was fitted: in real photos a thread or a wire looks like one."""
LARGEST_DIFFERENCE = 0.3
"""A classical outline that differs more is a failure of its own, and says no more than this."""
CUBE_DOUBT = 1.5
"""By how much a fitted cube understates the error of its scale."""
LEAST_SCALE_ERROR = 0.004
MODEL_ERROR = 0.01
"""What lens distortion, rounded cube edges and the like add (share, 1 sd)."""
UNKNOWN_CAMERA_ERROR = 0.03
"""What it adds that a photo tells nothing of its camera: it may have been cut out of a larger one, so that its middle
is not where the camera looked (share, 1 sd)."""


def size_error(  # noqa: PLR0917
    size: Feret,
    scale: SpecimenScale,
    cube: CubeCandidate,
    found: SpecimenOutline,
    coarse_scale: float,
    focal_length_known: bool,
) -> Extents:
    """Relative errors (1 sd) of length and width; ``size`` is in pixels of the work size."""
    cube_error = CUBE_DOUBT * max(cube.scale_error, LEAST_SCALE_ERROR)
    camera_error = 0.0 if focal_length_known else UNKNOWN_CAMERA_ERROR
    shared = math.hypot(cube_error, scale.depth_error, MODEL_ERROR, camera_error)
    rim = OUTLINE_ERROR_PX / coarse_scale
    ambiguity = width_ambiguity(found.contour)
    length_doubt, width_doubt = _network_doubt(found) if found.network else _colour_doubt(found)
    return Extents(
        math.hypot(shared, rim / max(size.length, 1.0), length_doubt, found.hidden.length),
        math.hypot(shared, rim / max(size.width, 1.0), width_doubt, found.hidden.width, ambiguity),
    )


def _colour_doubt(found: SpecimenOutline) -> tuple[float, float]:
    doubt = found.second_difference.larger
    length, width = (
        math.hypot(per_difference * doubt, per_rim * found.weak_rim)
        for per_difference, per_rim in (LENGTH_DOUBT, WIDTH_DOUBT)
    )
    return length, width


def _network_doubt(found: SpecimenOutline) -> tuple[float, float]:
    if found.network is None:
        return 0.0, 0.0
    spread, apart, needles = found.network.spread, found.second_difference, found.needles
    per_spread, per_difference, per_needle = NETWORK_DOUBT
    length, width = (
        math.hypot(per_spread * soft, per_difference * min(differs, LARGEST_DIFFERENCE), per_needle * thin)
        for soft, differs, thin in (
            (spread.length, apart.length, needles.length),
            (spread.width, apart.width, needles.width),
        )
    )
    return length, width
