"""A whole run: from photos with names to a model that the program uses."""

import argparse
import dataclasses
import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.services.minerals import MineralNames, load_minerals
from mineral_desk.services.paths import find_folders
from mineral_desk.services.writing import write_text
from mineral_desk.training.fewshot.batches import Lesson, images_of
from mineral_desk.training.fewshot.calibrating import HeldOut, calibrate
from mineral_desk.training.fewshot.crops import Crop, make_crops
from mineral_desk.training.fewshot.examination import examine, frozen_features
from mineral_desk.training.fewshot.exporting import export_fullgrad, export_network, largest_difference
from mineral_desk.training.fewshot.gathering import DataSet, gather, worth_cropping
from mineral_desk.training.fewshot.labels import Label, Match, match_labels
from mineral_desk.training.fewshot.model_files import Exported, write_files
from mineral_desk.training.fewshot.named_photo import LeftOut
from mineral_desk.training.fewshot.network import ImageNetwork
from mineral_desk.training.fewshot.options import (
    ALL_FOLDS,
    choice_of,
    naming_of,
    recipe_of,
    shape_of,
)
from mineral_desk.training.fewshot.recipe import Recipe
from mineral_desk.training.fewshot.sources import cropper_of, read_sources
from mineral_desk.training.fewshot.tellings import summary, tell_data, tell_epochs
from mineral_desk.training.fewshot.trainer import Place, Split, Trainer, identity_of
from mineral_desk.training.measuring import Accuracy
from mineral_desk.vision.views import whole_view


@dataclass(frozen=True, slots=True)
class Finished:
    """The card of the model, the scores of each fold trained and of its baseline, and what was left out."""

    card: Path
    scores: dict[int, Accuracy]
    frozen: dict[int, Accuracy]
    left_out: tuple[LeftOut, ...]
    unknown: tuple[str, ...]


def train(options: argparse.Namespace, command: str) -> Job[Finished]:
    """Everything. Raises :class:`MineralDeskError`; a photo that cannot be read is left out and told."""
    minerals = load_minerals(find_folders().resources)
    source = read_sources(options)
    labels = match_labels((photo.written for photo in source.photos), minerals, naming_of(options))
    photos, rare = worth_cropping(source.photos, labels, options.least_photos)
    crops, unreadable = yield from make_crops(photos, cropper_of(options))
    data = gather(crops, labels, choice_of(options))
    left_out = (*source.left_out, *unreadable, *data.left_out, *rare)
    told = options.out / f"{options.name}.training"
    tell_data(told, data, labels, left_out)
    folds = _folds_wanted(options, data)
    yield Progress(0, 0, f"{len(data.crops)} photos of {len(data.names)} names, {len(left_out)} left out")
    return (yield from _Run(options, command, data, told).networks(folds, labels, minerals, left_out))


def _folds_wanted(options: argparse.Namespace, data: DataSet) -> tuple[int, ...]:
    if options.fold == ALL_FOLDS:
        return data.held_out_folds
    fold = int(options.fold)
    if fold not in data.held_out_folds:
        raise UsageError(f"There is no fold {fold}.", f"There are {', '.join(map(str, data.held_out_folds))}.")
    return (fold,)


