"""What a value says in words, for both faces. English; the window translates the templates."""

from mineral_desk.domain.flag import FLAG_WORDS, Flag
from mineral_desk.domain.measurement import Measurement, MeasurementStatus
from mineral_desk.domain.suggestion import Recommendation, Suggestions

ODDS = (
    (1, 100),
    (1, 50),
    (1, 20),
    (1, 10),
    (1, 5),
    (1, 3),
    (1, 2),
    (2, 3),
    (3, 4),
    (4, 5),
    (9, 10),
    (19, 20),
    (99, 100),
)


def odds_of(probability: float) -> tuple[int, int]:
    """The nearest everyday odds (``9 of 10``), never percent."""
    return min(ODDS, key=lambda odds: abs(odds[0] / odds[1] - probability))


def odds_in_words(probability: float) -> str:
    """``9 of 10``."""
    return "{} of {}".format(*odds_of(probability))


LIKENESS = ((0.85, "almost the same"), (0.7, "very like it"), (0.5, "like it"), (0.3, "a little like it"))
"""From which cosine on. Two photos of one specimen have 0.58 in the middle, of one species 0.26, of two 0.16."""
HARDLY_ALIKE = "hardly like it"


def likeness_in_words(likeness: float) -> str:
    """How alike two photos are, by the cosine of their embeddings."""
    return next((words for least, words in LIKENESS if likeness >= least), HARDLY_ALIKE)


def flag_in_words(flag: Flag) -> tuple[str, str]:
    """What happened, and what to do."""
    words = FLAG_WORDS[flag.code]
    return fill_in(words.what, flag), fill_in(words.do, flag)


def fill_in(template: str, flag: Flag) -> str:
    """``template`` with the flag's numbers; without them where an older analysis lacks one."""
    try:
        return template.format(**flag.values)
    except (KeyError, ValueError):
        return FLAG_WORDS[flag.code].short + "."


def size_in_words(measurement: Measurement) -> str:
    """``52.1 ± 1.2 x 33.0 ± 0.9``, with the reasons where it is not vouched for."""
    size = ""
    if measurement.length_mm is not None and measurement.width_mm is not None:
        length_error, width_error = measurement.length_error_mm or 0.0, measurement.width_error_mm or 0.0
        size = f"{measurement.length_mm:.1f} ± {length_error:.1f} × {measurement.width_mm:.1f} ± {width_error:.1f}"
    if measurement.status is MeasurementStatus.MEASURED:
        return size
    reasons = ", ".join(FLAG_WORDS[flag.code].short.lower() for flag in measurement.flags) or "not measured"
    return f"{size} ({reasons})" if size else reasons


def suggestions_in_words(suggestions: Suggestions) -> str:
    """The best name with its odds, marked where the program abstains; the group where only that is sure enough."""
    best, group = suggestions.best, suggestions.offered
    if suggestions.unfamiliar:
        return "hardly a specimen"
    if group is not None:
        return f"{group.name}, {odds_in_words(group.probability)}"
    if best is None:
        return "no suggestion"
    words = f"{best.species}, {odds_in_words(best.probability)}"
    return f"unsure ({words})" if suggestions.recommendation is Recommendation.NONE else words
