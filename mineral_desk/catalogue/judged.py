"""What people named photos, and what was suggested then."""

import json
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from mineral_desk.domain.accuracy import JudgedSuggestions
from mineral_desk.domain.record_numbers import path_from_text

_JUDGED = """
SELECT d.species, d.shown, d.typed_before_seeing FROM photo_state AS s JOIN decision AS d ON d.id = s.decision_id
WHERE s.state = 'decided' AND d.verb IN ('accept', 'correct') AND (d.shown <> '[]' OR d.typed_before_seeing = 1)
ORDER BY s.photo_id
"""


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


def judged_suggestions(database: Database) -> list[JudgedSuggestions]:
    """The last standing decision of each photo that gives a species, where anything was suggested for it."""
    return [
        JudgedSuggestions(species, _names(shown), bool(unseen)) for species, shown, unseen in database.execute(_JUDGED)
    ]


def _names(shown: str) -> tuple[str, ...]:
    """A file from outside may hold any JSON there."""
    names = json.loads(shown)
    return tuple(map(str, names)) if isinstance(names, list) else ()
