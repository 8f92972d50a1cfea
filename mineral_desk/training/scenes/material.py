"""What a surface is made of, and what it looks like point by point."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from mineral_desk.training.scenes.noise import Floats, floats, fractal, grains, noise, smoothstep, warped

Colour = tuple[float, float, float]
"""sRGB, 0 to 1, as one would pick it."""


def linear(colour: Colour) -> Floats:
    """The colour as linear light (sRGB's curve taken as the power 2.2), toned down as no pigment is pure."""
    light = np.power(np.clip(colour, 0, 1), 2.2)
    return np.asarray(light + 0.2 * (light @ [0.21, 0.72, 0.07] - light), np.float32)


class Pattern(StrEnum):
    """How a second colour lies in the first."""

    MOTTLED = "mottled"
    BANDED = "banded"
    VEINED = "veined"
    SPECKLED = "speckled"
    ZONED = "zoned"
    FIBROUS = "fibrous"


@dataclass(frozen=True, slots=True)
class Layer:
    """A colour laid over what is below it. ``amount`` is how much of the surface it takes, 0 to 1."""

    pattern: Pattern
    colour: Colour
    frequency: float = 3.0
    amount: float = 0.5
    softness: float = 0.5


@dataclass(frozen=True, slots=True)
class Material:
    """``relief`` is the roughness one can see, as the height of bumps in units of the specimen's length.

    ``clarity``: 0 opaque to 1 clear as glass. ``glow``: how much light wanders inside before it leaves.
    ``striation``: fine parallel grooves, across the crystal's axis where positive, along it where negative.
    ``glitter``: share of the surface that flashes like mica.
    ``grain``: how much the crystal grains of a rock differ in tone and tilt, 0 to 1.
    """

    colour: Colour
    layers: tuple[Layer, ...] = ()
    roughness: float = 0.6
    reflectance: float = 0.04
    metallic: float = 0.0
    relief: float = 0.004
    relief_frequency: float = 10.0
    striation: float = 0.0
    clarity: float = 0.0
    glow: float = 0.0
    glitter: float = 0.0
    variation: float = 0.12
    grain: float = 0.0
    grain_frequency: float = 26.0


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """``albedo`` (N, 3) linear RGB; ``height`` (N,) in units of the specimen; ``flash`` and ``tilt``
    (N, 3) turn the normals of tiny mirrors, and of whole grains.
    """

    albedo: Floats
    height: Floats
    roughness: Floats
    flash: Floats | None = None
    tilt: Floats | None = None


def surface(material: Material, local: Floats, offset: float, footprint: float) -> Surface:
    """The material at texture coordinates ``local`` (N, 3); ``footprint`` is the size of a pixel in those units."""
    albedo = np.broadcast_to(linear(material.colour), local.shape).astype(np.float32)
    for number, layer in enumerate(material.layers):
        share = _share(layer, local, offset + 71.3 * number, footprint)
        albedo = albedo + (linear(layer.colour) - albedo) * share[:, None]
    octaves = _octaves(material.relief_frequency, footprint, 5)
    grain = fractal(local, material.relief_frequency, octaves, offset + 5.5, 0.6)
    tone = fractal(local, 2.2, 3, offset + 9.1)
    albedo *= np.exp(np.float32(material.variation) * (0.5 * grain + tone))[:, None]
    height = np.float32(material.relief) * grain
    tilt = None
    if material.grain and material.grain_frequency * footprint < 0.5:
        each = grains(local, material.grain_frequency, offset)
        albedo *= np.exp(np.float32(0.28 * material.grain) * each[:, :1])
        tilt = np.float32(0.5 * material.grain) * each[:, 1:]
    if material.striation:
        stretch = [1.5, 1.5, 45.0] if material.striation > 0 else [45.0, 45.0, 1.5]
        grooves = noise(local * floats(stretch), 1.0, offset + 3.3)
        height = height + np.float32(0.0007 * abs(material.striation)) * grooves
    rough = np.clip(material.roughness * np.exp(0.15 * tone), 0.02, 1.0).astype(np.float32)
    return Surface(np.clip(albedo, 0, 1), height, rough, _flash(material, local, offset), tilt)


def _octaves(frequency: float, footprint: float, most: int) -> int:
    """As many octaves as pixels can show."""
    return int(np.clip(np.log2(max(0.4 / (frequency * max(footprint, 1e-6)), 1.0)) + 1, 1, most))


def _share(layer: Layer, local: Floats, offset: float, footprint: float) -> Floats:
    """0 to 1: how much of the layer's colour each point has."""
    f, amount, soft = layer.frequency, layer.amount, max(layer.softness, 0.02)
    octaves = _octaves(f, footprint, 4)
    edge = 1.2 - 2.4 * amount
    match layer.pattern:
        case Pattern.MOTTLED:
            return smoothstep(edge - soft, edge + soft, fractal(local, f, octaves, offset))
        case Pattern.VEINED:
            field = np.abs(fractal(warped(local, f, 0.12 / f, offset + 3), f, octaves, offset, 0.45))
            return 1 - smoothstep(amount * 0.25, amount * 0.25 + soft * 0.3, field)
        case Pattern.SPECKLED:
            return smoothstep(edge, edge + soft, fractal(local, f, min(octaves, 2), offset))
        case Pattern.BANDED:
            bent = warped(local, 1.6, 0.06, offset)
            phase = np.sqrt((bent * bent).sum(axis=1)) * np.float32(f)
            wave = fractal(phase[:, None] * floats([1, 0, 0]), 1.0, 3, offset)
            return smoothstep(edge - soft, edge + soft, wave)
        case Pattern.ZONED:
            along = local[:, 2] * np.float32(f) + 0.25 * fractal(local, 3.0, 2, offset)
            return smoothstep(edge - soft, edge + soft, along)
        case Pattern.FIBROUS:
            bent = warped(local, 1.2, 0.25, offset)
            stretched = bent * floats([1.0, 6.0, 6.0]) * np.float32(f)
            return smoothstep(edge - soft, edge + soft, fractal(stretched, 1.0, 3, offset))


def _flash(material: Material, local: Floats, offset: float) -> Floats | None:
    """Tilts of the flakes of a glittering surface, zero where there is no flake."""
    if not material.glitter:
        return None
    cells = np.floor(local * np.float32(150.0)).astype(np.int64)
    mixed = (cells[:, 0] * 73_856_093) ^ (cells[:, 1] * 19_349_663) ^ (cells[:, 2] * 83_492_791) ^ int(offset * 1000)
    chance = np.stack([((mixed * k) >> 7) % 1024 for k in (48_271, 69_621, 16_807)], axis=1) / np.float32(1024)
    flake = (chance.sum(axis=1) % 1.0) < material.glitter
    return np.asarray((chance - 0.5) * 1.6 * flake[:, None], np.float32)
