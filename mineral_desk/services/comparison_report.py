"""What ``models compare`` found out: two models on the same photos, side by side and photo by photo."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from mineral_desk.domain.analysis import ModelRef
from mineral_desk.domain.scoring import accuracy_by_class, per_class_mean, top_n_accuracy
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.services.report_rows import Rows, percent, plain

TOPS = (1, 3, 5)
NOT_OFFERED = 6
"""A name that is not among the five counts as if it came behind them."""


@dataclass(frozen=True, slots=True)
class ComparedPhoto:
    """A photo of which the name is known, and the names that both models suggest, best first.

    ``photo_id`` is its id in the catalogue, where it is from one; ``error`` says in words why it was not compared.
    """

    file: str
    species: str
    names: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    recommendations: tuple[Recommendation, Recommendation] = (Recommendation.NONE, Recommendation.NONE)
    photo_id: int | None = None
    error: str = ""

    def place(self, model: int) -> int | None:
        """Where model 0 or 1 has the right name, 1 for the first; None where it is not among the five."""
        names = self.names[model]
        return names.index(self.species) + 1 if self.species in names else None

    @property
    def gain(self) -> int:
        """By how many places the second model has the right name higher than the first; negative where lower."""
        first, second = (self.place(model) or NOT_OFFERED for model in (0, 1))
        return first - second


@dataclass(frozen=True, slots=True)
class ComparisonReport:
    """``unknown`` counts the photos whose names are no labels of each model: it cannot have them right."""

    models: tuple[ModelRef, ModelRef]
    photos: tuple[ComparedPhoto, ...]
    unknown: tuple[int, int] = (0, 0)

    @property
    def compared(self) -> list[ComparedPhoto]:
        """The photos that both models saw."""
        return [one for one in self.photos if not one.error]

    @property
    def worse(self) -> list[ComparedPhoto]:
        """What got worse with the second model, worst first."""
        return sorted((one for one in self.compared if one.gain < 0), key=lambda one: (one.gain, one.file))

    @property
    def improved(self) -> list[ComparedPhoto]:
        """What got better with the second model, the most first."""
        return sorted((one for one in self.compared if one.gain > 0), key=lambda one: (-one.gain, one.file))

    def top(self, model: int, n: int) -> float:
        """Share of photos whose name is among the first ``n``."""
        ranked, truth = self._lists(model)
        return top_n_accuracy(ranked, truth, n)

    def mean_of_species(self, model: int, n: int) -> float:
        """The same for each species, averaged over them."""
        return per_class_mean(accuracy_by_class(*self._lists(model), n))

    def rows(self) -> Rows:
        """One line a measure."""
        measures: list[tuple[str, Callable[[int], float]]] = [
            *((f"top {n}", lambda model, n=n: self.top(model, n)) for n in TOPS),
            *((f"mean of species, top {n}", lambda model, n=n: self.mean_of_species(model, n)) for n in TOPS),
        ]
        body = [(words, percent(of(0)), percent(of(1)), _difference(of)) for words, of in measures]
        named = ("name is no label of it", *map(str, self.unknown), "")
        return (("", *(one.name for one in self.models), "difference"), *body, named)

    def photo_rows(self, photos: Sequence[ComparedPhoto]) -> Rows:
        """One line a photo: the right name, its places, and what each model has first."""
        headings = ("photo", "species", *(f"place in {one.name}" for one in self.models))
        return (
            (*headings, *(f"first of {one.name}" for one in self.models)),
            *(
                (one.file, one.species, *(_place(one.place(model)) for model in (0, 1)), *map(_first, one.names))
                for one in photos
            ),
        )

    def as_dict(self) -> dict[str, Any]:
        """Everything, photo by photo, worst first, for JSON."""
        order = sorted(self.photos, key=lambda one: (bool(one.error), one.gain, one.file))
        figures = [
            asdict(model)
            | {f"top_{n}": self.top(place, n) for n in TOPS}
            | {f"mean_of_species_top_{n}": self.mean_of_species(place, n) for n in TOPS}
            | {"name_is_no_label": self.unknown[place]}
            for place, model in enumerate(self.models)
        ]
        counts = {"photos": len(self.photos), "failed": len(self.photos) - len(self.compared)}
        counts |= {"worse": len(self.worse), "improved": len(self.improved)}
        listed = [
            asdict(one) | {"places": [one.place(0), one.place(1)], "gain": None if one.error else one.gain}
            for one in order
        ]
        return dict(plain({"models": figures} | counts | {"by_photo": listed}))

    def _lists(self, model: int) -> tuple[list[tuple[str, ...]], list[str]]:
        compared = self.compared
        return [one.names[model] for one in compared], [one.species for one in compared]


def _difference(of: Callable[[int], float]) -> str:
    found = of(1) - of(0)
    return "–" if found != found else f"{100 * found:+.1f}"  # noqa: PLR0124  nan is not itself


def _place(place: int | None) -> str:
    return "–" if place is None else str(place)


def _first(names: Sequence[str]) -> str:
    return names[0] if names else "–"
