"""The photos whose name a person has confirmed: what a network may learn from."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sqlite_utils import Database

from mineral_desk.domain.record_numbers import path_from_text

PAGE = 200

CONFIRMED_SPECIES = """
    CASE WHEN s.state <> 'decided' OR d.verb NOT IN ('accept', 'correct') THEN ''
        WHEN r.qualifier <> '' OR r.verification = 'contested' THEN ''
        WHEN r.species <> '' THEN r.species ELSE d.species END
"""
"""The name of a photo's state ``s``, its decision ``d`` and its specimen ``r``; empty where it is not confirmed.

A name counts where a person took or typed it for the photo and nobody contests it; it is the one that its specimen
bears now."""

_CONFIRMED = f"""
SELECT p.id, p.path, p.sha256, coalesce(l.specimen_id, -p.id) AS specimen, {CONFIRMED_SPECIES} AS species, a.record
FROM photo_state AS s JOIN photo AS p ON p.id = s.photo_id LEFT JOIN decision AS d ON d.id = s.decision_id
LEFT JOIN specimen_photo AS l ON l.photo_id = p.id LEFT JOIN specimen AS r ON r.id = l.specimen_id
LEFT JOIN analysis AS a ON a.id = s.analysis_id
WHERE s.state = 'decided' AND p.id > ? ORDER BY p.id LIMIT {PAGE}
"""  # noqa: S608


class Confirmed(NamedTuple):
    """A photo with the name that it has; photos of one ``specimen`` show one. ``record`` is its analysis as stored."""

    path: Path
    sha256: str
    specimen: int
    species: str
    record: str | None


def confirmed_names(database: Database) -> Iterator[Confirmed]:
    """All photos with a confirmed name in the order taken in, page by page."""
    last = 0
    while page := database.execute(_CONFIRMED, (last,)).fetchall():
        last = page[-1][0]
        for _, path, sha256, specimen, species, record in page:
            if species:
                yield Confirmed(path_from_text(path), sha256, int(specimen), species, record)
