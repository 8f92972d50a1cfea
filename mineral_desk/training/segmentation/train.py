"""Train the segmentation network that ships with the program, and write it with its card.

    python -m mineral_desk.training.segmentation.train --scenes FOLDER... --photos FOLDER --teacher FILE \
        --backbone FILE --minutes 90 --out models

The scenes come from ``mineral_desk.training.render_scenes`` with ``--masks --long-side 640``; each tenth seed is held
out. A run goes on from its checkpoint when it was interrupted, also with further folders of scenes; ``--minutes``
counts all runs together, and 0 only writes what the checkpoint holds. A GPU is used where torch sees one.
"""

import argparse
import hashlib
import shlex
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import cv2
import torch
from torch import Tensor

from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.domain.progress import finish as finish_job
from mineral_desk.training.onnx_backbone import OnnxBackbone
from mineral_desk.training.photos import read_photo_table
from mineral_desk.training.saliency import SaliencyTeacher
from mineral_desk.training.segmentation.batches import Mixture, TrainingPictures, batches
from mineral_desk.training.segmentation.finishing import Finished, RunFacts, finish, started_from
from mineral_desk.training.segmentation.net import SegmentationNet
from mineral_desk.training.segmentation.pictures import MaskedPhoto, SceneFile, is_useful, read_scenes
from mineral_desk.training.segmentation.trainer import Recipe, Trainer, network_images
from mineral_desk.training.segmentation.warm_start import blend, warm_start

WARM_START_BATCHES = 16
"""So many batches tell what the normalisations of a network find that starts from a shipped model."""


def parser() -> argparse.ArgumentParser:
    """The options; their defaults are those of the shipped model."""
    recipe = Recipe()
    one = argparse.ArgumentParser(prog="train_segmentation", description=(__doc__ or "").split("\n", maxsplit=1)[0])
    one.add_argument(
        "--scenes",
        type=Path,
        nargs="+",
        required=True,
        help="folders of rendered scenes with masks; one named twice is drawn from twice as often",
    )
    one.add_argument("--photos", type=Path, help="folder of real photos of specimens, its table beside it")
    one.add_argument("--teacher", type=Path, help="ONNX network that finds salient objects (U2Net-P)")
    one.add_argument("--backbone", type=Path, required=True, help="float ONNX classifier to start from")
    one.add_argument("--start", type=Path, help="go on from this segmentation model, trained on the same backbone")
    one.add_argument(
        "--keep", type=float, default=0.0, help="share that the --start model has in the weights in the end"
    )
    one.add_argument("--out", type=Path, default=Path("models"), help="where the model is written")
    one.add_argument("--cache", type=Path, default=Path(".cache"), help="the teacher's masks and the checkpoint")
    one.add_argument("--version", default="1", help="version on the card")
    one.add_argument(
        "--minutes", type=float, default=recipe.minutes, help="most minutes of training, all runs together"
    )
    one.add_argument("--batch", type=int, default=recipe.batch, help="pictures a step")
    one.add_argument("--long-side", type=int, default=recipe.long_side_px, metavar="PX", help="of training pictures")
    one.add_argument("--decoder-rate", type=float, default=recipe.decoder_rate, help="highest learning rate")
    one.add_argument("--backbone-rate", type=float, default=recipe.backbone_rate, help="the same of the top layer")
    one.add_argument("--cool-down", type=float, default=recipe.cool_down, help="share of the time in which rates fall")
    one.add_argument("--rare", type=float, default=Mixture().rare, help="share of scenes drawn from the rare ones")
    one.add_argument("--bfloat16", action="store_true", help="faster on CPUs that multiply bfloat16 by themselves")
    one.add_argument("--frozen-depth", type=float, default=recipe.frozen_depth, help="share of layers that stay")
    one.add_argument("--seed", type=int, default=recipe.seed)
    one.add_argument("--threads", type=int, default=2, help="CPU threads; 1 is faster on a busy machine")
    one.add_argument("--workers", type=int, default=recipe.workers, help="threads that make training pictures")
    return one


