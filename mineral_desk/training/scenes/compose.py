"""Which things lie where, under which light, seen from where: one scene from one integer."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mineral_desk.domain.truth import MaskValue
from mineral_desk.training.scenes import plates
from mineral_desk.training.scenes.backdrop import Backdrop, Weave
from mineral_desk.training.scenes.camera import Camera, looking_at
from mineral_desk.training.scenes.categories import Category
from mineral_desk.training.scenes.lens import Lens
from mineral_desk.training.scenes.lettering import Engraving, letter_cube, measure_cube
from mineral_desk.training.scenes.light import Rig
from mineral_desk.training.scenes.material import linear
from mineral_desk.training.scenes.mesh import unit
from mineral_desk.training.scenes.noise import Floats, floats
from mineral_desk.training.scenes.species import LONE_CUBES, LOOKS, Look
from mineral_desk.training.scenes.things import (
    BLACK,
    DARK_STEEL,
    FROSTED,
    STEEL,
    WHITE,
    Card,
    Cube,
    Thing,
    acrylic_box,
    cube,
    pedestal,
    specimen_things,
)


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Everything the renderer and the truth need."""

    seed: int
    category: Category
    look: Look
    specimen: Sequence[Thing]
    cubes: Sequence[Cube]
    labels: Sequence[Card]
    others: Sequence[Thing]
    backdrop: Backdrop
    rig: Rig
    camera: Camera
    lens: Lens
    elevation: float
    varied: bool = False
    """Of the second variety: true sizes are those without the lens's distortion (else as they appear in the photo),
    and nobody is expected to measure by a cube that can hardly be seen."""

    @property
    def things(self) -> list[Thing]:
        """All that is drawn, in a fixed order: specimen, cubes, labels, others."""
        cards = [label.thing for label in self.labels]
        return [*self.specimen, *(one.thing for one in self.cubes), *cards, *self.others]


BACKDROPS = (
    (0.26, Backdrop("white", (0.93, 0.93, 0.92), falloff=0.35)),
    (0.10, Backdrop("light_grey", (0.72, 0.72, 0.73))),
    (0.14, Backdrop("grey", (0.5, 0.51, 0.53))),
    (0.07, Backdrop("blue_grey", (0.45, 0.52, 0.58))),
    (0.07, Backdrop("beige", (0.8, 0.75, 0.66))),
    (0.10, Backdrop("black", (0.06, 0.06, 0.065), falloff=1.0)),
    (0.09, Backdrop("black_velvet", (0.07, 0.07, 0.075), Weave.VELVET, falloff=1.0)),
    (0.04, Backdrop("blue_velvet", (0.1, 0.14, 0.33), Weave.VELVET)),
    (0.04, Backdrop("green_cloth", (0.2, 0.33, 0.25), Weave.CLOTH)),
    (0.05, Backdrop("linen", (0.74, 0.69, 0.6), Weave.CLOTH)),
    (0.04, Backdrop("wood", (0.55, 0.38, 0.24), Weave.WOOD, 260, 200, 0.5, (0.3, 0.28, 0.27))),
)


def compose(seed: int, long_side: int) -> Scene:
    """The scene of that seed; the same seed gives the same scene at any ``long_side`` (pixels)."""
    rng = np.random.default_rng(seed)
    category = Category.draw(rng)
    look = _pick_look(category, rng)
    length = math.exp(rng.uniform(math.log(14), math.log(130)))
    engraving, edge = _pick_engraving(category, rng)
    specimen = specimen_things(look, look.habit(rng), length, MaskValue.SPECIMEN, float(rng.uniform(0, 60)))
    others: list[Thing] = []
    if length > 25 and rng.random() < 0.1:
        specimen = plates.stick_number(specimen, rng)
    if category.stand:
        specimen, others = _on_stand(specimen, rng)
    if category is Category.CAPSULE:
        others = [_capsule(specimen, rng)]
    cubes = _place_cubes(category, [*specimen, *others], engraving, edge, rng)
    if category is Category.TWO_SPECIMENS:
        others += _second_specimen(specimen, cubes, rng)
    labels = plates.place_labels(look, [*specimen, *others, *(one.thing for one in cubes)], edge, rng)
    if category is Category.RULER or rng.random() < 0.06:
        others.append(plates.place_ruler([*specimen, *(one.thing for one in cubes)], labels, rng))
    backdrop = _pick_backdrop(category, look, length, rng)
    rig = _pick_light(backdrop, rng)
    elevation = _pick_elevation(rng)
    core = [*specimen, *(one.thing for one in cubes), *(thing for thing in others if thing.kind != MaskValue.RULER)]
    camera = _aim(category, core, specimen, cubes, elevation, long_side, rng)
    lens = _pick_lens(category, camera, rng)
    return Scene(seed, category, look, specimen, cubes, labels, others, backdrop, rig, camera, lens, elevation)


