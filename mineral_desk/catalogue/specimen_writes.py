"""What a person's act does to the specimens' records; every function adds to the act that is going on."""

from uuid import uuid4

from sqlite_utils import Database

from mineral_desk.catalogue.handing_over import hand_over
from mineral_desk.catalogue.log import Act, Row
from mineral_desk.catalogue.rows import decision_row
from mineral_desk.catalogue.text import clean_line, clean_text, now_text
from mineral_desk.catalogue.verifications import lapsed
from mineral_desk.domain.decision import Decision, SizeVerb, Verb

_QUALIFIERS = {Verb.ACCEPT: "", Verb.CORRECT: "", Verb.GROUP: "group"}
_METHODS = {SizeVerb.ACCEPTED: "measured", SizeVerb.TYPED: "typed", SizeVerb.ADJUSTED: "adjusted"}


def record_decision(act: Act, decision: Decision, number: str) -> None:
    """Write what was decided into the record of the photo's specimen; a photo set aside belongs to none."""
    if decision.verb is Verb.REJECT:
        _unlink(act, decision.photo_id)
        return
    specimen_id = specimen_for(act, decision.photo_id, number)
    write_record(act, specimen_id, _identity(decision) | _size(decision) | _notes(decision))


def record_new_size(act: Act, before: Decision, now: Decision) -> None:
    """Write the size of ``now`` into the specimen's record if that still holds the size of ``before``."""
    link = act.row("specimen_photo", now.photo_id)
    record = None if link is None else act.row("specimen", _whole(link["specimen_id"]))
    if record is None:
        return
    told = {name: value for name, value in _size(before).items() if name not in ("size_by", "size_at")}
    if told and all(record[name] == value for name, value in told.items()):
        act.update("specimen", _whole(record["id"]), _size(now))


def renumber(act: Act, photo_id: int, number: str, source: str = "typed") -> None:
    """Give the photo another number and, if it belongs to a specimen, move it to that number's specimen.

    A record that is there already keeps what it says; only its empty parts are filled from the photo's decision.
    """
    act.update("photo", photo_id, {"catalogue_number": number, "number_source": source if number else ""})
    decision = latest_decision(act.database, photo_id)
    if decision is None and act.row("specimen_photo", photo_id) is not None:  # its record was edited before
        specimen_for(act, photo_id, number)
    if decision is None or decision.verb is Verb.REJECT:
        return
    specimen_id = specimen_for(act, photo_id, number)
    record = act.row("specimen", specimen_id) or {}
    parts = (("species", _identity), ("size_method", _size), ("notes", _notes))
    for telling, part in parts:
        if not record[telling]:
            write_record(act, specimen_id, part(decision))


def write_record(act: Act, specimen_id: int, values: Row) -> None:
    """Set columns of a record; a verification of its name lapses where the name is given anew."""
    act.update("specimen", specimen_id, values | lapsed(act.row("specimen", specimen_id) or {}, values))


def latest_decision(database: Database, photo_id: int) -> Decision | None:
    """The last decision about the photo that was not undone."""
    found = database.query(
        "SELECT * FROM decision WHERE photo_id = ? AND undone = 0 ORDER BY id DESC LIMIT 1", (photo_id,)
    )
    return next(map(decision_row, found), None)


def _identity(decision: Decision) -> Row:
    """The name, who gave it and when; nothing where the curator is unsure."""
    if decision.verb not in _QUALIFIERS:
        return {}
    return {
        "species": clean_line(decision.species),
        "qualifier": _QUALIFIERS[decision.verb],
        "identified_by": clean_line(decision.who),
        "identified_at": now_text(),
    }


def _size(decision: Decision) -> Row:
    """The size, how it was found, who vouches for it and when; nothing where none was vouched for."""
    size = decision.size
    if size.verb not in _METHODS:
        return {}
    return {
        "length_mm": size.length_mm,
        "length_error_mm": size.length_error_mm,
        "width_mm": size.width_mm,
        "width_error_mm": size.width_error_mm,
        "height_mm": size.height_mm,
        "depth_mm": size.depth_mm,
        "size_method": _METHODS[size.verb],
        "size_by": clean_line(decision.who),
        "size_at": now_text(),
    }


def _notes(decision: Decision) -> Row:
    """Notes replace notes; a decision without any leaves them alone."""
    notes = clean_text(decision.notes)
    return {"notes": notes} if notes else {}


def specimen_for(act: Act, photo_id: int, number: str) -> int:
    """The record that the photo belongs to under ``number``, made where there is none.

    A photo without a number has a record of its own, which takes the number over when it gets one.
    """
    link = act.row("specimen_photo", photo_id)
    linked = None if link is None else act.row("specimen", _whole(link["specimen_id"]))
    if linked is not None and (linked["catalogue_number"] or "") == number:
        return _whole(linked["id"])
    wanted = _by_number(act.database, number) if number else None
    if wanted is None and linked is not None and linked["catalogue_number"] is None:
        act.update("specimen", _whole(linked["id"]), {"catalogue_number": number})
        return _whole(linked["id"])
    if wanted is None:
        wanted = act.insert("specimen", {"guid": uuid4().hex, "catalogue_number": number or None, "origin": "decision"})
    if linked is None:
        act.insert("specimen_photo", {"photo_id": photo_id, "specimen_id": wanted})
    else:
        act.update("specimen_photo", photo_id, {"specimen_id": wanted})
        _leave(act, linked, wanted)
    return wanted


def _leave(act: Act, left: Row, wanted: int) -> None:
    """The photo went from the record ``left`` to ``wanted``: what was typed for a photo without a number goes along."""
    left_id = _whole(left["id"])
    if left["origin"] != "decision" and left["catalogue_number"] is None and not _has_photos(act, left_id):
        hand_over(act, left_id, wanted)
    else:
        drop_if_orphan(act, left_id)


def _unlink(act: Act, photo_id: int) -> None:
    link = act.row("specimen_photo", photo_id)
    if link is not None:
        act.delete("specimen_photo", photo_id)
        drop_if_orphan(act, _whole(link["specimen_id"]))


def drop_if_orphan(act: Act, specimen_id: int) -> None:
    """Remove a record that only decisions about photos made and that no photo belongs to any more."""
    record = act.row("specimen", specimen_id)
    if record is not None and record["origin"] == "decision" and not _has_photos(act, specimen_id):
        act.delete("specimen", specimen_id)


def _has_photos(act: Act, specimen_id: int) -> bool:
    found = act.database.execute("SELECT 1 FROM specimen_photo WHERE specimen_id = ? LIMIT 1", (specimen_id,))
    return found.fetchone() is not None


def _by_number(database: Database, number: str) -> int | None:
    found = database.execute("SELECT id FROM specimen WHERE catalogue_number = ?", (number,)).fetchone()
    return None if found is None else int(found[0])


def _whole(value: object) -> int:
    """A row's id out of a row of mixed values."""
    assert isinstance(value, int)  # the tables are strict
    return value
