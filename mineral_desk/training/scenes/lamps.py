"""Lamps beside the key light."""

from dataclasses import dataclass

from mineral_desk.training.scenes.noise import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Lamp:
    """``direction`` (3,) points towards the lamp; ``colour`` is linear RGB; ``spread`` the half-width in radians."""

    direction: Floats
    colour: Floats
    spread: float
