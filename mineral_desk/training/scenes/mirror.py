"""The upside-down picture of things in a polished table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from mineral_desk.training.scenes.camera import Camera
from mineral_desk.training.scenes.draw import draw
from mineral_desk.training.scenes.light import Baked, Rig
from mineral_desk.training.scenes.mesh import Mesh
from mineral_desk.training.scenes.noise import Floats, floats
from mineral_desk.training.scenes.raster import Hits, rasterise
from mineral_desk.training.scenes.things import Thing

_FLIP = floats([1, 1, -1])


@dataclass(frozen=True, slots=True, eq=False)
class Mirrored:
    """Flat ``pixel`` indices, the ``light`` (K, 3) that comes from the mirror image, and its ``share`` (K,)."""

    pixel: npt.NDArray[np.int64]
    light: Floats
    share: Floats


def mirror(  # noqa: PLR0917
    whole: Mesh, owner_of_face: npt.NDArray[np.int64], things: Sequence[Thing], light: Baked, polish: float,
    camera: Camera, rig: Rig,
) -> Mirrored:  # fmt: skip
    """What a table at z = 0 that mirrors the share ``polish`` (more at a grazing angle) shows of ``things``."""
    flipped = replace(whole, vertices=whole.vertices * _FLIP, faces=np.ascontiguousarray(whole.faces[:, ::-1]))
    below = replace(camera, centre=camera.centre * _FLIP)
    hits = rasterise(flipped, camera)
    found = np.zeros((len(hits.pixel), 3), np.float32)
    straight = replace(whole, faces=flipped.faces)
    owner = owner_of_face[hits.face]
    for number in np.unique(owner):
        mine = np.flatnonzero(owner == number)
        part = Hits(hits.pixel[mine], hits.face[mine], hits.weights[mine], hits.depth[mine])
        # A clear crystal's mirror image is drawn as if it were waxy: nobody looks through it.
        opaque = replace(things[number], material=replace(things[number].material, clarity=0.0))
        found[mine] = draw(part, straight, light, opaque, below, rig)
    downward = max(0.0, -float(camera.rotation[2, 2]))
    share = polish + (1 - polish) * (1 - downward) ** 5 * 0.6
    height = hits.interpolate(straight, straight.vertices[:, 2])
    fading = np.exp(-np.maximum(height, 0) / np.float32(60))
    return Mirrored(hits.pixel, found, floats(share * fading))
