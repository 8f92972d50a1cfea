"""Writing one part of a row as a whole: what a verdict or a person's choice makes stand."""

from mineral_desk.catalogue.log import Act, Row
from mineral_desk.catalogue.merging.parts import DECISION, RECORD, Part


def put(act: Act, table: str, row_id: int, part: Part, value: Row | None) -> bool:
    """Let ``value`` stand for the part of the row; False where that cannot be, and then nothing is changed."""
    if part is DECISION:
        return put_decision(act, row_id, None if value is None else value.get("decision_id"))
    if part is RECORD:
        return _put_record(act, row_id, value)
    if table == "specimen_photo":
        return put_link(act, row_id, None if value is None else value.get("specimen_id"))
    if act.row(table, row_id) is None or (table == "specimen" and number_is_taken(act, row_id, value or {})):
        return False
    act.update(table, row_id, value or {})
    return True


def put_link(act: Act, photo_id: int, specimen_id: object) -> bool:
    """Let the photo show this specimen, or none."""
    link = act.row("specimen_photo", photo_id)
    if specimen_id is None:
        if link is not None:
            act.delete("specimen_photo", photo_id)
        return True
    if not isinstance(specimen_id, int) or act.row("specimen", specimen_id) is None:
        return False
    if link is None:
        act.insert("specimen_photo", {"photo_id": photo_id, "specimen_id": specimen_id})
    else:
        act.update("specimen_photo", photo_id, {"specimen_id": specimen_id})
    return True


def put_decision(act: Act, photo_id: int, decision_id: object) -> bool:
    """Let this decision about the photo count, and none that was written here after it."""
    row = act.row("decision", decision_id) if isinstance(decision_id, int) else None
    if row is None or row["photo_id"] != photo_id:
        return False
    later = act.database.execute(
        "SELECT id FROM main.decision WHERE photo_id = ? AND id > ? AND undone = 0 ORDER BY id", (photo_id, decision_id)
    ).fetchall()
    for (other,) in later:
        act.update("decision", other, {"undone": 1})
    assert isinstance(decision_id, int)
    act.update("decision", decision_id, {"undone": 0})
    return True


def number_is_taken(act: Act, specimen_id: int | None, values: Row) -> bool:
    """Whether another record bears the number among ``values``."""
    number = values.get("catalogue_number")
    found = act.database.execute("SELECT id FROM main.specimen WHERE catalogue_number = ?", (number,)).fetchone()
    return number is not None and found is not None and found[0] != specimen_id


def has_photos(act: Act, specimen_id: int) -> bool:
    """Whether any photo shows the specimen."""
    found = act.database.execute("SELECT 1 FROM main.specimen_photo WHERE specimen_id = ? LIMIT 1", (specimen_id,))
    return found.fetchone() is not None


def _put_record(act: Act, specimen_id: int, value: Row | None) -> bool:
    found = act.row("specimen", specimen_id)
    if value is None:
        if found is not None and has_photos(act, specimen_id):
            return False
        if found is not None:
            act.delete("specimen", specimen_id)
    elif found is None:
        if number_is_taken(act, specimen_id, value):
            return False
        act.insert("specimen", {**value, "id": specimen_id})
    return True
