"""Sizes set by hand: kept with their marks, told in words, and read with care from a file of unknown origin."""

import sqlite3
from collections.abc import Callable

import pytest

from mineral_desk.catalogue.opening import Catalogue, open_catalogue
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.hand import NO_MARKS, HandMarks

TakeIn = Callable[..., int]
LINE = ((10.5, 20.25), (110.123456789, 20.25))
RULER = HandMarks(scale_line_px=LINE, scale_line_mm=50.0)
BY_HAND = SizeDecision(SizeVerb.ADJUSTED, 52.1, 33.0, 20.0, 2.5, 1.5, 12.0, RULER)


def decided(photo_id: int, size: SizeDecision) -> Decision:
    return Decision(photo_id, Verb.ACCEPT, "A. Curator", "Malachite", "7", size=size)


def test_marks_and_depth_come_back_after_reopening(catalogue: Catalogue, take_in: TakeIn) -> None:
    photo_id = take_in("a.jpg")
    catalogue.decisions.add(decided(photo_id, BY_HAND))
    with open_catalogue(catalogue.path) as again:
        kept = again.decisions.latest(photo_id)
        assert kept is not None
        assert kept.size == BY_HAND
        row = next(again.database.query("SELECT size_method, size_by, size_at, depth_mm FROM specimen"))
        assert (row["size_method"], row["size_by"], row["depth_mm"]) == ("adjusted", "A. Curator", 12.0)
        assert row["size_at"]
    catalogue.history.undo("Anna")
    assert catalogue.specimens.count() == 0


@pytest.mark.parametrize(
    ("marks", "told"),
    [
        (RULER, "52.1 × 33.0 mm set by hand from a line of known length"),
        (
            HandMarks(outline_px=(*LINE, (0.0, 0.0)), length_line_px=LINE),
            "set by hand from a size line and the outline",
        ),
        (NO_MARKS, "52.1 × 33.0 mm set by hand"),
    ],
)
def test_the_history_says_from_what_a_size_was_set(
    catalogue: Catalogue, take_in: TakeIn, marks: HandMarks, told: str
) -> None:
    photo_id = take_in("a.jpg")
    catalogue.decisions.add(decided(photo_id, SizeDecision(SizeVerb.ADJUSTED, 52.1, 33.0, marks=marks)))
    line = catalogue.history.lines(photo_id)[0]
    assert line.who == "A. Curator"
    assert line.what.endswith(told)


def test_a_decision_without_marks_keeps_none(catalogue: Catalogue, take_in: TakeIn) -> None:
    catalogue.decisions.add(decided(take_in("a.jpg"), SizeDecision(SizeVerb.TYPED, 5.0)))
    assert catalogue.database.execute("SELECT hand_marks FROM decision").fetchone() == (None,)


def test_marks_that_make_no_sense_are_passed_over_and_the_size_stays(catalogue: Catalogue, take_in: TakeIn) -> None:
    photo_id = take_in("a.jpg")
    catalogue.decisions.add(decided(photo_id, BY_HAND))
    before = catalogue.database.execute("SELECT hand_marks FROM decision").fetchone()
    catalogue.database.execute("DROP TRIGGER decision_unchanged")
    catalogue.database.execute("PRAGMA ignore_check_constraints = ON")
    for text in ('{"scale_line_mm": 1e999}', '{"outline_px": "' + "x" * 100 + '"}', "[]", "no json"):
        with catalogue.database.conn:
            catalogue.database.execute("UPDATE decision SET hand_marks = ?", (text,))
        kept = catalogue.decisions.latest(photo_id)
        assert kept is not None
        assert kept.size.marks == NO_MARKS
        assert kept.size.length_mm == 52.1
    with catalogue.database.conn:
        catalogue.database.execute("UPDATE decision SET hand_marks = ?", before)


def test_marks_are_never_changed(catalogue: Catalogue, take_in: TakeIn) -> None:
    catalogue.decisions.add(decided(take_in("a.jpg"), BY_HAND))
    for column in ("hand_marks", "depth_mm"):
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            catalogue.database.execute(f"UPDATE decision SET {column} = NULL")


def test_depth_can_be_typed_into_the_record(catalogue: Catalogue, take_in: TakeIn) -> None:
    catalogue.decisions.add(decided(take_in("a.jpg"), BY_HAND))
    catalogue.specimens.edit(1, {"depth_mm": 14.5}, "Anna")
    record = catalogue.specimens.get(1)
    assert record is not None
    assert record.depth_mm == 14.5
