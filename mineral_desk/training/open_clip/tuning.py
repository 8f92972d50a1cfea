"""Everything from the photos to the model that the program runs."""

import argparse
from dataclasses import asdict, replace

import cv2

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.progress import Job
from mineral_desk.training.open_clip.exporting import Exported, export
from mineral_desk.training.open_clip.loading import NO_WEIGHTS, announced, known_architecture, load_clip
from mineral_desk.training.open_clip.ordering import order_from, origin_from
from mineral_desk.training.open_clip.pairs import pairs_of
from mineral_desk.training.open_clip.recipe import FINE_TUNING_RATE, SCRATCH_RATE, Recipe
from mineral_desk.training.open_clip.trainer import ClipTrainer
from mineral_desk.training.photos import data_digest, read_photo_table, species_of
from mineral_desk.training.saliency import SaliencyTeacher


def tune(options: argparse.Namespace, command: str) -> Job[Exported]:
    """Train, then export. Raises :class:`UsageError` at once for what would fail in the end."""
    recipe = recipe_from(options)
    architecture = known_architecture(options.open_clip)
    order = order_from(options, architecture)
    photos = read_photo_table(options.photos)
    teacher = SaliencyTeacher(options.teacher, options.cache / "saliency") if options.teacher is not None else None
    cv2.setNumThreads(1)
    announced(architecture, options.pretrained)
    model = load_clip(architecture, options.pretrained)
    pairs = yield from pairs_of(photos, teacher)
    digest = data_digest(pairs.photos)
    about = {"architecture": architecture, "pretrained": model.source, "photos": digest}
    checkpoint = options.cache / f"{order.name}.pt"
    trainer = ClipTrainer(model, pairs, recipe, checkpoint, about)
    trained = yield from trainer.run()
    species = species_of(pairs.photos)
    data = f"Fine-tuned on {len(pairs.photos)} photos of {len(species)} species; sha256 of photos and names: {digest}."
    training = asdict(recipe) | {
        "pretrained": model.source,
        "steps": trainer.steps,
        "trained_minutes": round(trainer.seconds / 60, 1),
        "losses": [round(loss, 3) for loss in trainer.losses],
    }
    origin = replace(origin_from(options, command, data), training=training)
    return (yield from export(trained, order, origin))


def recipe_from(options: argparse.Namespace) -> Recipe:
    """The recipe of the options. Raises :class:`UsageError` for numbers that make no sense."""
    if options.batch < 2 or options.epochs < 1 or options.minutes < 0 or not 0 <= options.warm_up < 1:
        hint = "At least 2 photos a batch and 1 epoch; 0 minutes or more; a warm-up from 0 to below 1."
        raise UsageError("Nothing can be trained with these numbers.", hint)
    usual = SCRATCH_RATE if options.pretrained == NO_WEIGHTS else FINE_TUNING_RATE
    return Recipe(
        epochs=options.epochs,
        minutes=options.minutes,
        batch=options.batch,
        rate=options.rate if options.rate is not None else usual,
        weight_decay=options.weight_decay,
        warm_up=options.warm_up,
        lock_text=options.lock_text,
        seed=options.seed,
    )
