"""Small pictures of a cube and what is around it: many looks from one composed scene, each at little cost.

A scene costs seconds, mostly for what is far from its cube. A close-up renders only a square around the cube (or
around something else that a cube may be seen in), as a whole photo of :data:`WHOLE_PX` would show it there.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from mineral_desk.domain.truth import MaskValue
from mineral_desk.training.scenes.backdrop import Backdrop
from mineral_desk.training.scenes.camera import Camera
from mineral_desk.training.scenes.categories import Category
from mineral_desk.training.scenes.compose import BACKDROPS, Scene, footprint
from mineral_desk.training.scenes.framing import Aim, Framing, framed, near_part, only, shown_faces
from mineral_desk.training.scenes.lens import Bytes, Lens, develop, finish
from mineral_desk.training.scenes.light import Rig
from mineral_desk.training.scenes.material import linear
from mineral_desk.training.scenes.mesh import about_z
from mineral_desk.training.scenes.noise import Floats, floats
from mineral_desk.training.scenes.render import Effort, Lit, Picture, lit, view
from mineral_desk.training.scenes.species import LONE_CUBES
from mineral_desk.training.scenes.things import UNIT_CUBE_CORNERS, Cube, Thing, specimen_things
from mineral_desk.training.scenes.varied import views
from mineral_desk.training.scenes.varied.compose import placed
from mineral_desk.training.scenes.varied.confusers import confuser
from mineral_desk.training.scenes.varied.cubes import varied_cube
from mineral_desk.training.scenes.varied.grounds import pick_ground, pick_light
from mineral_desk.vision.measuring.wireframe import Camera as PinHole

WHOLE_PX = 1024
"""Longer side of the photo that a close-up is cut from."""
EDGES_WIDE = 4.5
SHOTS = 4
EDGES_PX = (12.5, 230.0)
RENDERED_EDGE_PX = 52.0
"""Larger cubes are rendered at this size: no reader of close-ups looks closer."""
_EFFORT = Effort(key_samples=8, sky_samples=7, table_cells=80)
_GRAIN_TILE_PX = 160
_REACH_EDGES = 8.0
"""What is farther away than this many edges is neither drawn nor casts shadows."""
_NEARLY_A_CUBE = 1.1
_LEAST_VISIBLE = 0.5
_LEAST_DEPTH_MM, _LEAST_HEIGHT_MM = 45.0, 2.0
_TEXTS = ("1 CM", "1 cm", "10 mm", "1cm", "10 MM", "1 см")
_FORMATS = (1.5, 4 / 3, 1.0, 0.75, 2 / 3, 1.78)


@dataclass(frozen=True, slots=True, eq=False)
class CloseUp:
    """``pixels`` (H, W, 3) uint8 sRGB: what of the square lies in the photo. ``middle`` (2,) and ``edge_px`` tell where
    in it the cube is, or a cube could be seen, and how long an edge is there. Of a cube, ``corners_px`` (8, 2) are the
    true ones, ``turn`` (3, 3) brings its axes to the camera's (right, down, forward) and ``ray`` (3,) goes from the
    camera to its centre, in those axes; None where there is no cube. ``camera`` took the square, lens errors aside.
    ``likenesses_px`` (N, 8, 2) are the corners of cubes that a hasty eye would see in what is no cube.
    """

    pixels: Bytes
    middle: Floats
    edge_px: float
    camera: PinHole
    corners_px: Floats | None = None
    turn: npt.NDArray[np.float64] | None = None
    ray: npt.NDArray[np.float64] | None = None
    likenesses_px: Floats | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Subject:
    """What stands in the middle: its ``centre`` (3,), how long a cube's edge would be, and the cube if it is one,
    or the cubes (N, 8, 3) that it may be taken for.
    """

    centre: Floats
    edge_mm: float
    things: tuple[Thing, ...] = ()
    cube: Cube | None = None
    likenesses: Floats | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Setting:
    """The subject among other things (it comes first of ``things``), in light, on the ground."""

    subject: _Subject
    things: Sequence[Thing]
    shown: Lit
    ground: Backdrop
    rig: Rig


def close_ups(
    scene: Scene, subjects: int, rng: np.random.Generator, *, only_lookalikes: bool = False
) -> Iterator[CloseUp]:
    """Up to :data:`SHOTS` close-ups of each of so many other cubes in the scene, and of some other things.

    With ``only_lookalikes`` they show no cube but what looks like one.
    """
    around = [*scene.specimen, *(card.thing for card in scene.labels), *scene.others]
    for _ in range(subjects):
        subject = (_lookalike if only_lookalikes else _pick_subject)(scene, around, rng)
        ground = _pick_ground(scene, rng)
        rig = pick_light(ground, scene.specimen[0].print is not None, rng)
        parts = [near_part(thing, subject.centre, _REACH_EDGES * subject.edge_mm) for thing in around]
        things = [*subject.things, *(part for part in parts if part is not None)]
        if all(thing.clear for thing in things):
            continue
        setting = _Setting(subject, things, lit(things, rig, _EFFORT), ground, rig)
        for _ in range(SHOTS):
            taken = _take(_in_other_look(setting, scene, rng), rng)
            if taken is not None:
                yield taken


def _in_other_look(setting: _Setting, scene: Scene, rng: np.random.Generator) -> _Setting:
    """The same things with a cube of another make on another ground: neither changes what light falls where."""
    ground = _pick_ground(scene, rng)
    bounced = setting.rig.table * linear(ground.colour) / linear(setting.ground.colour)
    things = list(setting.things)
    if setting.subject.cube is not None:
        other = _new_cube(rng).thing
        things[0] = replace(things[0], material=other.material, print=other.print, offset=other.offset)
    return replace(setting, things=things, ground=ground, rig=replace(setting.rig, table=floats(bounced)))


def _pick_subject(scene: Scene, around: Sequence[Thing], rng: np.random.Generator) -> _Subject:
    chance = rng.random()
    if chance < 0.09:
        thing = around[int(rng.integers(len(around)))]
        point = floats(thing.mesh.vertices[int(rng.integers(len(thing.mesh.vertices)))])
        return _Subject(point, math.exp(rng.uniform(math.log(4), math.log(25))))
    if chance < 0.22:
        return _lookalike(scene, around, rng)
    cube = _placed_free(scene, around, rng)
    return _Subject(_middle(cube), cube.edge_mm, (cube.thing,), cube)


def _middle(cube: Cube) -> Floats:
    return np.asarray(cube.corners.mean(axis=0), np.float32)


def _lookalike(scene: Scene, around: Sequence[Thing], rng: np.random.Generator) -> _Subject:
    """A die, a block or a cubic crystal where a cube would be."""
    if rng.random() < 0.5:
        look = LONE_CUBES[int(rng.integers(len(LONE_CUBES)))]
        length = math.exp(rng.uniform(math.log(8), math.log(30)))
        things = specimen_things(look, look.habit(rng), length, MaskValue.BACKGROUND, float(rng.uniform(0, 60)))
    else:
        things = [confuser(float(rng.uniform(12, 30)), rng)]
    if rng.random() < 0.6:
        where = _placed_free(scene, around, rng).corners.mean(axis=0) * floats([1, 1, 0])
        things = [thing.moved(where) for thing in things]
    low, high = footprint(things)
    edge_mm = float(np.cbrt(np.prod(high - low)))
    return _Subject(floats((low + high) / 2), edge_mm, tuple(things), likenesses=cubes_like(things))


def cubes_like(things: Sequence[Thing]) -> Floats:
    """(N, 8, 3): corners, in the order of :class:`Cube`, of cubes that stand where ``things`` stand, turned alike.

    One with the mean side of the box around them, and where its sides differ one with each of them.
    """
    points = np.concatenate([thing.mesh.vertices for thing in things]).astype(np.float32)
    (x, y), sizes, turn_deg = cv2.minAreaRect(np.ascontiguousarray(points[:, :2]))
    low, high = float(points[:, 2].min()), float(points[:, 2].max())
    sides = np.array([*sizes, high - low])
    edges = [float(np.cbrt(sides.prod()))]
    if sides.max() > _NEARLY_A_CUBE * sides.min():
        edges += sides.tolist()
    standing = UNIT_CUBE_CORNERS @ about_z(math.radians(turn_deg)).T + [0, 0, 0.5]
    return floats([edge * standing + [x, y, low] for edge in edges])


def _placed_free(scene: Scene, around: Sequence[Thing], rng: np.random.Generator) -> Cube:
    """A new cube where the scene's cube stood or, mostly, elsewhere beside the things, but in none of them."""
    one = _new_cube(rng)
    if scene.cubes and rng.random() < 0.35:
        old = scene.cubes[0].corners
        return one.moved(floats([*old[:, :2].mean(axis=0), old[:, 2].min()]))
    for _ in range(4):
        category = Category.TOUCHING if rng.random() < 0.15 else Category.STANDARD
        here = placed(one, category, scene.specimen, float(rng.choice([-1.0, 1.0])), rng)
        if not any(_overlap(here.thing, thing) for thing in around if thing.kind != MaskValue.LABEL):
            break
    return here


