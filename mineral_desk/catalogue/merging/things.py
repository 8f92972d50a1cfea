"""What the machine knows comes along: photos, their places, analyses with embeddings; and searches kept by name.

Photos are the same by their sha256. The machine writes no field of a person: numbers that were only read off a photo
give way to what people wrote, on whichever side.
"""

import json
from typing import Any

from mineral_desk.catalogue.merging.task import MergeTask
from mineral_desk.catalogue.text import moment
from mineral_desk.domain.numbering import PRECEDENCE
from mineral_desk.domain.phrase import said
from mineral_desk.domain.progress import Progress
from mineral_desk.domain.records import analysis_from_record

REPORT_EVERY = 200


def _before_people(column: str) -> str:
    """A column of their photo as it was before people changed it: the acts that did will be replayed."""
    first = (
        "FROM theirs.change AS c WHERE c.table_name = 'photo' AND c.row_id = t.id "
        f"AND json_type(c.before, '$.{column}') IS NOT NULL ORDER BY c.id LIMIT 1"
    )
    return f"CASE WHEN EXISTS (SELECT 1 {first}) THEN (SELECT json_extract(c.before, '$.{column}') {first}) ELSE t.{column} END"  # noqa: E501


_NEW_PHOTOS = f"""
INSERT INTO main.photo (path, sha256, byte_size, width_px, height_px, taken_at, focal_length_35mm, catalogue_number,
    number_source, perceptual_hash, overrules, taken_in_at, taken_in_by)
SELECT t.path, t.sha256, t.byte_size, t.width_px, t.height_px, t.taken_at, t.focal_length_35mm,
    {_before_people("catalogue_number")}, {_before_people("number_source")}, t.perceptual_hash,
    {_before_people("overrules")}, t.taken_in_at, t.taken_in_by
FROM theirs.photo AS t WHERE t.sha256 NOT IN (SELECT sha256 FROM main.photo) ORDER BY t.id
"""  # noqa: S608
_PHOTO_MAP = """
INSERT INTO temp.photo_map (their_id, our_id, is_new)
SELECT t.id, o.id, o.id > ? FROM theirs.photo AS t JOIN main.photo AS o ON o.sha256 = t.sha256
"""
_NEW_PLACES = """
INSERT INTO main.photo_path (photo_id, path, seen_at)
SELECT m.our_id, t.path, t.seen_at FROM theirs.photo_path AS t JOIN temp.photo_map AS m ON m.their_id = t.photo_id
WHERE NOT EXISTS (SELECT 1 FROM main.photo_path AS o WHERE o.photo_id = m.our_id AND o.path = t.path)
ORDER BY t.id
"""
_FACTS = """
UPDATE main.photo SET
    width_px = CASE main.photo.width_px WHEN 0 THEN t.width_px ELSE main.photo.width_px END,
    height_px = CASE main.photo.height_px WHEN 0 THEN t.height_px ELSE main.photo.height_px END,
    taken_at = coalesce(main.photo.taken_at, t.taken_at),
    focal_length_35mm = coalesce(main.photo.focal_length_35mm, t.focal_length_35mm),
    perceptual_hash = coalesce(main.photo.perceptual_hash, t.perceptual_hash),
    taken_in_at = min(main.photo.taken_in_at, t.taken_in_at),
    taken_in_by = CASE WHEN (t.taken_in_at, t.taken_in_by) < (main.photo.taken_in_at, main.photo.taken_in_by)
        THEN t.taken_in_by ELSE main.photo.taken_in_by END
FROM theirs.photo AS t JOIN temp.photo_map AS m ON m.their_id = t.id
WHERE main.photo.id = m.our_id AND m.is_new = 0 AND (
    (t.taken_in_at, t.taken_in_by) < (main.photo.taken_in_at, main.photo.taken_in_by)
    OR main.photo.width_px = 0 OR main.photo.height_px = 0 OR main.photo.taken_at IS NULL
    OR main.photo.focal_length_35mm IS NULL OR main.photo.perceptual_hash IS NULL)
"""
_READ_NUMBERS = """
SELECT m.our_id, t.catalogue_number, t.number_source, o.catalogue_number, o.number_source
FROM theirs.photo AS t JOIN temp.photo_map AS m ON m.their_id = t.id JOIN main.photo AS o ON o.id = m.our_id
WHERE t.catalogue_number <> '' AND (t.catalogue_number <> o.catalogue_number OR t.number_source <> o.number_source)
    AND NOT EXISTS (SELECT 1 FROM theirs.change WHERE table_name = 'photo' AND row_id = t.id)
    AND NOT EXISTS (SELECT 1 FROM main.change WHERE table_name = 'photo' AND row_id = o.id)
    AND NOT EXISTS (SELECT 1 FROM main.decision WHERE photo_id = o.id)
    AND NOT EXISTS (SELECT 1 FROM main.specimen_photo WHERE photo_id = o.id)
"""

