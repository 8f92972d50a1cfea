"""What ``evaluate size`` found out about one method: all photos, groups of them, flags, the worst, and the cost."""

import math
import statistics
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from mineral_desk.services.report_rows import plain
from mineral_desk.services.size_score import FlagScore, SizeRecord, SizeScore, score_flags, score_sizes

WORST_SHOWN = 10
_BINS: Mapping[str, tuple[float, ...]] = {
    "elevation_deg": (0, 10, 20, 35, 60, 90),
    "cube_px": (0, 30, 60, 120, 240, math.inf),
    "length_mm": (0, 10, 20, 30, 40, 60, 80, 120, math.inf),
}
"""The edges of the groups of a trait that is a number; the lower one belongs to the group."""


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """Photos that share a trait; ``low`` orders the groups of a trait that is a number."""

    trait: str
    low: float
    label: str


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds a photo, over all threads; the photo that took most; and how large the photos are (median)."""

    median_s: float
    p90_s: float
    most_s: float
    slowest: str
    megapixels: float


@dataclass(frozen=True)
class SizeReport:
    """One method on all photos."""

    records: tuple[SizeRecord, ...]

    @cached_property
    def score(self) -> SizeScore:
        """All photos."""
        return score_sizes(self.records)

    @cached_property
    def by_group(self) -> dict[Group, SizeScore]:
        """The scores by group, in the order of the traits and their values."""
        found: dict[Group, list[SizeRecord]] = {}
        for record in self.records:
            for trait, value in record.traits.items():
                found.setdefault(_group(trait, value), []).append(record)
        return {group: score_sizes(found[group]) for group in sorted(found)}

    @property
    def groups(self) -> dict[str, SizeScore]:
        """The same by "trait: label"."""
        return {f"{group.trait}: {group.label}": score for group, score in self.by_group.items()}

    @property
    def flags(self) -> dict[str, FlagScore]:
        """The score of each flag, the most frequent first."""
        return score_flags(self.records)

    @property
    def worst(self) -> tuple[SizeRecord, ...]:
        """The photos vouched for with the largest errors, worst first."""
        sized = [one for one in self.records if one.measured and not math.isnan(one.worst_error)]
        return tuple(sorted(sized, key=lambda one: -one.worst_error)[:WORST_SHOWN])

    @property
    def cost(self) -> Cost | None:
        """What a photo costs; None where there is none."""
        timed = sorted(
            (one for one in self.records if not math.isnan(one.cpu_seconds)), key=lambda one: one.cpu_seconds
        )
        if not timed:
            return None
        seconds = [one.cpu_seconds for one in timed]
        return Cost(
            median_s=statistics.median(seconds),
            p90_s=seconds[math.ceil(0.9 * len(seconds)) - 1],
            most_s=seconds[-1],
            slowest=timed[-1].file,
            megapixels=statistics.median(one.megapixels for one in timed),
        )

    def as_dict(self) -> dict[str, Any]:
        """Everything, photo by photo, for JSON."""
        whole = {
            "all": asdict(self.score),
            "groups": {name: asdict(score) for name, score in self.groups.items()},
            "flags": {name: asdict(score) for name, score in self.flags.items()},
            "worst": [one.file for one in self.worst],
            "cost": None if self.cost is None else asdict(self.cost),
            "photos": [asdict(record) | {"worst_error": record.worst_error} for record in self.records],
        }
        return dict(plain(whole))


def _group(trait: str, value: str | float) -> Group:
    if isinstance(value, str):
        return Group(trait, 0.0, value)
    edges = _BINS.get(trait, (-math.inf, math.inf))
    k = max(0, min(sum(value >= edge for edge in edges) - 1, len(edges) - 2))
    low, high = edges[k], edges[k + 1]
    return Group(trait, low, f"from {low:g}" if math.isinf(high) else f"{low:g} to {high:g}")
