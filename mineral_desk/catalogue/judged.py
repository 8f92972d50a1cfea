"""What people named photos, and what was suggested then."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from mineral_desk.domain.accuracy import JudgedSuggestions
from mineral_desk.domain.record_numbers import path_from_text
from mineral_desk.domain.suggestion import Recommendation

_JUDGED = """
SELECT d.species, d.shown, d.typed_before_seeing, s.photo_id, d.shown_probability, d.shown_recommendation
FROM photo_state AS s JOIN decision AS d ON d.id = s.decision_id
WHERE s.state = 'decided' AND d.verb IN ('accept', 'correct') AND (d.shown <> '[]' OR d.typed_before_seeing = 1)
AND s.photo_id > ? ORDER BY s.photo_id LIMIT ?
"""
PAGE = 2_000
"""So many decisions are read in one step."""


_NAMED = """
SELECT p.path, d.species, s.photo_id, s.analysis_id FROM photo_state AS s JOIN decision AS d ON d.id = s.decision_id
JOIN photo AS p ON p.id = s.photo_id
WHERE s.state = 'decided' AND d.verb IN ('accept', 'correct') AND d.species <> ''
ORDER BY s.photo_id
"""


def named_photos(database: Database) -> Iterator[tuple[Path, str, int, int | None]]:
    """The file, the name, the photo's id and that of its last analysis, for each photo that a person gave a name."""
    for path, species, photo_id, analysis_id in database.execute(_NAMED):
        yield path_from_text(path), species, photo_id, analysis_id


def judged_suggestions(database: Database, known: dict[str, str], after: int = 0) -> Iterator[JudgedSuggestions]:
    """A page of the last standing decisions that give a species where anything was suggested, by photo from ``after``.

    ``known`` keeps each name once. One row after the other is made and forgotten: many objects alive at a time would
    set off Python's search for cycles, which stops every thread.
    """
    for row in database.execute(_JUDGED, (after, PAGE)):
        yield _judged(row, known)


def judged_count(database: Database) -> int:
    """About how many there are: the decided photos."""
    return int(database.execute("SELECT count(*) FROM photo_state WHERE state = 'decided'").fetchone()[0])


def _judged(row: tuple[Any, ...], known: dict[str, str]) -> JudgedSuggestions:
    species, shown, unseen, photo_id, probability, level = row
    recommendation = Recommendation(level) if level else None
    names = tuple(known.setdefault(name, name) for name in _names(shown))
    species = known.setdefault(species, species)
    return JudgedSuggestions(species, names, bool(unseen), photo_id, probability, recommendation)


def _names(shown: str) -> tuple[str, ...]:
    """A file from outside may hold any JSON there."""
    names = json.loads(shown)
    return tuple(map(str, names)) if isinstance(names, list) else ()