def _new_cube(rng: np.random.Generator) -> Cube:
    text = None if rng.random() < 0.15 else str(rng.choice(_TEXTS, p=[0.28, 0.24, 0.21, 0.11, 0.11, 0.05]))
    return varied_cube(10.0, text, rng)


def _overlap(one: Thing, other: Thing) -> bool:
    (a_low, a_high), (b_low, b_high) = footprint([one]), footprint([other])
    return bool((a_low < b_high).all() and (b_low < a_high).all())


def _pick_ground(scene: Scene, rng: np.random.Generator) -> Backdrop:
    """The scene's ground or another one of either variety."""
    chance = rng.random()
    if chance < 0.2:
        return scene.backdrop
    reach = float(rng.uniform(30, 120))
    if chance < 0.8:
        return pick_ground(reach, rng)
    return replace(
        BACKDROPS[int(rng.integers(len(BACKDROPS)))][1],
        turn_mm=reach * float(rng.uniform(1.5, 4)),
        radius_mm=reach * float(rng.uniform(1, 3)),
        offset=float(rng.uniform(0, 60)),
    )


def _take(setting: _Setting, rng: np.random.Generator) -> CloseUp | None:
    """The picture; None where the draw is no use: the camera would stand in the table, or the cube is hidden."""
    subject = setting.subject
    work_edge_px = math.exp(rng.uniform(*np.log(EDGES_PX)))
    shrunk = min(1.0, RENDERED_EDGE_PX / work_edge_px)
    edge_px = work_edge_px * shrunk
    framing = _pick_framing(subject, shrunk, edge_px, rng)
    if framing is None:
        return None
    camera, whole = framing.camera, setting.shown.whole
    kept = shown_faces(whole, camera, subject.centre)
    shown = replace(
        setting.shown,
        whole=replace(whole, faces=whole.faces[kept]),
        owner_of_face=setting.shown.owner_of_face[kept],
    )
    things = [_before(thing, camera, subject.centre) for thing in setting.things]
    lens = _pick_lens(shrunk, framing, rng)
    picture = view(things, shown, setting.ground, camera, setting.rig, _supersample(edge_px), lens.aperture)
    if subject.cube is not None and _visible(picture, camera.project(subject.cube.corners)[0]) < _LEAST_VISIBLE:
        return None
    return _developed(picture, framing, lens, subject, setting.ground, rng)