NEW_ANALYSES = """
SELECT max(t.id) FILTER (WHERE t.error = '') AS sound, max(t.id) AS any_one, p.sha256
FROM theirs.analysis AS t JOIN theirs.photo AS p ON p.id = t.photo_id GROUP BY t.photo_id, t.fingerprint
HAVING NOT EXISTS (
    SELECT 1 FROM main.photo AS o JOIN main.analysis AS a ON a.photo_id = o.id
    WHERE o.sha256 = p.sha256 AND a.fingerprint = t.fingerprint AND (a.error = '' OR sound IS NULL))
"""
"""Of each photo and fingerprint that is not here the last analysis, if possible one that did not fail."""
_OLDER = """
SELECT EXISTS (SELECT 1 FROM main.analysis WHERE photo_id = ? AND overruled_edge_mm IS ?
    AND (made_at, fingerprint) > (?, ?) AND id <= ?)
"""
_ANALYSIS_MAP = """
INSERT INTO temp.analysis_map (their_id, our_id)
SELECT t.id, coalesce(
    (SELECT max(o.id) FROM main.analysis AS o
        WHERE o.photo_id = m.our_id AND o.fingerprint = t.fingerprint AND o.made_at = t.made_at),
    (SELECT max(o.id) FROM main.analysis AS o
        WHERE o.photo_id = m.our_id AND o.fingerprint = t.fingerprint AND o.error = ''),
    (SELECT max(o.id) FROM main.analysis AS o WHERE o.photo_id = m.our_id AND o.fingerprint = t.fingerprint))
FROM theirs.analysis AS t JOIN temp.photo_map AS m ON m.their_id = t.photo_id
"""
_COPIED = (
    "made_at", "fingerprint", "verdict", "issues", "best_species", "best_probability", "recommendation", "size_status",
    "flags", "length_mm", "length_error_mm", "width_mm", "width_error_mm", "error", "record", "overruled_edge_mm",
)  # fmt: skip
NEW_SEARCHES = "SELECT name, query, saved_by, saved_at FROM theirs.saved_search WHERE query NOT IN (SELECT query FROM main.saved_search) ORDER BY name"  # noqa: E501


def bring_photos(task: MergeTask) -> None:
    """Photos that are not here, further places of those that are, and what the machine read about them."""
    for (when,) in task.database.execute("SELECT taken_in_at FROM theirs.photo"):
        check_moment(task, when, said("a photo was taken in"))
    last = task.count("SELECT coalesce(max(id), 0) FROM main.photo")
    task.brought.photos = task.database.execute(_NEW_PHOTOS).rowcount
    task.database.execute(_PHOTO_MAP, (last,))
    task.brought.places = task.database.execute(_NEW_PLACES).rowcount - task.brought.photos
    earlier = "SELECT m.our_id FROM temp.photo_map AS m JOIN theirs.photo AS t ON t.id = m.their_id JOIN main.photo AS o ON o.id = m.our_id WHERE t.taken_in_at < o.taken_in_at"  # noqa: E501
    task.photo_ids.update(row[0] for row in task.database.execute(earlier))
    task.database.execute(_FACTS)
    task.photo_ids.update(row[0] for row in task.database.execute("SELECT our_id FROM temp.photo_map WHERE is_new = 1"))
    _bring_read_numbers(task)


