"""What ``evaluate classification --memory`` found out: rows for a table, values for JSON."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from mineral_desk.domain.scoring import share, top_n_accuracy
from mineral_desk.services.report_rows import Rows, percent, plain

TOPS = (1, 3, 5)
EVERYTHING = "all photos"


@dataclass(frozen=True, slots=True)
class MemoryRecord:
    """One photo: the names by the model alone, by the nearest confirmed photos alone and by both, best first.

    ``probability`` is that of the first name by both, ``gap`` how much less the second has; ``in_memory`` says whether
    the species was there to be found, ``museum_share`` how much of what speaks for the first name is the museum's.
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
        for level in ("strong", "medium", "low", "none"):
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
            }
            for level in ("strong", "medium", "low", "none")
        }
        return dict(plain({"collections": parts, "recommendations": levels}))

    def _chosen(self, collection: str = "", recommendation: str = "") -> list[MemoryRecord]:
        return [
            one
            for one in self.records
            if collection in ("", one.collection) and recommendation in ("", one.recommendation)
        ]
