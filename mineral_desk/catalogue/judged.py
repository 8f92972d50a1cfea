"""What was suggested when people named photos."""

import json

from sqlite_utils import Database

from mineral_desk.domain.accuracy import JudgedSuggestions

_JUDGED = """
SELECT d.species, d.shown, d.typed_before_seeing FROM photo_state AS s JOIN decision AS d ON d.id = s.decision_id
WHERE s.state = 'decided' AND d.verb IN ('accept', 'correct') AND (d.shown <> '[]' OR d.typed_before_seeing = 1)
ORDER BY s.photo_id
"""


def judged_suggestions(database: Database) -> list[JudgedSuggestions]:
    """The last standing decision of each photo that gives a species, where anything was suggested for it."""
    return [
        JudgedSuggestions(species, _names(shown), bool(unseen)) for species, shown, unseen in database.execute(_JUDGED)
    ]


def _names(shown: str) -> tuple[str, ...]:
    """A file from outside may hold any JSON there."""
    names = json.loads(shown)
    return tuple(map(str, names)) if isinstance(names, list) else ()
