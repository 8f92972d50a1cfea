"""Plates of many kinds: printed, written by hand, with codes; flat, crumpled, leaning; and numbers on the stone."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from mineral_desk.domain.truth import MaskValue
from mineral_desk.training.scenes.compose import footprint
from mineral_desk.training.scenes.handwriting import painted_number, with_code, written_plate
from mineral_desk.training.scenes.lettering import label_plate, writes_cyrillic
from mineral_desk.training.scenes.mesh import smooth_mesh, unit
from mineral_desk.training.scenes.noise import Floats, floats, fractal
from mineral_desk.training.scenes.plates import label_lines
from mineral_desk.training.scenes.species import Look
from mineral_desk.training.scenes.things import Card, Sticker, Thing, card, leaning

_REAL_SHARE = 0.4
_MOST_LABELS_CHANCES = (0.4, 0.48, 0.12)


def place_labels(
    look: Look, things: Sequence[Thing], edge_mm: float, real: Sequence[Floats], rng: np.random.Generator
) -> list[Card]:
    """No label, one or two: flat in front of the things, or at a side, where leaning ones hide nothing.

    Where there are ``real`` plates, (H, W, 3) linear colours each, many are one of them.
    """
    low, high = footprint(things)
    labels: list[Card] = []
    for number in range(int(rng.choice(3, p=_MOST_LABELS_CHANCES))):
        width = float(np.clip((high[0] - low[0]) * rng.uniform(0.3, 0.8), 2.0 * edge_mm, 85))
        lean = 0.0 if rng.random() < 0.7 else float(rng.uniform(0.4, 1.3))
        if real and rng.random() < _REAL_SHARE:
            one = _real(real[int(rng.integers(len(real)))], width, lean, rng)
        else:
            one = _make(look, width, lean, rng)
        depth = float(np.ptp(one.corners[:, 1]))
        if number == 0 and lean == 0:
            x = rng.uniform(low[0] + width / 3, max(high[0] - width / 3, low[0] + width / 3 + 1))
            y = low[1] - depth / 2 - rng.uniform(2, 10)
        else:
            side = rng.choice([-1.0, 1.0])
            x = (low[0] if side < 0 else high[0]) + side * 0.65 * width
            y = rng.uniform(low[1], 0)
        labels.append(one.moved(floats([x, y, 0])))
    return labels


def _real(picture: Floats, width: float, lean: float, rng: np.random.Generator) -> Card:
    """A plate that was photographed, no taller than wide; nobody says what is written on it."""
    height, across = picture.shape[:2]
    if height > across:
        picture = np.ascontiguousarray(np.rot90(picture))
        height, across = across, height
    size = (width, width * height / across)
    yaw = float(rng.normal(0, 0.15))
    one = card(picture, size, "", MaskValue.LABEL, leaning(lean, yaw), 0.012 * width if lean == 0 else 0)
    return _crumpled(one, float(rng.uniform(0.004, 0.015)) * width, rng) if rng.random() < 0.25 else one


def _make(look: Look, width: float, lean: float, rng: np.random.Generator) -> Card:
    cyrillic = bool(rng.random() < 0.5 and writes_cyrillic())
    museum = str(rng.choice(["FMM", "ФММ", "№", "Inv.", "N", ""])) if writes_cyrillic() else "FMM"
    number = f"{museum} {rng.integers(100, 99999)}".strip()
    lines = label_lines(look, number, cyrillic, rng)
    by_hand = rng.random() < 0.5
    shape = float(rng.uniform(0.1, 0.2) * (len(lines) + 1)) if by_hand else 0.12 + 0.13 * len(lines)
    size = (width, width * min(shape, 0.9))
    if by_hand:
        picture, text = written_plate(lines, size, rng), lines[0]
    else:
        paper = str(rng.choice(["white", "cream", "black"], p=[0.55, 0.3, 0.15]))
        face = str(rng.choice(["serif", "sans", "bold"]))
        picture, text = label_plate(lines, size, face, paper, framed=bool(rng.random() < 0.7)), "\n".join(lines)
    if rng.random() < 0.12:
        picture = with_code(picture, number)
    yaw = float(rng.normal(0, 0.1) if rng.random() < 0.7 else rng.normal(0, 0.5))
    one = card(picture, size, text, MaskValue.LABEL, leaning(lean, yaw), 0.012 * width if lean == 0 else 0)
    return _crumpled(one, float(rng.uniform(0.004, 0.02)) * width, rng) if rng.random() < 0.3 else one


def _crumpled(flat: Card, depth_mm: float, rng: np.random.Generator) -> Card:
    """The card with creases; its corners stay where they are."""
    mesh = flat.thing.mesh
    edge = np.clip(8 * np.minimum(mesh.local[:, :2], 1 - mesh.local[:, :2]).min(axis=1), 0, 1)
    bumps = fractal(mesh.local, 2.2, 3, float(rng.uniform(0, 60)), 0.5, ridged=True)
    moved = mesh.vertices.copy()
    moved[:, 2] += np.maximum(depth_mm * edge * (bumps + 1), 0).astype(np.float32)
    bent = smooth_mesh(moved, mesh.faces, mesh.local)
    upward = np.where(((bent.normals * mesh.normals).sum(axis=1) < 0)[:, None], -bent.normals, bent.normals)
    return replace(flat, thing=replace(flat.thing, mesh=replace(bent, normals=floats(upward))))


def number_on_stone(specimen: Sequence[Thing], real: Sequence[Floats], rng: np.random.Generator) -> list[Thing]:
    """The specimen with an inventory number stuck or painted on the side that faces the camera; ``real`` plates too."""
    body = specimen[0]
    low, high = body.mesh.vertices.min(axis=0), body.mesh.vertices.max(axis=0)
    size = high - low
    index = _place_for_number(body, low, size, rng)
    normal = unit(body.mesh.normals[index] + floats([0, -0.3, 0]))
    across = unit(np.cross(floats([0, 0, 1]), normal))
    turn = float(rng.normal(0, 0.35))
    across = floats(np.cos(turn) * across + np.sin(turn) * np.cross(normal, across))
    width = float(np.clip(rng.uniform(0.12, 0.3) * size[0], 3, 20))
    text = f"{rng.choice(['', '', 'A', 'No ', 'K-'])}{rng.integers(10, 99999)}"
    cover: Floats | None
    height = 0.5 * width
    if real and rng.random() < _REAL_SHARE:
        picture, cover = real[int(rng.integers(len(real)))], None
        height = width * picture.shape[0] / picture.shape[1]
    elif rng.random() < 0.5:
        picture, cover = painted_number(text, rng)
    else:
        paper = str(rng.choice(["white", "cream"]))
        picture, cover = label_plate([text], (width, 0.5 * width), "bold", paper, framed=bool(rng.random() < 0.5)), None
    tag = Sticker(picture, body.mesh.vertices[index], across, floats(np.cross(across, normal)), (width, height), cover)
    return [replace(body, sticker=tag), *specimen[1:]]


def _place_for_number(body: Thing, low: Floats, size: Floats, rng: np.random.Generator) -> int:
    """A vertex on the front, away from the rim."""
    away = np.abs(body.mesh.vertices - (low + size / 2)) / np.maximum(size, 1e-6)
    flat = -body.mesh.normals[:, 1] - 1.2 * away[:, 0] - 1.2 * away[:, 2] + rng.normal(0, 0.15, len(away))
    return int(rng.choice(np.argsort(flat)[-max(20, len(flat) // 200) :]))