def bring_analyses(task: MergeTask) -> None:
    """Analyses with their embeddings, each photo and fingerprint once."""
    last = task.count("SELECT coalesce(max(id), 0) FROM main.analysis")
    wanted = sorted(sound or other for sound, other, _ in task.database.execute(NEW_ANALYSES))
    for done, their_id in enumerate(wanted):
        _bring_analysis(task, their_id, last)
        if done % REPORT_EVERY == 0:
            task.report(Progress(done, len(wanted), said("Bringing analyses")))
    task.brought.analyses = len(wanted)
    task.database.execute(_ANALYSIS_MAP)


def bring_searches(task: MergeTask) -> None:
    """Searches for which there is none here; one whose name is taken for another gets its maker's beside it."""
    for name, query, who, when in task.rows(NEW_SEARCHES):
        free = next(
            one
            for one in (name, f"{name} ({who})", *(f"{name} ({who}, {n})" for n in range(2, 1 << 20)))
            if task.one("SELECT 1 FROM main.saved_search WHERE name = ?", one) is None
        )
        task.database.execute("INSERT INTO main.saved_search VALUES (?, ?, ?, ?)", (free, query, who, when))
        task.brought.searches += 1


def check_moment(task: MergeTask, text: Any, what: str) -> None:
    """Raises CatalogueDamaged where no moment is told for ``what``."""
    try:
        known = moment(text).utcoffset() is not None
    except (TypeError, ValueError, OverflowError):
        known = False
    if not known:
        raise task.refused(said("it does not say when {what} ({text!r})", what=what, text=str(text)[:40]))


def _bring_read_numbers(task: MergeTask) -> None:
    """Numbers that only the machine read on both sides: the surer source, or else the first by the alphabet."""
    order = [str(source) for source in PRECEDENCE]

    def rank(number: str, source: str) -> tuple[bool, int, str]:
        return not number, order.index(source) if source in order else len(order), number

    for photo_id, number, source, our_number, our_source in task.rows(_READ_NUMBERS):
        if rank(number, source) < rank(our_number, our_source):
            told = (number, source, photo_id)
            task.database.execute("UPDATE main.photo SET catalogue_number = ?, number_source = ? WHERE id = ?", told)
            task.photo_ids.add(photo_id)


def _bring_analysis(task: MergeTask, their_id: int, last: int) -> None:
    found = next(task.database.query("SELECT * FROM theirs.analysis WHERE id = ?", (their_id,)))
    row = {name: found[name] for name in _COPIED}
    check_moment(task, row["made_at"], said("analysis {n} was made", n=their_id))
    try:
        analysis_from_record(json.loads(row["record"]))
        for name in ("issues", "flags"):
            if not all(isinstance(one, str) for one in json.loads(row[name])):
                raise TypeError(name)
    except (TypeError, ValueError, KeyError, AttributeError, LookupError, RecursionError, OverflowError):
        raise task.refused(said("analysis {n} in it cannot be read", n=their_id)) from None
    (photo_id,) = task.one("SELECT our_id FROM temp.photo_map WHERE their_id = ?", found["photo_id"]) or (0,)
    row["photo_id"] = photo_id
    row["stands_behind"] = task.count(
        _OLDER, photo_id, row["overruled_edge_mm"], row["made_at"], row["fingerprint"], last
    )
    marks = ", ".join("?" * len(row))
    cursor = task.database.execute(
        f"INSERT INTO main.analysis ({', '.join(row)}) VALUES ({marks})",  # noqa: S608
        tuple(row.values()),
    )
    task.database.execute(
        "INSERT INTO main.embedding (analysis_id, model_sha256, vector) "
        "SELECT ?, model_sha256, vector FROM theirs.embedding WHERE analysis_id = ?",
        (cursor.lastrowid, their_id),
    )
    task.photo_ids.add(photo_id)
