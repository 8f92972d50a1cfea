"""Several methods on the same photos, side by side: the tables of ``evaluate size`` and its JSON."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mineral_desk.services.report_rows import Rows, decimal, percent
from mineral_desk.services.size_report import Cost, Group, SizeReport
from mineral_desk.services.size_score import FlagScore, SizeRecord, SizeScore

SHORT_NAMES = {"paper-with-true-boxes": "paper*"}
"""Names that would be too wide for the tables by group."""
TRAITS = {
    "elevation_deg": "elevation, degrees",
    "cube_px": "cube edge, pixels",
    "background": "background",
    "category": "kind of scene",
    "length_mm": "true length, mm",
}
_LINES: tuple[tuple[str, Callable[[SizeScore], str]], ...] = (
    ("photos", lambda score: str(score.photos)),
    ("  that could not be analysed", lambda score: str(score.failed)),
    ("to be measured", lambda score: str(score.measurable)),
    ("  kept of these", lambda score: percent(score.kept)),
    ("measured, all photos", lambda score: str(score.measured)),
    ("MAPE of the length", lambda score: decimal(score.length_mape)),
    ("MAPE of the width", lambda score: decimal(score.width_mape)),
    ("MAPE of both", lambda score: decimal(score.errors.mape)),
    ("  median error", lambda score: decimal(score.errors.median)),
    ("  90 % of the errors are below", lambda score: decimal(score.errors.p90)),
    ("silently wrong by > 10 %, photos", lambda score: str(score.silent_10)),
    ("silently wrong by > 20 %, photos", lambda score: str(score.silent_20)),
    ("errors within 1 sd (68 % is right)", lambda score: percent(score.coverage[0])),
    ("errors within 2 sd (95 %)", lambda score: percent(score.coverage[1])),
    ("errors within 3 sd (99.7 %)", lambda score: percent(score.coverage[2])),
    ("cubes found, of those that are there", lambda score: f"{score.cubes_found}/{score.cubes}"),
    ("false cubes", lambda score: str(score.false_cubes)),
    ("  of these measured", lambda score: str(score.false_cubes_measured)),
    ("photos without a cube, measured", lambda score: str(score.cubeless_measured)),
    ("photos to be flagged, measured", lambda score: str(score.measured_though_flag)),
)
_GROUP_TITLE = (
    "By group. In %: MAPE of length and width, median and 90 % of the errors, errors within 1/2/3 sd.\n"
    "Photos: wrong by > 10/20 %; false cubes/without a cube and measured. paper*: with true boxes."
)
_GROUP_HEADINGS = (
    "group", "method", "n", "kept", "length", "width", "med.", "p90", ">10/20", "sd 1/2/3", "false",
)  # fmt: skip
_FLAG_HEADINGS = ("flag", "method", "photos", "to measure", "size known", "within 5 %", "within 10 %")
_COST_HEADINGS = ("method", "CPU s a photo, median", "90 % below", "most", "slowest photo", "megapixels")
_WORST_HEADINGS = ("photo", "method", "error", "length (true)", "width (true)", "what is in it")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with what it is about; its first row holds the headings, ``words`` columns are no numbers."""

    title: str
    rows: Rows
    words: frozenset[int] = frozenset({0})


