"""What a new model does better and worse than the one before, photo by photo."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mineral_desk.training.calibration import HeldOut
from mineral_desk.training.measuring import Scores

NEAR = 5
"""Only places among the first five are seen by the curator: changes beyond them do not count."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Photos whose right species came among the first five, or dropped out of them: name, old and new place."""

    improved: tuple[tuple[str, int, int], ...]
    worse: tuple[tuple[str, int, int], ...]

    def in_words(self) -> str:
        """A summary and one line a photo."""
        lines = [f"{len(self.improved)} photos came among the first {NEAR}, {len(self.worse)} dropped out of them."]
        for sign, photos in (("+", self.improved), ("-", self.worse)):
            lines += [f"{sign} {name}: {old} -> {new}" for name, old, new in photos]
        return "\n".join(lines)


def places(held_out: HeldOut, scores: Scores) -> dict[str, int]:
    """The place, 1 for the first, of the right species for each held-out photo by name."""
    own = scores[np.arange(len(held_out.labels)), held_out.labels][:, None]
    found = (scores >= own).sum(axis=1)
    return {name: int(place) for name, place in zip(held_out.names, found, strict=True)}


def compare(old: Mapping[str, int], new: Mapping[str, int]) -> Comparison:
    """The photos that both know and whose place crossed the first five."""
    both = [(name, old[name], new[name]) for name in sorted(old.keys() & new.keys())]
    return Comparison(
        tuple(one for one in both if one[1] > NEAR >= one[2]),
        tuple(one for one in both if one[2] > NEAR >= one[1]),
    )


def read_places(baseline: Path) -> dict[str, int]:
    """The places that an earlier run wrote; empty where there is no such file or it is of another kind."""
    try:
        places_found = json.loads(baseline.read_text(encoding="utf-8"))["places"]
        return {str(name): int(place) for name, place in places_found.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
