"""Render the demo photos: ``python -m mineral_desk.training.render_demo --out resources/demo``.

Between them they show every state of the window: measured, label plate with a number, no cube, cube cut off, two
specimens, blurred, a near-duplicate pair, a shape too long, a file cut short, and a Cyrillic name with a number sign.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2

from mineral_desk.domain.truth import SceneTruth
from mineral_desk.training.render_scenes import write_truth
from mineral_desk.training.scenes import FINE, habits, shoot
from mineral_desk.training.scenes.categories import Category
from mineral_desk.training.scenes.lens import encode
from mineral_desk.training.scenes.staged import (
    BEIGE_PAPER,
    BLACK_VELVET,
    BLUE_PAPER,
    GREY_PAPER,
    LINEN,
    WHITE_PAPER,
    Plate,
    Staged,
    arrange,
)

LAZURITE = Staged(3, "Lazurite", habits.lump, 56, WHITE_PAPER, elevation=25, stops=0.12)

DEMO: dict[str, Staged] = {
    "FMM_31906_01.jpg": Staged(
        12, "Malachite", habits.botryoidal, 48, BEIGE_PAPER, "steel", 0.9, elevation=23, light_side=1.0
    ),
    "FMM_31907_01.jpg": LAZURITE,
    "FMM_31907_02.jpg": replace(LAZURITE, stops=0.02, push=(0.004, -0.003)),
    "FMM_31908_01.jpg": Staged(
        6, "Sulphur", habits.blocky_crystals, 62, GREY_PAPER, cube="", category=Category.NO_CUBE, elevation=20
    ),
    "FMM_31909_01.jpg": Staged(
        2, "Amethyst", habits.prisms_on_matrix, 58, GREY_PAPER, "plain", 0.62, elevation=22,
        plates=(Plate(("FMM 31909", "AMETHYST", "Murzinka, Middle Urals"), 44, -8),), fill=0.9,
    ),
    "FMM_31910_01.jpg": Staged(
        1, "Pyrite", habits.cubes_on_matrix, 44, BLUE_PAPER, "black", 0.45, elevation=26, cube_gap_mm=11
    ),
    "FMM_31911_01.jpg": Staged(
        9, "Turquoise", habits.rounded_lump, 40, WHITE_PAPER, "dark", 0.4, elevation=16,
        second=("Rhodonite", habits.lump, 8, 46), category=Category.TWO_SPECIMENS,
    ),
    "FMM_31912_01.jpg": Staged(
        4, "Fluorite", habits.cubes_on_matrix, 60, BLACK_VELVET, "steel", 0.55, elevation=21, light_side=1.0
    ),
    "FMM_31913_01.jpg": Staged(
        10, "Eudialyte", habits.lump, 70, WHITE_PAPER, "dark", 0.5, cut=0.45, category=Category.CUBE_CUT, fill=0.86
    ),
    "FMM_31914_01.jpg": Staged(
        2, "Chrysocolla", habits.botryoidal, 52, LINEN, "steel", 0.7, blur_px=6.5, category=Category.BLURRED
    ),
    "FMM_31915_drawer.jpg": Staged(
        15, "Granite", habits.lump, 42, GREY_PAPER, cube="", elevation=26, size=(2000, 560), fill=0.9,
        category=Category.TWO_SPECIMENS,
        neighbours=(
            Staged(16, "Amazonite", habits.lump, 40, GREY_PAPER),
            Staged(17, "Jasper", habits.rounded_lump, 38, GREY_PAPER),
            Staged(18, "Almandine", habits.garnets, 44, GREY_PAPER),
            Staged(19, "Agate", habits.slab, 36, GREY_PAPER),
            Staged(20, "Wulfenite", habits.plates, 40, GREY_PAPER),
        ),
    ),
    "FMM_31916_01.jpg": Staged(21, "Orpiment", habits.lump, 50, BLUE_PAPER, "steel", 0.5),
    "Образец № 7.jpg": Staged(
        2, "Charoite", habits.slab, 54, WHITE_PAPER, "dark", 0.58, elevation=19, cube_gap_mm=13,
        plates=(Plate(("ФММ 31917", "ЧАРОИТ", "Мурунский массив"), 44, -6),), fill=0.9, stops=0.1,
    ),
}  # fmt: skip
CUT_SHORT = "FMM_31916_01.jpg"
"""Written up to the middle only, as a card pulled out too early leaves it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Render all demo photos, or those named, into a folder."""
    parser = argparse.ArgumentParser(prog="render_demo", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the photos and truth.json")
    parser.add_argument("--only", nargs="*", default=list(DEMO), help="file names to render (truth.json is left alone)")
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    truths = [render_one(name, minute, chosen.out) for minute, name in enumerate(DEMO) if name in chosen.only]
    if len(truths) == len(DEMO):
        write_truth(chosen.out, [truth for truth in truths if truth.file != CUT_SHORT])
    size = sum(file.stat().st_size for file in chosen.out.glob("*.jpg")) / 1e6
    print(f"{len(truths)} photos in {chosen.out}, {size:.1f} MB")
    return 0


def render_one(name: str, minute: int, folder: Path) -> SceneTruth:
    """Write one demo photo."""
    cv2.setNumThreads(1)
    scene = arrange(DEMO[name])
    shot = shoot(scene, FINE, name)
    file = encode(shot.pixels, scene.lens, f"2026:11:21 10:{minute:02d}:00")
    (folder / name).write_bytes(file[: len(file) // 2] if name == CUT_SHORT else file)
    return shot.truth


if __name__ == "__main__":
    raise SystemExit(main())
