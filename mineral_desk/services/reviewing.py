"""The curator's side: the queue, one photo with all that is known about it, decisions, undo."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mineral_desk.domain.analysis import Overrules
from mineral_desk.domain.catalogue import HistoryLine, PhotoRow, QueueFilter, StoredPhoto
from mineral_desk.domain.change import Changes, Operation
from mineral_desk.domain.decision import Decision
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.region import RegionKind
from mineral_desk.services.desk import Desk
from mineral_desk.services.taking_in import facts


def queue_rows(desk: Desk, filter: QueueFilter, limit: int = 200, offset: int = 0) -> list[PhotoRow]:
    """A page of the queue in the order photos were taken in."""
    return desk.reading.queue.rows(filter, limit, offset)


def queue_counts(desk: Desk) -> dict[QueueFilter, int]:
    """How many photos each filter shows."""
    return desk.reading.queue.counts()


def set_aside_rows(desk: Desk) -> list[PhotoRow]:
    """The photos set aside by the clean-up, those that failed included."""
    return desk.reading.queue.set_aside()


def open_photo(desk: Desk, photo_id: int) -> StoredPhoto:
    """Everything known about one photo."""
    return desk.reading.stored(photo_id)


def photos_of_same_specimen(desk: Desk, photo_id: int) -> list[PhotoRow]:
    """The other photos of its specimen, by the record or the number, in the order they were taken in."""
    return desk.reading.photos.of_same_specimen(photo_id)


def find_photo(desk: Desk, path: Path) -> PhotoRow | None:
    """The photo with the bytes of the file at ``path``, whatever it was called when it was taken in."""
    return desk.reading.photos.by_sha256(facts(path).sha256)


def history(desk: Desk, photo_id: int) -> list[HistoryLine]:
    """What happened to the photo, latest first."""
    return desk.reading.history.lines(photo_id)


def decide(desk: Desk, decision: Decision) -> Changes:
    """Keep a decision for good; ``who`` is filled in from the settings."""
    signed = replace(decision, who=decision.who or desk.settings.who)
    return desk.write(lambda catalogue: catalogue.decisions.add(signed))


def undo(desk: Desk) -> Changes:
    """Take the last act back; empty changes where there is none."""
    return desk.write(lambda catalogue: catalogue.history.undo(desk.settings.who))


def redo(desk: Desk) -> Changes:
    """Do the act last taken back again."""
    return desk.write(lambda catalogue: catalogue.history.redo(desk.settings.who))


def can_undo(desk: Desk) -> Operation | None:
    """The act that :func:`undo` would take back."""
    return desk.reading.history.can_undo()


def can_redo(desk: Desk) -> Operation | None:
    """The act that :func:`redo` would do again."""
    return desk.reading.history.can_redo()


def set_number(desk: Desk, photo_id: int, number: str) -> Changes:
    """Give a photo its catalogue number by hand."""
    return desk.write(lambda catalogue: catalogue.photos.set_number(photo_id, number, desk.settings.who))


def overrule(desk: Desk, photo_id: int, overrules: Overrules) -> Changes:
    """Say where the clean-up was wrong; the photo waits for a new analysis after it."""
    return desk.write(lambda catalogue: catalogue.photos.overrule(photo_id, overrules, desk.settings.who))


def turn_plate(desk: Desk, photo_id: int, plate_px: Box) -> Changes:
    """Leave the plate found at ``plate_px`` visible to the naming model, or cover it again."""
    before = desk.reading.photos.overrules(photo_id)
    kept = tuple(box for box in before.uncovered_px if box.intersection(plate_px).area == 0)
    turned = kept if len(kept) < len(before.uncovered_px) else (*kept, plate_px)
    return overrule(desk, photo_id, replace(before, uncovered_px=turned))


def turn_plates(desk: Desk, photo_id: int) -> Changes:
    """Leave all plates found visible to the naming model, or cover them again."""
    before, latest = desk.reading.photos.overrules(photo_id), desk.reading.analyses.latest(photo_id)
    found = latest[1].regions_of(RegionKind.LABEL) if latest is not None else ()
    visible = () if before.uncovered_px else tuple(plate.box_px for plate in found)
    return overrule(desk, photo_id, replace(before, uncovered_px=visible))


def turn_whole_photo(desk: Desk, photo_id: int) -> Changes:
    """Name from the whole photo instead of the crop on the specimen, or from the crop again."""
    before, photo = desk.reading.photos.overrules(photo_id), desk.reading.photos.facts(photo_id)
    whole = Box(0, 0, photo.width_px, photo.height_px)
    return overrule(desk, photo_id, replace(before, specimen_px=None if before.specimen_px == whole else whole))


def choose_specimen(desk: Desk, photo_id: int, specimen_px: Box) -> Changes:
    """Say where the specimen is; boxes are pixels of the upright photo at full size."""
    return overrule(desk, photo_id, replace(desk.reading.photos.overrules(photo_id), specimen_px=specimen_px))


def take_in_anyway(desk: Desk, photo_ids: Sequence[int]) -> Changes:
    """Bring photos that were set aside to the Desk: every issue found is accepted."""
    changes = Changes()
    for photo_id in photo_ids:
        stored = open_photo(desk, photo_id)
        issues = frozenset(issue.code for issue in stored.analysis.quality.issues) if stored.analysis else frozenset()
        before = desk.reading.photos.overrules(photo_id)
        changes |= overrule(desk, photo_id, replace(before, accepted_issues=before.accepted_issues | issues))
    return changes
