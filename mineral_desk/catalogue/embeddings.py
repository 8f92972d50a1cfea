"""The photos' embeddings with what people say about them: what the museum's memory is made of."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlite_utils import Database

from mineral_desk.catalogue.confirmed import CONFIRMED_SPECIES
from mineral_desk.catalogue.text import moment
from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.markup import without_markup
from mineral_desk.domain.neighbours import AlikePhoto, Neighbour
from mineral_desk.domain.record_numbers import path_from_text

PAGE = 500
"""So many rows are read in one step, which holds up the window for a few milliseconds at most."""
CHANGES_FOLLOWED = 2_000
"""More rows of the change log, or analyses, than that since a mark: it is quicker to read all photos again."""

_REMEMBERED = f"""
SELECT s.photo_id, e.vector, coalesce(l.specimen_id, -s.photo_id) AS specimen, {CONFIRMED_SPECIES} AS species
FROM photo_state AS s JOIN embedding AS e ON e.analysis_id = s.analysis_id
LEFT JOIN decision AS d ON d.id = s.decision_id
LEFT JOIN specimen_photo AS l ON l.photo_id = s.photo_id LEFT JOIN specimen AS r ON r.id = l.specimen_id
WHERE e.model_sha256 = :model AND s.state <> 'set_aside'
"""  # noqa: S608

_ALIKE = """
SELECT p.id, p.path, p.sha256, p.catalogue_number, s.state, d.verb, d.who, d.decided_at,
    CASE WHEN r.species <> '' THEN r.species ELSE coalesce(d.species, '') END AS species
FROM json_each(?) AS wanted JOIN photo AS p ON p.id = wanted.value JOIN photo_state AS s ON s.photo_id = p.id
LEFT JOIN decision AS d ON d.id = s.decision_id
LEFT JOIN specimen_photo AS l ON l.photo_id = p.id LEFT JOIN specimen AS r ON r.id = l.specimen_id
"""

_TOUCHED = """
SELECT CASE table_name WHEN 'decision' THEN (SELECT photo_id FROM decision WHERE id = c.row_id) ELSE row_id END
FROM change AS c WHERE c.id > :change AND table_name IN ('decision', 'photo', 'specimen_photo')
UNION SELECT photo_id FROM specimen_photo WHERE specimen_id IN
    (SELECT row_id FROM change WHERE id > :change AND table_name = 'specimen')
UNION SELECT photo_id FROM analysis WHERE id > :analysis
"""


@dataclass(frozen=True, slots=True, eq=False)
class Remembered:
    """A page of photos: ids (N,), unit vectors (N, D) float32, specimens (N,) as :class:`Neighbour` has them, and the
    species that a person gave each, empty where nobody has. ``unusable`` are photos whose stored vector is none.
    """

    photo_ids: npt.NDArray[np.int64]
    vectors: npt.NDArray[np.float32]
    specimens: npt.NDArray[np.int64]
    species: tuple[str, ...]
    unusable: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the change log and the analyses had been read."""

    change_id: int = 0
    analysis_id: int = 0


