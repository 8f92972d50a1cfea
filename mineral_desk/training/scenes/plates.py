"""Label plates and rulers: what stands on them and where they lie."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from mineral_desk.domain.truth import MaskValue
from mineral_desk.training.scenes.lettering import label_plate, ruler_plate, writes_cyrillic
from mineral_desk.training.scenes.mesh import about_z, unit
from mineral_desk.training.scenes.noise import Floats, floats
from mineral_desk.training.scenes.species import Look
from mineral_desk.training.scenes.things import Card, Sticker, Thing, card, leaning

_PLACES = (
    ("Dalnegorsk, Primorye", "Дальнегорск, Приморье"),
    ("Murzinka, Middle Urals", "Мурзинка, Средний Урал"),
    ("Khibiny, Kola Peninsula", "Хибины, Кольский п-ов"),
    ("Slyudyanka, Baikal", "Слюдянка, Прибайкалье"),
    ("Berezovsky, Urals", "Берёзовское, Урал"),
    ("Tsumeb, Namibia", "Цумеб, Намибия"),
    ("Gumeshevsk, Urals", "Гумёшевский рудник, Урал"),
)


def label_lines(look: Look, number: str, cyrillic: bool, rng: np.random.Generator) -> list[str]:
    """Number, name and locality as a museum prints them."""
    place = _PLACES[int(rng.integers(len(_PLACES)))][1 if cyrillic else 0]
    name = look.species_ru.upper() if cyrillic else look.species.upper()
    both = f"{look.species_ru.upper()}  {look.species}" if cyrillic and rng.random() < 0.4 else name
    lines = [[number, both, place], [both, place, number], [number, both], [number]]
    return lines[int(rng.choice(4, p=[0.4, 0.25, 0.25, 0.1]))]


def make_label(lines: Sequence[str], width_mm: float, paper: str, lean: float, yaw: float, face: str) -> Card:  # noqa: PLR0917
    """A printed card around the origin; leaning ones are set up on a strip, flat ones lie a little bent."""
    size = (width_mm, width_mm * (0.12 + 0.13 * len(lines)))
    picture = label_plate(lines, size, face, paper, framed=paper != "black")
    return card(
        picture, size, "\n".join(lines), MaskValue.LABEL, leaning(lean, yaw), 0.012 * width_mm if lean == 0 else 0
    )


def place_labels(look: Look, things: Sequence[Thing], edge_mm: float, rng: np.random.Generator) -> list[Card]:
    """No label, one or two, in front of the things on the table or beside them."""
    points = np.concatenate([thing.mesh.vertices for thing in things])
    low, high = points.min(axis=0), points.max(axis=0)
    labels: list[Card] = []
    for number in range(int(rng.choice([0, 1, 2], p=[0.45, 0.47, 0.08]))):
        width = float(np.clip((high[0] - low[0]) * rng.uniform(0.35, 0.8), 2.2 * edge_mm, 70))
        number_text = (
            f"{rng.choice(['FMM', 'ФММ', '№', 'Inv.']) if writes_cyrillic() else 'FMM'} {rng.integers(1000, 99999)}"
        )
        lines = label_lines(look, number_text, bool(rng.random() < 0.5 and writes_cyrillic()), rng)
        lean = 0.0 if rng.random() < 0.6 else float(rng.uniform(0.5, 1.2))
        paper = str(rng.choice(["white", "cream", "black"], p=[0.6, 0.32, 0.08]))
        face = str(rng.choice(["serif", "sans", "bold"]))
        one = make_label(lines, width, paper, lean, float(rng.normal(0, 0.12)), face)
        labels.append(one.moved(_place_for(one, width, number == 0, lean, (low, high), rng)))
    return labels


def _place_for(  # noqa: PLR0917
    label: Card, width: float, in_front: bool, lean: float, core: tuple[Floats, Floats], rng: np.random.Generator
) -> Floats:
    """Where a label goes: before the things (leaning ones farther, so as not to hide them), or at their left."""
    low, high = core
    depth = float(np.ptp(label.corners[:, 1]))
    if not in_front:
        return floats([low[0] - 0.6 * width, rng.uniform(low[1], 0), 0])
    middle = rng.uniform(low[0] + width / 2, max(high[0] - width / 2, low[0] + width / 2 + 1))
    gap = rng.uniform(2, 8) + (0.0 if lean == 0 else 0.35 * width)
    return floats([middle, low[1] - depth / 2 - gap, 0])


def stick_number(specimen: Sequence[Thing], rng: np.random.Generator) -> list[Thing]:
    """The specimen with a small inventory number stuck on the side that faces the camera."""
    body = specimen[0]
    low, high = body.mesh.vertices.min(axis=0), body.mesh.vertices.max(axis=0)
    size = high - low
    flat = -body.mesh.normals[:, 1] - 0.4 * np.abs(body.mesh.vertices[:, 2] - low[2] - 0.35 * size[2]) / size[2]
    index = int(rng.choice(np.argsort(flat)[-max(20, len(flat) // 200) :]))
    normal = body.mesh.normals[index]
    across = unit(np.cross(floats([0, 0, 1]), normal))
    turn = float(rng.normal(0, 0.25))
    across = np.cos(turn) * across + np.sin(turn) * np.cross(normal, across)
    width = float(np.clip(0.2 * size[0], 5, 14))
    picture = label_plate([str(rng.integers(100, 99999))], (width, 0.5 * width), "bold", "white", framed=False)
    sticker = Sticker(
        picture, body.mesh.vertices[index], floats(across), floats(np.cross(across, normal)), (width, 0.5 * width)
    )
    return [replace(body, sticker=sticker), *specimen[1:]]


def place_ruler(things: Sequence[Thing], labels: Sequence[Card], rng: np.random.Generator) -> Thing:
    """A ruler in front of everything."""
    points = np.concatenate([thing.mesh.vertices for thing in [*things, *(label.thing for label in labels)]])
    low, high = points.min(axis=0), points.max(axis=0)
    length, width = int(rng.choice([50, 100, 150])), float(rng.uniform(12, 22))
    picture = ruler_plate(length, width, bool(rng.random() < 0.4))
    one = card(picture, (length, width), "", MaskValue.RULER, about_z(float(rng.normal(0, 0.06))))
    middle = (low[0] + high[0]) / 2
    return one.moved(floats([middle, low[1] - width / 2 - rng.uniform(2, 8), 0])).thing
