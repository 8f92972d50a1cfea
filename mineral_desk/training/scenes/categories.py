"""The kinds of scenes, how often each comes and what an honest program does with it."""

from enum import Enum

import numpy as np

from mineral_desk.domain.truth import Expected


class Category(Enum):
    """Value: name, how often (weights), what is expected."""

    STANDARD = ("standard", 40, Expected.MEASURE)
    STAND = ("stand", 8, Expected.MEASURE)
    EDGE_CUBE = ("edge_cube", 7, Expected.MEASURE)
    CUBIC = ("cubic", 4, Expected.EITHER)
    LOW_CONTRAST = ("low_contrast", 3, Expected.EITHER)
    CAPSULE = ("capsule", 3, Expected.EITHER)
    TOUCHING = ("touching", 4, Expected.EITHER)
    NO_CUBE = ("no_cube", 7, Expected.FLAG)
    CUBIC_NO_CUBE = ("cubic_no_cube", 4, Expected.FLAG)
    RULER = ("ruler", 3, Expected.FLAG)
    CUBE_CUT = ("cube_cut", 5, Expected.FLAG)
    SPECIMEN_CUT = ("specimen_cut", 3, Expected.FLAG)
    TWO_SPECIMENS = ("two_specimens", 5, Expected.FLAG)
    TWO_CUBES = ("two_cubes", 3, Expected.FLAG)
    INCH_CUBE = ("inch_cube", 3, Expected.FLAG)
    BLURRED = ("blurred", 3, Expected.FLAG)

    def __init__(self, label: str, weight: int, expected: Expected) -> None:
        self.label = label
        self.weight = weight
        self.expected = expected

    @property
    def has_cube(self) -> bool:
        """Whether a reference cube is on the table."""
        return self not in (Category.NO_CUBE, Category.CUBIC_NO_CUBE, Category.RULER)

    @property
    def cubic(self) -> bool:
        """Whether the specimen itself is a cubic crystal."""
        return self in (Category.CUBIC, Category.CUBIC_NO_CUBE)

    @property
    def stand(self) -> bool:
        """Whether the specimen is on a stand."""
        return self is Category.STAND

    @classmethod
    def draw(cls, rng: np.random.Generator) -> "Category":
        """One category by weight."""
        weights = np.array([one.weight for one in cls], float)
        return list(cls)[int(rng.choice(len(weights), p=weights / weights.sum()))]
