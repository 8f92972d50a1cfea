"""Putting real cut-outs into rendered scenes, and rendered things onto real photos."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.photo import Pixels
from mineral_desk.training.segmentation.pictures import UNKNOWN, Kinds, Picture
from mineral_desk.vision.measuring.classes import SegmentClass

_THINGS = (SegmentClass.CUBE, SegmentClass.LABEL, SegmentClass.RULER)
_LEAST_PIECE_PX = 30


@dataclass(frozen=True, slots=True)
class Patch:
    """Pixels to be pasted and where they are not transparent (255); both (H, W)."""

    pixels: Pixels
    kinds: Kinds
    opaque: npt.NDArray[np.uint8]


def patch_of(picture: Picture, wanted: npt.NDArray[np.bool_]) -> Patch | None:
    """The part of ``picture`` where ``wanted`` (H, W); None where that is next to nothing."""
    if int(wanted.sum()) < _LEAST_PIECE_PX:
        return None
    x, y, width, height = cv2.boundingRect(wanted.astype(np.uint8))
    box = np.s_[max(0, y - 2) : y + height + 2, max(0, x - 2) : x + width + 2]
    opaque = np.where(wanted, 255, 0).astype(np.uint8)
    return Patch(picture.pixels[box], picture.kinds[box], opaque[box])


def with_cut_out(scene: Picture, cut_out: Picture, rng: np.random.Generator) -> Picture:
    """``scene`` with a real specimen in the place of the rendered one; other things may stand before it."""
    patch = patch_of(cut_out, cut_out.kinds == SegmentClass.SPECIMEN)
    rendered = scene.kinds == SegmentClass.SPECIMEN
    if patch is None or int(rendered.sum()) < _LEAST_PIECE_PX:
        return scene
    x, y, width, height = cv2.boundingRect(rendered.astype(np.uint8))
    ground = filled(scene.pixels, rendered, rng)
    kinds = np.where(rendered, SegmentClass.BACKGROUND, scene.kinds).astype(np.uint8)
    matrix = _placed(
        patch,
        max(np.hypot(width, height) * np.exp(rng.normal(0.0, 0.25)), 24.0),
        (x + width / 2 + rng.normal(0, 0.06) * width, y + height / 2 + rng.normal(0, 0.06) * height),
        rng,
    )
    things = np.isin(scene.kinds, _THINGS)
    stays = things if rng.random() < 0.8 else np.zeros_like(things)
    return pasted(Picture(ground, kinds), patch, matrix, stays, rng)


def with_things(photo: Picture, scene: Picture, rng: np.random.Generator) -> Picture:
    """A real photo on which the cube, plates and ruler of a rendered scene lie."""
    result = photo
    height, width = photo.kinds.shape
    for kind in _THINGS:
        pieces, labels = cv2.connectedComponents((scene.kinds == kind).astype(np.uint8))
        for piece in range(1, min(pieces, 3)):
            patch = patch_of(scene, labels == piece)
            if patch is None:
                continue
            share = np.exp(rng.uniform(np.log(0.04), np.log(0.3))) * (1.0 if kind is SegmentClass.CUBE else 1.7)
            place = (rng.uniform(0.05, 0.95) * width, rng.uniform(0.15, 0.95) * height)
            matrix = _placed(patch, share * max(height, width), place, rng, most_turn=0.1)
            result = pasted(result, patch, matrix, np.zeros((height, width), bool), rng)
    return result


def _placed(
    patch: Patch,
    diagonal_px: float,
    middle: tuple[float, float],
    rng: np.random.Generator,
    most_turn: float = 0.3,
) -> npt.NDArray[np.float64]:
    """The affine map (2, 3) that brings the patch, its diagonal so long, to ``middle``: turned, perhaps mirrored."""
    height, width = patch.opaque.shape
    scale = diagonal_px / np.hypot(width, height)
    angle = rng.uniform(-most_turn, most_turn)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    mirror = np.diag([rng.choice([-1.0, 1.0]) if most_turn > 0.2 else 1.0, 1.0])
    linear = scale * turn @ mirror
    return np.column_stack([linear, np.array(middle) - linear @ np.array([width / 2, height / 2])])


def pasted(
    picture: Picture,
    patch: Patch,
    matrix: npt.NDArray[np.float64],
    before: npt.NDArray[np.bool_],
    rng: np.random.Generator,
) -> Picture:
    """``picture`` with ``patch`` mapped by ``matrix``, with a soft shadow, behind the pixels ``before`` (H, W)."""
    height, width = picture.kinds.shape
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
    pixels, kinds, opaque, matrix = _prepared(patch, matrix, scale)
    cover = cv2.warpAffine(opaque, matrix, (width, height), flags=cv2.INTER_LINEAR)
    share = np.asarray(cover, np.float32) / np.float32(255)
    share[before] = 0
    colours = cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    names = cv2.warpAffine(
        kinds, matrix, (width, height), flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT, borderValue=UNKNOWN
    )
    lit = _relit(colours.astype(np.float32), rng)
    ground = picture.pixels.astype(np.float32) * _shadow(share, before, rng)[..., None]
    mixed = ground + (lit - ground) * share[..., None]
    new_kinds = np.where((share > 0.5) & (names != UNKNOWN), names, picture.kinds)
    return Picture(np.asarray(np.clip(mixed, 0, 255), np.uint8), new_kinds.astype(np.uint8))


def _prepared(
    patch: Patch, matrix: npt.NDArray[np.float64], scale: float
) -> tuple[Pixels, Kinds, npt.NDArray[np.uint8], npt.NDArray[np.float64]]:
    """The patch shrunk without aliasing before it is warped, and the map that is then left."""
    if scale >= 0.7:
        return patch.pixels, patch.kinds, patch.opaque, matrix
    size = (max(2, round(patch.opaque.shape[1] * scale)), max(2, round(patch.opaque.shape[0] * scale)))
    left = np.array([patch.opaque.shape[1] / size[0], patch.opaque.shape[0] / size[1]])
    shrunk_matrix = np.column_stack([matrix[:, :2] * left, matrix[:, 2]])
    return (
        np.asarray(cv2.resize(patch.pixels, size, interpolation=cv2.INTER_AREA), np.uint8),
        np.asarray(cv2.resize(patch.kinds, size, interpolation=cv2.INTER_NEAREST), np.uint8),
        np.asarray(cv2.resize(patch.opaque, size, interpolation=cv2.INTER_AREA), np.uint8),
        shrunk_matrix,
    )


def _relit(colours: npt.NDArray[np.float32], rng: np.random.Generator) -> npt.NDArray[np.float32]:
    return np.asarray(colours * np.exp(rng.normal(0, 0.2)) * np.exp(rng.normal(0, 0.05, 3)), np.float32)


def _shadow(
    share: npt.NDArray[np.float32], before: npt.NDArray[np.bool_], rng: np.random.Generator
) -> npt.NDArray[np.float32]:
    """How much light (H, W) is left around what is pasted: a soft shadow to one side, none on what stands before."""
    height, width = share.shape
    reach = 0.02 * max(height, width)
    shift = np.array([[1, 0, rng.normal(0, reach)], [0, 1, abs(rng.normal(0, reach))]])
    cast = cv2.warpAffine(share, shift, (width, height))
    cast = cv2.GaussianBlur(cast, (0, 0), max(0.6, rng.uniform(0.2, 1.0) * reach))
    light = 1 - rng.uniform(0.0, 0.7) * cast
    light[before] = 1
    return np.asarray(light, np.float32)


def filled(pixels: Pixels, hole: npt.NDArray[np.bool_], rng: np.random.Generator) -> Pixels:
    """``pixels`` with ``hole`` (H, W) filled smoothly from around it (push-pull, Gortler et al. 1996), with grain."""
    missing = cv2.dilate(hole.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    if missing.all():
        return pixels
    values = pixels.astype(np.float32)
    smooth = _pulled(values, (~missing).astype(np.float32))
    values[missing] = smooth[missing] + rng.normal(0, 2, (int(missing.sum()), 3))
    return np.asarray(np.clip(values, 0, 255), np.uint8)


def _pulled(values: npt.NDArray[np.float32], weight: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """``values`` (H, W, 3) where ``weight`` (H, W) is above 0, elsewhere what coarser resolutions know."""
    height, width = weight.shape
    known = weight > 0
    if bool(known.all()) or max(height, width) == 1:
        return values
    small = ((width + 1) // 2, (height + 1) // 2)
    small_weight = cv2.resize(weight, small, interpolation=cv2.INTER_AREA).reshape(small[1], small[0])
    sums = cv2.resize(values * weight[..., None], small, interpolation=cv2.INTER_AREA)
    means = sums.reshape(small[1], small[0], 3) / np.maximum(small_weight, 1e-6)[..., None]
    coarser = _pulled(np.asarray(means, np.float32), (small_weight > 0).astype(np.float32))
    large = cv2.resize(coarser, (width, height), interpolation=cv2.INTER_LINEAR).reshape(height, width, 3)
    return np.asarray(np.where(known[..., None], values, large), np.float32)
