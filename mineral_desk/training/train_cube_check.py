"""Train the network that looks at a fitted wire-frame and the photo together and says whether it lies on a cube.

``python -m mineral_desk.training.train_cube_check --close-ups FIRST:LAST --without-cubes FOLDER --out models``

Wire-frames are fitted to close-ups, which are rendered as needed, and to photos without any cube; both are kept in
``--cache``. A checkpoint beside them lets an interrupted run go on. What the network says is among the features of the
accept/reject model: train that anew afterwards.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.metrics import average_precision_score, roc_auc_score

from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.training.check_crops import draw_checked
from mineral_desk.training.check_net import CheckNet, check_lesson, export_check_net
from mineral_desk.training.check_sources import FittedWindows, of_bare_photos, of_close_ups, together
from mineral_desk.training.crop_card import CropModel, in_words, portable, write_crop_model
from mineral_desk.training.crop_options import add_crop_options, begin, material
from mineral_desk.training.crop_start import start
from mineral_desk.training.crop_trainer import train
from mineral_desk.training.pose_scores import answers_of
from mineral_desk.training.render_scenes import seed_range
from mineral_desk.vision.measuring.fit_check import VERDICT_OUTPUT
from mineral_desk.vision.model_store import CUBE_CHECK

HELD_OUT = 12
"""One composition in so many, and one photo, is kept for the scores: those whose number leaves 11."""
SCORED_AT_ONCE = 64


def main(arguments: Sequence[str] | None = None) -> int:
    """Collect fits, train, write the model with its card; 1 with a sentence where photos are no use."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    chosen = _options().parse_args(given)
    recipe = begin(chosen)
    try:
        windows, counts = gather(chosen)
    except MineralDeskError as fault:
        print(fault, file=sys.stderr)
        return 1
    held = held_out(windows.seeds)[windows.window]
    net, checkpoint = CheckNet(), chosen.cache / "check.pt"
    start(net, chosen.start, checkpoint, partial(_some_crops, windows, recipe.seed))
    train(net, check_lesson(net, windows, ~held, short_floats=recipe.short_floats), recipe, checkpoint)
    data, scores = export_check_net(net), scored(net, windows, held)
    told = f"{in_words(counts)}; one composition in {HELD_OUT} was held out."
    command = portable("train_cube_check", given)
    write_crop_model(chosen.out, data, CropModel(CUBE_CHECK, "1", VERDICT_OUTPUT, told, command, scores))
    print(json.dumps(scores, indent=1))
    return 0


def _some_crops(windows: FittedWindows, seed: int, count: int) -> npt.NDArray[np.float32]:
    """Crops of fits at random."""
    rng = np.random.default_rng(seed)
    return draw_checked(windows, rng.permutation(len(windows.window))[:count], rng)[0]


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="train_cube_check", description=__doc__)
    add = parser.add_argument
    add("--close-ups", type=seed_range, required=True, help="FIRST:LAST, seeds of compositions to look at closely")
    add("--lookalikes", type=seed_range, default=range(0), help="those with dice, blocks and crystals for cubes")
    add("--without-cubes", type=Path, help="folder of photos without any cube")
    add("--without-cubes-count", type=int, default=600, help="how many of them to use")
    add_crop_options(parser, Path(".cache/cube_check"))
    return parser


def gather(chosen: argparse.Namespace) -> tuple[FittedWindows, dict[str, int]]:
    """The windows of all sources and how many of what each had."""
    cutouts, plates = material(chosen)
    parts = []
    for number, part in enumerate(of_close_ups(chosen.close_ups, chosen.cache, cutouts, plates)):
        parts.append(part)
        print(f"close-ups, file {number + 1}: {len(part.window)} fits", flush=True)
    counts = {f"close-ups of compositions {chosen.close_ups[0]}-{chosen.close_ups[-1]}": _windows(parts)}
    if chosen.lookalikes:
        others = list(of_close_ups(chosen.lookalikes, chosen.cache, cutouts, plates, only_lookalikes=True))
        parts += others
        counts[f"of lookalikes in {chosen.lookalikes[0]}-{chosen.lookalikes[-1]}"] = _windows(others)
    if chosen.without_cubes is not None:
        bare = of_bare_photos(chosen.without_cubes, chosen.without_cubes_count, chosen.seed, chosen.cache)
        parts.append(bare)
        counts[f"windows of {chosen.without_cubes.name}"] = _windows([bare])
    windows = together(parts)
    return windows, counts | {"fits": len(windows.window), "of them right": int(windows.right.sum())}


def held_out(seeds: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """(W,): which windows are not trained on, by what they show: compositions and photos go whole."""
    return np.asarray(seeds % HELD_OUT == HELD_OUT - 1)


def _windows(parts: Sequence[FittedWindows]) -> int:
    return sum(len(part.pixels) for part in parts)


def scored(net: CheckNet, windows: FittedWindows, held: npt.NDArray[np.bool_]) -> dict[str, float | int]:
    """How well right fits are told from wrong ones among the ``held`` (N,) of the fits, less the nearly right."""
    fits, rng = np.flatnonzero(held & ~windows.near), np.random.default_rng(1)
    parts = np.array_split(fits, -(-len(fits) // SCORED_AT_ONCE))
    verdicts = np.concatenate([answers_of(net, draw_checked(windows, part, rng)[0]) for part in parts])
    right, has_cube = windows.right[fits], windows.has_cube[windows.window[fits]]
    return {
        "fits": len(fits),
        "right_fits": int(right.sum()),
        "area_under_roc": round(float(roc_auc_score(right, verdicts[:, 0])), 4),
        "average_precision": round(float(average_precision_score(right, verdicts[:, 0])), 4),
        "taken_for_right_without_cube": round(float((verdicts[~has_cube, 0] > 0).mean()), 4),
    }


if __name__ == "__main__":
    raise SystemExit(main())
