"""A second person, earlier states, many records at once, and the one key that says why."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from mineral_desk.catalogue.opening import Catalogue
from mineral_desk.domain.catalogue import QueueFilter
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.verification import VerificationStatus
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import Folders, find_folders
from mineral_desk.services.settings import Settings, WindowSettings
from mineral_desk.ui.actions import Place
from mineral_desk.ui.contest_dialog import ContestDialog
from mineral_desk.ui.history_dialog import BEFORE, WHAT, HistoryDialog
from mineral_desk.ui.many_records import ManyRecordsDialog
from mineral_desk.ui.record_dialog import RecordDialog
from mineral_desk.ui.services_backend import ServicesBackend
from mineral_desk.ui.widgets.labels import ElidedLabel
from mineral_desk.ui.window import MainWindow
from tests.ui import scenes
from tests.ui.conftest import Build, settle
from tests.ui.standin import StandIn

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Kind = TypeVar("Kind", bound=QDialog)
VERIFIED, CONTESTED = VerificationStatus.VERIFIED, VerificationStatus.CONTESTED


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Boris sits before four photos: two that Anna decided, one of his own, one to decide."""
    found = find_folders()
    settings = Settings(window=WindowSettings(person="Boris"))
    with Desk(Folders(found.models, found.resources, tmp_path), settings, tmp_path / "Музей № 1.mdc") as made:
        made.write(fill)
        yield made


def fill(catalogue: Catalogue) -> None:
    for number, who, species in ((1, "Anna", "Malachite"), (2, "Anna", "Azurite"), (3, "Boris", "Quartz"), (4, "", "")):
        analysis = scenes.stored(number, (("Malachite", 0.9),)).analysis
        assert analysis is not None
        analysis = replace(analysis, photo=replace(analysis.photo, sha256=f"{number:064}"))
        photo_id, _, _ = catalogue.photos.add(analysis.photo, f"N {number}", "file name", who="Anna")
        catalogue.analyses.add(photo_id, analysis, "fingerprint")
        if who:
            size = SizeDecision(SizeVerb.TYPED, 10.0 * number)
            catalogue.decisions.add(Decision(photo_id, Verb.ACCEPT, who, species, size=size))


@pytest.fixture
def window(build: Build, desk: Desk) -> MainWindow:
    made = build(ServicesBackend(desk))
    made.desk.queue.show_filter(QueueFilter.ALL)
    show(made, 1)
    return made


def show(window: MainWindow, photo_id: int) -> None:
    window.desk.show_photo(photo_id)
    settle(window)


def press(window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window, key, modifiers)
    QApplication.processEvents()


def dialog_of(window: MainWindow, kind: type[Kind]) -> Kind:
    return next(one for one in window.findChildren(kind) if one.isVisible())


def choose_rows(window: MainWindow, *numbers: str) -> None:
    """Choose these rows of the Catalogue as a hand with the Ctrl key does."""
    window.show_place(Place.CATALOGUE)
    settle(window)
    model, table = window.catalogue.model, window.catalogue.table
    table.clearSelection()
    flag = table.selectionModel().SelectionFlag
    for row in range(model.rowCount()):
        found = model.row_at(row)
        if found is not None and found.catalogue_number in numbers:
            table.selectionModel().select(model.index(row, 0), flag.Select | flag.Rows)
    assert len(window.catalogue.chosen_records) == len(numbers)


def status_of(desk: Desk, number: str) -> VerificationStatus:
    record = desk.reading.specimens.by_number(number)
    assert record is not None
    return record.verification


def places_of(desk: Desk) -> list[str]:
    rows = desk.reading.database.execute("SELECT locality FROM specimen ORDER BY id")
    return [row[0] for row in rows]


# a second person


def test_v_verifies_on_the_desk_and_undo_takes_it_back(window: MainWindow, desk: Desk) -> None:
    press(window, Qt.Key.Key_V)
    settle(window)
    assert status_of(desk, "N 1") is VERIFIED
    assert window.status.words.startswith("Verify Malachite")
    assert any("Verified Malachite by Boris" in one.text() for one in window.desk.panel.findChildren(ElidedLabel))
    press(window, Qt.Key.Key_Z, CONTROL)
    settle(window)
    assert status_of(desk, "N 1") is VerificationStatus.OPEN


