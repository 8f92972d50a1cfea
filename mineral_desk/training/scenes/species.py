# ruff: noqa: E501 - tables: one line a substance reads best
"""What well-known minerals look like: a habit, the rock they sit in and their own substance."""

from dataclasses import dataclass

from mineral_desk.training.scenes import habits
from mineral_desk.training.scenes.habits import Habit
from mineral_desk.training.scenes.material import Layer, Material, Pattern


@dataclass(frozen=True, slots=True)
class Look:
    """A mineral as it is put before the camera: ``body`` for the matrix of its habit, ``crystal`` for its crystals."""

    species: str
    species_ru: str
    habit: Habit
    body: Material
    crystal: Material | None = None


_GREY_ROCK = Material(
    (0.55, 0.53, 0.5), (Layer(Pattern.MOTTLED, (0.42, 0.4, 0.38), 2.5, 0.5), Layer(Pattern.SPECKLED, (0.25, 0.24, 0.23), 26, 0.2, 0.5), Layer(Pattern.MOTTLED, (0.62, 0.55, 0.45), 1.5, 0.2)),
    roughness=0.85, relief=0.007, variation=0.25, grain=0.7,
)  # fmt: skip
_BROWN_ROCK = Material(
    (0.46, 0.36, 0.27), (Layer(Pattern.MOTTLED, (0.3, 0.22, 0.16), 3, 0.5), Layer(Pattern.MOTTLED, (0.62, 0.5, 0.34), 6, 0.3)),
    roughness=0.9, relief=0.008, variation=0.25, grain=0.5,
)  # fmt: skip
_WHITE_ROCK = Material(
    (0.86, 0.84, 0.8), (Layer(Pattern.MOTTLED, (0.72, 0.68, 0.62), 3, 0.4), Layer(Pattern.SPECKLED, (0.5, 0.47, 0.44), 28, 0.1, 0.6), Layer(Pattern.MOTTLED, (0.78, 0.68, 0.52), 1.6, 0.22)),
    roughness=0.7, relief=0.006, glow=0.2, grain=0.6, variation=0.16,
)  # fmt: skip
_DARK_ROCK = Material(
    (0.24, 0.24, 0.24), (Layer(Pattern.MOTTLED, (0.15, 0.15, 0.16), 3, 0.5), Layer(Pattern.SPECKLED, (0.45, 0.43, 0.4), 26, 0.1, 0.5)),
    roughness=0.85, relief=0.007, variation=0.25, grain=0.7,
)  # fmt: skip
_RUST_ROCK = Material(
    (0.5, 0.33, 0.2), (Layer(Pattern.MOTTLED, (0.3, 0.17, 0.1), 2.5, 0.5), Layer(Pattern.MOTTLED, (0.7, 0.55, 0.3), 7, 0.3)),
    roughness=0.9, relief=0.01, variation=0.3, grain=0.4,
)  # fmt: skip


def _glass(r: float, g: float, b: float, clarity: float = 0.7, striation: float = 0.3) -> Material:
    return Material(
        (r, g, b), (Layer(Pattern.MOTTLED, (0.9, 0.9, 0.9), 3, 0.2, 1.2),), roughness=0.08, relief=0.0006, relief_frequency=5,
        striation=striation, clarity=clarity, glow=0.5, variation=0.05,
    )  # fmt: skip


def _metal(  # noqa: PLR0917
    r: float, g: float, b: float, roughness: float = 0.28, striation: float = 0.6, relief: float = 0.0009
) -> Material:
    return Material(
        (r, g, b), (Layer(Pattern.MOTTLED, (r * 0.75, g * 0.68, b * 0.6), 4, 0.35, 0.6),), roughness=roughness, metallic=0.92,
        relief=relief, striation=striation, variation=0.08,
    )  # fmt: skip