def _supersample(edge_px: float) -> float:
    """Large cubes are seen reduced: that smooths their edges anyway."""
    return 1.0 if edge_px > 44 else _EFFORT.supersample


def _before(thing: Thing, camera: Camera, subject: Floats) -> Thing:
    """The thing less what is behind the camera, where its own mesh is drawn."""
    if not thing.clear and not thing.material.clarity:
        return thing
    return replace(thing, mesh=only(thing.mesh, shown_faces(thing.mesh, camera, subject)))


def _pick_framing(subject: _Subject, shrunk: float, edge_px: float, rng: np.random.Generator) -> Framing | None:
    """Where the camera stands; None where it never stands well above the table and away from the subject."""
    for _ in range(6):
        aim = _pick_aim(shrunk, rng)
        framing = framed(aim, subject.centre, edge_px / subject.edge_mm, math.ceil(EDGES_WIDE * edge_px))
        depth = float(framing.camera.project(subject.centre[None])[1][0])
        if depth > _LEAST_DEPTH_MM and framing.camera.centre[2] > _LEAST_HEIGHT_MM:
            return framing
    return None


def _pick_aim(shrunk: float, rng: np.random.Generator) -> Aim:
    shape = float(rng.choice(_FORMATS, p=[0.4, 0.3, 0.1, 0.1, 0.05, 0.05]))
    long_px = WHOLE_PX * shrunk
    whole = (round(long_px), round(long_px / shape)) if shape >= 1 else (round(long_px * shape), round(long_px))
    place = np.clip(rng.normal([0.5, 0.58], [0.24, 0.17]), 0.01, 0.99)
    elevation = _pick_elevation(rng)
    distortion = float(np.clip(rng.normal(0, 0.03), -0.08, 0.08)) if rng.random() < 0.4 else 0.0
    focal_35mm = math.exp(rng.uniform(math.log(24), math.log(180)))
    roll, azimuth = float(rng.normal(0, 0.03)), float(rng.uniform(-0.6, 0.6))
    return Aim(whole, (float(place[0]), float(place[1])), elevation, roll, focal_35mm, distortion, azimuth)


