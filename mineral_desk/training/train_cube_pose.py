"""Train the small network that estimates a cube's pose from a crop.

``python -m mineral_desk.training.train_cube_pose --close-ups FIRST:LAST --without-cubes FOLDER --out models``

Windows come from close-ups, which are rendered as needed, from photos without any cube, and, where given, from scenes
of ``mineral_desk.training.render_scenes``. They are kept in ``--cache``; every epoch draws new crops from them. A
checkpoint beside them lets an interrupted run go on.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.training.crop_card import CropModel, in_words, portable, write_crop_model
from mineral_desk.training.crop_options import add_crop_options, begin, material
from mineral_desk.training.crop_start import start
from mineral_desk.training.crop_trainer import train
from mineral_desk.training.pose_crops import draw_batch
from mineral_desk.training.pose_lesson import pose_lesson
from mineral_desk.training.pose_net import PoseNet, export_pose_net
from mineral_desk.training.pose_scores import scored
from mineral_desk.training.pose_sources import Windows, of_bare_photos, of_close_ups, of_scenes, together
from mineral_desk.training.render_scenes import seed_range
from mineral_desk.vision.measuring.pose_estimate import ANSWERS_OUTPUT
from mineral_desk.vision.model_store import CUBE_POSE

HELD_OUT = 12
"""One group of windows in so many is kept for the scores: those whose number leaves 11."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Collect windows, train, write the model with its card; 1 with a sentence where the photos are no use."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    chosen = _options().parse_args(given)
    if not chosen.scenes and not chosen.close_ups:
        _options().error("give --close-ups or --scenes")
    recipe = begin(chosen)
    try:
        windows, counts = gather(chosen)
    except MineralDeskError as fault:
        print(fault, file=sys.stderr)
        return 1
    held = windows.groups % HELD_OUT == HELD_OUT - 1
    taught, kept, net = windows.part(~held), windows.part(held), PoseNet()
    checkpoint = chosen.cache / "checkpoint.pt"
    start(net, chosen.start, checkpoint, partial(_some_crops, taught, recipe.seed))
    train(net, pose_lesson(net, taught, short_floats=recipe.short_floats), recipe, checkpoint)
    scores = scored(net, draw_batch(kept.pixels, kept.angles, np.random.default_rng(1)))
    told = f"Windows: {in_words(counts)}; one group of them in {HELD_OUT} was held out."
    command = portable("train_cube_pose", given)
    write_crop_model(chosen.out, export_pose_net(net), CropModel(CUBE_POSE, "3", ANSWERS_OUTPUT, told, command, scores))
    print(json.dumps(scores, indent=1))
    return 0


def _some_crops(windows: Windows, seed: int, count: int) -> npt.NDArray[np.float32]:
    """Crops of windows at random."""
    rng = np.random.default_rng(seed)
    some = rng.permutation(len(windows.groups))[:count]
    return draw_batch(windows.pixels[some], windows.angles[some], rng).crops


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="train_cube_pose", description=__doc__)
    add = parser.add_argument
    add("--close-ups", type=seed_range, default=range(0), help="FIRST:LAST, seeds of compositions to look at closely")
    add("--scenes", type=Path, nargs="+", default=[], help="folders of rendered scenes")
    add("--without-cubes", type=Path, help="folder of photos without any cube")
    add("--without-cubes-count", type=int, default=400, help="how many of them to use")
    add_crop_options(parser, Path(".cache/cube_pose"))
    return parser


def gather(chosen: argparse.Namespace) -> tuple[Windows, dict[str, int]]:
    """The windows of all sources and how many of what each had."""
    parts, counts = [], {}
    if chosen.close_ups:
        cutouts, plates = material(chosen)
        for number, part in enumerate(of_close_ups(chosen.close_ups, chosen.cache, cutouts, plates)):
            parts.append(part)
            print(f"close-ups, file {number + 1}: {len(part.groups)} windows", flush=True)
        seeds = f"compositions {chosen.close_ups[0]}-{chosen.close_ups[-1]}"
        counts[f"close-ups of {seeds}"] = sum(len(part.groups) for part in parts)
    for folder in chosen.scenes:
        parts.append(of_scenes(folder, chosen.cache))
        counts[f"windows of {folder.name}"] = len(parts[-1].groups)
    if chosen.without_cubes is not None:
        parts.append(of_bare_photos(chosen.without_cubes, chosen.without_cubes_count, chosen.seed, chosen.cache))
        counts[f"windows of {chosen.without_cubes.name}"] = len(parts[-1].groups)
    windows = together(parts)
    return windows, counts | {"of all show a cube": int(windows.has_cube.sum())}


if __name__ == "__main__":
    raise SystemExit(main())
