"""The things on the table, ready to be drawn: a mesh in world millimetres with what it is made of."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from mineral_desk.domain.truth import MaskValue
from mineral_desk.training.scenes.habits import Shape, apparent_length
from mineral_desk.training.scenes.lettering import Engraving
from mineral_desk.training.scenes.material import Material
from mineral_desk.training.scenes.mesh import Mesh, Rotation, about_x, about_z, rounded_box, sheet
from mineral_desk.training.scenes.noise import Floats, floats
from mineral_desk.training.scenes.species import Look


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """``unit_mm`` is how long one unit of texture coordinates is; ``offset`` picks this piece's own randomness."""

    mesh: Mesh
    material: Material
    kind: MaskValue
    unit_mm: float
    offset: float = 0.0
    print: "Print | None" = None
    sticker: "Sticker | None" = None
    clear: bool = False
    """Of clear acrylic: drawn over everything else, one sees through it."""

    def moved(self, shift: Floats) -> "Thing":
        """The same thing elsewhere."""
        sticker = None if self.sticker is None else replace(self.sticker, centre=self.sticker.centre + shift)
        return replace(self, mesh=self.mesh.placed(shift=shift), sticker=sticker)


@dataclass(frozen=True, slots=True, eq=False)
class Sticker:
    """A paper with an inventory number stuck on a specimen: ``across`` and ``down`` (3,) are unit vectors, mm."""

    picture: Floats
    centre: Floats
    across: Floats
    down: Floats
    size_mm: tuple[float, float]
    cover: Floats | None = None
    """(H, W) how much of the surface is covered where the number is painted on; None: all of it."""

    def apply(self, albedo: Floats, points: Floats) -> Floats:
        """``albedo`` (N, 3) of the surface ``points`` (N, 3) with the sticker on it."""
        away = points - self.centre
        u = away @ self.across / np.float32(self.size_mm[0]) + np.float32(0.5)
        v = away @ self.down / np.float32(self.size_mm[1]) + np.float32(0.5)
        depth = np.abs(away @ np.cross(self.across, self.down))
        on = (u > 0) & (u < 1) & (v > 0) & (v < 1) & (depth < 0.8 * self.size_mm[0])
        stuck = albedo.copy()
        paint = _sample(self.picture, floats(u[on]), floats(v[on]))
        if self.cover is not None:
            paint = stuck[on] + (paint - stuck[on]) * _sample(self.cover, floats(u[on]), floats(v[on]))[:, None]
        stuck[on] = paint
        return stuck