def _pick_elevation(rng: np.random.Generator) -> float:
    """Degrees above the table: as in scenes, or any, or from a copy stand, which looks straight down."""
    chance = rng.random()
    if chance < 0.6:
        return views.pick_elevation(rng)
    if chance < 0.94:
        return float(rng.uniform(2, 90))
    return 90.0


def _pick_lens(shrunk: float, framing: Framing, rng: np.random.Generator) -> Lens:
    """A lens of the varied scenes, for the square: what counts in pixels of the photo counts less in a shrunk one."""
    category = Category.BLURRED if rng.random() < 0.03 else Category.STANDARD
    lens = views.pick_lens(category, framing.camera, rng)
    per_1000 = framing.camera.width / 1000
    enlarged = 1.0 if lens.native_px is None else lens.native_px / WHOLE_PX / shrunk
    return replace(
        lens,
        blur_px=lens.blur_px / per_1000 * shrunk,
        noise=lens.noise * shrunk,
        vignetting=0.0,
        native_px=round(framing.camera.width * enlarged) if enlarged < 1 else None,
        caption=None,
        jpeg_quality=round(100 - (100 - lens.jpeg_quality) * shrunk),
        stops=float(rng.normal(0.05, 0.35)),
    )


def _visible(picture: Picture, corners_px: Floats) -> float:
    """About how much of the cube (the first of the things) nothing hides, as far as it lies in the square."""
    hull = float(cv2.contourArea(cv2.convexHull(corners_px)))
    supersampled = picture.things.shape[1] / picture.light.shape[1]
    return float((picture.things == 0).sum() / supersampled**2 / max(hull, 1.0))


def _developed(  # noqa: PLR0917
    picture: Picture, framing: Framing, lens: Lens, subject: _Subject, ground: Backdrop, rng: np.random.Generator
) -> CloseUp | None:
    """The finished close-up; None where less than a sliver of it lies in the photo."""
    gain = _exposure(picture, ground)
    pixels = finish(develop(framing.bent(picture.light), lens, gain, rng, _GRAIN_TILE_PX), lens)
    if lens.native_px is None and rng.random() < 0.8:
        stored = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, lens.jpeg_quality])[1]
        pixels = np.asarray(cv2.imdecode(stored, cv2.IMREAD_COLOR), np.uint8)
    rows, columns = framing.inside()
    pixels = np.ascontiguousarray(pixels[rows, columns])
    if min(pixels.shape[:2]) < 8:
        return None
    cut = floats([columns.start, rows.start])
    camera = framing.camera
    middle, depth = camera.project(subject.centre[None])
    edge_px = camera.focal_px * subject.edge_mm / float(depth[0])
    seen_by = PinHole(camera.focal_px, camera.principal_x - float(cut[0]), camera.principal_y - float(cut[1]))
    if subject.cube is None:
        likenesses = None if subject.likenesses is None else _seen(subject.likenesses, framing) - cut
        return CloseUp(pixels, framing.bent_points(middle)[0] - cut, edge_px, seen_by, likenesses_px=likenesses)
    corners = camera.project(subject.cube.corners)[0]
    bent = framing.bent_points(corners)
    edge_px *= float(np.sqrt(bent.var(axis=0).sum() / corners.var(axis=0).sum()))
    axes = (subject.cube.corners[[4, 2, 1]] - subject.cube.corners[0]).T.astype(float) / subject.edge_mm
    ray = camera.rotation @ (subject.centre - camera.centre)
    return CloseUp(pixels, bent.mean(axis=0) - cut, edge_px, seen_by, bent - cut, camera.rotation @ axes, ray)


def _seen(cubes: Floats, framing: Framing) -> Floats:
    """(N, 8, 2): where the picture shows the corners (N, 8, 3)."""
    points = framing.camera.project(cubes.reshape(-1, 3))[0]
    return floats(framing.bent_points(points).reshape(-1, 8, 2))


def _exposure(picture: Picture, ground: Backdrop) -> float:
    """A gain that shows a white sheet just below white, and otherwise the whole neither dark nor bright."""
    grey = picture.light.mean(axis=2)
    bright = sum(ground.colour) > 2.1 and not ground.blown
    if bright:
        return 0.8 / max(float(np.quantile(grey, 0.85)), 1e-3)
    small = cv2.resize(picture.things, grey.shape[::-1], interpolation=cv2.INTER_NEAREST)
    subject = grey[small >= 0]
    return 0.42 / max(float(np.quantile(subject if subject.size else grey, 0.8)), 1e-3)