@dataclass(frozen=True, slots=True)
class SizeComparison:
    """The methods' reports by name, and the most memory the whole run held (None where the system does not tell)."""

    methods: Mapping[str, SizeReport]
    peak_memory_mb: float | None = None

    @property
    def records(self) -> tuple[SizeRecord, ...]:
        """Every photo by every method."""
        return tuple(record for report in self.methods.values() for record in report.records)

    def tables(self) -> tuple[Table, ...]:
        """All photos, groups, flags, worst photos; each method in a column or a line of its own."""
        groups, flags, worst = self._group_rows(), self._flag_rows(), self._worst_rows()
        both = frozenset({0, 1})
        tables = [Table("All photos", self._summary_rows())]
        tables += [Table(_GROUP_TITLE, groups, both)] if len(groups) > 1 else []
        tables += [Table("By flag (size known: both the true one and one that was found)", flags, both)]
        tables += [Table("Measured photos with the largest errors", worst, both | {5})] if len(worst) > 1 else []
        tables += [Table("Cost", self._cost_rows(), frozenset({0, 4}))]
        return tuple(tables)

    def as_dict(self) -> dict[str, Any]:
        """Everything, for JSON."""
        methods = {name: report.as_dict() for name, report in self.methods.items()}
        return {"methods": methods, "peak_memory_mb": self.peak_memory_mb}

    def _summary_rows(self) -> Rows:
        scores = [report.score for report in self.methods.values()]
        return (("", *self.methods), *((name, *(value(score) for score in scores)) for name, value in _LINES))

    def _group_rows(self) -> Rows:
        rows: list[tuple[str, ...]] = [_GROUP_HEADINGS]
        groups = dict.fromkeys(group for report in self.methods.values() for group in report.by_group)
        for trait, members in _by_trait(sorted(groups)).items():
            rows.append((TRAITS.get(trait, trait), *[""] * (len(_GROUP_HEADINGS) - 1)))
            for group in members:
                scores = ((name, report.by_group.get(group)) for name, report in self.methods.items())
                rows += [_group_row(f"  {group.label}", name, score) for name, score in scores if score is not None]
        return _named_once(rows)

    def _flag_rows(self) -> Rows:
        codes = dict.fromkeys(code for report in self.methods.values() for code in report.flags)
        found = ((code, name, report.flags.get(code)) for code in codes for name, report in self.methods.items())
        rows = [_flag_row(code, name, score) for code, name, score in found if score is not None]
        return _named_once([_FLAG_HEADINGS, *rows])

    def _cost_rows(self) -> Rows:
        costs = ((name, report.cost) for name, report in self.methods.items())
        return (_COST_HEADINGS, *(_cost_row(name, cost) for name, cost in costs if cost is not None))

    def _worst_rows(self) -> Rows:
        worst = ((name, record) for name, report in self.methods.items() for record in report.worst)
        return (_WORST_HEADINGS, *(_worst_row(name, record) for name, record in worst))


def _by_trait(groups: Sequence[Group]) -> dict[str, list[Group]]:
    found: dict[str, list[Group]] = {}
    for group in groups:
        found.setdefault(group.trait, []).append(group)
    return found


def _flag_row(code: str, method: str, score: FlagScore) -> tuple[str, ...]:
    counts = (score.photos, score.measurable, score.known, score.within_5, score.within_10)
    return (code.replace("_", " "), _short(method), *(str(one) for one in counts))


def _group_row(label: str, method: str, score: SizeScore) -> tuple[str, ...]:
    errors = score.errors
    return (
        label,
        _short(method),
        str(score.photos),
        f"{round(score.kept * score.measurable)}/{score.measurable}" if score.measurable else "–",
        *(_hundredths(one) for one in (score.length_mape, score.width_mape, errors.median, errors.p90)),
        f"{score.silent_10}/{score.silent_20}",
        "–" if math.isnan(score.coverage[0]) else "/".join(f"{100 * one:.0f}" for one in score.coverage),
        f"{score.false_cubes}/{score.cubeless_measured}",
    )


def _hundredths(value: float) -> str:
    """A share in per cent, without the sign."""
    return "–" if math.isnan(value) else f"{100 * value:.1f}"


def _cost_row(method: str, cost: Cost) -> tuple[str, ...]:
    seconds = (f"{one:.2f}" for one in (cost.median_s, cost.p90_s, cost.most_s))
    return (method, *seconds, cost.slowest, f"{cost.megapixels:.1f}")


def _worst_row(method: str, record: SizeRecord) -> tuple[str, ...]:
    sides = (f"{found:.1f} ({true:.1f})" for found, true in zip(record.found_mm, record.true_mm, strict=True))
    scene = (str(record.traits[trait]) for trait in ("category", "background") if trait in record.traits)
    return (record.file, _short(method), percent(record.worst_error), *sides, ", ".join(scene).replace("_", " "))


def _short(method: str) -> str:
    return SHORT_NAMES.get(method, method)


def _named_once(rows: Sequence[tuple[str, ...]]) -> Rows:
    """The rows with a name that stands above left blank."""
    blank = [k > 0 and row[0] == rows[k - 1][0] for k, row in enumerate(rows)]
    return tuple(("", *row[1:]) if same else row for row, same in zip(rows, blank, strict=True))