LOOKS: tuple[Look, ...] = (
    Look("Quartz", "Кварц", habits.prisms_on_matrix, _WHITE_ROCK, _glass(0.93, 0.94, 0.95, 0.85)),
    Look("Amethyst", "Аметист", habits.prisms_on_matrix, _GREY_ROCK, Material(
        (0.62, 0.45, 0.78), (Layer(Pattern.ZONED, (0.40, 0.2, 0.62), 9, 0.6, 0.7),), roughness=0.08, relief=0.0006,
        clarity=0.6, glow=0.5, striation=0.3)),
    Look("Smoky quartz", "Дымчатый кварц", habits.single_prism, _GREY_ROCK, _glass(0.5, 0.4, 0.32, 0.7, 0.25)),
    Look("Quartz", "Горный хрусталь", habits.single_prism, _GREY_ROCK, _glass(0.95, 0.96, 0.96, 0.85, 0.25)),
    Look("Citrine", "Цитрин", habits.single_prism, _GREY_ROCK, _glass(0.92, 0.75, 0.35, 0.75, 0.25)),
    Look("Pyrite", "Пирит", habits.cubes_on_matrix, _GREY_ROCK, _metal(0.86, 0.74, 0.47)),
    Look("Pyrite", "Пирит", habits.lone_cubes, _GREY_ROCK, _metal(0.84, 0.72, 0.45)),
    Look("Galena", "Галенит", habits.cubes_on_matrix, _WHITE_ROCK, _metal(0.62, 0.64, 0.68, 0.2, 0.2)),
    Look("Galena", "Галенит", habits.lone_cubes, _WHITE_ROCK, _metal(0.6, 0.62, 0.66, 0.24, 0.2, 0.004)),
    Look("Halite", "Галит", habits.lone_cubes, _WHITE_ROCK, _glass(0.92, 0.93, 0.94, 0.6, 0.1)),
    Look("Fluorite", "Флюорит", habits.cubes_on_matrix, _GREY_ROCK, Material(
        (0.55, 0.42, 0.75), (Layer(Pattern.MOTTLED, (0.38, 0.25, 0.62), 4, 0.5, 0.8),), roughness=0.1, relief=0.0008,
        clarity=0.55, glow=0.6)),
    Look("Fluorite", "Флюорит", habits.cubes_on_matrix, _WHITE_ROCK, Material(
        (0.45, 0.75, 0.62), (Layer(Pattern.MOTTLED, (0.3, 0.6, 0.55), 4, 0.5, 0.8),), roughness=0.1, relief=0.0008,
        clarity=0.6, glow=0.6)),
    Look("Malachite", "Малахит", habits.botryoidal, Material(
        (0.12, 0.48, 0.32), (Layer(Pattern.BANDED, (0.05, 0.29, 0.19), 30, 0.5, 0.5), Layer(Pattern.MOTTLED, (0.35, 0.66, 0.5), 3, 0.2)),
        roughness=0.38, reflectance=0.05, relief=0.0012)),
    Look("Malachite", "Малахит", habits.slab, Material(
        (0.1, 0.46, 0.32), (Layer(Pattern.BANDED, (0.03, 0.26, 0.17), 22, 0.5, 0.25), Layer(Pattern.BANDED, (0.4, 0.7, 0.55), 9, 0.25, 0.3)),
        roughness=0.3, relief=0.0008)),
    Look("Azurite", "Азурит", habits.lump, Material(
        (0.1, 0.2, 0.55), (Layer(Pattern.MOTTLED, (0.05, 0.1, 0.35), 4, 0.5), Layer(Pattern.MOTTLED, (0.2, 0.45, 0.36), 3, 0.2, 0.5),
                           Layer(Pattern.MOTTLED, (0.5, 0.4, 0.28), 3.4, 0.22, 0.5)), roughness=0.55, relief=0.006, grain=0.6, grain_frequency=34, glitter=0.04)),
    Look("Lazurite", "Лазурит", habits.lump, Material(
        (0.08, 0.14, 0.52), (Layer(Pattern.MOTTLED, (0.13, 0.25, 0.68), 5, 0.4), Layer(Pattern.MOTTLED, (0.74, 0.73, 0.7), 1.4, 0.3, 0.35),
                             Layer(Pattern.VEINED, (0.85, 0.85, 0.84), 3, 0.25, 0.5), Layer(Pattern.SPECKLED, (0.7, 0.62, 0.4), 44, 0.05, 0.3)),
        roughness=0.6, relief=0.004, grain=0.8, grain_frequency=40)),
    Look("Charoite", "Чароит", habits.slab, Material(
        (0.5, 0.4, 0.6), (Layer(Pattern.FIBROUS, (0.72, 0.65, 0.78), 3, 0.4, 0.8), Layer(Pattern.FIBROUS, (0.3, 0.2, 0.4), 2, 0.25, 0.7),
                            Layer(Pattern.SPECKLED, (0.1, 0.1, 0.1), 5, 0.1, 0.3)), roughness=0.4, relief=0.002, grain=0.4)),
    Look("Rhodonite", "Родонит", habits.lump, Material(
        (0.78, 0.4, 0.46), (Layer(Pattern.MOTTLED, (0.66, 0.27, 0.34), 4, 0.5), Layer(Pattern.VEINED, (0.06, 0.05, 0.05), 2.2, 0.4, 0.3)),
        roughness=0.6, relief=0.004, grain=0.7, grain_frequency=30)),
    Look("Rhodochrosite", "Родохрозит", habits.slab, Material(
        (0.86, 0.45, 0.48), (Layer(Pattern.BANDED, (0.95, 0.78, 0.76), 12, 0.4, 0.25), Layer(Pattern.BANDED, (0.7, 0.22, 0.28), 7, 0.3, 0.25)),
        roughness=0.25, relief=0.0008, glow=0.2)),
    Look("Agate", "Агат", habits.slab, Material(
        (0.75, 0.7, 0.66), (Layer(Pattern.BANDED, (0.62, 0.3, 0.18), 10, 0.4, 0.2), Layer(Pattern.BANDED, (0.93, 0.91, 0.88), 16, 0.35, 0.2),
                            Layer(Pattern.BANDED, (0.35, 0.2, 0.16), 6, 0.2, 0.2)), roughness=0.2, relief=0.0006, glow=0.3)),
    Look("Sulphur", "Сера", habits.blocky_crystals, _GREY_ROCK, Material(
        (0.95, 0.85, 0.15), (Layer(Pattern.MOTTLED, (0.9, 0.72, 0.1), 5, 0.4),), roughness=0.22, relief=0.002, glow=0.7, clarity=0.2)),
    Look("Beryl", "Берилл", habits.stout_prisms, _WHITE_ROCK, Material(
        (0.45, 0.72, 0.55), (Layer(Pattern.MOTTLED, (0.32, 0.58, 0.42), 4, 0.5),), roughness=0.2, relief=0.0015, striation=-1, glow=0.5,
        clarity=0.35)),
    Look("Emerald", "Изумруд", habits.stout_prisms, _DARK_ROCK, Material(
        (0.12, 0.55, 0.3), (Layer(Pattern.MOTTLED, (0.2, 0.62, 0.4), 5, 0.4),), roughness=0.18, relief=0.0015, striation=-1, glow=0.4,
        clarity=0.35)),
    Look("Fluorapatite", "Фторапатит", habits.stout_prisms, _WHITE_ROCK, Material(
        (0.25, 0.5, 0.62), (Layer(Pattern.MOTTLED, (0.35, 0.62, 0.6), 4, 0.5),), roughness=0.25, relief=0.002, glow=0.5, clarity=0.25)),
    Look("Schorl", "Шерл", habits.stout_prisms, _WHITE_ROCK, Material((0.07, 0.07, 0.075), roughness=0.2, striation=-2.5, relief=0.001)),
    Look("Elbaite", "Эльбаит", habits.prisms_on_matrix, _WHITE_ROCK, Material(
        (0.8, 0.35, 0.5), (Layer(Pattern.ZONED, (0.3, 0.6, 0.4), 8, 0.5, 0.5),), roughness=0.12, striation=-2, relief=0.0006, glow=0.5,
        clarity=0.5)),
    Look("Stibnite", "Антимонит", habits.needles, _WHITE_ROCK, _metal(0.55, 0.57, 0.62, 0.22, -1.5)),
    Look("Natrolite", "Натролит", habits.needles, _GREY_ROCK, Material((0.93, 0.92, 0.9), roughness=0.3, relief=0.0005, glow=0.6)),
    Look("Crocoite", "Крокоит", habits.needles, _RUST_ROCK, Material((0.88, 0.3, 0.08), roughness=0.2, relief=0.0005, glow=0.5)),
    Look("Baryte", "Барит", habits.plates, _RUST_ROCK, Material(
        (0.83, 0.77, 0.66), (Layer(Pattern.MOTTLED, (0.9, 0.87, 0.82), 4, 0.5),), roughness=0.3, relief=0.002, glow=0.6)),
    Look("Wulfenite", "Вульфенит", habits.plates, _BROWN_ROCK, Material((0.9, 0.5, 0.1), roughness=0.12, relief=0.001, glow=0.6, clarity=0.3)),
    Look("Hematite", "Гематит", habits.botryoidal, _metal(0.36, 0.35, 0.37, 0.3, 0.0, 0.002)),
    Look("Goethite", "Гётит", habits.botryoidal, Material(
        (0.26, 0.15, 0.08), (Layer(Pattern.MOTTLED, (0.5, 0.33, 0.14), 2.5, 0.35), Layer(Pattern.MOTTLED, (0.12, 0.08, 0.06), 5, 0.4)),
        roughness=0.35, reflectance=0.08, relief=0.003)),
    Look("Chalcopyrite", "Халькопирит", habits.lump, Material(
        (0.72, 0.58, 0.28), (Layer(Pattern.MOTTLED, (0.5, 0.36, 0.2), 4, 0.4), Layer(Pattern.MOTTLED, (0.4, 0.38, 0.5), 3, 0.2),
                             Layer(Pattern.MOTTLED, (0.75, 0.72, 0.68), 1.6, 0.25, 0.2)),
        roughness=0.4, metallic=0.75, relief=0.006, grain=0.9)),
    Look("Magnetite", "Магнетит", habits.lump, Material((0.13, 0.13, 0.14), roughness=0.45, metallic=0.4, relief=0.009, grain=0.9, grain_frequency=24, glitter=0.05)),
    Look("Muscovite", "Мусковит", habits.plates, _WHITE_ROCK, Material(
        (0.74, 0.72, 0.66), roughness=0.2, reflectance=0.12, relief=0.0015, glow=0.4, glitter=0.06)),
    Look("Biotite", "Биотит", habits.lump, Material((0.16, 0.13, 0.1), (Layer(Pattern.MOTTLED, (0.3, 0.24, 0.17), 3, 0.4),), roughness=0.4,
                                                   relief=0.006, grain=1.0, grain_frequency=22, glitter=0.18)),
    Look("Almandine", "Альмандин", habits.garnets, Material(
        (0.5, 0.5, 0.5), (Layer(Pattern.FIBROUS, (0.34, 0.34, 0.35), 3, 0.5),), roughness=0.6, relief=0.005, glitter=0.12),
        Material((0.36, 0.07, 0.08), roughness=0.16, relief=0.0015, glow=0.2)),
    Look("Eudialyte", "Эвдиалит", habits.lump, Material(
        (0.72, 0.7, 0.66), (Layer(Pattern.MOTTLED, (0.58, 0.24, 0.29), 7.0, 0.3, 0.5), Layer(Pattern.FIBROUS, (0.2, 0.21, 0.2), 5.0, 0.24, 0.4)),
        roughness=0.55, relief=0.004, grain=0.9, grain_frequency=18)),
    Look("Amazonite", "Амазонит", habits.lump, Material(
        (0.32, 0.65, 0.6), (Layer(Pattern.FIBROUS, (0.75, 0.85, 0.82), 5, 0.3, 0.5), Layer(Pattern.MOTTLED, (0.22, 0.5, 0.47), 4, 0.4)),
        roughness=0.45, relief=0.003, grain=0.8, grain_frequency=9)),
    Look("Orpiment", "Аурипигмент", habits.lump, Material(
        (0.88, 0.66, 0.12), (Layer(Pattern.FIBROUS, (0.75, 0.42, 0.06), 3, 0.45), Layer(Pattern.MOTTLED, (0.75, 0.33, 0.14), 4, 0.18, 0.5)),
        roughness=0.4, relief=0.005, grain=0.7, glitter=0.05)),
    Look("Cinnabar", "Киноварь", habits.lump, Material(
        (0.62, 0.12, 0.1), (Layer(Pattern.MOTTLED, (0.72, 0.67, 0.62), 3.5, 0.35, 0.4), Layer(Pattern.MOTTLED, (0.4, 0.1, 0.1), 8, 0.4)),
        roughness=0.5, relief=0.006, grain=0.7)),
    Look("Granite", "Гранит", habits.lump, Material(
        (0.72, 0.6, 0.54), (Layer(Pattern.MOTTLED, (0.82, 0.8, 0.77), 7, 0.4, 0.15), Layer(Pattern.SPECKLED, (0.1, 0.1, 0.1), 12, 0.22, 0.2)),
        roughness=0.7, relief=0.005, grain=1.0, grain_frequency=18, glitter=0.02)),
    Look("Jasper", "Яшма", habits.rounded_lump, Material(
        (0.55, 0.22, 0.15), (Layer(Pattern.FIBROUS, (0.72, 0.52, 0.3), 2.4, 0.4, 0.3), Layer(Pattern.VEINED, (0.85, 0.82, 0.78), 1.8, 0.15, 0.2)),
        roughness=0.35, relief=0.0015)),
    Look("Turquoise", "Бирюза", habits.rounded_lump, Material(
        (0.3, 0.68, 0.7), (Layer(Pattern.MOTTLED, (0.25, 0.58, 0.55), 4, 0.4), Layer(Pattern.VEINED, (0.2, 0.13, 0.09), 3.4, 0.3, 0.3)),
        roughness=0.5, relief=0.003)),
    Look("Opal", "Опал", habits.cabochon, Material((0.9, 0.9, 0.9), roughness=0.05), Material(
        (0.85, 0.88, 0.9), (Layer(Pattern.MOTTLED, (0.68, 0.82, 0.8), 8, 0.3, 0.9), Layer(Pattern.MOTTLED, (0.85, 0.72, 0.66), 9, 0.2, 0.8)),
        roughness=0.06, relief=0.0, glow=0.8)),
    Look("Amber", "Янтарь", habits.cabochon, Material((0.9, 0.6, 0.1), roughness=0.05), _glass(0.9, 0.6, 0.16, 0.6, 0.0)),
    Look("Calcite", "Кальцит", habits.single_rhomb, _WHITE_ROCK, _glass(0.94, 0.93, 0.9, 0.6, 0.1)),
    Look("Calcite", "Кальцит", habits.single_rhomb, _WHITE_ROCK, _glass(0.93, 0.72, 0.45, 0.45, 0.1)),
    Look("Wavellite", "Вавеллит", habits.botryoidal, Material(
        (0.6, 0.7, 0.4), (Layer(Pattern.MOTTLED, (0.75, 0.8, 0.6), 5, 0.4),), roughness=0.35, relief=0.003, glow=0.3)),
    Look("Chrysocolla", "Хризоколла", habits.botryoidal, Material(
        (0.3, 0.56, 0.58), (Layer(Pattern.MOTTLED, (0.2, 0.42, 0.42), 3, 0.45), Layer(Pattern.MOTTLED, (0.4, 0.27, 0.18), 2.2, 0.25, 0.3)),
        roughness=0.45, relief=0.003)),
)  # fmt: skip

LONE_CUBES = tuple(look for look in LOOKS if look.habit is habits.lone_cubes)
