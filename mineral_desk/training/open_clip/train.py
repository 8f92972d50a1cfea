"""Fine-tune a CLIP model on photos with names, and bring it into the program's form (paper, table 4, last row).

    python -m mineral_desk.training.open_clip.train --open-clip ViT-B-32 --pretrained laion2b_s34b_b79k \
        --photos FOLDER --held-out FOLDER --out FOLDER

A photo folder has a table of the same name beside it (``FOLDER.csv``, columns file and species). A killed run goes on
from its checkpoint when the same command is given again; a GPU is used where torch sees one. ``--pretrained none``
begins with nothing, which a few thousand photos are too few for.
"""

import argparse
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from mineral_desk.training.open_clip.console import show, stay_offline, tell
from mineral_desk.training.open_clip.export import add_export_options
from mineral_desk.training.open_clip.recipe import FINE_TUNING_RATE, SCRATCH_RATE, Recipe


def parser() -> argparse.ArgumentParser:
    """The options."""
    recipe = Recipe()
    one = argparse.ArgumentParser(prog="train clip", description=__doc__.split("\n", maxsplit=1)[0])
    one.add_argument("--open-clip", required=True, metavar="NAME", help="an architecture, or its JSON file")
    one.add_argument("--pretrained", required=True, metavar="TAG|FILE|none", help="weights to begin with")
    one.add_argument("--photos", type=Path, required=True, help="folder of training photos, its table beside it")
    one.add_argument("--teacher", type=Path, help="ONNX network that finds salient objects, to exchange backgrounds")
    one.add_argument("--cache", type=Path, default=Path(".cache/clip"), help="masks and the checkpoint")
    one.add_argument("--epochs", type=int, default=recipe.epochs)
    one.add_argument("--minutes", type=float, default=recipe.minutes, help="most minutes of steps, all runs together")
    one.add_argument("--batch", type=int, default=recipe.batch, help="photos a step")
    rates = f"highest learning rate (default {FINE_TUNING_RATE:g}, from nothing {SCRATCH_RATE:g})"
    one.add_argument("--rate", type=float, help=rates)
    one.add_argument("--weight-decay", type=float, default=recipe.weight_decay)
    one.add_argument("--warm-up", type=float, default=recipe.warm_up, help="share of the training (0 to 1)")
    one.add_argument("--lock-text", action="store_true", help="leave the text tower as it is")
    one.add_argument("--seed", type=int, default=recipe.seed)
    add_export_options(one)
    return one


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when the model was written, 1 with a sentence when it could not be, 2 for wrong usage."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = parser().parse_args(given)
    command = shlex.join(["python", "-m", "mineral_desk.training.open_clip.train", *given])
    return tell(lambda: run(options, command))


def run(options: argparse.Namespace, command: str) -> None:
    """Train and export as the options say."""
    if options.pretrained == "none" or Path(options.pretrained).is_file():
        stay_offline()
    # open_clip and its libraries take seconds to import, and look at the environment when they are
    from mineral_desk.training.open_clip.tuning import tune  # noqa: PLC0415

    print(show(tune(options, command)).in_words())


if __name__ == "__main__":
    sys.exit(main())
