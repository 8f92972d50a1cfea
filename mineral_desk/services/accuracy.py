"""How often the suggestions have been right here."""

from mineral_desk.catalogue.judged import judged_suggestions
from mineral_desk.domain.accuracy import AccuracyReport, accuracy_of
from mineral_desk.services.desk import Desk


def museum_accuracy(desk: Desk) -> AccuracyReport:
    """By species, measured on the decisions in the open catalogue; what was shown is what counts."""
    return accuracy_of(judged_suggestions(desk.reading.database))
