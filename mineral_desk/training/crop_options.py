"""Options that the training programs of networks which look at crops share."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import cv2
import torch

from mineral_desk.training.crop_trainer import Recipe
from mineral_desk.training.scenes.cutouts import CutoutLibrary, cutout_library
from mineral_desk.training.scenes.noise import Floats
from mineral_desk.training.scenes.plate_photos import read_plates


def add_crop_options(parser: argparse.ArgumentParser, cache: Path) -> None:
    """What close-ups are made of, where models and windows go (``cache`` unless told), and how long training lasts."""
    add, recipe = parser.add_argument, Recipe()
    add("--cutouts", type=Path, metavar="FOLDER", help="photos of minerals to cut specimens from")
    add("--teacher", type=Path, help="the U2Net-P ONNX file that finds the specimens in these photos")
    add("--plates", type=Path, metavar="FOLDER", help="JPEG crops of real label plates")
    add("--out", type=Path, default=Path("models"), help="folder for the model and its card")
    add("--cache", type=Path, default=cache, help="folder for windows and checkpoint")
    add("--start", type=Path, metavar="FILE", help="the ONNX file of an earlier training to begin with")
    add("--epochs", type=int, default=recipe.epochs)
    add("--minutes", type=float, default=recipe.minutes, help="stop training after this long")
    add("--batch", type=int, default=recipe.batch, help="crops a step")
    add("--learning-rate", type=float, default=recipe.learning_rate)
    add("--short-floats", action="store_true", help="train in bfloat16, for processors that are made for it")
    add("--threads", type=int, default=1, help="CPU threads of the training")
    add("--seed", type=int, default=recipe.seed)


def begin(chosen: argparse.Namespace) -> Recipe:
    """The recipe that was asked for; libraries are told how many threads to use and where chance begins."""
    cv2.setNumThreads(1)
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(chosen.seed)
    return Recipe(chosen.epochs, chosen.minutes, chosen.batch, chosen.learning_rate, chosen.seed, chosen.short_floats)


def material(chosen: argparse.Namespace) -> tuple[CutoutLibrary | None, Sequence[Floats]]:
    """Specimens to cut out and photos of plates, for close-ups."""
    plates = () if chosen.plates is None else read_plates(chosen.plates)
    return cutout_library(chosen.cutouts, chosen.teacher, chosen.cache / "saliency"), plates
