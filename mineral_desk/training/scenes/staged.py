"""Scenes arranged by hand: what the demo photos show."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from mineral_desk.domain.truth import MaskValue
from mineral_desk.training.scenes.backdrop import Backdrop, Weave
from mineral_desk.training.scenes.categories import Category
from mineral_desk.training.scenes.compose import Scene, fit_camera, footprint
from mineral_desk.training.scenes.habits import Habit
from mineral_desk.training.scenes.lens import Lens
from mineral_desk.training.scenes.lettering import letter_cube, measure_cube
from mineral_desk.training.scenes.light import Rig
from mineral_desk.training.scenes.material import linear
from mineral_desk.training.scenes.mesh import unit
from mineral_desk.training.scenes.noise import Floats, floats
from mineral_desk.training.scenes.plates import make_label
from mineral_desk.training.scenes.species import LOOKS, Look
from mineral_desk.training.scenes.things import BLACK, DARK_STEEL, STEEL, Card, Cube, Thing, cube, specimen_things

WHITE_PAPER = Backdrop("white", (0.93, 0.93, 0.925), falloff=0.25, turn_mm=170, radius_mm=160)
GREY_PAPER = Backdrop("grey", (0.55, 0.56, 0.58), falloff=0.7, turn_mm=170, radius_mm=160)
BLUE_PAPER = Backdrop("blue_grey", (0.5, 0.55, 0.6), falloff=0.6, turn_mm=170, radius_mm=160)
BEIGE_PAPER = Backdrop("beige", (0.82, 0.78, 0.7), falloff=0.5, turn_mm=170, radius_mm=160)
BLACK_VELVET = Backdrop("black_velvet", (0.07, 0.07, 0.075), Weave.VELVET, falloff=0.9, turn_mm=170, radius_mm=160)
LINEN = Backdrop("linen", (0.72, 0.68, 0.6), Weave.CLOTH, falloff=0.6, turn_mm=200, radius_mm=160)

CUBES = {
    "steel": (STEEL, letter_cube),
    "dark": (DARK_STEEL, letter_cube),
    "black": (BLACK, measure_cube),
    "plain": (STEEL, measure_cube),
}


@dataclass(frozen=True, slots=True)
class Plate:
    """A label plate: its lines, width, place in front of the specimen (x, and gap in mm), how far it leans."""

    lines: tuple[str, ...]
    width_mm: float = 40.0
    x_mm: float = 0.0
    gap_mm: float = 34.0
    lean: float = 0.25
    paper: str = "white"


@dataclass(frozen=True, slots=True)
class Staged:
    """One photo as arranged. ``seed`` grows the specimen; ``cube`` names the kind of cube, or is empty.

    ``cut`` is the share of the cube that the frame cuts off; ``push`` moves the picture by parts of the frame.
    """

    seed: int
    species: str
    habit: Habit
    length_mm: float
    backdrop: Backdrop
    cube: str = "steel"
    cube_turn: float = 0.5
    cube_gap_mm: float = 9.0
    cube_back_mm: float = -0.3
    elevation: float = 24.0
    fill: float = 0.74
    plates: tuple[Plate, ...] = ()
    second: "tuple[str, Habit, int, float] | None" = None
    light_side: float = -1.0
    stops: float = 0.0
    blur_px: float = 0.5
    cut: float = 0.0
    focal_35mm: float = 85.0
    category: Category = Category.STANDARD
    size: tuple[int, int] = (1600, 1067)
    push: tuple[float, float] = (0.0, 0.0)
    neighbours: "tuple[Staged, ...]" = field(default=())


def find_look(species: str, habit: Habit) -> Look:
    """The look of a species in that habit."""
    return next(look for look in LOOKS if look.species == species and look.habit is habit)


def arrange(staged: Staged) -> Scene:
    """The scene as it was meant."""
    look = find_look(staged.species, staged.habit)
    specimen = _grown(staged.species, staged.habit, staged.seed, staged.length_mm, MaskValue.SPECIMEN)
    low, high = footprint(specimen)
    cubes = [_put_cube(staged, low, high)] if staged.cube else []
    others: list[Thing] = []
    if staged.second is not None:
        species, habit, seed, length = staged.second
        second = _grown(species, habit, seed, length, MaskValue.SECOND_SPECIMEN)
        shift = floats([low[0] - footprint(second)[1][0] - 9, 0, 0])
        others = [thing.moved(shift) for thing in second]
    for neighbour in staged.neighbours:
        row = _grown(neighbour.species, neighbour.habit, neighbour.seed, neighbour.length_mm, MaskValue.SECOND_SPECIMEN)
        edge = footprint([*specimen, *others])[1][0] + 14 - footprint(row)[0][0]
        others += [thing.moved(floats([edge, 0, 0])) for thing in row]
    labels = [_put_plate(plate, low) for plate in staged.plates]
    camera_points = _points([*specimen, *(one.thing for one in cubes), *(label.thing for label in labels), *others])
    camera = fit_camera(camera_points, staged.elevation, 0.0, staged.focal_35mm, staged.fill, staged.size)
    camera = camera.shifted(staged.push[0] * staged.size[0], staged.push[1] * staged.size[1])
    if staged.cut:
        right = float(camera.project(cubes[0].corners)[0][:, 0].max())
        width = float(np.ptp(camera.project(cubes[0].corners)[0][:, 0]))
        camera = camera.shifted(staged.size[0] - right + staged.cut * width, 0)
    lens = Lens(
        blur_px=staged.blur_px, noise=0.012, stops=staged.stops, aperture=7.0, jpeg_quality=88, vignetting=0.1,
        exif_focal_length=staged.focal_35mm,
    )  # fmt: skip
    backdrop = replace(staged.backdrop, offset=float(staged.seed % 50))
    rig = _light(backdrop, staged.light_side)
    return Scene(
        staged.seed,
        staged.category,
        look,
        specimen,
        cubes,
        labels,
        others,
        backdrop,
        rig,
        camera,
        lens,
        staged.elevation,
    )


def _grown(species: str, habit: Habit, seed: int, length_mm: float, kind: MaskValue) -> list[Thing]:
    rng = np.random.default_rng(seed)
    return specimen_things(find_look(species, habit), habit(rng), length_mm, kind, float(rng.uniform(0, 60)))


def _points(things: Sequence[Thing]) -> Floats:
    return np.concatenate([thing.mesh.vertices for thing in things])


def _put_cube(staged: Staged, low: Floats, high: Floats) -> Cube:
    material, engraving = CUBES[staged.cube]
    one = cube(10.0, staged.cube_turn, material, engraving(), 0.025, float(staged.seed % 40))
    depth = float(high[1] - low[1])
    return one.moved(floats([high[0] + staged.cube_gap_mm, staged.cube_back_mm * depth, 0]))


def _put_plate(plate: Plate, low: Floats) -> Card:
    one = make_label(plate.lines, plate.width_mm, plate.paper, plate.lean, 0.0, "serif")
    depth = float(np.ptp(one.corners[:, 1]))
    return one.moved(floats([plate.x_mm, low[1] - depth / 2 - plate.gap_mm, 0]))


def _light(backdrop: Backdrop, side: float) -> Rig:
    key = unit(floats([0.75 * side, -0.45, 0.95]))
    fill = unit(floats([-0.8 * side, -0.6, 0.45]))
    colour, sky = floats([1.03, 1.0, 0.96]) * 1.15, floats([0.96, 1.0, 1.05]) * 0.34
    table = linear(backdrop.colour) * (0.75 * colour * key[2] + 0.7 * sky)
    return Rig(key, colour, 0.24, fill, np.full(3, 0.22, np.float32), sky, table)
