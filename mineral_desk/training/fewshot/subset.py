"""Subsets by the least number of photos of a species (paper, table 2: 17, 78, 187 and 462 photos)."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from mineral_desk.training.fewshot.leaks import Groups
from mineral_desk.training.fewshot.named_photo import LeftOut

LEAST_GROUPS = 2
"""One to learn from and one to be tested on."""


def few_photos(photos: int, least: int) -> str:
    """Why a name with so many photos is left out."""
    return f"{photos} photo{'' if photos == 1 else 's'}, fewer than {least}"


def kept_labels(
    labels: Sequence[str], groups: Groups, least_photos: int, most_labels: int = 0
) -> tuple[tuple[str, ...], list[LeftOut]]:
    """The labels that have enough photos, in alphabetical order, and the others with the reason.

    A label also needs photos of at least two specimens (groups): with one it could be learnt but not tested.
    ``most_labels`` keeps the commonest only, where it is not 0.
    """
    photos, specimens = Counter(labels), defaultdict[str, set[int]](set)
    for label, group in zip(labels, groups, strict=True):
        specimens[label].add(int(group))
    kept, left_out = [], []
    for label in sorted(photos):
        if photos[label] < least_photos:
            left_out.append(LeftOut(label, few_photos(photos[label], least_photos)))
        elif len(specimens[label]) < LEAST_GROUPS:
            left_out.append(LeftOut(label, "all its photos show one specimen or are alike"))
        else:
            kept.append(label)
    if most_labels and len(kept) > most_labels:
        commonest = sorted(kept, key=lambda label: (-photos[label], label))
        left_out += [LeftOut(label, "there are enough commoner names") for label in commonest[most_labels:]]
        kept = sorted(commonest[:most_labels])
    return tuple(kept), left_out
