"""What ``evaluate classification``, ``segmentation`` and ``text`` found out: rows for a table, values for JSON."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from mineral_desk.domain.scoring import NO_OVERLAP, Overlap, accuracy_by_class, per_class_mean, share, top_n_accuracy
from mineral_desk.services.report_rows import Rows, percent, plain

TOPS = (1, 3, 5, 10)
"""The paper's figures (section 4)."""


@dataclass(frozen=True, slots=True)
class SpeciesRecord:
    """One photo: its true species, the suggestions best first, and how far the program recommends them."""

    file: str
    species: str
    suggested: tuple[str, ...] = ()
    recommendation: str = "none"
    error: str = ""
    place: int | None = None
    """The right name's place among all names of the model, from 1 on; None where it has no such name."""
    place_among_occurring: int | None = None
    """The same among the names that occur in the collection."""


@dataclass(frozen=True, slots=True)
class ClassificationReport:
    """Section 4.2: top-N accuracy over photos and over species; ``none`` is the share the program abstains on.

    Where ``names`` tells how many names the model knows, and ``occurring`` how many of them occur, the records know the
    places of the right names, and the report goes to the tenth and says the same of the occurring names alone (as the
    paper does of 36).
    """

    records: tuple[SpeciesRecord, ...]
    names: int = 0
    occurring: int = 0

    def accuracy(self, n: int, recommendation: str | None = None) -> float:
        """Top-``n`` accuracy of all photos, or of those with that recommendation."""
        chosen = [one for one in self.records if recommendation in (None, one.recommendation)]
        return top_n_accuracy([one.suggested for one in chosen], [one.species for one in chosen], n)

    def by_species(self, n: int = 1) -> dict[str, float]:
        """Top-``n`` accuracy of each species."""
        return accuracy_by_class([one.suggested for one in self.records], [one.species for one in self.records], n)

    def accuracy_by_place(self, n: int, *, among_occurring: bool = False, by_species: bool = False) -> float:
        """Share of photos whose right name is among the first ``n``, or the mean of the species' shares."""
        places = [one.place_among_occurring if among_occurring else one.place for one in self.records]
        hits = [place is not None and place <= n for place in places]
        if not by_species:
            return share(sum(hits), len(hits))
        shares: dict[str, list[bool]] = {}
        for one, hit in zip(self.records, hits, strict=True):
            shares.setdefault(one.species, []).append(hit)
        return per_class_mean({species: share(sum(found), len(found)) for species, found in shares.items()})

    def rows(self) -> Rows:
        """Top-1, 3, 5 (and 10) over photos and species, and by recommendation."""
        return self._rows_by_place() if self.names else self._rows_by_suggestions()

    def _rows_by_place(self) -> Rows:
        species = str(len({one.species for one in self.records}))
        body = []
        for among_occurring, words in ((False, f"{self.names} names"), (True, f"the {self.occurring} that occur")):
            for by_species, of, count in (
                (False, "all photos", str(len(self.records))),
                (True, "mean of species", species),
            ):
                tops = (
                    percent(self.accuracy_by_place(n, among_occurring=among_occurring, by_species=by_species))
                    for n in TOPS
                )
                body.append((f"{of}, {words}", count, *tops))
        headings, _, _, *levels = self._rows_by_suggestions()
        return ((*headings, "top 10"), *body, *((*level, "–") for level in levels))

    def _rows_by_suggestions(self) -> Rows:
        body = [("all photos", str(len(self.records)), *(percent(self.accuracy(n)) for n in (1, 3, 5)))]
        species = {one.species for one in self.records}
        means = (percent(per_class_mean(self.by_species(n))) for n in (1, 3, 5))
        body.append(("mean of species", str(len(species)), *means))
        for level in ("strong", "medium", "low", "none"):
            count = sum(one.recommendation == level for one in self.records)
            body.append((f"recommendation {level}", str(count), *(percent(self.accuracy(n, level)) for n in (1, 3, 5))))
        return (("", "n", "top 1", "top 3", "top 5"), *body)

    def as_dict(self) -> dict[str, Any]:
        """Everything, photo by photo, for JSON."""
        tops = {f"top_{n}": self.accuracy(n) for n in (1, 3, 5)}
        means = {f"mean_of_species_top_{n}": per_class_mean(self.by_species(n)) for n in (1, 3, 5)}
        for name, among_occurring in (("all_names", False), ("occurring_names", True)) if self.names else ():
            for prefix, by in (("top", False), ("mean_of_species_top", True)):
                tops |= {
                    f"{name}_{prefix}_{n}": self.accuracy_by_place(n, among_occurring=among_occurring, by_species=by)
                    for n in TOPS
                }
        by_species = {"by_species_top_1": self.by_species(1), "by_species_top_5": self.by_species(5)}
        return dict(plain(tops | means | by_species | {"photos": [asdict(one) for one in self.records]}))