class Embeddings:
    """Read the stored embeddings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def shape(self, model_sha256: str) -> tuple[int, int]:
        """How many vectors the model made, and how many numbers most of them have; zeros where there are none."""
        found = self._database.execute(
            "SELECT count(*), length(vector) / 2 FROM embedding WHERE model_sha256 = ? GROUP BY 2 "
            "ORDER BY count(*) DESC, 2 LIMIT 1",
            (model_sha256,),
        ).fetchone()
        return (0, 0) if found is None else (int(found[0]), int(found[1]))

    def remembered(
        self, model_sha256: str, dimensions: int, photo_ids: Iterable[int] | None = None
    ) -> Iterator[Remembered]:
        """The photos whose shown analysis was embedded by that model, those set aside left out; page by page.

        Vectors of other models are not comparable. All photos, or those named.
        """
        which = "" if photo_ids is None else "AND s.photo_id IN (SELECT value FROM json_each(:photos)) "
        statement = f"{_REMEMBERED}{which}AND s.photo_id > :last ORDER BY s.photo_id LIMIT {PAGE}"
        values: dict[str, Any] = {"model": model_sha256, "last": 0}
        if photo_ids is not None:
            values["photos"] = json.dumps(list(photo_ids))
        while rows := self._database.execute(statement, values).fetchall():
            values["last"] = rows[-1][0]
            yield _page(rows, dimensions)

    def mark(self) -> Mark:
        """How far the file goes now."""
        change_id, analysis_id = self._database.execute(
            "SELECT (SELECT coalesce(max(id), 0) FROM change), (SELECT coalesce(max(id), 0) FROM analysis)"
        ).fetchone()
        return Mark(int(change_id), int(analysis_id))

    def touched_since(self, mark: Mark, now: Mark) -> list[int] | None:
        """The photos whose vector, name or specimen may have changed since; None where they are too many to follow.

        Whatever people write is in the change log, undo and redo included, and the machine only adds analyses: so this
        also tells of what another program wrote.
        """
        if max(now.change_id - mark.change_id, now.analysis_id - mark.analysis_id) > CHANGES_FOLLOWED:
            return None
        values = {"change": mark.change_id, "analysis": mark.analysis_id}
        return [row[0] for row in self._database.execute(_TOUCHED, values) if row[0] is not None]

    def specimens_of(self, photo_id: int) -> tuple[int, ...]:
        """The specimens that the photo belongs to: by its record, by its number, and what stands for it alone."""
        found = self._database.execute(
            "SELECT specimen_id FROM specimen_photo WHERE photo_id = :id UNION SELECT r.id FROM photo AS p "
            "JOIN specimen AS r ON r.catalogue_number = p.catalogue_number WHERE p.id = :id",
            {"id": photo_id},
        )
        return (-photo_id, *(int(row[0]) for row in found))

    def alike(self, neighbours: Sequence[Neighbour]) -> list[AlikePhoto]:
        """The photos of ``neighbours`` as they are shown, in their order; those that are gone are left out."""
        likeness = {one.photo_id: one.likeness for one in neighbours}
        found = {row["id"]: row for row in self._database.query(_ALIKE, (json.dumps(list(likeness)),))}
        return [_alike(found[photo_id], likeness[photo_id]) for photo_id in likeness if photo_id in found]


def embedding_model(analysis: Analysis) -> str:
    """The sha256 of the model that made the embedding: the one called so, else the classifier."""
    model = analysis.models.get("embedding") or analysis.models.get("classifier")
    return "" if model is None else model.sha256


def _page(rows: Sequence[Sequence[Any]], dimensions: int) -> Remembered:
    """A file from outside may hold anything: what has another length or no direction is no vector."""
    fitting = [row for row in rows if len(row[1]) == 2 * dimensions]
    joined = b"".join(row[1] for row in fitting)
    vectors = np.frombuffer(joined, "<f2").reshape(len(fitting), dimensions).astype(np.float32)
    with np.errstate(invalid="ignore", over="ignore"):
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        sound = (np.isfinite(lengths) & (lengths > 0))[:, 0]
        units = (vectors / np.where(lengths > 0, lengths, 1))[sound]
    kept = [row for row, is_sound in zip(fitting, sound, strict=True) if is_sound]
    known = {row[0] for row in kept}
    return Remembered(
        np.array([row[0] for row in kept], np.int64),
        np.ascontiguousarray(units, np.float32),
        np.array([row[2] for row in kept], np.int64),
        tuple(row[3] for row in kept),
        tuple(row[0] for row in rows if row[0] not in known),
    )


def _alike(found: dict[str, Any], likeness: float) -> AlikePhoto:
    named = found["state"] == "decided" and found["verb"] in ("accept", "correct", "group")
    return AlikePhoto(
        photo_id=found["id"],
        path=path_from_text(found["path"]),
        sha256=found["sha256"],
        likeness=likeness,
        species=without_markup(found["species"]) if named else "",
        catalogue_number=found["catalogue_number"],
        who=found["who"] if named else "",
        when=moment(found["decided_at"]) if named else None,
    )
