"""The options of ``train few-shot``; their defaults are the paper's where it tells them (section 4.1)."""

import argparse
from pathlib import Path

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.name_pattern import check_pattern
from mineral_desk.training.augment import Augmentation
from mineral_desk.training.fewshot.crops import CropMethod
from mineral_desk.training.fewshot.folds import FOLDS
from mineral_desk.training.fewshot.gathering import Choice
from mineral_desk.training.fewshot.labels import Naming
from mineral_desk.training.fewshot.network import Shape
from mineral_desk.training.fewshot.recipe import Balance, Precision, Recipe, check_recipe
from mineral_desk.training.fewshot.tables import Columns
from mineral_desk.training.fewshot.trainer import SAVE_EVERY_S
from mineral_desk.vision.model_store import is_plain_name

ALL_FOLDS = "all"
SMALLEST_PX, LARGEST_PX = 32, 4096


def parser() -> argparse.ArgumentParser:
    """The parser of the command line."""
    one = argparse.ArgumentParser(
        prog="mineral-desk train few-shot", description="Train an image network on photos with names (paper, 4.1)."
    )
    _add_data(one.add_argument_group("photos"))
    _add_network(one.add_argument_group("network"))
    _add_training(one.add_argument_group("training"))
    _add_places(one.add_argument_group("files"))
    return one


def _add_data(group: argparse._ArgumentGroup) -> None:
    choice = Choice()
    group.add_argument(
        "--photos",
        type=Path,
        action="append",
        default=[],
        metavar="FOLDER|TABLE",
        help="folders SPECIES/[SPECIMEN/]photo, also below train and test, or a CSV; may be repeated",
    )
    group.add_argument(
        "--catalogue",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="the confirmed photos of a catalogue",
    )
    group.add_argument("--root", type=Path, help="where the photos of the tables lie (default: beside the table)")
    for name in ("photo", "species", "specimen", "side"):
        group.add_argument(f"--{name}-column", default="", metavar="NAME", help=f"the tables' column of the {name}")
    group.add_argument(
        "--specimen-pattern", default="", metavar="PATTERN", help="finds the specimen in file names, as {number}_{any}"
    )
    group.add_argument("--keep-varieties", action="store_true", help="agate stays agate instead of becoming quartz")
    group.add_argument("--mend-slips", action="store_true", help="a misspelt name becomes the species it resembles")
    group.add_argument("--by-group", action="store_true", help="learn mineral groups instead of species")
    group.add_argument(
        "--least-photos", type=int, default=choice.least_photos, metavar="N", help="photos that a name must have (17)"
    )
    group.add_argument("--most-names", type=int, default=0, metavar="N", help="only the N commonest names")
    group.add_argument("--folds", type=int, default=FOLDS, metavar="N", help="stratified folds (5)")
    group.add_argument("--own-split", action="store_true", help="hold out what the data set itself calls test")
    group.add_argument(
        "--fold",
        default="0",
        metavar="N|all",
        help="the fold held out (0); all: each in turn, then learn from all photos",
    )
    group.add_argument(
        "--duplicate-bits", type=int, default=choice.max_bits, metavar="N", help="bits in which near-duplicates differ"
    )
    group.add_argument(
        "--crop",
        type=CropMethod,
        choices=list(CropMethod),
        default=CropMethod.PROGRAM,
        help="what photos are cropped to",
    )


def _add_network(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--network",
        default="resnet50",
        metavar="NAME",
        help="resnet50, hrnet_w18, vit_large_patch16_384, any of timm's names, or a float ONNX backbone",
    )
    group.add_argument(
        "--pretrained",
        default="none",
        metavar="FILE|TAG|none",
        help="weights to begin with: a file, or the tag of weights that timm fetches from the network",
    )
    group.add_argument("--size-px", type=int, default=336, help="side of the pictures (336; the paper goes up to 768)")
    group.add_argument(
        "--average-tokens",
        action="store_true",
        help="a transformer's features are the mean of its patches: allows maps",
    )