def test_ones_own_name_cannot_be_verified(window: MainWindow, desk: Desk) -> None:
    show(window, 3)
    press(window, Qt.Key.Key_V)
    settle(window)
    assert "whoever gave the name cannot verify it" in window.status.words
    assert status_of(desk, "N 3") is VerificationStatus.OPEN


def test_what_is_not_decided_cannot_be_verified(window: MainWindow) -> None:
    show(window, 4)
    press(window, Qt.Key.Key_V)
    assert "Nothing is decided about this photo yet." in window.status.words


def test_a_name_is_contested_with_a_reason_that_stands_beside_the_photo(window: MainWindow, desk: Desk) -> None:
    press(window, Qt.Key.Key_V, SHIFT)
    dialog = dialog_of(window, ContestDialog)
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.isVisible(), "without a reason nothing is contested"
    QTest.keyClicks(dialog.field, "streak is 1 white")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    settle(window)
    record = desk.reading.specimens.by_number("N 1")
    assert record is not None
    assert (record.verification, record.verification_reason) == (CONTESTED, "streak is 1 white")
    assert window.desk.panel.notice.isVisible()
    assert window.backend.queue_counts()[QueueFilter.NAME_UNSURE] == 1
    assert window.backend.photo_row(1).verification is CONTESTED


def test_several_rows_are_verified_as_one_step(window: MainWindow, desk: Desk) -> None:
    choose_rows(window, "N 1", "N 2", "N 3")
    press(window, Qt.Key.Key_V)
    settle(window)
    assert [status_of(desk, f"N {n}") for n in (1, 2, 3)] == [VERIFIED, VERIFIED, VerificationStatus.OPEN]
    assert "1 passed over: whoever gave the name cannot verify it." in window.status.words
    assert len(window.catalogue.chosen_records) == 3, "what was chosen stays chosen"
    press(window, Qt.Key.Key_Z, CONTROL)
    settle(window)
    assert status_of(desk, "N 2") is VerificationStatus.OPEN


def test_several_photos_of_the_queue_are_verified_as_one_step(window: MainWindow, desk: Desk) -> None:
    window.desk.queue.list.selectAll()
    press(window, Qt.Key.Key_V)
    settle(window)
    assert [status_of(desk, f"N {n}") for n in (1, 2, 3)] == [VERIFIED, VERIFIED, VerificationStatus.OPEN]
    assert window.status.words.startswith("Verify 2 names")


def test_the_record_says_who_verified_it_and_leads_to_its_history(window: MainWindow, desk: Desk) -> None:
    desk.write(lambda one: one.verifications.add([1], VERIFIED, "Carla"))
    press(window, Qt.Key.Key_R, CONTROL)
    dialog = dialog_of(window, RecordDialog)
    assert any("Named by Anna · Verified by Carla" in one.text() for one in dialog.findChildren(ElidedLabel))
    QTest.keyClicks(dialog.fields["donor"], "x")
    QTest.keyClick(dialog, Qt.Key.Key_H, CONTROL)
    assert "first" in dialog.words
    dialog.fields["donor"].clear()
    QTest.keyClick(dialog, Qt.Key.Key_H, CONTROL)
    QApplication.processEvents()
    assert dialog_of(window, HistoryDialog).lines.rowCount() == 4


# earlier states


def test_a_state_is_seen_and_brought_back(window: MainWindow, desk: Desk) -> None:
    desk.write(lambda one: one.decisions.add(Decision(1, Verb.CORRECT, "Anna", "Azurite")))
    show(window, 2)
    show(window, 1)
    press(window, Qt.Key.Key_H, CONTROL)
    dialog = dialog_of(window, HistoryDialog)
    dialog.resize(1120, 620)
    assert dialog.lines.sizeHintForColumn(WHAT) <= dialog.lines.columnWidth(WHAT), "what was done is said in full"
    assert not dialog.bring_back.isEnabled(), "the latest line is how it stands"
    dialog.lines.selectRow(1)
    rows = [[dialog.state.item(row, column).text() for column in range(3)] for row in range(dialog.state.rowCount())]
    assert ["name", "Azurite", "Malachite"] in rows
    QTest.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    settle(window)
    record = desk.reading.specimens.by_number("N 1")
    assert record is not None
    assert record.species == "Malachite"
    assert window.desk.session.draft is not None
    assert window.desk.session.draft.species == "Malachite"
    press(window, Qt.Key.Key_Z, CONTROL)
    settle(window)
    record = desk.reading.specimens.by_number("N 1")
    assert record is not None
    assert record.species == "Azurite"


