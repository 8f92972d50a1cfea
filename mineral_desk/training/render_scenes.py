"""Render photos with exact truth: ``python -m mineral_desk.training.render_scenes --out FOLDER --seeds 1:50``."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

import cv2
from PIL import Image

from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.domain.truth import SceneTruth
from mineral_desk.training.scenes import QUICK, SMALL, compose, shoot
from mineral_desk.training.scenes.bare import compose_bare
from mineral_desk.training.scenes.cutouts import CutoutLibrary, cutout_library
from mineral_desk.training.scenes.lens import encode
from mineral_desk.training.scenes.noise import Floats
from mineral_desk.training.scenes.plate_photos import read_plates
from mineral_desk.training.scenes.varied.compose import compose_varied

TAKEN_AT = "2026:11:21 10:00:00"


def main(arguments: Sequence[str] | None = None) -> int:
    """Render the scenes asked for; those of the same seeds are replaced. 1 where the photos to cut from are no use."""
    chosen = _options().parse_args(arguments)
    if chosen.cutouts is not None and (chosen.variety != 2 or chosen.teacher is None):
        _options().error("--cutouts needs --variety 2 and --teacher FILE")
    if chosen.without_specimen and chosen.variety != 2:
        _options().error("--without-specimen needs --variety 2")
    if chosen.plates is not None and chosen.variety != 2:
        _options().error("--plates needs --variety 2")
    chosen.out.mkdir(parents=True, exist_ok=True)
    sources = Sources(chosen.cutouts, chosen.teacher, chosen.cache / "saliency", chosen.plates, chosen.without_specimen)
    varied = sources if chosen.variety == 2 else None
    one = partial(render_one, folder=chosen.out, long_side=chosen.long_side, masks=chosen.masks, sources=varied)
    try:
        truths = _rendered(one, chosen.seeds, chosen.jobs)
    except MineralDeskError as fault:
        print(fault, file=sys.stderr)
        return 1
    write_truth(chosen.out, truths)
    print(f"{len(truths)} photos in {chosen.out}")
    return 0


def _rendered(one: Callable[[int], SceneTruth], seeds: Sequence[int], jobs: int) -> list[SceneTruth]:
    if jobs == 1:
        return [one(seed) for seed in seeds]
    # Forking a process that has run OpenCV's threads can hang.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        return list(pool.map(one, seeds, chunksize=4))


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="render_scenes", description=__doc__)
    add = parser.add_argument
    add("--out", type=Path, required=True, help="folder for the photos and truth.json")
    add("--seeds", type=seed_range, default=range(1, 21), help="FIRST:LAST, both rendered")
    add("--jobs", type=int, default=1, help="processes at a time")
    add("--masks", action="store_true", help="also write 000123_mask.png (see MaskValue)")
    add("--long-side", type=int, default=1600, metavar="PX", help="longer side of the photos")
    add("--variety", type=int, choices=(1, 2), default=1, help="2: more looks of everything")
    add("--without-specimen", action="store_true", help="empty tables, labels, cups, hands and the like (variety 2)")
    add("--cutouts", type=Path, metavar="FOLDER", help="photos of minerals to cut specimens from (variety 2)")
    add("--teacher", type=Path, help="the U2Net-P ONNX file that finds the specimens in these photos")
    add("--plates", type=Path, metavar="FOLDER", help="JPEG crops of real label plates (variety 2)")
    add("--cache", type=Path, default=Path(".cache"), help="where the masks of these photos are kept")
    return parser


def seed_range(text: str) -> range:
    """``1:50`` as 1 to 50, both included."""
    first, _, last = text.partition(":")
    return range(int(first), int(last or first) + 1)


@dataclass(frozen=True, slots=True)
class Sources:
    """Where real specimens and plates come from: photos with their table, the network that finds the specimens in
    them, the folder with its kept masks; a folder of photos of plates. None: there are none.
    """

    photos: Path | None = None
    teacher: Path | None = None
    masks: Path = Path(".cache/saliency")
    plates: Path | None = None
    without_specimen: bool = False
    """The specimen is taken away."""


@cache
def _cutouts(sources: Sources) -> CutoutLibrary | None:
    return cutout_library(sources.photos, sources.teacher, sources.masks)


@cache
def _plates(sources: Sources) -> tuple[Floats, ...]:
    return () if sources.plates is None else read_plates(sources.plates)


def render_one(seed: int, folder: Path, long_side: int, masks: bool, sources: Sources | None = None) -> SceneTruth:
    """Write the photo of ``seed`` (and its mask) into ``folder``; with ``sources`` a scene of the second variety."""
    cv2.setNumThreads(1)
    name = f"{seed:06d}.jpg"
    if sources is None:
        scene, effort = compose(seed, long_side), QUICK
    else:
        if sources.without_specimen:
            scene = compose_bare(seed, long_side, _plates(sources))
        else:
            scene = compose_varied(seed, long_side, _cutouts(sources), _plates(sources))
        effort = SMALL if long_side <= 800 else QUICK
    shot = shoot(scene, effort, name)
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
