"""What ``evaluate size`` found out: kept photos, errors, silent errors, coverage and false cubes, also by group."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from mineral_desk.domain.scoring import ErrorSummary, coverage, relative_errors, share, summarise_errors
from mineral_desk.services.report_rows import Rows, decimal, percent, plain


@dataclass(frozen=True, slots=True)
class SizeRecord:
    """One photo. Errors are relative; ``error`` is why it could not be analysed. See :class:`KnownSize`.

    ``cube_found`` is True where the cube that was used is one that is there, False where it is none, None where none
    was used or nothing is known about cubes.
    """

    file: str
    expected: str
    status: str
    flags: tuple[str, ...] = ()
    true_mm: tuple[float, ...] = ()
    found_mm: tuple[float, ...] = ()
    deviations_mm: tuple[float, ...] = ()
    has_cube: bool | None = None
    cube_found: bool | None = None
    traits: Mapping[str, str | float] = field(default_factory=dict)
    error: str = ""

    @property
    def measured(self) -> bool:
        """Whether the program vouches for the size."""
        return self.status == "measured"

    @property
    def worst_error(self) -> float:
        """The larger relative error of length and width; nan where one is not known."""
        known = bool(self.true_mm) and len(self.true_mm) == len(self.found_mm)
        return float(relative_errors(self.true_mm, self.found_mm).max()) if known else math.nan


@dataclass(frozen=True, slots=True)
class SizeScore:
    """The measures of a group of photos.

    ``kept`` is the share of the photos that ought to be measured and are. ``errors`` are those of both length and
    width of measured photos; ``silent_10`` and ``silent_20`` count measured photos whose length or width is wrong by
    more than that. ``false_cubes`` are photos whose size rests on something that is no cube, vouched for or not.
    """

    photos: int
    measurable: int
    kept: float
    errors: ErrorSummary
    length_mape: float
    width_mape: float
    silent_10: int
    silent_20: int
    coverage: tuple[float, float, float]
    cubes: int
    cubes_found: int
    false_cubes: int
    cubeless_measured: int
    measured_though_flag: int
    failed: int


def score_sizes(records: Sequence[SizeRecord]) -> SizeScore:
    """The score of a group."""
    wanted = [one for one in records if one.expected == "measure"]
    sized = [one for one in records if one.measured and not math.isnan(one.worst_error)]
    true = [value for one in sized for value in one.true_mm]
    found = [value for one in sized for value in one.found_mm]
    with_sd = [one for one in sized if len(one.deviations_mm) == len(one.true_mm)]
    by_side = [summarise_errors([relative_errors(r.true_mm, r.found_mm)[k] for r in sized]).mape for k in (0, 1)]
    return SizeScore(
        photos=len(records),
        measurable=len(wanted),
        kept=share(sum(one.measured for one in wanted), len(wanted)),
        errors=summarise_errors(relative_errors(true, found)),
        length_mape=by_side[0],
        width_mape=by_side[1],
        silent_10=sum(one.worst_error > 0.10 for one in sized),
        silent_20=sum(one.worst_error > 0.20 for one in sized),
        coverage=coverage(*([v for one in with_sd for v in side(one)] for side in _SIDES)),
        cubes=sum(one.has_cube is True for one in records),
        cubes_found=sum(one.has_cube is True and one.cube_found is True for one in records),
        false_cubes=sum(one.cube_found is False for one in records),
        cubeless_measured=sum(one.has_cube is False and one.measured for one in records),
        measured_though_flag=sum(one.expected == "flag" and one.measured for one in records),
        failed=sum(bool(one.error) for one in records),
    )


_SIDES: tuple[Callable[[SizeRecord], tuple[float, ...]], ...] = (
    lambda record: record.true_mm,
    lambda record: record.found_mm,
    lambda record: record.deviations_mm,
)
_BINS: Mapping[str, tuple[float, ...]] = {
    "elevation_deg": (0, 10, 20, 35, 60, 90),
    "cube_px": (0, 30, 60, 120, 240, 1e9),
}
_SIZE_HEADINGS = (
    "photos", "n", "kept", "MAPE", "median", "p90", "> 10 %", "> 20 %", "1 sd", "2 sd", "3 sd", "cubes", "false cubes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SizeReport:
    """Issue 3, point 8: all photos together and by what is known about them."""

    records: tuple[SizeRecord, ...]

    @property
    def score(self) -> SizeScore:
        """All photos."""
        return score_sizes(self.records)

    @property
    def groups(self) -> dict[str, SizeScore]:
        """The scores by "trait: value", in the order of the traits and their values."""
        found: dict[tuple[str, float, str], list[SizeRecord]] = {}
        for record in self.records:
            for trait, value in record.traits.items():
                found.setdefault(_group(trait, value), []).append(record)
        return {f"{trait}: {label}": score_sizes(found[trait, rank, label]) for trait, rank, label in sorted(found)}

    @property
    def worst(self) -> tuple[SizeRecord, ...]:
        """The ten photos vouched for with the largest errors, worst first."""
        sized = [one for one in self.records if one.measured and not math.isnan(one.worst_error)]
        return tuple(sorted(sized, key=lambda one: -one.worst_error)[:10])

    def rows(self) -> Rows:
        """The table: all photos, then each group."""
        return (_SIZE_HEADINGS, _size_row("all", self.score), *(_size_row(*one) for one in self.groups.items()))

    def as_dict(self) -> dict[str, Any]:
        """Everything, photo by photo, for JSON."""
        photos = [asdict(record) | {"worst_error": record.worst_error} for record in self.records]
        whole = {"all": asdict(self.score), "groups": {name: asdict(score) for name, score in self.groups.items()}}
        return dict(plain(whole | {"photos": photos}))


def _group(trait: str, value: str | float) -> tuple[str, float, str]:
    if isinstance(value, str):
        return trait, 0.0, value
    edges = _BINS.get(trait, (-1e9, 1e9))
    k = max(0, min(sum(value >= edge for edge in edges) - 1, len(edges) - 2))
    return trait, edges[k], f"{edges[k]:g} to {edges[k + 1]:g}" if edges[k + 1] < 1e9 else f"from {edges[k]:g}"


def _size_row(name: str, score: SizeScore) -> tuple[str, ...]:
    errors = score.errors
    return (
        name,
        str(score.photos),
        percent(score.kept),
        decimal(errors.mape),
        decimal(errors.median),
        decimal(errors.p90),
        str(score.silent_10),
        str(score.silent_20),
        *(percent(one) for one in score.coverage),
        f"{score.cubes_found}/{score.cubes}",
        str(score.false_cubes),
    )