def test_a_state_that_cannot_come_back_says_why(window: MainWindow, desk: Desk) -> None:
    desk.write(lambda one: one.photos.set_number(1, "N 9", "Anna"))
    desk.write(lambda one: one.photos.set_number(2, "N 1", "Anna"))
    show(window, 2)
    show(window, 1)
    press(window, Qt.Key.Key_H, CONTROL)
    dialog = dialog_of(window, HistoryDialog)
    dialog.lines.selectRow(dialog.lines.rowCount() - 3)
    assert "belongs to another record now" in dialog.words
    assert not dialog.bring_back.isEnabled()


def test_columns_in_which_nothing_stands_leave_their_room(window: MainWindow, desk: Desk) -> None:
    show(window, 2)
    press(window, Qt.Key.Key_H, CONTROL)
    dialog = dialog_of(window, HistoryDialog)
    assert dialog.lines.isColumnHidden(BEFORE)
    dialog.reject()
    desk.write(lambda one: one.specimens.edit(2, {"donor": "Fersman"}, "Anna"))
    press(window, Qt.Key.Key_H, CONTROL)
    dialog = dialog_of(window, HistoryDialog)
    assert not dialog.lines.isColumnHidden(BEFORE)
    assert "Fersman" in dialog.lines.item(0, BEFORE).text()


# many records


def test_many_records_are_changed_as_one_step(window: MainWindow, desk: Desk) -> None:
    choose_rows(window, "N 1", "N 2", "N 3")
    press(window, Qt.Key.Key_R, CONTROL)
    dialog = dialog_of(window, ManyRecordsDialog)
    QTest.keyClicks(dialog.fields["locality"], "Ural 7")
    QTest.keyClick(dialog.fields["locality"], Qt.Key.Key_Return)
    assert dialog.isVisible(), "Enter alone changes nothing"
    QTest.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    settle(window)
    assert places_of(desk) == ["Ural 7"] * 3
    assert window.status.words.startswith("Edit 3 records")
    press(window, Qt.Key.Key_6)
    settle(window)
    assert desk.reading.history.lines(2)[0].why == "looked at the specimen"
    press(window, Qt.Key.Key_Z, CONTROL)
    settle(window)
    assert desk.reading.history.lines(2)[0].what == "Undo: Edit 3 records"
    assert places_of(desk) == [""] * 3


def test_a_ticked_empty_field_is_emptied_and_a_strange_name_is_asked_about(
    window: MainWindow, backend: StandIn
) -> None:
    dialog = ManyRecordsDialog(window._theme, backend, 3, window)
    kept: list[dict[str, str]] = []
    dialog.kept.connect(kept.append)
    assert not dialog.keep.isEnabled()
    dialog.boxes["notes"].setChecked(True)
    assert "Notes" in dialog.words
    QTest.keyClicks(dialog.fields["species"], "Kryptonite")
    dialog.keep.click()
    assert (kept, "not in the list" in dialog.words) == ([], True)
    dialog.keep.click()
    assert kept == [{"species": "Kryptonite", "notes": ""}]


# why


def correct(window: MainWindow, name: str = "Azurite") -> None:
    show(window, 4)
    window.desk.session.choose_name(name)
    window.desk.accept()
    settle(window)


def test_one_key_after_a_correction_says_why(window: MainWindow, desk: Desk) -> None:
    correct(window)
    assert window.status.reasons.isVisible()
    assert [button.key for button in window.status.reasons.buttons] == ["6", "7", "8", "9"]
    show(window, 2)
    press(window, Qt.Key.Key_7)
    settle(window)
    assert window.desk.session.photo_id == 2, "the curator is on another photo long since"
    assert not window.status.reasons.isVisible()
    line = desk.reading.history.lines(4)[0]
    assert (line.who, line.what.split(",")[0], line.why) == ("Boris", "Corrected to Azurite", "the label says so")
    assert window.status.words.endswith("the label says so")
    press(window, Qt.Key.Key_7)
    settle(window)
    assert len(desk.reading.database.execute("SELECT * FROM operation_reason").fetchall()) == 1


