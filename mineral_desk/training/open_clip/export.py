"""Bring a CLIP model of open_clip into the form in which the program runs it, without torch.

    python -m mineral_desk.training.open_clip.export --open-clip ViT-B-32 --pretrained laion2b_s34b_b79k --out FOLDER

``--pretrained`` takes a tag of published weights, which open_clip fetches, or a file of weights; with a file nothing is
looked up anywhere. ``mineral-desk models export`` and ``models install --open-clip`` hand over to this program.
"""

import argparse
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from mineral_desk.training.open_clip.console import show, stay_offline, tell


def parser() -> argparse.ArgumentParser:
    """The options."""
    one = argparse.ArgumentParser(prog="export", description=__doc__.split("\n", maxsplit=1)[0])
    one.add_argument(
        "--open-clip", required=True, metavar="NAME", help="an architecture of open_clip, or its JSON file"
    )
    one.add_argument("--pretrained", required=True, metavar="TAG|FILE", help="published weights, or a file of weights")
    add_export_options(one)
    one.add_argument("--install", action="store_true", help="write it where the program looks for models")
    return one


def add_export_options(one: argparse.ArgumentParser) -> None:
    """The options that exporting shares with fine-tuning."""
    one.add_argument("--out", type=Path, metavar="FOLDER", help="where the files go (default: here)")
    one.add_argument("--name", default="", help="the model's name (default: that of the architecture)")
    one.add_argument("--names", default="ima", metavar="ima|FILE", help="the IMA list, or a text file, one name a line")
    one.add_argument(
        "--templates", choices=("paper", "all"), default="all", help="sentences: the bare name, or several"
    )
    one.add_argument("--held-out", type=Path, metavar="FOLDER", help="photos with a table to calibrate and measure on")
    one.add_argument("--no-maps", action="store_true", help="leave out activation maps")
    one.add_argument("--licence", default="", help="what the makers of the weights say about using them")
    one.add_argument("--replace", action="store_true", help="write over a model of the same name")
    one.add_argument("--threads", type=int, default=0, help="CPU threads (default: all)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when the model was written, 1 with a sentence when it could not be, 2 for wrong usage."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = parser().parse_args(given)
    command = shlex.join(["python", "-m", "mineral_desk.training.open_clip.export", *given])
    return tell(lambda: run(options, command))


def run(options: argparse.Namespace, command: str) -> None:
    """Export as the options say."""
    if Path(options.pretrained).is_file():
        stay_offline()
    # open_clip and its libraries take seconds to import, and look at the environment when they are
    from mineral_desk.training.open_clip.exporting import export  # noqa: PLC0415
    from mineral_desk.training.open_clip.loading import announced, known_architecture, load_clip  # noqa: PLC0415
    from mineral_desk.training.open_clip.ordering import order_from, origin_from  # noqa: PLC0415

    architecture = known_architecture(options.open_clip)
    order = order_from(options, architecture)
    announced(architecture, options.pretrained)
    model = load_clip(architecture, options.pretrained)
    print(show(export(model, order, origin_from(options, command))).in_words())


if __name__ == "__main__":
    sys.exit(main())
