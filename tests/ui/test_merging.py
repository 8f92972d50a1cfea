"""Merging from the window, on the real services: the preview, the merge, the conflicts and their keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mineral_desk.catalogue.opening import create_catalogue
from mineral_desk.domain.keeping import PreparedRestore
from mineral_desk.domain.merging import Side
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import Folders, find_folders
from mineral_desk.services.settings import Settings, WindowSettings
from mineral_desk.ui.job_dialog import JobDialog
from mineral_desk.ui.merging.conflict_dialog import ConflictDialog
from mineral_desk.ui.merging.merge_dialog import MergeDialog
from mineral_desk.ui.safety import RestoreQuestion
from mineral_desk.ui.services_backend import ServicesBackend
from mineral_desk.ui.window import MainWindow
from tests.catalogue.merging.hands import Person
from tests.ui.conftest import Build, settle, wait_for


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A catalogue of Boris: one record that Anna has too, said otherwise, and one of his own."""
    boris = Person("Boris", tmp_path / "Boris.mdc")
    for photo, number, locality in (("b.jpg", "7", "Altai"), ("c.jpg", "8", "Tsumeb")):
        boris.take_in(photo)
        boris.decide(photo, "Azurite" if number == "8" else "Malachite", number)
        boris.edit(number, locality=locality, donor=f"Donor {number}")
    boris.catalogue.close()
    return boris.path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    anna = Person("Anna", tmp_path / "Музей № 1.mdc")
    anna.take_in("a.jpg")
    anna.decide("a.jpg", "Malachite", "7")
    anna.edit("7", locality="Ural", donor="Somebody")
    anna.catalogue.close()
    found = find_folders()
    settings = Settings(window=WindowSettings(person="Anna"))
    with Desk(Folders(found.models, found.resources, tmp_path / "user"), settings, anna.path) as made:
        yield made


@pytest.fixture
def window(build: Build, desk: Desk) -> MainWindow:
    return build(ServicesBackend(desk))


def wait_for_files(window: MainWindow) -> None:
    with wait_for(lambda: not window.lanes.files.is_busy, 30):
        pass
    settle(window)


def looked(window: MainWindow, other: Path) -> MergeDialog:
    window.merging.show_merge(other)
    wait_for_files(window)
    found: MergeDialog = window.findChildren(MergeDialog)[-1]
    return found


def merged(window: MainWindow, other: Path) -> ConflictDialog:
    dialog = looked(window, other)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    wait_for_files(window)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(window)
    found: ConflictDialog = window.findChildren(ConflictDialog)[-1]
    return found


def press(dialog: ConflictDialog, key: Qt.Key) -> None:
    """Where the focus is: a list takes signs for a search in it unless it is told better."""
    focused = dialog.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)
    window = dialog.parent()
    assert isinstance(window, MainWindow)
    settle(window)


def locality(desk: Desk) -> str:
    record = desk.reading.specimens.by_number("7")
    assert record is not None
    return record.locality


def test_the_preview_tells_what_would_come_and_writes_nothing(window: MainWindow, desk: Desk, other: Path) -> None:
    dialog = looked(window, other)
    assert dialog.brought_words.startswith("This would come: acts: 4, new photos: 2")
    assert [one.part for one in dialog.conflicts.conflicts] == ["locality", "donor"]
    assert desk.reading.specimens.count() == 1
    assert dialog.begin.text() == "Merge"
    dialog.leave.click()
    assert desk.reading.specimens.count() == 1


def test_merged_and_the_conflicts_wait_in_the_menu(window: MainWindow, desk: Desk, other: Path) -> None:
    assert not window.commands["conflicts"].isEnabled()
    dialog = looked(window, other)
    dialog.begin.click()
    wait_for_files(window)
    assert desk.reading.specimens.count() == 2
    assert "before-merge" in dialog.words
    assert dialog.begin.text() == "Settle conflicts"
    assert window.commands["conflicts"].text() == "Conflicts: 2…"
    assert window.commands["undo"].text().startswith("Undo: merging Boris.mdc")


def test_keys_settle_one_after_the_other(window: MainWindow, desk: Desk, other: Path) -> None:
    dialog = merged(window, other)
    assert dialog.table.current is not None
    assert (dialog.ours.words, dialog.theirs.words) == ("Ural", "Altai")
    press(dialog, Qt.Key.Key_2)
    assert locality(desk) == "Altai"
    assert (dialog.ours.words, dialog.theirs.words) == ("Somebody", "Donor 7")
    press(dialog, Qt.Key.Key_1)
    assert dialog.table.conflicts == ()
    assert not window.commands["conflicts"].isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    QTest.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert len(dialog.table.conflicts) == 2
    assert locality(desk) == "Ural"
    assert not dialog.undo.isEnabled()


def test_a_third_value_is_typed_and_digits_belong_to_the_field(window: MainWindow, desk: Desk, other: Path) -> None:
    dialog = merged(window, other)
    press(dialog, Qt.Key.Key_3)
    assert dialog.typed.hasFocus()
    QTest.keyClicks(dialog.typed, "Shaft 12")
    assert len(dialog.table.conflicts) == 2
    QTest.keyClick(dialog.typed, Qt.Key.Key_Return)
    settle(window)
    assert locality(desk) == "Shaft 12"
    assert len(dialog.table.conflicts) == 1


def test_what_cannot_stand_is_said_in_words(window: MainWindow, other: Path, desk: Desk) -> None:
    dialog = merged(window, other)
    (first, _) = dialog.table.conflicts
    desk.write(lambda one: one.conflicts.settle(first.id, Side.OURS, "Anna"))
    press(dialog, Qt.Key.Key_2)
    assert "There is no open conflict" in dialog.words
    assert dialog.table.isEnabled()


def test_undo_of_a_merge_offers_the_copy_made_before(
    window: MainWindow, desk: Desk, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = looked(window, other)
    dialog.begin.click()
    wait_for_files(window)
    dialog.done(0)
    monkeypatch.setattr(RestoreQuestion, "exec", lambda _: 0)
    agreed: list[PreparedRestore] = []
    window.safety.restore_agreed.disconnect()
    window.safety.restore_agreed.connect(agreed.append)
    monkeypatch.setattr(RestoreQuestion, "is_agreed", lambda _: True)
    window.commands["undo"].trigger()
    with wait_for(lambda: bool(agreed), 30):
        pass
    assert "before-merge" in agreed[0].backup.name
    assert agreed[0].then.photos == 1
    assert window.findChildren(JobDialog)[-1].windowTitle() == "Restore from a backup"
    window.backend.give_up_restore(agreed[0])
    assert desk.reading.specimens.count() == 2


def test_a_file_that_is_none_is_refused_in_the_dialog(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "text.mdc").write_text("no database", encoding="utf-8")
    dialog = looked(window, tmp_path / "text.mdc")
    assert "no catalogue, or it is damaged" in dialog.words
    assert dialog.report is None


def test_nothing_new_closes(window: MainWindow, tmp_path: Path) -> None:
    create_catalogue(tmp_path / "empty.mdc").close()
    dialog = looked(window, tmp_path / "empty.mdc")
    assert dialog.brought_words == "empty.mdc holds nothing that is not here."
    assert dialog.begin.text() == "Close"
