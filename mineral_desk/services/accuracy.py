"""How often the suggestions have been right here."""

import math
from dataclasses import asdict
from typing import Any

from mineral_desk.catalogue.judged import judged_count, judged_suggestions
from mineral_desk.domain.accuracy import AccuracyReport, AccuracyTally
from mineral_desk.domain.progress import Job, Progress, finish
from mineral_desk.services.desk import Desk

COUNTED = ("by_species", "whole", "unseen", "by_recommendation", "reliability", "without_probability")


def museum_accuracy(desk: Desk) -> AccuracyReport:
    """By species, measured on the decisions in the open catalogue; what was shown is what counts."""
    return finish(count_accuracy(desk))


def count_accuracy(desk: Desk) -> Job[AccuracyReport]:
    """The same in steps that hold up nobody."""
    database, tally, known = desk.reading.database, AccuracyTally(), dict[str, str]()
    total, before = judged_count(database), -1
    while tally.counted > before:
        before = tally.counted
        tally.add(judged_suggestions(database, known, tally.last_photo_id))
        yield Progress(tally.counted, total)
    return tally.report()


def accuracy_as_dict(report: AccuracyReport) -> dict[str, Any]:
    """The figures without the photos, for JSON."""
    plain = {name: _plain(getattr(report, name)) for name in COUNTED}
    error = report.calibration_error
    return plain | {"calibration_error": None if math.isnan(error) else error}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [asdict(one) for one in value]
    return value if isinstance(value, int) else asdict(value)
