"""Train the classifier that ships with the program, and write it with its card.

    python -m mineral_desk.training.train_classifier --photos FOLDER --backbone FILE --facts FOLDER \
        --held-out FOLDER --teacher FILE --out models

A photo folder has a table of the same name beside it (``FOLDER.csv``). The run goes on from its last checkpoint when
it was interrupted; the same settings must then be given again. A GPU is used where torch sees one.
"""

import argparse
import copy
import shlex
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np
import torch

from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.domain.progress import Job, Progress, finish
from mineral_desk.training.card import CardFacts
from mineral_desk.training.classifier import Recipe, Trainer, blended
from mineral_desk.training.finishing import Finished, finish_model
from mineral_desk.training.photos import data_digest, read_photo_table, species_of
from mineral_desk.training.prior import CommonnessPrior
from mineral_desk.training.saliency import SaliencyTeacher
from mineral_desk.training.species_colours import fit_colours, shares_of
from mineral_desk.training.species_facts import commonness_facts, mentions_in, read_facts, traits
from mineral_desk.training.starting import starting_net, training_set

RUN_SIZE_PX = 224


def parser() -> argparse.ArgumentParser:
    """The options; their defaults are those of the shipped model."""
    recipe = Recipe()
    one = argparse.ArgumentParser(prog="train_classifier", description=__doc__.split("\n", maxsplit=1)[0])
    one.add_argument("--photos", type=Path, required=True, help="folder of training photos, its table beside it")
    one.add_argument("--backbone", type=Path, required=True, help="float ONNX classifier to start from")
    one.add_argument("--facts", type=Path, required=True, help="folder with the tables of facts about minerals")
    one.add_argument("--held-out", type=Path, required=True, help="folder of photos to calibrate and measure on")
    one.add_argument("--teacher", type=Path, required=True, help="ONNX network that finds salient objects (U2Net-P)")
    one.add_argument("--out", type=Path, default=Path("models"), help="where the model is written")
    one.add_argument("--cache", type=Path, default=Path(".cache"), help="masks and the checkpoint")
    one.add_argument("--version", default="1", help="version on the card")
    one.add_argument("--epochs", type=int, default=recipe.epochs, help="0: only prototypes of frozen features")
    one.add_argument("--minutes", type=float, default=recipe.minutes, help="most minutes of training steps")
    one.add_argument("--size-px", type=int, default=recipe.size_px, help="side of the training pictures")
    one.add_argument("--frozen-depth", type=float, default=recipe.frozen_depth, help="share of layers that stay")
    one.add_argument(
        "--trained-share", type=float, default=1.0, help="how far from the starting to the trained weights (0 to 1)"
    )
    one.add_argument("--seed", type=int, default=recipe.seed)
    one.add_argument("--threads", type=int, default=1, help="CPU threads")
    return one


def train(options: argparse.Namespace, command: str) -> Job[Finished]:
    """Everything from the photos to the shipped files."""
    photos, held_out = read_photo_table(options.photos), read_photo_table(options.held_out)
    species, facts = species_of(photos), read_facts(options.facts)
    masked = yield from training_set(photos, species, SaliencyTeacher(options.teacher, options.cache / "saliency"))
    known = traits(species, facts)
    colours = fit_colours((yield from shares_of(photos)), np.array(masked.labels), known)
    net = yield from starting_net(options.backbone, masked, known, RUN_SIZE_PX)
    recipe = Recipe(
        epochs=options.epochs,
        minutes=options.minutes,
        size_px=options.size_px,
        frozen_depth=options.frozen_depth,
        seed=options.seed,
    )
    start = copy.deepcopy(net)
    trainer = Trainer(net, masked, recipe, options.cache / "training" / "species.pt")
    net = blended(start, (yield from trainer.run()), options.trained_share)
    about = CardFacts(
        version=options.version,
        command=command,
        size_px=RUN_SIZE_PX,
        photos=len(photos),
        species=len(species),
        held_out=sum(photo.species in species for photo in held_out),
        data_sha256=data_digest(photos),
        training=asdict(recipe)
        | {"epochs_done": trainer.epoch, "losses": [round(loss, 3) for loss in trainer.losses]}
        | {"trained_share": options.trained_share},
    )
    mentions = mentions_in([(photo.species, photo.title) for photo in photos], species)
    prior = CommonnessPrior(commonness_facts(species, mentions, facts))
    return (
        yield from finish_model(
            net,
            species,
            start=start,
            held_out_photos=held_out,
            prior=prior,
            colours=colours,
            facts=about,
            out=options.out,
        )
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when the model was written, 1 with a sentence when it could not be."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = parser().parse_args(given)
    torch.set_num_threads(options.threads)
    cv2.setNumThreads(1)
    command = shlex.join(["python", "-m", "mineral_desk.training.train_classifier", *given])
    job = train(options, command)
    try:
        done = finish(job, show)
    except MineralDeskError as fault:
        print(fault, file=sys.stderr)
        return 1
    print(f"Wrote {done.model}.\n{done.comparison.in_words()}")
    return 0


def show(progress: Progress) -> None:
    """One line an epoch, for steps as often as they are told, and for every hundredth item."""
    if progress.text.startswith(("epoch ", "step ")) or progress.done % 100 == 0:
        print(f"{progress.done}/{progress.total} {progress.text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