def recipe_of(options: argparse.Namespace) -> Recipe:
    """How to train, by the options."""
    return Recipe(
        minutes=options.minutes,
        batch=options.batch,
        long_side_px=options.long_side,
        decoder_rate=options.decoder_rate,
        backbone_rate=options.backbone_rate,
        cool_down=options.cool_down,
        frozen_depth=options.frozen_depth,
        workers=options.workers,
        seed=options.seed,
        bfloat16=options.bfloat16,
    )


def train(options: argparse.Namespace, command: str) -> Job[Finished]:
    """Everything from the scenes to the shipped files."""
    by_folder = {folder.name: read_scenes(folder) for folder in options.scenes}
    scenes = [scene for found in by_folder.values() for scene in found]
    weighed = [scene for folder in options.scenes for scene in by_folder[folder.name]]
    pictures = yield from training_pictures(weighed, options)
    checkpoint = options.cache / "training" / "segmentation.pt"
    net, source = SegmentationNet(OnnxBackbone(options.backbone)), " ".join(folder.name for folder in options.scenes)
    if options.start is not None and not checkpoint.is_file():
        source += f", going on from {options.start.name} {hashlib.sha256(options.start.read_bytes()).hexdigest()[:12]}"
        warm_start(net, options.start, first_images(pictures, options))
    trainer = Trainer(net, pictures, recipe_of(options), checkpoint, source)
    net = (yield from trainer.run()).cpu()
    if options.start is not None and options.keep > 0:
        blend(net, options.start, options.keep)
    facts = RunFacts(
        version=options.version,
        command=command,
        scenes={name: len(found) for name, found in by_folder.items()},
        photos=len(pictures.photos),
        cut_outs=len(pictures.cut_outs),
        minutes=trainer.seconds / 60,
        steps=trainer.steps,
        pictures_seen=trainer.pictures_seen,
        recipe=trainer.recipe,
        runs=tuple(trainer.runs),
        started_from=started_from(options.start, options.keep) if options.start else {},
    )
    return (yield from finish(net, [scene for scene in scenes if scene.held_out], facts, options.out))


def first_images(pictures: TrainingPictures, options: argparse.Namespace) -> Iterator[Tensor]:
    """Batches of training pictures, as the network takes them."""
    drawn = batches(pictures, options.batch, options.long_side, (options.seed, 0), 1)
    return (network_images(batch) for batch in islice(drawn, WARM_START_BATCHES))


def training_pictures(scenes: Sequence[SceneFile], options: argparse.Namespace) -> Job[TrainingPictures]:
    """What to draw training pictures from: all scenes but the held-out ones, and the real photos."""
    photos = yield from masked_photos(options)
    taught = [scene for scene in scenes if not scene.held_out]
    yield Progress(0, len(taught), "looking for rulers, stands and mirror images")
    return TrainingPictures(
        taught,
        photos,
        cut_outs=[photo for photo in photos if photo.clean],
        rare=[scene for scene in taught if scene.shows_rare()],
        mixture=Mixture(rare=options.rare),
    )


def masked_photos(options: argparse.Namespace) -> Job[list[MaskedPhoto]]:
    """The real photos without plates and rulers, with the teacher's masks; those are computed where not cached."""
    if options.photos is None or options.teacher is None:
        return []
    teacher = SaliencyTeacher(options.teacher, options.cache / "saliency")
    photos = [photo for photo in read_photo_table(options.photos) if not photo.has_foreign]
    masked = []
    for done, photo in enumerate(photos):
        mask = teacher.mask(photo)
        if is_useful(mask):
            masked.append(MaskedPhoto(photo, mask))
        if done % 100 == 0:
            yield Progress(done, len(photos), f"mask of {photo.path.name}")
    return masked


def portable(arguments: Sequence[str]) -> str:
    """The command as a card tells it: files and folders by their names, wherever they lay."""
    names = [Path(word).name if "/" in word else word for word in arguments]
    return shlex.join(["python", "-m", "mineral_desk.training.segmentation.train", *names])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when the model was written, 1 with a sentence when it could not be."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = parser().parse_args(given)
    torch.set_num_threads(options.threads)
    cv2.setNumThreads(1)
    job = train(options, portable(given))
    try:
        done = finish_job(job, lambda step: print(f"{step.done}/{step.total} {step.text}", flush=True))
    except MineralDeskError as fault:
        print(fault, file=sys.stderr)
        return 1
    print(f"Wrote {done.model}.\n{done.in_words()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
