"""The figures of accuracy in words and rows."""

import math
from collections.abc import Sequence
from pathlib import Path

from mineral_desk.domain.accuracy import Accuracy, AccuracyReport, LevelAccuracy, ReliabilityBin
from mineral_desk.domain.judged_photos import JudgedPhoto
from mineral_desk.domain.scoring import share
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.models.card_view import LEVEL_WORDS
from mineral_desk.ui.names import display_name
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.widgets.sorted_table import Cell, Row
from mineral_desk.ui.words import count, number, tr

LEVEL_COLUMNS = ("Recommendation", "Photos", "First right", "One of five")
BIN_COLUMNS = ("Probability", "Photos", "Said", "Right")
SPECIES_COLUMNS = ("Species", "Photos", "First right", "One of five", "First instead")
PHOTO_COLUMNS = ("Photo", "Named", "First suggestion", "Place of the right name", "Probability")
NUMBERS = (1, 2, 3)
NOT_OFFERED = 6
FAR_OFF = 0.1
"""What was right differs from what was said by more than that: it is marked."""


def percent(value: float, digits: int = 0) -> str:
    """``61 %``; a dash where there is nothing."""
    return "–" if math.isnan(value) else tr("{percent} %", percent=number(100 * value, digits))


def headline(report: AccuracyReport) -> str:
    """The figures of all photos."""
    whole = report.whole
    if not whole.photos:
        return tr("Nobody has named a photo with suggestions on the screen yet.")
    return tr(
        "Of {n} photos that were named here, the first name was right in {first}, one of five in {five}.",
        n=count(whole.photos),
        first=percent(share(whole.first_right, whole.photos)),
        five=percent(share(whole.five_right, whole.photos)),
    )


def remarks(report: AccuracyReport) -> str:
    """What the figures leave out."""
    said = [tr("Who sees a name is apt to take it: the figures are rather too high than too low.")]
    if report.unseen:
        said.append(tr("{n} were named before anything was suggested and are not counted.", n=count(report.unseen)))
    if report.without_probability:
        n = count(report.without_probability)
        said.append(tr("Of {n} it was not kept how far the first name was trusted.", n=n))
    if report.reliability:
        error = percent(report.calibration_error, 1)
        said.append(tr("What was said and what was right differ by {error} on average.", error=error))
    return " ".join(said)


def level_row(one: LevelAccuracy, place: int) -> Row:
    """A recommendation: how often it was right."""
    word = tr(LEVEL_WORDS[one.recommendation.value] + "|recommendation")
    return Row(one.recommendation, (Cell(word, -place), *_figures(one)))


def bin_row(theme: Theme, one: ReliabilityBin) -> Row:
    """A tenth of probability: what was said, and what was right."""
    gap = abs(one.mean_probability - one.right_share)
    colour = theme.colour("warning") if gap > FAR_OFF else None
    span = tr("{low} to {high} %", low=round(100 * one.low), high=round(100 * one.high))
    cells = (
        Cell(span, one.low),
        Cell(count(one.photos), one.photos),
        Cell(percent(one.mean_probability), one.mean_probability),
        Cell(percent(one.right_share), one.right_share, colour),
    )
    return Row(round(one.low * 10), cells)


def species_row(backend: Backend, one: Accuracy) -> Row:
    """A species: how often it was right, and what it was taken for."""
    name = display_name(backend, one.species)
    instead = ""
    if one.confused:
        instead = f"{display_name(backend, one.confused_with)} ({count(one.confused)})"
    return Row(one.species, (Cell(name, name.casefold()), *_figures(one), Cell(instead, one.confused)))


def photo_row(backend: Backend, theme: Theme, one: JudgedPhoto, path: Path) -> Row:
    """A photo: what it is called, and what was suggested."""
    named, place = display_name(backend, one.species), one.place
    first = display_name(backend, one.first) or "–"
    colour = theme.colour("success" if place == 1 else "warning" if place is not None else "danger")
    said = -1.0 if one.probability is None else one.probability
    cells = (
        Cell(path.name, path.name.casefold()),
        Cell(named, named.casefold()),
        Cell(first, first.casefold()),
        Cell("–" if place is None else str(place), place or NOT_OFFERED, colour),
        Cell("–" if one.probability is None else percent(said), said),
    )
    return Row(one.photo_id, cells)


def _figures(one: Accuracy | LevelAccuracy) -> Sequence[Cell]:
    first, five = (share(right, one.photos) for right in (one.first_right, one.five_right))
    shares = [Cell(percent(value), -1.0 if math.isnan(value) else value) for value in (first, five)]
    return (Cell(count(one.photos), one.photos), *shares)
