"""One scene of the second variety from one integer: other draws than :func:`scenes.compose`, the same renderer."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from mineral_desk.domain.truth import MaskValue
from mineral_desk.training.scenes import plates
from mineral_desk.training.scenes.categories import Category
from mineral_desk.training.scenes.compose import Scene, footprint
from mineral_desk.training.scenes.cutouts import CutoutLibrary
from mineral_desk.training.scenes.noise import Floats, floats
from mineral_desk.training.scenes.species import LONE_CUBES, LOOKS, Look
from mineral_desk.training.scenes.standee import standee
from mineral_desk.training.scenes.things import BLACK, FROSTED, Cube, Thing, pedestal, specimen_things
from mineral_desk.training.scenes.varied import confusers, labels, stands, views
from mineral_desk.training.scenes.varied.cubes import varied_cube
from mineral_desk.training.scenes.varied.grounds import pick_ground, pick_light

WEIGHTS: dict[Category, int] = {
    Category.STANDARD: 40,
    Category.STAND: 12,
    Category.EDGE_CUBE: 9,
    Category.CUBIC: 4,
    Category.CAPSULE: 6,
    Category.TOUCHING: 4,
    Category.NO_CUBE: 6,
    Category.CUBIC_NO_CUBE: 3,
    Category.RULER: 2,
    Category.CUBE_CUT: 6,
    Category.SPECIMEN_CUT: 3,
    Category.TWO_SPECIMENS: 4,
    Category.TWO_CUBES: 2,
    Category.INCH_CUBE: 2,
    Category.BLURRED: 2,
}
_CUTOUT_SHARE = 0.7
_SPECIES_OF_CUTOUT = LOOKS[0]


def compose_varied(
    seed: int, long_side: int, cutouts: CutoutLibrary | None = None, real_plates: Sequence[Floats] = ()
) -> Scene:
    """The scene of that seed; most specimens are real where there are ``cutouts``, many plates where there are such."""
    rng = np.random.default_rng([seed, 2])
    category = _draw_category(rng)
    elevation = views.pick_elevation(rng)
    length = float(np.clip(math.exp(rng.normal(math.log(60), 0.75)), 11, 240))
    look, specimen = _specimen(category, length, elevation, cutouts, MaskValue.SPECIMEN, rng)
    if rng.random() < 0.2:
        specimen = labels.number_on_stone(specimen, real_plates, rng)
    specimen, others = _set_up(category, specimen, rng)
    cubes, plinths = _cubes(category, [*specimen, *others], rng)
    others += plinths
    standing = [*specimen, *(one.thing for one in cubes)]
    if category is Category.TWO_SPECIMENS:
        others += _second(length, elevation, cutouts, standing, rng)
    if rng.random() < (0.35 if category in (Category.NO_CUBE, Category.RULER) else 0.06):
        others.append(confusers.beside(confusers.confuser(0.6 * length, rng), [*standing, *others], rng))
    plates_there = labels.place_labels(
        look, [*standing, *others], cubes[0].edge_mm if cubes else 10.0, real_plates, rng
    )
    aside = []
    if category is Category.RULER or rng.random() < 0.06:
        aside = [plates.place_ruler(standing, plates_there, rng)]
    ground = pick_ground(length, rng)
    rig = pick_light(ground, specimen[0].print is not None, rng)
    core = [*standing, *others]
    camera = views.aim(category, core, specimen, cubes, elevation, long_side, rng)
    lens = views.pick_lens(category, camera, rng)
    if rng.random() < 0.15:
        aside += confusers.at_border(camera, core, rng)
    return Scene(
        seed, category, look, specimen, cubes, plates_there, [*others, *aside], ground, rig, camera, lens, elevation,
        varied=True,
    )  # fmt: skip


def _set_up(category: Category, specimen: list[Thing], rng: np.random.Generator) -> tuple[list[Thing], list[Thing]]:
    """The specimen where it stands or lies, and what it stands on, is propped up with or kept in."""
    others: list[Thing] = []
    if category is Category.STAND or rng.random() < 0.08:
        specimen, others = stands.on_stand(specimen, rng)
    if category is Category.CAPSULE:
        specimen, box = stands.in_container(specimen, rng)
        others = [*others, *box]
    return specimen, others


def _draw_category(rng: np.random.Generator) -> Category:
    weights = np.array(list(WEIGHTS.values()), float)
    return list(WEIGHTS)[int(rng.choice(len(weights), p=weights / weights.sum()))]


def _specimen(  # noqa: PLR0917
    category: Category, length: float, elevation: float, cutouts: CutoutLibrary | None, kind: MaskValue,
    rng: np.random.Generator,
) -> tuple[Look, list[Thing]]:  # fmt: skip
    """A grown specimen or, where there are cut-outs, mostly a real one."""
    offset = float(rng.uniform(0, 60))
    if cutouts is not None and not category.cubic and rng.random() < _CUTOUT_SHARE:
        cutout = cutouts.draw(rng)
        look = replace(_SPECIES_OF_CUTOUT, species=cutout.species, species_ru=cutout.species)
        return look, [standee(cutout, length, elevation, offset, kind, rng)]
    looks = LONE_CUBES if category.cubic else [look for look in LOOKS if look not in LONE_CUBES]
    look = looks[int(rng.integers(len(looks)))]
    return look, specimen_things(look, look.habit(rng), length, kind, offset)


def _cubes(category: Category, things: Sequence[Thing], rng: np.random.Generator) -> tuple[list[Cube], list[Thing]]:
    """The cubes in their places, and the plinths under them."""
    if not category.has_cube:
        return [], []
    text, edge = (
        str(rng.choice(["1 CM", "1 cm", "10 mm", "1cm", "10 MM", "1 см"], p=[0.3, 0.25, 0.2, 0.1, 0.1, 0.05])),
        10.0,
    )
    if category is Category.INCH_CUBE:
        text, edge = str(rng.choice(["1 IN", "1 inch", "1 in"])), 25.4
    plain = category is not Category.INCH_CUBE and rng.random() < 0.15
    cubes, plinths = [], []
    first_side = float(rng.choice([-1.0, 1.0], p=[0.35, 0.65]))
    for number in range(2 if category is Category.TWO_CUBES else 1):
        one = varied_cube(edge, None if plain else text, rng)
        one = placed(one, category, things, first_side if number == 0 else -first_side, rng)
        if category is not Category.TOUCHING and rng.random() < 0.06:
            one, plinth = _on_plinth(one, rng)
            plinths.append(plinth)
        cubes.append(one)
    return cubes, plinths


def placed(one: Cube, category: Category, things: Sequence[Thing], side: float, rng: np.random.Generator) -> Cube:
    """Beside the things, before a corner of them, or a little behind."""
    low, high = footprint(things)
    edge, depth = one.edge_mm, float(high[1] - low[1])
    # Before or behind a small specimen a cube would hide it.
    small = float((high - low).max()) < 2.5 * edge
    where = (
        "beside"
        if category is Category.TOUCHING
        else str(
            rng.choice(["beside", "corner", "front", "behind"], p=[1, 0, 0, 0] if small else [0.6, 0.25, 0.06, 0.09])
        )
    )
    gap = 0.6 * edge if category is Category.TOUCHING else edge * float(0.75 + rng.exponential(0.5))
    outer = high[0] if side > 0 else low[0]
    if where == "beside":
        x, y = outer + side * gap, rng.uniform(low[1] - 0.5 * edge, low[1] + 0.6 * depth)
    elif where == "corner":
        x, y = outer + side * rng.uniform(-0.6, 0.5) * edge, low[1] - rng.uniform(0.8, 2.0) * edge
    elif where == "front":
        x, y = rng.uniform(low[0], high[0]), low[1] - rng.uniform(0.8, 2.5) * edge
    else:
        x, y = outer + side * rng.uniform(0.2, 1.0) * edge, high[1] + rng.uniform(0.8, 2.0) * edge
    return one.moved(floats([x, y, 0]))


def _on_plinth(one: Cube, rng: np.random.Generator) -> tuple[Cube, Thing]:
    height = float(rng.uniform(0.2, 1.2) * one.edge_mm)
    wide = float(rng.uniform(1.5, 2.2) * one.edge_mm)
    material = (BLACK, FROSTED)[int(rng.integers(2))]
    middle = one.corners.mean(axis=0)
    base = pedestal(wide, wide, height, material).moved(floats([middle[0], middle[1], 0]))
    return one.moved(floats([0, 0, height])), base


def _second(
    length: float, elevation: float, cutouts: CutoutLibrary | None, things: Sequence[Thing], rng: np.random.Generator
) -> list[Thing]:
    """Another specimen at a side of the things."""
    low, high = footprint(things)
    size = length * float(rng.uniform(0.5, 1.1))
    _, second = _specimen(Category.STANDARD, size, elevation, cutouts, MaskValue.SECOND_SPECIMEN, rng)
    mine = footprint(second)
    x = low[0] - mine[1][0] - 0.1 * size if rng.random() < 0.5 else high[0] - mine[0][0] + 0.1 * size
    return [thing.moved(floats([x, rng.uniform(-0.2, 0.2) * size, 0])) for thing in second]
