"""Another language or other colours build the window anew: nothing that was begun is lost by it."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mineral_desk.domain.catalogue import QueueFilter
from mineral_desk.domain.decision import SizeVerb
from mineral_desk.services.whose import Whose
from mineral_desk.ui.actions import Place
from mineral_desk.ui.running import Program
from mineral_desk.ui.window import MainWindow
from tests.ui.conftest import settle, wait_for
from tests.ui.standin import StandIn

Key = Qt.Key


@pytest.fixture
def program(qapp: QApplication, backend: StandIn) -> Iterator[Program]:
    made = Program(backend)
    settle(made.open())
    yield made
    assert made.window is not None
    made.window.close()


def press(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key)
    settle(window)


def rebuilt(program: Program, theme: str = "dark") -> MainWindow:
    """The window after the settings asked for other colours."""
    before = program.window
    assert before is not None
    settings = before.backend.settings
    before.preferences._use(replace(settings, window=replace(settings.window, theme=theme)))
    with wait_for(lambda: program.window is not before):
        pass
    after = program.window
    assert after is not None
    settle(after)
    return after


def test_what_was_begun_is_there_in_the_new_window(program: Program, backend: StandIn) -> None:
    window = program.window
    assert window is not None
    press(window, Key.Key_Down)
    press(window, Key.Key_2)
    press(window, Key.Key_M)
    QTest.keyClicks(window.desk.panel.size_block.length.field, "60.5")
    window.desk.panel.notes.setFocus()
    QTest.keyClicks(window.desk.panel.notes, "old cabinet")
    window = rebuilt(program)
    draft = window.desk.session.draft
    assert draft is not None
    assert (draft.stored.row.id, draft.species, draft.size_verb) == (2, "Malachite", SizeVerb.TYPED)
    assert window.desk.queue.current_id() == 2
    assert window.desk.panel.size_block.length.field.text() == "60.5"
    assert window.desk.panel.notes.text() == "old cabinet"
    press(window, Key.Key_Return)
    (decision,) = backend.decisions
    assert (decision.photo_id, decision.size.length_mm, decision.notes) == (2, 60.5, "old cabinet")


def test_a_number_that_is_being_typed_is_kept(program: Program, backend: StandIn) -> None:
    window = program.window
    assert window is not None
    window.desk.panel.head.edit_number()
    window.desk.panel.head.field.setText("N 77")
    rebuilt(program)
    assert backend.open_photo(1).row.catalogue_number == "N 77"


def test_other_photos_keep_what_was_begun_about_them_too(program: Program) -> None:
    window = program.window
    assert window is not None
    press(window, Key.Key_2)
    press(window, Key.Key_Down)
    window = rebuilt(program)
    assert window.desk.session.photo_id == 2
    press(window, Key.Key_Up)
    draft = window.desk.session.draft
    assert draft is not None
    assert draft.species == "Sodalite"


def test_the_list_the_place_and_the_search_stay(program: Program) -> None:
    window = program.window
    assert window is not None
    window.desk.queue.show_filter(QueueFilter.SIZE_TO_CHECK)
    window.catalogue.head.field.setText("mala")
    window.storage.plan_for(Whose("mala"))
    window.show_place(Place.CATALOGUE)
    settle(window)
    window = rebuilt(program)
    assert window.place is Place.CATALOGUE
    assert window.desk.queue.model.shown is QueueFilter.SIZE_TO_CHECK
    assert window.desk.session.photo_id == 3
    assert window.catalogue.head.field.text() == "mala"
    assert window.storage.whose == Whose("mala")


def test_a_photo_that_was_just_decided_stays_in_its_list(program: Program) -> None:
    window = program.window
    assert window is not None
    window.desk.queue.show_filter(QueueFilter.SIZE_TO_CHECK)
    window.desk.show_photo(3)
    press(window, Key.Key_U)
    window.desk.show_photo(3)
    window = rebuilt(program)
    assert (window.desk.session.photo_id, window.desk.queue.current_id()) == (3, 3)
    assert window.desk.queue.model.shown is QueueFilter.SIZE_TO_CHECK


def test_photos_that_are_being_taken_in_are_taken_in_to_the_end(
    program: Program, backend: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window = program.window
    assert window is not None
    taken, gate, take_in = [], threading.Event(), backend.take_in

    def slow(places):
        taken.append(tuple(places))
        gate.wait(0.2)
        return take_in(places)

    monkeypatch.setattr(backend, "take_in", slow)
    window.take_in([tmp_path])
    window.work.pause(True)
    window = rebuilt(program)
    assert taken[-1] == (tmp_path,)
    assert len(taken) == 2
    assert window.work.is_paused
    assert window.place is Place.INTAKE


def test_another_catalogue_begins_afresh(program: Program, backend: StandIn, tmp_path: Path) -> None:
    window = program.window
    assert window is not None
    press(window, Key.Key_2)
    window.exchange.open(tmp_path / "other.mdc")
    before = window
    with wait_for(lambda: program.window is not before):
        pass
    after = program.window
    assert after is not None
    settle(after)
    draft = after.desk.session.draft
    assert draft is not None
    assert draft.species == "Lazurite"
