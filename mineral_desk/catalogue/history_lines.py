"""What happened to one photo, in readable lines."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from sqlite_utils import Database

from mineral_desk.catalogue.edit_lines import EDIT, edited_fields
from mineral_desk.catalogue.rows import Found, decision_row
from mineral_desk.catalogue.text import moment
from mineral_desk.domain.catalogue import HistoryLine
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb

_VERBS = {
    Verb.ACCEPT: "Accepted {species}",
    Verb.CORRECT: "Corrected to {species}",
    Verb.GROUP: "Named the group {species}",
    Verb.UNSURE: "Left the name open",
    Verb.REJECT: "Set aside",
}

_OPERATIONS = """
SELECT o.id, o.name, o.who, o.made_at, o.kind, o.undone_by, c.table_name, c.row_id
FROM change AS c JOIN operation AS o ON o.id = c.operation_id
WHERE (c.table_name = 'photo' AND c.row_id = :photo)
    OR (c.table_name = 'decision' AND c.row_id IN (SELECT id FROM decision WHERE photo_id = :photo))
    OR (c.table_name = 'specimen_photo' AND c.row_id = :photo)
    OR (c.table_name = 'verification' AND c.row_id IN (SELECT id FROM verification
        WHERE specimen_id = (SELECT specimen_id FROM specimen_photo WHERE photo_id = :photo)))
    OR (c.table_name = 'specimen' AND c.row_id = (SELECT specimen_id FROM specimen_photo WHERE photo_id = :photo)
        AND NOT EXISTS (SELECT 1 FROM change WHERE operation_id = o.id AND table_name <> 'specimen'))
ORDER BY c.id
"""
"""What touched the photo, its decisions, to which specimen it belongs, or nothing but that one's record."""


def history_lines(database: Database, photo_id: int) -> list[HistoryLine]:
    """Taken in, analysed, decided, renumbered, undone: latest first.

    What the machine did stays in the order of its ids, and so does what people did, also where the clock was set back.
    """
    first = list(_taken_in(database, photo_id))
    since = first[0].when if first else datetime.min.replace(tzinfo=UTC)
    later = [*_rising(_analysed(database, photo_id), since), *_rising(_acted(database, photo_id), since)]
    later.sort(key=lambda timed: timed[0])
    return [line for _, line in reversed(later)] + first


def _rising(lines: Iterable[HistoryLine], since: datetime) -> Iterator[tuple[datetime, HistoryLine]]:
    """The lines with moments to merge them by: a clock that was set back counts as one that stood still."""
    for line in lines:
        since = max(since, line.when)
        yield since, line


def _taken_in(database: Database, photo_id: int) -> Iterator[HistoryLine]:
    for found in database.query("SELECT * FROM photo WHERE id = ?", (photo_id,)):
        yield HistoryLine(moment(found["taken_in_at"]), found["taken_in_by"], "Taken in")


def _analysed(database: Database, photo_id: int) -> Iterator[HistoryLine]:
    for found in database.query("SELECT * FROM analysis WHERE photo_id = ? ORDER BY id", (photo_id,)):
        edge = found["overruled_edge_mm"]
        how = "Analysed" if edge is None else f"Analysed with a cube of {edge:g} mm"
        what = "Could not be analysed" if found["error"] else f"{how}: {', '.join(_found_out(found))}"
        yield HistoryLine(moment(found["made_at"]), "", what, found["error"])


def _found_out(found: Found) -> Iterator[str]:
    if found["verdict"] == "reject":
        yield "advised to set aside"
    abstains = found["recommendation"] == "none" or not found["best_species"]
    yield "no name" if abstains else str(found["best_species"])
    size = _size(found["length_mm"], found["width_mm"])
    yield (size if found["size_status"] == "measured" else f"{size}, not vouched for") if size else "no size"


def _acted(database: Database, photo_id: int) -> Iterator[HistoryLine]:
    """One line an operation; a decision is told in full where it was made."""
    told: set[int] = set()
    operations = list(database.query(_OPERATIONS, {"photo": photo_id}))
    decided = {found["id"]: found["row_id"] for found in operations if found["table_name"] == "decision"}
    for found in operations:
        if found["id"] in told:
            continue
        told.add(found["id"])
        when, who, undone = moment(found["made_at"]), found["who"], found["undone_by"] is not None
        if found["kind"] == "do" and found["id"] in decided:
            row = next(database.query("SELECT * FROM decision WHERE id = ?", (decided[found["id"]],)))
            decision = decision_row(row)
            yield HistoryLine(when, who, decision_words(decision), decision.reason, undone)
        elif found["kind"] == "do" and found["name"] == EDIT and (edited := edited_fields(database, found["id"])):
            yield HistoryLine(when, who, f"Edited the record: {', '.join(edited)}", "; ".join(edited.values()), undone)
        else:
            yield HistoryLine(when, who, found["name"], undone=undone)


def decision_words(decision: Decision) -> str:
    """What was decided, on one line."""
    what = _VERBS[decision.verb].format(species=decision.species).strip()
    size = _size(decision.size.length_mm, decision.size.width_mm)
    match decision.size.verb:
        case SizeVerb.ACCEPTED | SizeVerb.TYPED if size:
            return f"{what}, {size}{' typed' if decision.size.verb is SizeVerb.TYPED else ''}"
        case SizeVerb.ADJUSTED if size:
            return f"{what}, {size} set by hand{_sources(decision.size)}"
        case SizeVerb.NONE:
            return f"{what}, no size to be had"
        case _:
            return what


def _sources(size: SizeDecision) -> str:
    """What was marked: " from the cube's corners and the outline"."""
    *others, last = size.marks.sources or ("",)
    return f" from {', '.join(others)}{' and ' if others else ''}{last}" if last else ""


def _size(length_mm: float | None, width_mm: float | None) -> str:
    sides = [f"{side:.1f}" for side in (length_mm, width_mm) if side is not None]
    return f"{' × '.join(sides)} mm" if sides else ""