def test_the_next_photo_takes_its_own_keys_meanwhile(window: MainWindow, desk: Desk) -> None:
    correct(window)
    show(window, 2)
    press(window, Qt.Key.Key_1)
    draft = window.desk.session.draft
    assert draft is not None
    assert draft.species == "Malachite"
    assert window.status.reasons.isVisible()
    press(window, Qt.Key.Key_Return)  # Malachite instead of Azurite: the question is about this photo now
    settle(window)
    press(window, Qt.Key.Key_8)
    settle(window)
    assert desk.reading.history.lines(2)[0].why == "a slip"
    assert desk.reading.history.lines(4)[0].why == ""


def test_accepting_asks_nothing(window: MainWindow) -> None:
    show(window, 4)
    window.desk.accept()
    settle(window)
    assert not window.status.reasons.isVisible()


def test_undo_and_escape_take_the_question_back(window: MainWindow, desk: Desk) -> None:
    correct(window)
    press(window, Qt.Key.Key_Escape)
    assert not window.status.reasons.isVisible()
    press(window, Qt.Key.Key_Z, CONTROL)
    settle(window)
    correct(window)
    press(window, Qt.Key.Key_Z, CONTROL)
    settle(window)
    assert not window.status.reasons.isVisible()
    press(window, Qt.Key.Key_6)
    settle(window)
    assert desk.reading.database.execute("SELECT count(*) FROM operation_reason").fetchone()[0] == 0


def test_words_of_ones_own_and_digits_in_a_field(window: MainWindow, desk: Desk) -> None:
    correct(window)
    press(window, Qt.Key.Key_0)
    field = window.status.reasons.field
    assert field.isVisible()
    QTest.keyClicks(field, "see catalogue of 1967")
    QTest.keyClick(field, Qt.Key.Key_Return)
    settle(window)
    assert desk.reading.history.lines(4)[0].why == "see catalogue of 1967"
    correct(window, "Quartz")
    window.desk.panel.notes.setFocus()
    QTest.keyClicks(window.desk.panel.notes, "678")
    assert window.desk.panel.notes.text() == "678"
    settle(window)
    assert desk.reading.history.lines(4)[0].why == ""


def test_the_reasons_are_the_museums_own(build: Build, desk: Desk) -> None:
    told = replace(desk.settings.window, reasons="X-ray;  seen under  UV ; ;new label;four;five")
    desk.settings = replace(desk.settings, window=told)
    window = build(ServicesBackend(desk))
    window.desk.queue.show_filter(QueueFilter.ALL)
    correct(window)
    assert [button.text() for button in window.status.reasons.buttons] == [
        "X-ray",
        "seen under UV",
        "new label",
        "four",
    ]
    assert window.commands["reason_2"].text() == "Why: seen under UV\t7"
    press(window, Qt.Key.Key_7)
    settle(window)
    assert desk.reading.history.lines(4)[0].why == "seen under UV"


def test_the_question_leaves_a_small_window_small(build: Build, desk: Desk) -> None:
    window = build(ServicesBackend(desk), (700, 420))
    window.desk.queue.show_filter(QueueFilter.ALL)
    correct(window)
    assert (window.width(), window.height()) == (700, 420)
    assert window.status.reasons.other.isVisible()
    press(window, Qt.Key.Key_9)
    settle(window)
    assert desk.reading.history.lines(4)[0].why == "determined by a specialist"


def test_rows_stay_chosen_where_the_list_is_sorted(window: MainWindow) -> None:
    choose_rows(window, "N 1", "N 3")
    chosen = set(window.catalogue.chosen_records)
    window.catalogue.turn_sorting()
    settle(window)
    assert set(window.catalogue.chosen_records) == chosen
    window.catalogue.head.field.setText("azurite")
    settle(window)
    assert window.catalogue.chosen_records == []
