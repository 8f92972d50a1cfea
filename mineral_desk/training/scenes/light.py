"""The studio: one soft key light, a fill, the room, and what the table throws back."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from mineral_desk.training.scenes.lamps import Lamp
from mineral_desk.training.scenes.mesh import unit
from mineral_desk.training.scenes.noise import Floats, floats, smoothstep


@dataclass(frozen=True, slots=True, eq=False)
class Rig:
    """Directions point towards the lights; colours are linear RGB; ``key_spread`` is the key's angular radius."""

    key: Floats
    key_colour: Floats
    key_spread: float
    fill: Floats
    fill_colour: Floats
    sky: Floats
    table: Floats
    """What the table looks like from above: light times albedo."""
    second: Lamp | None = None
    """Another lamp of the key's colour, which casts a third of the light and its own shadows."""
    mirrored: tuple[Lamp, ...] = ()
    """Windows and lamps that light nothing much but are seen in polished things."""

    def directions(self, count: int) -> list[Floats]:
        """``count`` directions over the key light, every third of them over the second lamp where there is one."""
        if self.second is None:
            return _disc(self.key, self.key_spread, count)
        third = max(1, count // 3)
        return _disc(self.key, self.key_spread, count - third) + _disc(self.second.direction, self.second.spread, third)

    def radiance(self, directions: Floats, roughness: Floats) -> Floats:
        """(N, 3) light that arrives from ``directions`` (N, 3), blurred as a surface of ``roughness`` (N,) sees it."""
        up = directions[:, 2]
        horizon = smoothstep(-0.12, 0.12, up)[:, None]
        room = self.sky * (0.5 + 1.1 * smoothstep(0.1, 0.9, up)[:, None])
        light = self.table * (1 - horizon) + room * horizon
        for where, colour, spread, gain in (
            (self.key, self.key_colour, self.key_spread * 1.3, 5.0),
            (self.fill, self.fill_colour, 0.5, 2.5),
        ):
            light = light + _softbox(directions, where, spread, roughness)[:, None] * colour * np.float32(gain)
        for lamp in self.mirrored:
            light = light + _softbox(directions, lamp.direction, lamp.spread, roughness)[:, None] * lamp.colour
        return np.asarray(light, np.float32)


def _softbox(directions: Floats, where: Floats, spread: float, roughness: Floats) -> Floats:
    """A square light of half-width ``spread``, dimmed as roughness smears it over a wider angle."""
    across = unit(np.cross(where, floats([0.1, 0.2, 1.0])))
    upward = np.cross(across, where)
    ahead = np.maximum(directions @ where, 0.05)
    blur = 0.03 + 1.1 * roughness
    inside = np.ones(len(directions), np.float32)
    for axis in (across, upward):
        distance = np.abs(directions @ axis) / ahead
        t = np.clip((spread + blur - distance) / (2 * blur), 0, 1)
        inside *= t * t * (3 - 2 * t)
    dimmed = (spread / np.hypot(spread, 0.8 * blur)) ** 2
    return np.asarray(inside * dimmed * (directions @ where > 0), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Baked:
    """Per receiver: ``key`` = visible share of the key light times its cosine, ``sky`` = openness to the room."""

    key: Floats
    sky: Floats


def bake(  # noqa: PLR0917
    casters: Floats, receivers: Floats, normals: Floats, on_table: bool, rig: Rig, samples: tuple[int, int]
) -> Baked:
    """Soft shadows and ambient occlusion at ``receivers`` (N, 3), by many shadow maps of the ``casters`` (M, 3).

    ``on_table``: the receivers are the table itself, which casts no shadow on itself, so no bias is needed.
    ``samples`` are the numbers of directions for the key light and for the room.
    """
    key = np.zeros(len(receivers), np.float32)
    for direction in rig.directions(samples[0]):
        lit = _visible(casters, receivers, direction, on_table)
        key += lit * np.maximum(normals @ direction, 0)
    sky, total = np.zeros(len(receivers), np.float32), np.zeros(len(receivers), np.float32)
    for direction in _dome(samples[1]):
        cosine = np.maximum(normals @ direction, 0)
        sky += _visible(casters, receivers, direction, on_table) * cosine
        total += cosine
    return Baked(floats(key / samples[0]), floats(np.where(total > 0.5, sky / np.maximum(total, 0.5), 0.4)))


def _disc(axis: Floats, radius: float, count: int) -> list[Floats]:
    """``count`` directions spread evenly over a cone around ``axis``."""
    across = unit(np.cross(axis, floats([0.3, 0.1, 1.0])))
    upward = np.cross(axis, across)
    golden = math.pi * (3 - math.sqrt(5))
    found = []
    for k in range(count):
        r, turn = math.tan(radius) * math.sqrt((k + 0.5) / count), golden * k
        direction = unit(axis + np.float32(r * math.cos(turn)) * across + np.float32(r * math.sin(turn)) * upward)
        found.append(unit(floats([direction[0], direction[1], max(direction[2], 0.08)])))
    return found


def _dome(count: int) -> list[Floats]:
    """``count`` directions over the upper half of the sphere, a little denser towards the zenith."""
    golden = math.pi * (3 - math.sqrt(5))
    heights = [0.06 + 0.94 * (k + 0.5) / count for k in range(count)]
    return [
        floats([math.sqrt(1 - z * z) * math.cos(golden * k), math.sqrt(1 - z * z) * math.sin(golden * k), z])
        for k, z in enumerate(heights)
    ]


_MAP_CELLS = 280
_MOST_CASTERS = 90_000


def _visible(casters: Floats, receivers: Floats, direction: Floats, on_table: bool) -> Floats:
    """0 to 1 at each receiver: how much of the light from ``direction`` reaches it."""
    across = unit(np.cross(direction, floats([0.37, 0.91, 0.11])))
    frame = np.stack([across, np.cross(direction, across), direction], axis=1).astype(np.float32)
    u, v, high = frame.T @ casters[:: max(1, len(casters) // _MOST_CASTERS)].T
    low = (u.min(), v.min())
    cell = max(float(u.max() - low[0]), float(v.max() - low[1])) / (_MAP_CELLS - 5)
    column, row = (
        ((side - least) / np.float32(cell)).astype(np.int32) + 2 for side, least in zip((u, v), low, strict=True)
    )
    depth = np.full(_MAP_CELLS * _MAP_CELLS, -1e6, np.float32)
    np.maximum.at(depth, row * _MAP_CELLS + column, high)
    grid = cv2.morphologyEx(depth.reshape(_MAP_CELLS, _MAP_CELLS), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    mine = frame.T @ receivers.T
    x, y = ((mine[k] - low[k]) / np.float32(cell) + np.float32(1.5) for k in (0, 1))
    bias, slope = (0.0, 1.0) if on_table else (1.6 * cell, 2.0 * cell)
    blocked = np.zeros(len(receivers), np.float32)
    near = (x > 0) & (x < _MAP_CELLS - 1) & (y > 0) & (y < _MAP_CELLS - 1)
    column, row = x[near].astype(np.int32), y[near].astype(np.int32)
    fx, fy = x[near] - column, y[near] - row
    for dx, dy, weight in ((0, 0, (1 - fx) * (1 - fy)), (1, 0, fx * (1 - fy)), (0, 1, (1 - fx) * fy), (1, 1, fx * fy)):
        above = grid[row + dy, column + dx] - mine[2][near]
        blocked[near] += weight * np.clip((above - bias) / slope, 0, 1)
    return 1 - blocked
