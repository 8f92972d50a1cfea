"""What ``evaluate classification --memory`` found out: rows for a table, values for JSON."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from mineral_desk.domain.limits import lower_bound
from mineral_desk.domain.scoring import share, top_n_accuracy
from mineral_desk.services.report_rows import Rows, percent, plain

TOPS = (1, 3, 5)
EVERYTHING = "all photos"
LEVELS = ("strong", "medium", "low", "none")
RELIABILITY_EDGES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.01)


@dataclass(frozen=True, slots=True)
class MemoryRecord:
    """One photo: the names by the model alone, by the nearest confirmed photos alone and by both, best first.

    ``probability`` is that of the first name by both, ``gap`` how much less the second has; ``in_memory`` says whether
    the species was there to be found, ``museum_share`` how much of what speaks for the first name is the museum's.
    ``group`` is the most probable group, ``offered_group`` the same where it is offered; ``unfamiliar``: the picture
    was not taken for one of a mineral.
    """

    file: str
    collection: str
    species: str
    starter: tuple[str, ...]
    nearest: tuple[str, ...]
    blended: tuple[str, ...]
    probability: float
    gap: float
    museum_share: float
    recommendation: str
    in_memory: bool
    error: str = ""
    group: str = ""
    group_probability: float = 0.0
    true_group: str = ""
    offered_group: str = ""
    unfamiliar: bool = False


METHODS: dict[str, Callable[[MemoryRecord], Sequence[str]]] = {
    "model alone": lambda record: record.starter,
    "nearest confirmed alone": lambda record: record.nearest,
    "both": lambda record: record.blended,
}


@dataclass(frozen=True, slots=True)
class MemoryReport:
    """Top-N accuracy by collection and method, and by recommendation."""

    records: tuple[MemoryRecord, ...]

    def collections(self) -> list[str]:
        """Their names."""
        return sorted({record.collection for record in self.records if record.collection})

    def accuracy(self, method: str, n: int, collection: str = "", recommendation: str = "") -> float:
        """Share of photos whose species is among the first ``n`` names; of all, or of some photos only."""
        chosen = self._chosen(collection, recommendation)
        return top_n_accuracy([METHODS[method](one) for one in chosen], [one.species for one in chosen], n)

    def reachable(self, collection: str = "") -> float:
        """Share of photos whose species another confirmed specimen has: more no neighbours can find."""
        chosen = self._chosen(collection)
        return share(sum(one.in_memory for one in chosen), len(chosen))

    def rows(self) -> Rows:
        """One line a collection and method; then one a recommendation."""
        body: list[tuple[str, ...]] = []
        for name in [*self.collections(), ""]:
            size = str(len(self._chosen(name)))
            for method in METHODS:
                tops = (percent(self.accuracy(method, n, name)) for n in TOPS)
                body.append((name or EVERYTHING, method, size, *tops))
            body.append((name or EVERYTHING, "species is in the memory", size, "", "", percent(self.reachable(name))))
        for level in LEVELS:
            tops = (percent(self.accuracy("both", n, recommendation=level)) for n in TOPS)
            body.append((f"recommendation {level}", "both", str(len(self._chosen("", level))), *tops))
        return (("", "", "n", "top 1", "top 3", "top 5"), *body)

    def as_dict(self) -> dict[str, Any]:
        """Everything, photo by photo, for JSON."""
        return self.figures() | {"photos": [asdict(one) for one in self.records]}

    def figures(self) -> dict[str, Any]:
        """The table without the photos, for JSON."""
        parts = {
            name or "all": {
                "photos": len(self._chosen(name)),
                "species_in_memory": self.reachable(name),
                **{
                    method.replace(" ", "_"): {f"top_{n}": self.accuracy(method, n, name) for n in TOPS}
                    for method in METHODS
                },
            }
            for name in [*self.collections(), ""]
        }
        levels = {
            level: {
                "photos": len(self._chosen("", level)),
                **{f"top_{n}": self.accuracy("both", n, recommendation=level) for n in TOPS},
                "top_1_proven": self._proven(level),
            }
            for level in LEVELS
        }
        more = {"recommendations": levels, "reliability": self.reliability(), "groups": self.groups()}
        return dict(plain({"collections": parts} | more))

    def _proven(self, level: str) -> float:
        """The share of right first names that the photos of a recommendation prove."""
        right = sum(one.species == next(iter(one.blended), "") for one in self._chosen("", level))
        return lower_bound(right, len(self._chosen("", level)))

    def reliability(self) -> list[dict[str, float]]:
        """By the first name's probability: how many photos, the mean probability, the share of right first names."""
        table = []
        for low, high in pairwise(RELIABILITY_EDGES):
            part = [one for one in self.records if low <= one.probability < high]
            right = sum(one.species == one.blended[0] for one in part if one.blended)
            mean = share(sum(one.probability for one in part), len(part))
            table.append({"from": low, "photos": len(part), "probability": mean, "right": share(right, len(part))})
        return table

    def groups(self) -> dict[str, float]:
        """How often the most probable group was right where no name was recommended well, and where it was offered."""
        open_ = [one for one in self.records if one.group and one.recommendation not in ("strong", "medium")]
        offered = [one for one in open_ if one.offered_group]
        found = {"without_a_name": open_, "offered": offered}
        return {
            key: value
            for name, part in found.items()
            for key, value in (
                (name, len(part)),
                (f"{name}_right", share(sum(one.group == one.true_group for one in part), len(part))),
            )
        }

    def _chosen(self, collection: str = "", recommendation: str = "") -> list[MemoryRecord]:
        return [
            one
            for one in self.records
            if collection in ("", one.collection) and recommendation in ("", one.recommendation)
        ]