def _pick_look(category: Category, rng: np.random.Generator) -> Look:
    looks = LONE_CUBES if category.cubic else [look for look in LOOKS if look not in LONE_CUBES]
    return looks[int(rng.integers(len(looks)))]


def _pick_engraving(category: Category, rng: np.random.Generator) -> tuple[Engraving | None, float]:
    if category is Category.INCH_CUBE:
        return (letter_cube("1 IN") if rng.random() < 0.5 else measure_cube("1 inch")), 25.4
    if rng.random() < 0.08:
        return None, 10.0
    if rng.random() < 0.5:
        return letter_cube("1 CM"), 10.0
    return measure_cube(str(rng.choice(["1 cm", "10 mm", "1cm"]))), 10.0


def _on_stand(specimen: list[Thing], rng: np.random.Generator) -> tuple[list[Thing], list[Thing]]:
    points = np.concatenate([thing.mesh.vertices for thing in specimen])
    size = points.max(axis=0) - points.min(axis=0)
    height = float(rng.uniform(0.08, 0.3) * size.max())
    wide, deep = float(size[0] * rng.uniform(0.5, 0.8)), float(size[1] * rng.uniform(0.6, 0.9))
    kind = int(rng.choice(3, p=[0.35, 0.45, 0.2]))
    frosted = replace(FROSTED, colour=tuple(rng.uniform(0.7, 0.95, 3)))
    base = acrylic_box((wide, deep, height)) if kind == 0 else pedestal(wide, deep, height, (frosted, BLACK)[kind - 1])
    return [thing.moved(floats([0, 0, height])) for thing in specimen], [base]


def _capsule(specimen: Sequence[Thing], rng: np.random.Generator) -> Thing:
    """A clear box around the specimen."""
    low, high = footprint(specimen)
    room = (high - low) * rng.uniform(1.08, 1.3, 3)
    return acrylic_box((float(room[0]), float(room[1]), float(room[2]))).moved(floats([*((low + high) / 2)[:2], 0]))


def footprint(things: Sequence[Thing]) -> tuple[Floats, Floats]:
    """Low and high corner (3,) of the box around all ``things``."""
    points = np.concatenate([thing.mesh.vertices for thing in things])
    return points.min(axis=0), points.max(axis=0)


def _place_cubes(
    category: Category, specimen: Sequence[Thing], engraving: Engraving | None, edge: float, rng: np.random.Generator
) -> list[Cube]:
    if not category.has_cube:
        return []
    low, high = footprint(specimen)
    cubes = []
    side = 1.0 if rng.random() < 0.75 else -1.0
    for number in range(2 if category is Category.TWO_CUBES else 1):
        material = (STEEL, DARK_STEEL, BLACK, WHITE)[rng.choice(4, p=[0.35, 0.3, 0.25, 0.1])]
        material = replace(material, roughness=float(rng.uniform(0.3, 0.6)))
        one = cube(
            edge,
            float(rng.uniform(0, 2 * math.pi)),
            material,
            engraving,
            float(rng.uniform(0.01, 0.05)),
            60 * rng.random(),
        )
        way = side if number == 0 else -side
        gap = 0.75 * edge + float(rng.uniform(0.02 if category is Category.TOUCHING else 0.2, 1.2)) * edge
        gap = 0.6 * edge if category is Category.TOUCHING else gap
        x = (high[0] + gap) if way > 0 else (low[0] - gap)
        y = rng.uniform(low[1], 0.3 * low[1] + 0.7 * (low[1] + high[1]) / 2)
        cubes.append(one.moved(floats([x, y, 0])))
    return cubes