@dataclass(frozen=True, slots=True, eq=False)
class Print:
    """What is printed on a thing: ``card`` (H, W, 3) on a sheet, or ``engraving`` in ``ink`` on a cube."""

    card: Floats | None = None
    engraving: Engraving | None = None
    ink: tuple[float, float, float] = (0.02, 0.02, 0.02)

    def apply(self, albedo: Floats, local: Floats, pixels_per_unit: float) -> Floats:
        """``albedo`` (N, 3) with the print on it; textures are first reduced to what a pixel can show."""
        if self.card is not None:
            card = _reduced(self.card, pixels_per_unit / self.card.shape[1])
            return _sample(card, local[:, 0], local[:, 1])
        if self.engraving is None:
            return albedo
        printed = albedo.copy()
        axis = np.abs(local).argmax(axis=1)
        for face, ink in self.engraving.faces.items():
            on = np.flatnonzero((axis == face // 2) & (local[np.arange(len(local)), face // 2] * (face % 2 - 0.5) > 0))
            across, down = _face_coordinates(local[on], face)
            coverage = _sample(_reduced(ink, pixels_per_unit / ink.shape[1]), across, down)[:, None]
            printed[on] += (floats(self.ink) - printed[on]) * coverage * np.float32(0.92)
        return printed


def _face_coordinates(local: Floats, face: int) -> tuple[Floats, Floats]:
    """(across, down) on a cube's face, 0 to 1, so that letters stand upright and read from left to right."""
    x, y, z = local.T
    across = {0: -y, 1: y, 2: x, 3: -x, 5: x}[face]
    return across + np.float32(0.5), np.float32(0.5) - (y if face == 5 else z)


def _reduced(texture: Floats, factor: float) -> Floats:
    if factor >= 1:
        return texture
    size = (max(2, round(texture.shape[1] * factor)), max(2, round(texture.shape[0] * factor)))
    return np.asarray(cv2.resize(texture, size, interpolation=cv2.INTER_AREA), np.float32)


def _sample(texture: Floats, across: Floats, down: Floats) -> Floats:
    height, width = texture.shape[:2]
    if not len(across):
        return np.zeros((0, *texture.shape[2:]), np.float32)
    x = (across * width - 0.5).astype(np.float32)
    y = (down * height - 0.5).astype(np.float32)
    rows = -(-len(x) // 16384)
    pad = rows * 16384 - len(x)
    grid_x, grid_y = (np.pad(values, (0, pad)).reshape(rows, 16384) for values in (x, y))
    found = cv2.remap(texture, grid_x, grid_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return floats(found.reshape(rows * 16384, *texture.shape[2:])[: len(x)])


def specimen_things(look: Look, shape: Shape, length_mm: float, kind: MaskValue, offset: float) -> list[Thing]:
    """Matrix and crystals of one specimen around the origin, its apparent length about ``length_mm``."""
    parts = [mesh for mesh in (shape.matrix, shape.crystals) if mesh is not None]
    points = np.concatenate([mesh.vertices for mesh in parts])
    scale = length_mm / apparent_length(points)
    middle = (points.max(axis=0) + points.min(axis=0)) / 2 * floats([1, 1, 0]) * np.float32(scale)
    found = []
    for mesh, material in ((shape.matrix, look.body), (shape.crystals, look.crystal or look.body)):
        if mesh is not None:
            placed = mesh.placed(scale=scale, shift=tuple(float(-value) for value in middle)).pressed_onto_table()
            found.append(Thing(placed, material, kind, length_mm, offset))
    return found


UNIT_CUBE_CORNERS = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)])
STEEL = Material((0.62, 0.6, 0.58), roughness=0.42, metallic=0.85, relief=0.0012, relief_frequency=14, variation=0.06)
DARK_STEEL = Material(
    (0.36, 0.33, 0.31), roughness=0.45, metallic=0.7, relief=0.002, relief_frequency=12, variation=0.1
)
BLACK = Material((0.055, 0.055, 0.06), roughness=0.5, reflectance=0.05, relief=0.0006, variation=0.04)
WHITE = Material((0.88, 0.87, 0.85), roughness=0.5, relief=0.0006, variation=0.03)


@dataclass(frozen=True, slots=True, eq=False)
class Cube:
    """A reference cube with its true (sharp) corners (8, 3) in world millimetres."""

    thing: Thing
    corners: Floats
    edge_mm: float
    engraving: str

    def moved(self, shift: Floats) -> "Cube":
        """The same cube elsewhere."""
        return replace(self, thing=self.thing.moved(shift), corners=self.corners + np.asarray(shift, np.float32))


def cube(  # noqa: PLR0917
    edge_mm: float,
    yaw: float,
    material: Material,
    engraving: Engraving | None,
    bevel: float = 0.03,
    offset: float = 0.0,
) -> Cube:
    """A cube standing at the origin, turned by ``yaw`` radians; letters are dark on light metal, light on dark."""
    mesh = rounded_box((edge_mm,) * 3, bevel * edge_mm, 26)
    turn = about_z(yaw)
    standing = mesh.placed(turn, (0, 0, edge_mm / 2))
    dark = sum(material.colour) < 1.2
    ink = (0.75, 0.74, 0.72) if dark else (0.015, 0.015, 0.015)
    thing = Thing(standing, material, MaskValue.CUBE, edge_mm, offset, Print(engraving=engraving, ink=ink))
    corners = (UNIT_CUBE_CORNERS * edge_mm) @ turn.T + [0, 0, edge_mm / 2]
    return Cube(thing, corners.astype(np.float32), edge_mm, engraving.says if engraving else "")


PAPER = Material((0.9, 0.89, 0.86), roughness=0.8, relief=0.0002, relief_frequency=40, variation=0.015)


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """A flat printed thing with its four corners (4, 3), upper left first, clockwise, and its text."""

    thing: Thing
    corners: Floats
    text: str

    def moved(self, shift: Floats) -> "Card":
        """The same card elsewhere."""
        return replace(self, thing=self.thing.moved(shift), corners=self.corners + np.asarray(shift, np.float32))


def card(  # noqa: PLR0917
    picture: Floats, size_mm: tuple[float, float], text: str, kind: MaskValue, turn: Rotation, lift_mm: float = 0.0
) -> Card:
    """A card around the origin, turned by ``turn`` and then set down on the table, its middle bent up a little."""
    flat = sheet(*size_mm, (60, 30))
    bent = flat.vertices.copy()
    bent[:, 2] = lift_mm * (1 - (2 * flat.local[:, 0] - 1) ** 2)
    slope = np.asarray(np.gradient(bent[:, 2].reshape(61, 31), axis=0)).ravel() / np.float32(size_mm[0] / 60)
    normals = np.stack([-slope, np.zeros_like(slope), np.ones_like(slope)], axis=1).astype(np.float32)
    shaped = replace(flat, vertices=bent, normals=normals).placed(turn)
    low = float(shaped.vertices[:, 2].min()) - 0.25
    shaped = shaped.placed(shift=(0, 0, -low))
    corners = shaped.vertices.reshape(61, 31, 3)[[0, -1, -1, 0], [0, 0, -1, -1]]
    return Card(Thing(shaped, PAPER, kind, size_mm[0], 0.0, Print(card=picture)), corners, text)


FROSTED = Material((0.82, 0.88, 0.86), roughness=0.45, relief=0.0002, glow=0.8, variation=0.02)


def pedestal(width_mm: float, depth_mm: float, height_mm: float, material: Material) -> Thing:
    """A low block to set a specimen on."""
    mesh = rounded_box((width_mm, depth_mm, height_mm), 0.06 * height_mm, 30)
    return Thing(mesh.placed(shift=(0, 0, height_mm / 2)), material, MaskValue.STAND, width_mm)


ACRYLIC = Material((0.95, 0.95, 0.95), roughness=0.05, clarity=1.0)


def acrylic_box(size_mm: tuple[float, float, float]) -> Thing:
    """A block, or a lid over a specimen, of clear acrylic, standing at the origin."""
    mesh = rounded_box(size_mm, 0.025 * min(size_mm), 24)
    return Thing(mesh.placed(shift=(0, 0, size_mm[2] / 2)), ACRYLIC, MaskValue.STAND, size_mm[0], clear=True)


def leaning(angle: float, yaw: float) -> Rotation:
    """The turn of a card that leans back by ``angle`` from lying flat."""
    return about_z(yaw) @ about_x(angle)
