"""Render photos with exact truth: ``python -m mineral_desk.training.render_scenes --out FOLDER --seeds 1:50``."""

import argparse
import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import cv2
from PIL import Image

from mineral_desk.domain.truth import SceneTruth
from mineral_desk.training.scenes import QUICK, compose, shoot
from mineral_desk.training.scenes.lens import encode

TAKEN_AT = "2026:11:21 10:00:00"


def main(arguments: Sequence[str] | None = None) -> int:
    """Render the scenes asked for; those of the same seeds are replaced."""
    parser = argparse.ArgumentParser(prog="render_scenes", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the photos and truth.json")
    parser.add_argument("--seeds", type=seed_range, default=range(1, 21), help="FIRST:LAST, both rendered")
    parser.add_argument("--jobs", type=int, default=1, help="processes at a time")
    parser.add_argument("--masks", action="store_true", help="also write 000123_mask.png (see MaskValue)")
    parser.add_argument("--long-side", type=int, default=1600, metavar="PX", help="longer side of the photos")
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    one = partial(render_one, folder=chosen.out, long_side=chosen.long_side, masks=chosen.masks)
    if chosen.jobs == 1:
        truths = [one(seed) for seed in chosen.seeds]
    else:
        # Forking a process that has run OpenCV's threads can hang.
        with ProcessPoolExecutor(chosen.jobs, mp_context=get_context("spawn")) as pool:
            truths = list(pool.map(one, chosen.seeds, chunksize=4))
    write_truth(chosen.out, truths)
    print(f"{len(truths)} photos in {chosen.out}")
    return 0


def seed_range(text: str) -> range:
    """``1:50`` as 1 to 50, both included."""
    first, _, last = text.partition(":")
    return range(int(first), int(last or first) + 1)


def render_one(seed: int, folder: Path, long_side: int, masks: bool) -> SceneTruth:
    """Write the photo of ``seed`` (and its mask) into ``folder``."""
    cv2.setNumThreads(1)
    name = f"{seed:06d}.jpg"
    scene = compose(seed, long_side)
    shot = shoot(scene, QUICK, name)
    (folder / name).write_bytes(encode(shot.pixels, scene.lens, TAKEN_AT))
    if not masks:
        return shot.truth
    mask_name = f"{seed:06d}_mask.png"
    Image.fromarray(shot.mask).save(folder / mask_name)
    return replace(shot.truth, mask_file=mask_name)


def write_truth(folder: Path, truths: Sequence[SceneTruth]) -> None:
    """``truth.json``: one record a photo, as :class:`SceneTruth` documents it."""
    lines = ",\n".join(json.dumps(truth.as_dict(), ensure_ascii=False) for truth in truths)
    (folder / "truth.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