def _add_training(group: argparse._ArgumentGroup) -> None:
    recipe, how = Recipe(), Augmentation(swap_background=0.0)
    group.add_argument("--epochs", type=int, default=recipe.epochs)
    group.add_argument("--minutes", type=float, default=0.0, help="most minutes of training, all networks together")
    group.add_argument("--batch", type=int, default=recipe.batch)
    group.add_argument("--rate", type=float, default=recipe.rate, help="learning rate at which the one cycle begins")
    group.add_argument("--division", type=float, default=recipe.division, help="its highest rate as a multiple of that")
    group.add_argument(
        "--head-factor", type=float, default=recipe.head_factor, help="how many times faster the last layer learns (1)"
    )
    group.add_argument("--warm-up", type=float, default=recipe.warm_up, help="share of the cycle in which it rises")
    group.add_argument("--weight-decay", type=float, default=recipe.weight_decay)
    group.add_argument("--label-smoothing", type=float, default=recipe.label_smoothing)
    group.add_argument("--balance", type=Balance, choices=list(Balance), default=recipe.balance)
    group.add_argument("--averaging", type=float, default=recipe.averaging, help="decay of averaged weights; 0: none")
    group.add_argument("--precision", type=Precision, choices=list(Precision), default=recipe.precision)
    group.add_argument("--seed", type=int, default=recipe.seed)
    group.add_argument("--least-area", type=float, default=how.least_area, help="smallest part of a crop that is shown")
    group.add_argument("--turn-degrees", type=float, default=how.turn_degrees)
    group.add_argument("--swap-background", type=float, default=how.swap_background, help="how often it becomes plain")
    group.add_argument("--threads", type=int, default=0, help="CPU threads of torch; 0: all cores")
    group.add_argument("--workers", type=int, default=2, help="threads that make pictures")


def _add_places(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--name", default="few_shot", help="the model's name")
    group.add_argument("--out", type=Path, default=Path("trained"), help="where the model and its figures are written")
    group.add_argument("--cache", type=Path, default=Path(".cache/few-shot"), help="crops and checkpoints")
    group.add_argument(
        "--save-every-s", type=float, default=SAVE_EVERY_S, metavar="S", help="between checkpoints (180)"
    )
    group.add_argument("--version", default="1", help="version on the card")
    group.add_argument("--licence", default="Not stated.", help="licence on the card")


def check(options: argparse.Namespace) -> None:
    """Raise a :class:`MineralDeskError` for options that make no sense together or alone."""
    if not options.photos and not options.catalogue:
        raise UsageError("There is nothing to learn from.", "Name photos with --photos or --catalogue.")
    if not is_plain_name(options.name):
        raise UsageError(f"{options.name!r} is no name of a model.", "Give one without folders.")
    if not SMALLEST_PX <= options.size_px <= LARGEST_PX:
        raise UsageError(f"--size-px {options.size_px} makes no sense.", f"Give {SMALLEST_PX} to {LARGEST_PX}.")
    if options.fold != ALL_FOLDS and not options.fold.isdecimal():
        raise UsageError(f"--fold {options.fold} is no fold.", "Give a number from 0, or all.")
    for name, least in (("folds", 2), ("least_photos", 2), ("most_names", 0), ("duplicate_bits", 0), ("workers", 1)):
        if getattr(options, name) < least:
            raise UsageError(
                f"--{name.replace('_', '-')} {getattr(options, name)} makes no sense.", f"Give {least} or more."
            )
    check_pattern(options.specimen_pattern)
    check_recipe(recipe_of(options))


def recipe_of(options: argparse.Namespace, networks: int = 1) -> Recipe:
    """The recipe of one of so many networks, which share the time."""
    names = (
        "epochs",
        "batch",
        "rate",
        "division",
        "head_factor",
        "warm_up",
        "weight_decay",
        "label_smoothing",
        "balance",
        "averaging",
    )
    how = Augmentation(
        least_area=options.least_area, turn_degrees=options.turn_degrees, swap_background=options.swap_background
    )
    return Recipe(
        **{name: getattr(options, name) for name in (*names, "precision", "seed")},
        minutes=options.minutes / networks,
        augmentation=how,
    )


def shape_of(options: argparse.Namespace, classes: int) -> Shape:
    """The network for so many names."""
    return Shape(options.network, classes, options.size_px, options.average_tokens)


def choice_of(options: argparse.Namespace) -> Choice:
    """The subset and its split."""
    return Choice(
        options.least_photos, options.most_names, options.folds, options.own_split, options.duplicate_bits, options.seed
    )


def naming_of(options: argparse.Namespace) -> Naming:
    """What is done with names."""
    return Naming(options.keep_varieties, options.mend_slips, options.by_group)


def columns_of(options: argparse.Namespace) -> Columns:
    """How the tables' columns are called."""
    return Columns(*(getattr(options, f"{name}_column") for name in ("photo", "species", "specimen", "side")))
