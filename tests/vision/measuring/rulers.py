"""Draws rulers lying on a table, seen by a pin-hole camera."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.measuring.wireframe import Camera, Floats

PER_MM = 14
WIDTH_MM = 16
FOCAL_LENGTH_35MM = 50.0


@dataclass(frozen=True)
class RulerScene:
    """The photo with the true scale (mm per px) at the distance of the ruler's middle."""

    pixels: Pixels
    mm_per_px: float
    ends_px: Floats


def ruler_card(length_mm: int, long_every: tuple[int, int] = (5, 10), dark: bool = False) -> np.ndarray:
    """(H, W) uint8: ticks along the upper edge, each of ``long_every`` longer than the rest."""
    paper, ink = (40, 230) if dark else (235, 25)
    card = np.full((WIDTH_MM * PER_MM, length_mm * PER_MM), paper, np.uint8)
    for number in range(2, length_mm - 1):
        share = 0.5 if number % long_every[1] == 0 else 0.38 if number % long_every[0] == 0 else 0.25
        x = number * PER_MM
        cv2.line(card, (x, 0), (x, round(share * card.shape[0])), ink, 3, cv2.LINE_AA)
    return card


def ruler_scene(
    card: np.ndarray,
    *,
    distance_mm: float = 300.0,
    turned_deg: float = 0.0,
    tilted_deg: float = 0.0,
    elevation_deg: float = 45.0,
    width: int = 1400,
    height: int = 900,
) -> RulerScene:
    """The card on a grey table: ``turned`` on the table, ``tilted`` in the picture, seen from ``elevation``."""
    camera = Camera(FOCAL_LENGTH_35MM / 36 * width, width / 2, height / 2)
    length, depth = card.shape[1] / PER_MM, card.shape[0] / PER_MM
    corners = np.array([[-length, -depth], [length, -depth], [length, depth], [-length, depth]]) / 2
    turn, tilt, elevation = (math.radians(angle) for angle in (turned_deg, tilted_deg, elevation_deg))
    on_table = corners @ np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    x, y = on_table[:, 0], on_table[:, 1] * math.sin(elevation)
    z = distance_mm - on_table[:, 1] * math.cos(elevation)
    seen = np.stack([x / z, y / z], axis=1) * camera.focal_px
    seen = seen @ np.array([[math.cos(tilt), math.sin(tilt)], [-math.sin(tilt), math.cos(tilt)]])
    seen += [camera.centre_x, camera.centre_y]
    source = np.array([[0, 0], [card.shape[1], 0], [card.shape[1], card.shape[0]], [0, card.shape[0]]], np.float32)
    warp = cv2.getPerspectiveTransform(source * 1.0, (seen * 2).astype(np.float32))
    size = (2 * width, 2 * height)
    big = np.full((size[1], size[0]), 125, np.uint8)
    shrunk = cv2.warpPerspective(card, warp, size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full_like(card, 255), warp, size)
    big[mask > 127] = shrunk[mask > 127]
    grey = cv2.resize(big, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    grey = cv2.GaussianBlur(grey, (0, 0), 0.6) + np.random.default_rng(1).normal(0, 2, grey.shape)
    pixels = np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[..., None], 3, axis=2)
    return RulerScene(pixels, distance_mm / camera.focal_px, seen[:2])
