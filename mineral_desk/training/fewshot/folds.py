"""Stratified folds that keep what belongs together on one side (paper, section 4.1)."""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from mineral_desk.training.fewshot.leaks import Groups

FOLDS = 5
Folds = npt.NDArray[np.int64]
"""(N,) the fold that each photo is held out in."""


def stratified_folds(keys: Sequence[str], labels: Sequence[str], groups: Groups, folds: int, seed: int) -> Folds:
    """The fold of each photo: groups stay whole, and every label is spread over the folds as evenly as they allow.

    The larger groups are placed first, each where its labels are rarest so far, then where the fewest photos are. The
    order of equals is drawn by ``seed`` from the photos' ``keys``, which are unique: the same photos in another order
    get the same folds. Labels whose groups are single photos differ by at most one photo between any two folds.
    """
    members: dict[int, list[int]] = {}
    for place, group in enumerate(groups):
        members.setdefault(int(group), []).append(place)
    of_label = [Counter[str]() for _ in range(folds)]
    sizes = [0] * folds
    found = np.zeros(len(keys), np.int64)
    for places in sorted(members.values(), key=lambda one: (-len(one), _draw(one, keys, seed))):
        counts = Counter(labels[place] for place in places)
        costs = [(sum(of_label[fold][label] * n for label, n in counts.items()), sizes[fold]) for fold in range(folds)]
        best = min(range(folds), key=lambda fold: (costs[fold], fold))
        found[places] = best
        of_label[best].update(counts)
        sizes[best] += len(places)
    return found


def _draw(places: Sequence[int], keys: Sequence[str], seed: int) -> str:
    return hashlib.sha256(f"{seed} {min(keys[place] for place in places)}".encode()).hexdigest()


def folds_table(keys: Sequence[str], labels: Sequence[str], groups: Groups, folds: Folds) -> bytes:
    """The folds as CSV: photo (its sha256), label, group, fold."""
    first: dict[int, str] = {}
    for key, group in zip(keys, groups, strict=True):
        first[int(group)] = min(key, first.get(int(group), key))
    names = (first[int(group)][:16] for group in groups)
    rows = sorted(zip(keys, labels, names, (int(fold) for fold in folds), strict=True))
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([("photo_sha256", "label", "group", "fold"), *rows])
    return stream.getvalue().encode()
