"""Where the camera stands, what lens it has, and what becomes of the photo."""

import math
from collections.abc import Sequence

import numpy as np

from mineral_desk.training.scenes.camera import Camera
from mineral_desk.training.scenes.categories import Category
from mineral_desk.training.scenes.compose import fit_camera, pushed_out
from mineral_desk.training.scenes.lens import Caption, Lens
from mineral_desk.training.scenes.noise import Floats
from mineral_desk.training.scenes.things import Cube, Thing


def pick_elevation(rng: np.random.Generator) -> float:
    """Degrees above the table: most views are low."""
    low, high = ((2, 15), (12, 35), (35, 85))[int(rng.choice(3, p=[0.5, 0.36, 0.14]))]
    return float(rng.uniform(low, high))


def aim(  # noqa: PLR0917
    category: Category, core: Sequence[Thing], specimen: Sequence[Thing], cubes: Sequence[Cube], elevation: float,
    long_side: int, rng: np.random.Generator,
) -> Camera:  # fmt: skip
    """The camera that shows ``core``, tight or loose, centred or not, with what the category wants cut cut."""
    points = np.concatenate([thing.mesh.vertices for thing in core])
    shape = float(rng.choice([1.5, 4 / 3, 1.0, 0.75, 2 / 3, 1.78], p=[0.4, 0.3, 0.1, 0.1, 0.05, 0.05]))
    if rng.random() < 0.4:
        shape = _cropped_shape(points, elevation) * float(rng.uniform(0.85, 1.2))
    size = (long_side, round(long_side / shape)) if shape >= 1 else (round(long_side * shape), long_side)
    fill = float(rng.uniform(0.7, 0.97) if rng.random() < 0.7 else rng.uniform(0.35, 0.8))
    focal_35mm = float(np.exp(rng.uniform(np.log(24), np.log(180))))
    camera = fit_camera(points, elevation, float(rng.normal(0, 0.03)), focal_35mm, fill, size)
    slack = (1 - fill) / 2
    camera = camera.shifted(*(float(rng.uniform(-0.95, 0.95) * slack * side) for side in size))
    if category in (Category.CUBE_CUT, Category.EDGE_CUBE) and cubes:
        share = float(rng.uniform(-0.4, -0.03) if category is Category.EDGE_CUBE else rng.uniform(0.08, 0.65))
        cube = cubes[0].thing.mesh.vertices
        right = float(cube[:, 0].mean()) > float(np.concatenate([one.mesh.vertices for one in specimen])[:, 0].mean())
        return pushed_out(camera, cube, right, share)
    if category is Category.SPECIMEN_CUT:
        left_cube = bool(cubes) and float(cubes[0].corners[:, 0].mean()) < 0
        whole = np.concatenate([one.mesh.vertices for one in specimen])
        return pushed_out(camera, whole, left_cube, float(rng.uniform(0.1, 0.5)))
    return camera


def _cropped_shape(points: Floats, elevation: float) -> float:
    """Width by height of a picture that was cropped to what is in it."""
    wide, deep, tall = np.ptp(points, axis=0)
    angle = math.radians(elevation)
    return float(np.clip(wide / (tall * math.cos(angle) + deep * math.sin(angle)), 0.6, 2.1))


def pick_lens(category: Category, camera: Camera, rng: np.random.Generator) -> Lens:
    """From a good camera to an old telephone or a small picture taken from a web page."""
    long_side = max(camera.width, camera.height)
    per_1000 = long_side / 1000
    blurred = category is Category.BLURRED
    small = rng.random() < 0.25
    grey = rng.random() < 0.06
    bent = rng.random() < 0.55
    return Lens(
        blur_px=float(rng.uniform(3.0, 7.0) if blurred else rng.uniform(0.2, 1.1)) * per_1000,
        distortion=float(np.clip(rng.normal(0, 0.045), -0.11, 0.11)) if bent else 0.0,
        vignetting=float(rng.choice([0.0, rng.uniform(0, 0.3), rng.uniform(0.3, 0.7)], p=[0.3, 0.55, 0.15])),
        noise=float(rng.choice([0.004, 0.01, 0.02, 0.04, 0.08], p=[0.2, 0.3, 0.25, 0.17, 0.08])),
        stops=float(rng.normal(0.05, 0.25)),
        white_balance=_balance(rng),
        aperture=float(rng.uniform(0, 12)),
        jpeg_quality=int(rng.choice([95, 90, 80, 60, 35], p=[0.3, 0.3, 0.2, 0.13, 0.07])),
        orientation=int(rng.choice([1, 3, 6, 8], p=[0.85, 0.03, 0.08, 0.04])),
        exif_focal_length=camera.focal_length_35mm if rng.random() < 0.55 else None,
        saturation=float(rng.uniform(0.0, 0.15) if grey else rng.normal(1.0, 0.12)),
        contrast=float(np.clip(rng.normal(1.02, 0.08), 0.8, 1.25)),
        sharpening=float(rng.uniform(0.3, 1.3)) if rng.random() < 0.4 else 0.0,
        native_px=int(rng.uniform(300, 600)) if small else None,
        caption=_caption(rng) if rng.random() < 0.07 else None,
    )


def _balance(rng: np.random.Generator) -> tuple[float, float, float]:
    """Nearly right, or now and then as yellow or blue as an unset camera makes it."""
    warmth = float(rng.normal(0, 0.16)) if rng.random() < 0.15 else 0.0
    red, green, blue = np.array([1 + warmth, 1, 1 - warmth]) + rng.normal(0, 0.04, 3)
    return float(red), float(green), float(blue)


def _caption(rng: np.random.Generator) -> Caption:
    """A number or a scale bar's legend in a corner, as archives write it."""
    text = str(
        rng.choice([f"N {rng.integers(100, 99999)}", "1 cm", "1cm.", "A", "b)", "(c) Museum", "Fig. 3", "0  1  2 cm"])
    )
    where = (float(rng.choice([0.12, 0.5, 0.88])), float(rng.choice([0.06, 0.94])))
    colour = str(rng.choice(["#ffffff", "#000000", "#d02020", "#f5e642"]))
    return Caption(text, where, float(rng.uniform(0.018, 0.05)), colour)
