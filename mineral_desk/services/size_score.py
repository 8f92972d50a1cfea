"""One photo's size beside the truth, and the measures of a group of photos."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from mineral_desk.domain.scoring import ErrorSummary, coverage, relative_errors, share, summarise_errors


@dataclass(frozen=True, slots=True)
class SizeRecord:
    """One photo by one method. ``error`` is why it could not be analysed. See :class:`KnownSize`.

    ``true_mm``, ``found_mm`` and ``deviations_mm`` hold length and width, or nothing where one of them is not known.
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
    cpu_seconds: float = math.nan
    megapixels: float = 0.0

    @property
    def measured(self) -> bool:
        """Whether the method vouches for the size."""
        return self.status == "measured"

    @property
    def worst_error(self) -> float:
        """The larger relative error of length and width; nan where one is not known."""
        known = bool(self.true_mm) and len(self.true_mm) == len(self.found_mm)
        return float(relative_errors(self.true_mm, self.found_mm).max()) if known else math.nan


@dataclass(frozen=True, slots=True)
class SizeScore:
    """The measures of a group of photos.

    ``kept`` is the share of the ``measurable`` photos (those that ought to be measured) that are. ``errors`` are those
    of both length and width of measured photos; ``silent_10`` and ``silent_20`` count measured photos whose length or
    width is wrong by more than that. ``coverage`` is the share of sizes within 1, 2 and 3 of their deviations.
    ``false_cubes`` are photos whose size rests on something that is no cube, vouched for or not.
    """

    photos: int
    measured: int
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
    false_cubes_measured: int
    cubeless_measured: int
    measured_though_flag: int
    failed: int


@dataclass(frozen=True, slots=True)
class FlagScore:
    """How often a reason was given, and how often the size was right all the same.

    Of ``photos`` with the flag, ``known`` have both a size found and a true one; of these ``within_5`` and
    ``within_10`` are right to 5 and 10 % in length and width. ``measurable`` of the photos ought to be measured.
    """

    photos: int
    measurable: int
    known: int
    within_5: int
    within_10: int


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
        measured=sum(one.measured for one in records),
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
        false_cubes_measured=sum(one.cube_found is False and one.measured for one in records),
        cubeless_measured=sum(one.has_cube is False and one.measured for one in records),
        measured_though_flag=sum(one.expected == "flag" and one.measured for one in records),
        failed=sum(bool(one.error) for one in records),
    )


def score_flags(records: Sequence[SizeRecord]) -> dict[str, FlagScore]:
    """The score of each flag by its code, the most frequent first; "none" are the photos analysed without one."""
    by_flag: dict[str, list[SizeRecord]] = {}
    for record in records:
        if record.error:
            continue
        for flag in record.flags or ("none",):
            by_flag.setdefault(flag, []).append(record)
    ordered = sorted(by_flag, key=lambda flag: (-len(by_flag[flag]), flag))
    return {flag: _flag_score(by_flag[flag]) for flag in ordered}


def _flag_score(records: Sequence[SizeRecord]) -> FlagScore:
    errors = [one.worst_error for one in records if not math.isnan(one.worst_error)]
    return FlagScore(
        photos=len(records),
        measurable=sum(one.expected == "measure" for one in records),
        known=len(errors),
        within_5=sum(error <= 0.05 for error in errors),
        within_10=sum(error <= 0.10 for error in errors),
    )


_SIDES: tuple[Callable[[SizeRecord], tuple[float, ...]], ...] = (
    lambda record: record.true_mm,
    lambda record: record.found_mm,
    lambda record: record.deviations_mm,
)