def _second_specimen(specimen: Sequence[Thing], cubes: Sequence[Cube], rng: np.random.Generator) -> list[Thing]:
    look = LOOKS[int(rng.integers(len(LOOKS)))]
    low, high = footprint([*specimen, *(one.thing for one in cubes)])
    first = footprint(specimen)
    length = float((first[1] - first[0])[0] * rng.uniform(0.5, 1.1))
    second = specimen_things(look, look.habit(rng), length, MaskValue.SECOND_SPECIMEN, float(rng.uniform(0, 60)))
    mine = footprint(second)
    left = rng.random() < 0.5
    x = low[0] - mine[1][0] - 0.1 * length if left else high[0] - mine[0][0] + 0.1 * length
    return [thing.moved(floats([x, rng.uniform(-0.2, 0.2) * length, 0])) for thing in second]


def _pick_backdrop(category: Category, look: Look, length: float, rng: np.random.Generator) -> Backdrop:
    chances = np.array([chance for chance, _ in BACKDROPS])
    chosen = BACKDROPS[int(rng.choice(len(BACKDROPS), p=chances / chances.sum()))][1]
    colour = chosen.colour
    if category is Category.LOW_CONTRAST:
        chosen, colour = (
            replace(BACKDROPS[2][1], name="as_specimen"),
            (look.body if look.crystal is None else look.crystal).colour,
        )
    shade = np.clip(np.array(colour) * rng.uniform(0.88, 1.06) * rng.uniform(0.98, 1.02, 3), 0, 0.96)
    reach = max(length, 40.0)
    return replace(
        chosen,
        colour=(float(shade[0]), float(shade[1]), float(shade[2])),
        turn_mm=reach * float(rng.uniform(1.5, 4.0)),
        radius_mm=reach * float(rng.uniform(1.0, 3.0)),
        offset=float(rng.uniform(0, 60)),
    )


def _pick_light(backdrop: Backdrop, rng: np.random.Generator) -> Rig:
    side = float(rng.choice([-1.0, 1.0]))
    key = unit(floats([side * rng.uniform(0.2, 1.0), -rng.uniform(-0.2, 0.8), rng.uniform(0.7, 1.4)]))
    fill = unit(floats([-side * rng.uniform(0.5, 1.0), -rng.uniform(0.3, 0.9), rng.uniform(0.2, 0.7)]))
    warmth = rng.uniform(-0.05, 0.05)
    colour = floats([1 + warmth, 1.0, 1 - warmth]) * np.float32(rng.uniform(0.8, 1.25))
    sky = floats([1 - warmth, 1.0, 1 + warmth]) * np.float32(rng.uniform(0.22, 0.6))
    fill_colour = np.full(3, rng.uniform(0.1, 0.4), np.float32)
    table = linear(backdrop.colour) * (0.75 * colour * key[2] + 0.7 * sky)
    return Rig(key, colour, float(rng.uniform(0.06, 0.45)), fill, fill_colour, sky, table)


def _pick_elevation(rng: np.random.Generator) -> float:
    """Degrees above the table: mostly low, now and then nearly from above."""
    return float(rng.uniform(3, 35)) if rng.random() < 0.8 else float(rng.uniform(35, 80))


def fit_camera(  # noqa: PLR0917
    points: Floats, elevation: float, roll: float, focal_35mm: float, fill: float, size: tuple[int, int]
) -> Camera:
    """A camera so far away that ``points`` (N, 3) fill the share ``fill`` of the frame, and centred on them."""
    target = (points.max(axis=0) + points.min(axis=0)) / 2
    focal_px = focal_35mm / 36 * max(size)
    distance = 400.0
    for _ in range(5):
        camera = looking_at(target, distance, math.radians(elevation), roll, focal_px, size)
        pixels, _ = camera.project(points)
        spread = (pixels.max(axis=0) - pixels.min(axis=0)) / np.array(size)
        reach = float(np.linalg.norm(points - target, axis=1).max())
        distance = max(distance * float(spread.max()) / fill, 1.6 * reach)
    camera = looking_at(target, distance, math.radians(elevation), roll, focal_px, size)
    pixels, _ = camera.project(points)
    middle = (pixels.max(axis=0) + pixels.min(axis=0)) / 2
    return camera.shifted(float(size[0] / 2 - middle[0]), float(size[1] / 2 - middle[1]))