@dataclass(frozen=True, slots=True)
class OverlapRecord:
    """One photo's agreement, by method ("outline", "gradcam++"; or "plates")."""

    file: str
    overlaps: Mapping[str, Overlap] = field(default_factory=dict)
    road_combined: float | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class SegmentationReport:
    """Table 5 of the paper: F1, precision, recall and IoU, mean and standard deviation over photos, by method."""

    records: tuple[OverlapRecord, ...]

    def rows(self) -> Rows:
        """One line a method."""
        headings = ("method", "n", "F1", "precision", "recall", "IoU")
        return (headings, *((name, str(len(found)), *_spreads(found)) for name, found in self._methods().items()))

    def _methods(self) -> dict[str, list[Overlap]]:
        found: dict[str, list[Overlap]] = {}
        for record in self.records:
            for name, overlap in record.overlaps.items():
                found.setdefault(name, []).append(overlap)
        return dict(sorted(found.items()))

    def as_dict(self) -> dict[str, Any]:
        """Everything, photo by photo, for JSON."""
        means = {
            name: {key: _mean_sd(getattr(one, key) for one in found)[0] for key in _OVERLAP_MEASURES}
            for name, found in self._methods().items()
        }
        photos = [
            {"file": one.file, "road_combined": one.road_combined, "error": one.error}
            | {
                name: {key: getattr(overlap, key) for key in _OVERLAP_MEASURES}
                for name, overlap in one.overlaps.items()
            }
            for one in self.records
        ]
        return dict(plain({"methods": means, "photos": photos}))


_OVERLAP_MEASURES = ("f1", "precision", "recall", "iou")


def _spreads(found: Sequence[Overlap]) -> tuple[str, ...]:
    pairs = (_mean_sd(getattr(one, key) for one in found) for key in _OVERLAP_MEASURES)
    return tuple("–" if math.isnan(mean) else f"{mean:.2f} ± {sd:.2f}" for mean, sd in pairs)


def _mean_sd(values: Iterable[float]) -> tuple[float, float]:
    """Mean and standard deviation of those that are numbers."""
    known = [value for value in values if not math.isnan(value)]
    mean = share(math.fsum(known), len(known))
    return mean, math.sqrt(share(math.fsum((value - mean) ** 2 for value in known), len(known))) if known else math.nan


@dataclass(frozen=True, slots=True)
class TextRecord:
    """One photo: boxes matched one to one, plates covered for the most part, numbers read, cubes covered."""

    file: str
    boxes: Overlap = NO_OVERLAP
    plates: int = 0
    covered: int = 0
    numbers: int = 0
    numbers_read: int = 0
    cubes_covered: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class TextReport:
    """Label plates: found as boxes, covered, read; and cubes wrongly covered."""

    records: tuple[TextRecord, ...]

    @property
    def boxes(self) -> Overlap:
        """All photos' boxes together."""
        return sum((one.boxes for one in self.records), NO_OVERLAP)

    def total(self, name: str) -> int:
        """The sum of one count over all photos."""
        return sum(int(getattr(one, name)) for one in self.records)

    def rows(self) -> Rows:
        """One line a measure."""
        boxes, plates, numbers = self.boxes, self.total("plates"), self.total("numbers")
        return (
            ("measure", "value", "n"),
            ("plates found (IoU 0.5)", percent(boxes.recall), str(plates)),
            ("boxes that are plates", percent(boxes.precision), str(boxes.true_positive + boxes.false_positive)),
            ("plates covered (80 % of their area)", percent(share(self.total("covered"), plates)), str(plates)),
            ("numbers read", percent(share(self.total("numbers_read"), numbers)), str(numbers)),
            ("cubes covered by mistake", str(self.total("cubes_covered")), str(len(self.records))),
        )

    def as_dict(self) -> dict[str, Any]:
        """Everything, photo by photo, for JSON."""
        plates, numbers = self.total("plates"), self.total("numbers")
        whole = {
            "recall": self.boxes.recall,
            "precision": self.boxes.precision,
            "covered": share(self.total("covered"), plates),
            "numbers_read": share(self.total("numbers_read"), numbers),
            "cubes_covered": self.total("cubes_covered"),
        }
        return dict(plain(whole | {"photos": [asdict(one) for one in self.records]}))