class _Run:
    """The networks of one run on one data set."""

    def __init__(self, options: argparse.Namespace, command: str, data: DataSet, told: Path) -> None:
        self.options, self.command, self.data, self.told = options, command, data, told
        self.shape = shape_of(options, len(data.names))
        self.digest = data.digest()

    def networks(
        self,
        folds: Sequence[int],
        labels: dict[str, Label],
        minerals: MineralNames,
        left_out: tuple[LeftOut, ...],
    ) -> Job[Finished]:
        """Train one network a fold and, of several, one on all photos; export the last one."""
        recipe = recipe_of(self.options, len(folds) + (len(folds) > 1))
        scores: dict[int, Accuracy] = {}
        frozen: dict[int, Accuracy] = {}
        held_out: list[HeldOut] = []
        net: ImageNetwork | None = None
        for fold in folds:
            frozen[fold] = yield from self._frozen(fold)
            net = yield from self._trained(fold, recipe)
            crops, true = self._part(self.data.split(fold)[1])
            answers = yield from examine(net, crops, true, self.shape.size_px)
            scores[fold] = answers.accuracy()
            held_out.append(HeldOut(answers, net.head.weight.detach().cpu().numpy()))
        if len(folds) > 1 or net is None:
            net = yield from self._trained(None, recipe)
        yield Progress(0, 0, "writing the model")
        unknown = tuple(name for name in self.data.names if not _is_known(name, labels, minerals))
        accuracy = summary(scores) | {"frozen_features": summary(frozen)}
        card = self._export(net, held_out, accuracy, self._about(recipe, unknown))
        return Finished(card, scores, frozen, left_out, unknown)

    def _part(self, places: Sequence[int]) -> tuple[list[Crop], list[int]]:
        return [self.data.crops[place] for place in places], [self.data.labels[place] for place in places]

    def _starting(self) -> ImageNetwork:
        torch.manual_seed(self.options.seed)
        return ImageNetwork(self.shape, self.options.pretrained)

    def _trained(self, fold: int | None, recipe: Recipe) -> Job[ImageNetwork]:
        net = self._starting()
        learnt, held_out = self.data.split(fold)
        crops, true = self._part(learnt)
        tested, tested_labels = self._part(held_out)
        name = "all" if fold is None else str(fold)
        place = Place(
            self.options.cache / self.options.name / f"fold-{name}.pt",
            identity_of(net, recipe, self.digest, f"{name} {self.options.pretrained}"),
            self.options.save_every_s,
            self.options.workers,
        )
        split = Split(Lesson(crops, true, self.shape.size_px), tested, tested_labels)
        trainer = Trainer(net, split, recipe, place)
        known = 0
        with closing(trainer.run()) as job:
            for progress in job:
                if len(trainer.history) != known:
                    known = len(trainer.history)
                    tell_epochs(self.told, name, trainer.history)
                yield dataclasses.replace(progress, text=f"fold {name}, {progress.text}")
        return trainer.kept

    def _frozen(self, fold: int) -> Job[Accuracy]:
        """The scores of the starting weights' features alone, kept beside the checkpoint."""
        file = self.options.cache / self.options.name / f"fold-{fold}.frozen.json"
        mark = f"{self.digest} {self.shape} {self.options.pretrained} {self.options.seed}"
        kept = _read_frozen(file, mark)
        if kept is not None:
            return kept
        net = self._starting()
        answers = []
        for places in self.data.split(fold):
            crops, true = self._part(places)
            answers.append((yield from examine(net, crops, true, self.shape.size_px)))
        found = frozen_features(answers[0], answers[1], len(self.data.names))
        write_text(file, json.dumps({"mark": mark, "accuracy": dataclasses.asdict(found)}))
        return found

    def _export(
        self,
        net: ImageNetwork,
        held_out: Sequence[HeldOut],
        accuracy: Mapping[str, object],
        about: Mapping[str, object],
    ) -> Path:
        net = net.cpu().eval()
        size_px = self.shape.size_px
        calibration, told = calibrate(held_out)
        pictures = [whole_view(crop.pixels(), size_px) for crop in (self.data.crops[0], self.data.crops[-1])]
        images = np.ascontiguousarray(images_of(pictures).numpy())
        model = export_network(net)
        exported = Exported(
            model, export_fullgrad(net), self.data.names, size_px, net.has_map, largest_difference(net, model, images)
        )
        accuracy = {**accuracy, "recommendations": told}
        write_text(self.told / "scores.json", json.dumps(accuracy, indent=1) + "\n")
        return write_files(self.options.out, self.options.name, exported, calibration, {**about, "accuracy": accuracy})

    def _about(self, recipe: Recipe, unknown: Sequence[str]) -> dict[str, object]:
        data, options = self.data, self.options
        places = ", ".join(path.name for path in (*options.photos, *options.catalogue))
        how = json.loads(json.dumps(dataclasses.asdict(recipe)))
        return {
            "version": options.version,
            "made": datetime.now(UTC).date().isoformat(),
            "data": f"{len(data.crops)} photos of {len(data.names)} names from {places}; crop: {options.crop.value}.",
            "data_sha256": self.digest,
            "licence": options.licence,
            "command": self.command,
            "not_in_the_ima_list": list(unknown),
            "training": {"network": Path(options.network).name, "pretrained": Path(options.pretrained).name} | how,
        }


def _is_known(name: str, labels: dict[str, Label], minerals: MineralNames) -> bool:
    """Whether a class is in the IMA list: as a species, a variety of one, or a group."""
    if minerals.by_name(name) is not None:
        return True
    return any(
        one.name == name and one.match is not Match.UNKNOWN and one.match is not Match.SLIP for one in labels.values()
    )


def _read_frozen(file: Path, mark: str) -> Accuracy | None:
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return Accuracy(**kept["accuracy"]) if kept["mark"] == mark else None
    except (OSError, ValueError, LookupError, TypeError):
        return None
