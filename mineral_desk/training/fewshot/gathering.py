"""From the sources to the data set: names matched, copies and contradictions left out, a subset, folds."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mineral_desk.domain.errors import UsageError
from mineral_desk.training.fewshot.crops import Crop
from mineral_desk.training.fewshot.folds import Folds, stratified_folds
from mineral_desk.training.fewshot.labels import Label
from mineral_desk.training.fewshot.leaks import Groups, Seen, leak_groups
from mineral_desk.training.fewshot.named_photo import LeftOut, NamedPhoto, Side
from mineral_desk.training.fewshot.subset import few_photos, kept_labels

TRAINING_FOLD = -1
"""The fold of photos that the data set's own split keeps for training: they are never held out."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which subset, and how it is split. ``own_split``: as the data set says, one fold, instead of ``folds``."""

    least_photos: int = 17
    most_labels: int = 0
    folds: int = 5
    own_split: bool = False
    max_bits: int = 4
    seed: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class DataSet:
    """Photos (N) with their labels (N,), which index ``names``, the classes in alphabetical order."""

    crops: tuple[Crop, ...]
    names: tuple[str, ...]
    labels: tuple[int, ...]
    groups: Groups
    folds: Folds
    left_out: tuple[LeftOut, ...] = ()

    @property
    def held_out_folds(self) -> tuple[int, ...]:
        """The folds that can be held out."""
        return tuple(sorted({int(fold) for fold in self.folds} - {TRAINING_FOLD}))

    def split(self, fold: int | None) -> tuple[list[int], list[int]]:
        """The places of the photos to learn from, and of those held out (none where ``fold`` is None)."""
        inside = [] if fold is None else [int(place) for place in np.flatnonzero(self.folds == fold)]
        held_out = set(inside)
        return [place for place in range(len(self.crops)) if place not in held_out], inside

    def written_labels(self) -> list[str]:
        """The name of each photo."""
        return [self.names[label] for label in self.labels]

    def digest(self) -> str:
        """A sha256 of all that training depends on: photos, how they were cropped, names, folds."""
        rows = (
            f"{crop.sha256} {crop.file.name} {label} {int(fold)}"
            for crop, label, fold in zip(self.crops, self.written_labels(), self.folds, strict=True)
        )
        return hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()


def worth_cropping(
    photos: Sequence[NamedPhoto], labels: Mapping[str, Label], least_photos: int
) -> tuple[list[NamedPhoto], list[LeftOut]]:
    """The photos whose name may come to ``least_photos``, and the other names: cropping takes most of the time."""
    names = [labels[photo.written].name for photo in photos]
    counts = Counter(name for name in names if name)
    kept = [photo for photo, name in zip(photos, names, strict=True) if counts[name] >= least_photos]
    rare = [LeftOut(name, few_photos(n, least_photos)) for name, n in sorted(counts.items()) if n < least_photos]
    strange = sorted({photo.written for photo, name in zip(photos, names, strict=True) if not name})
    return kept, [*rare, *(LeftOut(written, "the list knows no group of it") for written in strange)]


def gather(crops: Sequence[Crop], labels: Mapping[str, Label], choice: Choice) -> DataSet:
    """The data set of ``crops``, in the order of their hashes. Raises :class:`UsageError` where it has under two names.

    The same file twice counts once; a file with two names is left out, as one of them must be wrong.
    """
    single, left_out = _single(crops, labels)
    seen = [Seen(crop.sha256, crop.perceptual_hash, crop.photo.specimen) for crop in single]
    groups = leak_groups(seen, choice.max_bits)
    all_labels = [labels[crop.photo.written].name for crop in single]
    names, rare = kept_labels(all_labels, groups, choice.least_photos, choice.most_labels)
    if len(names) < 2:
        raise UsageError(
            f"{len(names)} names have at least {choice.least_photos} photos of two specimens; two names are needed.",
            "Ask for fewer photos with --least-photos, or give more photos.",
        )
    index = {name: number for number, name in enumerate(names)}
    kept = [place for place, label in enumerate(all_labels) if label in index]
    chosen = tuple(single[place] for place in kept)
    kept_groups, chosen_labels = groups[kept], [all_labels[place] for place in kept]
    folds = _folds(chosen, chosen_labels, kept_groups, choice)
    return DataSet(chosen, names, tuple(index[one] for one in chosen_labels), kept_groups, folds, (*left_out, *rare))


def _single(crops: Sequence[Crop], labels: Mapping[str, Label]) -> tuple[list[Crop], list[LeftOut]]:
    by_file: dict[str, list[Crop]] = defaultdict(list)
    left_out: list[LeftOut] = []
    for crop in crops:
        by_file[crop.sha256].append(crop)
    single = []
    for sha256 in sorted(by_file):
        same = by_file[sha256]
        names = sorted({labels[crop.photo.written].name for crop in same})
        path = str(same[0].photo.path)
        if len(names) > 1:
            left_out.append(LeftOut(path, f"the same photo is called {' and '.join(names)}"))
            continue
        single.append(same[0])
        left_out += [LeftOut(str(crop.photo.path), f"the same file as {path}") for crop in same[1:]]
    return single, left_out


def _folds(crops: Sequence[Crop], labels: Sequence[str], groups: Groups, choice: Choice) -> Folds:
    if not choice.own_split:
        return stratified_folds([crop.sha256 for crop in crops], labels, groups, choice.folds, choice.seed)
    testing = {int(g) for crop, g in zip(crops, groups, strict=True) if crop.photo.side is Side.TESTING}
    folds = np.array([0 if int(group) in testing else TRAINING_FOLD for group in groups], np.int64)
    if len(set(folds)) < 2:
        raise UsageError("The data set's own split has one side only.", "Leave --own-split out.")
    return folds