def _aim(  # noqa: PLR0917
    category: Category,
    core: Sequence[Thing],
    specimen: Sequence[Thing],
    cubes: Sequence[Cube],
    elevation: float,
    long_side: int,
    rng: np.random.Generator,
) -> Camera:
    shape = float(rng.choice([1.5, 4 / 3, 1.0, 0.75, 2 / 3], p=[0.5, 0.3, 0.08, 0.07, 0.05]))
    size = (long_side, round(long_side / shape)) if shape >= 1 else (round(long_side * shape), long_side)
    points = np.concatenate([thing.mesh.vertices for thing in core])
    fill = float(rng.uniform(0.45, 0.88))
    camera = fit_camera(points, elevation, float(rng.normal(0, 0.025)), float(rng.uniform(32, 110)), fill, size)
    slack = (1 - fill) / 2
    camera = camera.shifted(*(float(rng.uniform(-0.7, 0.7) * slack * side) for side in size))
    if category in (Category.CUBE_CUT, Category.SPECIMEN_CUT, Category.EDGE_CUBE):
        mesh = specimen[0].mesh if category is Category.SPECIMEN_CUT else cubes[0].thing.mesh
        away = footprint(specimen)[1][0] if category is Category.SPECIMEN_CUT else 0.0
        right = (
            mesh.vertices[:, 0].mean() > away if cubes and category is not Category.SPECIMEN_CUT else _is_left(cubes)
        )
        share = float(rng.uniform(-0.5, -0.05) if category is Category.EDGE_CUBE else rng.uniform(0.15, 0.6))
        camera = pushed_out(camera, mesh.vertices, right, share)
    return camera


def _is_left(cubes: Sequence[Cube]) -> bool:
    return bool(cubes) and float(cubes[0].corners[:, 0].mean()) < 0


def pushed_out(camera: Camera, points: Floats, right: bool, share: float) -> Camera:
    """The picture moved sideways until ``share`` of the points' width is outside (negative: that far inside)."""
    x = camera.project(points)[0][:, 0]
    low, high = float(x.min()), float(x.max())
    if right:
        return camera.shifted(camera.width - (high - share * (high - low)), 0)
    return camera.shifted(-(low + share * (high - low)), 0)


def _pick_lens(category: Category, camera: Camera, rng: np.random.Generator) -> Lens:
    per_1000 = max(camera.width, camera.height) / 1000
    blurred = category is Category.BLURRED
    known = rng.random() < 0.65
    return Lens(
        blur_px=float(rng.uniform(3.0, 7.0) if blurred else rng.uniform(0.25, 0.6)) * per_1000,
        distortion=float(np.clip(rng.normal(0, 0.012), -0.03, 0.03)) if rng.random() < 0.5 else 0.0,
        vignetting=float(rng.uniform(0, 0.3)),
        noise=float(rng.choice([0.01, 0.02, 0.04, 0.08], p=[0.4, 0.3, 0.2, 0.1])),
        stops=float(rng.normal(0, 0.2)),
        white_balance=tuple(float(gain) for gain in 1 + rng.normal(0, 0.03, 3)),  # type: ignore[arg-type]
        aperture=float(rng.uniform(0, 12)),
        jpeg_quality=int(rng.choice([95, 90, 82, 65], p=[0.35, 0.35, 0.2, 0.1])),
        orientation=int(rng.choice([1, 3, 6, 8], p=[0.82, 0.04, 0.09, 0.05])),
        exif_focal_length=camera.focal_length_35mm if known else None,
    )
