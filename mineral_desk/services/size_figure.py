"""The figure like the paper's figure 4: the mean error by true size, with the photos of each group and the filtered."""

import io
import logging
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from mineral_desk.domain.errors import UsageError
from mineral_desk.services.size_report import Group, SizeReport
from mineral_desk.services.size_score import SizeScore

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.container import BarContainer

Scores = Sequence[SizeScore | None]
"""Of one method, by group; None where it has no photo of the group."""
COLOURS = ("#1b6ca8", "#d9822b", "#8a8f98")
"""Told apart also in grey and by those who do not see all colours."""
PALE = 0.35
GROUP_WIDTH = 0.8
DOTS_PER_INCH = 200
NAMES = {
    "ours": "Mineral Desk",
    "paper": "paper, section 5 (own boxes)",
    "paper-with-true-boxes": "paper, section 5 (true boxes)",
}


def sizes_figure(methods: Mapping[str, SizeReport]) -> bytes:
    """A PNG: above, the MAPE of length and width of the photos kept, below, how many were kept and filtered.

    Groups are those of the true length. Raises :class:`UsageError` where no true size is known.
    """
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # else it tells of its font cache on standard error
    from matplotlib.figure import Figure  # noqa: PLC0415  takes a second, and only this needs it

    groups = _size_groups(methods.values())
    if not groups:
        raise UsageError("No true size is known here, so there is no figure to draw.", "Leave --figure out.")
    figure = Figure(figsize=(7.2, 5.2), dpi=DOTS_PER_INCH, layout="constrained")
    errors, counts = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    width = GROUP_WIDTH / len(methods)
    for k, (name, report) in enumerate(methods.items()):
        scores = [report.by_group.get(group) for group in groups]
        places = [at + (k - (len(methods) - 1) / 2) * width for at in range(len(groups))]
        colour = COLOURS[k % len(COLOURS)]
        _draw_errors(errors, places, scores, width, colour).set_label(_label(name, report))
        _draw_counts(counts, places, scores, width, colour)
    _finish(errors, counts, groups)
    figure.legend(loc="outside upper center", ncols=2, frameon=False, fontsize=8)
    stream = io.BytesIO()
    figure.savefig(stream, format="png")
    return stream.getvalue()


def _size_groups(reports: Iterable[SizeReport]) -> list[Group]:
    return sorted({group for report in reports for group in report.by_group if group.trait == "length_mm"})


def _label(name: str, report: SizeReport) -> str:
    mape = report.score.errors.mape
    return NAMES.get(name, name) + ("" if math.isnan(mape) else f": MAPE {mape:.3f}")


def _draw_errors(axes: "Axes", places: Sequence[float], scores: Scores, width: float, colour: str) -> "BarContainer":
    """One bar a group with its value on top; nothing where nothing was kept."""
    known = [(at, score.errors.mape) for at, score in zip(places, scores, strict=True) if score and score.errors.count]
    bars = axes.bar([at for at, _ in known], [mape for _, mape in known], width, color=colour)
    axes.bar_label(bars, fmt="{:.2f}", fontsize=7, padding=1)
    return bars


def _draw_counts(axes: "Axes", places: Sequence[float], scores: Scores, width: float, colour: str) -> None:
    """Photos kept, and on top of them, pale, those filtered out."""
    kept = [score.measured if score else 0 for score in scores]
    filtered = [score.photos - score.measured if score else 0 for score in scores]
    axes.bar(places, kept, width, color=colour)
    bars = axes.bar(places, filtered, width, bottom=kept, color=_paler(colour))
    axes.bar_label(bars, [f"{one}/{one + other}" for one, other in zip(kept, filtered, strict=True)], fontsize=7)


def _paler(colour: str) -> tuple[float, float, float]:
    """Mixed with white, not see-through: the grid must not show in the bars."""
    red, green, blue = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    return (1 - PALE * (1 - red), 1 - PALE * (1 - green), 1 - PALE * (1 - blue))


def _finish(errors: "Axes", counts: "Axes", groups: Sequence[Group]) -> None:
    errors.set_ylabel("MAPE of length and width")
    counts.set_ylabel("photos: kept (dark),\nfiltered out (pale)")
    counts.locator_params(axis="y", integer=True)
    counts.set_xlabel("true length, mm")
    counts.set_xticks(range(len(groups)), [group.label.replace(" to ", "–") for group in groups])
    for axes in (errors, counts):
        axes.spines[["top", "right"]].set_visible(False)
        axes.margins(y=0.15)
        axes.set_axisbelow(True)
        axes.grid(axis="y", linewidth=0.5, alpha=0.4)
