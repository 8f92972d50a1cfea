"""The Desk by keyboard: choose, accept, undo; fields keep their keys; late answers are dropped."""

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.catalogue import QueueFilter
from mineral_desk.domain.change import Changes
from mineral_desk.domain.decision import Decision, SizeVerb, Verb
from mineral_desk.domain.errors import CatalogueReadOnly
from mineral_desk.domain.mineral import GroupMatch, Mineral, MineralMatch
from mineral_desk.ui.desk.draft import NameKind
from mineral_desk.ui.desk.name_list import match_words
from mineral_desk.ui.photo_view.layers import Layer
from mineral_desk.ui.photo_view.overlays import covered_plates, found_plates
from mineral_desk.ui.theme.fonts import MEASURE, TITLE
from mineral_desk.ui.window import MainWindow
from tests.ui import scenes
from tests.ui.conftest import Build, settle, wait_for
from tests.ui.standin import StandIn

Key = Qt.Key


def press(window: MainWindow, key: Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key wherever the focus is."""
    target = QApplication.focusWidget() or window
    QTest.keyClick(target, key, modifiers)
    settle(window)


def type_letters(window: MainWindow, letters: str) -> None:
    """Type letters of any script (QTest knows ASCII only)."""
    for letter in letters:
        event = QKeyEvent(QEvent.Type.KeyPress, ord(letter.upper()), Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(QApplication.focusWidget() or window, event)
    settle(window)


def test_opens_the_first_photo_with_the_best_name_chosen(window: MainWindow) -> None:
    draft = window.desk.session.draft
    assert draft is not None
    assert draft.stored.row.id == 1
    assert draft.species == "Lazurite"
    assert window.desk.panel.foot.accept.text() == "Accept Lazurite, 68.8 × 55.1 mm"
    assert window.desk.view.picture is not None


@pytest.mark.parametrize(("key", "species"), [(Key.Key_1, "Lazurite"), (Key.Key_2, "Sodalite"), (Key.Key_5, "Azurite")])
def test_digits_choose_suggestions(window: MainWindow, key: Key, species: str) -> None:
    press(window, key)
    assert window.desk.session.draft is not None
    assert window.desk.session.draft.species == species


def test_a_digit_without_a_suggestion_does_nothing(window: MainWindow) -> None:
    window.desk.show_photo(4)
    press(window, Key.Key_4)
    assert window.desk.session.draft is not None
    assert window.desk.session.draft.species == "Malachite"


def test_enter_accepts_and_goes_on(window: MainWindow, backend: StandIn) -> None:
    press(window, Key.Key_2)
    press(window, Key.Key_Return)
    assert window.desk.session.photo_id == 2
    decision = backend.decisions[0]
    assert (decision.photo_id, decision.verb, decision.species) == (1, Verb.CORRECT, "Sodalite")
    assert decision.size.verb is SizeVerb.ACCEPTED
    assert decision.size.length_mm == 68.8
    assert decision.shown == ("Lazurite", "Sodalite", "Haüyne", "Lazulite", "Azurite")
    assert decision.analysis_id == 1
    assert window.status.words.startswith("FMM 31901 Sodalite, 68.8 × 55.1 mm · saved")


def test_undo_brings_the_photo_back(window: MainWindow, backend: StandIn) -> None:
    press(window, Key.Key_Return)
    assert backend.open_photo(1).decision is not None
    press(window, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert backend.open_photo(1).decision is None
    assert window.desk.session.photo_id == 1
    press(window, Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert backend.open_photo(1).decision is not None


def test_redo_stays_in_the_list_that_is_worked_through(window: MainWindow, backend: StandIn) -> None:
    control, again = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    press(window, Key.Key_Return)
    press(window, Key.Key_Return)
    for _ in range(2):
        press(window, Key.Key_Z, control)
    for photo_id in (1, 2):
        press(window, Key.Key_Z, control | again)
        assert backend.open_photo(photo_id).decision is not None
        assert window.desk.session.photo_id == photo_id
        assert window.desk.queue.current_id() == photo_id
        assert window.desk.queue.model.shown is QueueFilter.TO_DECIDE


def test_a_decided_photo_stays_in_sight(window: MainWindow) -> None:
    press(window, Key.Key_Return)
    model = window.desk.queue.model
    assert model.shown is QueueFilter.TO_DECIDE
    assert [model.row_at(place).id for place in range(model.rowCount())] == [1, 2, 3, 4]  # type: ignore[union-attr]
    assert model.is_kept(1)


def test_digits_and_letters_stay_in_a_text_field(window: MainWindow, backend: StandIn) -> None:
    notes = window.desk.panel.notes
    notes.setFocus()
    QTest.keyClicks(notes, "2 pcs, u 5")
    QTest.keyClick(notes, Key.Key_Return)
    settle(window)
    assert notes.text() == "2 pcs, u 5"
    assert backend.decisions == []
    assert window.desk.session.draft is not None
    assert window.desk.session.draft.species == "Lazurite"
    assert window.desk.panel.foot.accept.key == "Ctrl+Enter"
    press(window, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert backend.decisions[0].notes == "2 pcs, u 5"


def test_escape_leaves_the_field(window: MainWindow) -> None:
    window.desk.panel.notes.setFocus()
    press(window, Key.Key_Escape)
    assert not window.desk.panel.notes.hasFocus()
    assert window.desk.panel.foot.accept.key == "Enter"
    press(window, Key.Key_2)
    assert window.desk.session.draft is not None
    assert window.desk.session.draft.species == "Sodalite"


def test_another_name_is_completed_in_both_languages(window: MainWindow, backend: StandIn) -> None:
    press(window, Key.Key_N)
    field = window.desk.panel.names.field
    assert field.hasFocus()
    QTest.keyClicks(field, "mal")
    assert field.list.isVisible()
    QTest.keyClick(field, Key.Key_Down)
    QTest.keyClick(field, Key.Key_Down)
    QTest.keyClick(field, Key.Key_Return)
    assert window.desk.session.draft is not None
    assert window.desk.session.draft.species == "Maldonite"
    assert not field.list.isVisible()
    field.setFocus()
    type_letters(window, "малах")
    QTest.keyClick(field, Key.Key_Return)
    press(window, Key.Key_Return)
    assert backend.decisions[0].species == "Malachite"


def test_abstaining_says_so_and_offers_the_group(window: MainWindow, backend: StandIn) -> None:
    window.desk.show_photo(3)
    settle(window)
    panel = window.desk.panel
    assert panel.names.heading == "No single name is sure enough"
    assert not panel.foot.accept.isEnabled()
    press(window, Key.Key_Return)
    assert backend.decisions == []
    press(window, Key.Key_G)
    assert panel.foot.accept.text() == "Accept Pyroxene group, size stays open"
    press(window, Key.Key_Return)
    assert (backend.decisions[0].verb, backend.decisions[0].species) == (Verb.GROUP, "Pyroxene group")
    assert backend.decisions[0].size.verb is SizeVerb.OPEN


def test_flags_are_said_in_words_and_settled_by_keys(window: MainWindow) -> None:
    window.desk.show_photo(3)
    settle(window)
    block = window.desk.panel.size_block
    said = " ".join(block.flags.texts())
    assert "Only one face is clear" in said
    assert "Scale known to ± 4.1 %, limit 3 %" in said
    assert "Brush it away." in said
    assert block.state_word == "to check: 3 reasons"
    press(window, Key.Key_S)
    assert window.desk.session.draft is not None
    assert window.desk.session.draft.size().verb is SizeVerb.ACCEPTED
    assert not block.flags.isVisible()
    press(window, Key.Key_D)
    assert window.desk.session.draft.size().verb is SizeVerb.NONE


def test_a_size_and_its_error_are_seen_where_room_is_short(window: MainWindow) -> None:
    block, theme = window.desk.panel.size_block, window.desk._theme
    block.length.show_value(120.9, 11.0, typing=False)
    for width, style in ((200, MEASURE), (104, TITLE)):
        block.length.resize(theme.px(width), block.length.height())
        needed = block.length.value.sizeHint().width() + block.length.error.sizeHint().width()
        assert needed <= block.length.width()
        for column in (block.length, block.width_):
            assert column.value.font().pixelSize() == theme.font(style).pixelSize()


def test_size_typed_by_hand(window: MainWindow, backend: StandIn) -> None:
    press(window, Key.Key_M)
    block = window.desk.panel.size_block
    assert block.length.field.hasFocus()
    QTest.keyClicks(block.length.field, "60,5")
    block.width_.field.setFocus()
    QTest.keyClicks(block.width_.field, "41")
    press(window, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    size = backend.decisions[0].size
    assert (size.verb, size.length_mm, size.width_mm) == (SizeVerb.TYPED, 60.5, 41.0)


def test_the_accept_button_says_a_typed_size_as_it_was_typed(window: MainWindow) -> None:
    press(window, Key.Key_M)
    block, accept = window.desk.panel.size_block, window.desk.panel.foot.accept
    QTest.keyClicks(block.length.field, "35,55")
    QTest.keyClicks(block.width_.field, "22")
    settle(window)
    assert accept.text() == "Accept Lazurite, 35.55 × 22 mm"
    assert accept.shown_words in (accept.text(), "Accept Lazurite and size")


def test_a_typed_size_is_in_the_fields_again_with_all_its_digits(window: MainWindow, backend: StandIn) -> None:
    press(window, Key.Key_M)
    QTest.keyClicks(window.desk.panel.size_block.length.field, "35.55")
    press(window, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    press(window, Key.Key_Up)
    block = window.desk.panel.size_block
    assert block.length.field.text() == "35.55"
    block.height_.field.setFocus()
    QTest.keyClicks(block.height_.field, "9")
    press(window, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    size = backend.decisions[-1].size
    assert (size.length_mm, size.height_mm) == (35.55, 9.0)


@pytest.mark.parametrize("typed", ["abc", "35ю5", "-4", "0"])
def test_what_is_no_length_is_said_and_not_dropped(window: MainWindow, backend: StandIn, typed: str) -> None:
    field = window.desk.panel.size_block.height_.field
    field.setFocus()
    type_letters(window, typed)
    assert f"“{typed}” is no length." in window.desk.panel.size_block.scale_words
    assert window.desk.panel.foot.accept.text() == "Check the typed size"
    press(window, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    window.desk.decide(Verb.UNSURE)
    assert backend.decisions == []
    assert window.desk.session.photo_id == 1
    field.clear()
    QTest.keyClicks(field, "22")
    press(window, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert backend.decisions[0].size.height_mm == 22.0


def test_another_choice_of_size_forgets_what_is_no_length(window: MainWindow, backend: StandIn) -> None:
    press(window, Key.Key_M)
    type_letters(window, "abc")
    press(window, Key.Key_Escape)
    press(window, Key.Key_S)
    press(window, Key.Key_Return)
    assert backend.decisions[0].size.length_mm == 68.8


def begin_by_hand(window: MainWindow) -> None:
    """Choose the second name, type a length and a note, and leave the photo without accepting."""
    press(window, Key.Key_2)
    press(window, Key.Key_M)
    QTest.keyClicks(window.desk.panel.size_block.length.field, "60.5")
    press(window, Key.Key_Escape)
    window.desk.panel.notes.setFocus()
    QTest.keyClicks(window.desk.panel.notes, "old cabinet")
    press(window, Key.Key_Escape)


def begun(window: MainWindow) -> tuple[str, SizeVerb, float | None, str]:
    """What stands on the Desk without being written."""
    draft = window.desk.session.draft
    assert draft is not None
    return draft.species, draft.size_verb, draft.typed.length_mm, draft.notes


BY_HAND = ("Sodalite", SizeVerb.TYPED, 60.5, "old cabinet")


def test_what_was_begun_waits_until_the_photo_is_back(window: MainWindow, backend: StandIn) -> None:
    begin_by_hand(window)
    press(window, Key.Key_Down)
    assert window.desk.session.photo_id == 2
    assert begun(window) != BY_HAND
    press(window, Key.Key_Up)
    assert begun(window) == BY_HAND
    assert window.desk.panel.size_block.length.field.text() == "60.5"
    assert window.desk.panel.notes.text() == "old cabinet"
    press(window, Key.Key_Return)
    decision = backend.decisions[0]
    assert (decision.photo_id, decision.species, decision.size.length_mm) == (1, "Sodalite", 60.5)


def test_a_decision_ends_what_was_begun(window: MainWindow, backend: StandIn) -> None:
    begin_by_hand(window)
    press(window, Key.Key_Return)
    press(window, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.desk.session.photo_id == 1
    assert begun(window) == ("Lazurite", SizeVerb.ACCEPTED, None, "")


def test_what_was_begun_gives_way_to_a_decision_made_elsewhere(window: MainWindow, backend: StandIn) -> None:
    begin_by_hand(window)
    press(window, Key.Key_Down)
    backend.decide(Decision(1, Verb.CORRECT, "Anna", "Azurite"))
    press(window, Key.Key_Up)
    assert begun(window) == ("Azurite", SizeVerb.OPEN, None, "")


def test_what_could_not_be_written_is_not_lost(window: MainWindow, backend: StandIn) -> None:
    begin_by_hand(window)
    backend.fault = CatalogueReadOnly("The catalogue cannot be written.", "Choose another folder.")
    press(window, Key.Key_Return)
    assert window.desk.session.photo_id == 1
    assert begun(window) == BY_HAND


def test_a_number_that_is_written_late_does_not_bring_its_photo_back(
    window: MainWindow, backend: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, set_number = threading.Event(), backend.set_number

    def late(photo_id: int, number: str) -> Changes:
        gate.wait(5)
        return set_number(photo_id, number)

    monkeypatch.setattr(backend, "set_number", late)
    window.desk.panel.head.number_typed.emit("7")
    window.desk.accept()
    assert window.desk.session.photo_id == 2
    gate.set()
    settle(window)
    assert window.desk.session.photo_id == 2
    assert backend.open_photo(1).row.catalogue_number == "7"
    assert [one.photo_id for one in backend.decisions] == [1]
    press(window, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.desk.session.photo_id == 1


def begin_number(window: MainWindow) -> None:
    press(window, Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(window.desk.panel.head.field, "77")


def test_a_number_that_is_being_typed_is_kept_by_accepting(window: MainWindow, backend: StandIn) -> None:
    begin_number(window)
    press(window, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert backend.open_photo(1).row.catalogue_number.endswith("77")
    assert [one.photo_id for one in backend.decisions] == [1]
    assert window.desk.session.photo_id == 2


def test_a_number_is_kept_by_going_on_to_something_else_and_not_by_esc(window: MainWindow, backend: StandIn) -> None:
    before = backend.open_photo(1).row.catalogue_number
    begin_number(window)
    press(window, Key.Key_Escape)
    assert backend.open_photo(1).row.catalogue_number == before
    begin_number(window)
    window.desk.panel.notes.setFocus()
    settle(window)
    assert backend.open_photo(1).row.catalogue_number.endswith("77")


def test_a_size_that_was_said_to_be_right_stays_so_when_a_number_is_typed(window: MainWindow) -> None:
    window.desk.show_photo(3)
    settle(window)
    press(window, Key.Key_S)
    press(window, Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(window.desk.panel.head.field, "7")
    press(window, Key.Key_Return)
    assert window.desk.session.draft is not None
    assert window.desk.session.draft.size().verb is SizeVerb.ACCEPTED


def test_a_height_goes_along_with_the_measured_size(window: MainWindow, backend: StandIn) -> None:
    field = window.desk.panel.size_block.height_.field
    field.setFocus()
    QTest.keyClicks(field, "22")
    press(window, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert backend.decisions[0].size.height_mm == 22.0
    assert backend.decisions[0].size.length_mm == 68.8


def test_unsure_and_set_aside(window: MainWindow, backend: StandIn) -> None:
    press(window, Key.Key_U)
    press(window, Key.Key_X)
    assert [one.verb for one in backend.decisions] == [Verb.UNSURE, Verb.REJECT]
    assert backend.decisions[0].species == ""


def test_letters_are_places_under_a_russian_layout(window: MainWindow, backend: StandIn) -> None:
    # "г" lies on U, "т" on N; without a native code the letter itself tells the place
    type_letters(window, "г")
    assert [one.verb for one in backend.decisions] == [Verb.UNSURE]


def test_a_late_picture_is_dropped(build: Build, backend: StandIn) -> None:
    backend.gate = threading.Event()
    window = build_without_waiting(build, backend)
    window.desk.show_photo(2)
    assert window.desk.view.picture is None
    with wait_for(lambda: window.desk.view.picture is not None):
        backend.gate.set()
    settle(window)
    assert window.desk.view.picture is not None
    assert window.desk.view.picture.sha256 == "sha-2"


def build_without_waiting(build: Build, backend: StandIn) -> MainWindow:
    gate, backend.gate = backend.gate, None
    window = build(backend)
    window.desk.session._pictures.clear()
    backend.gate = gate
    window.desk.show_photo(1)
    window.desk.session.open(1)
    return window


def test_a_decision_that_cannot_be_written_comes_back(window: MainWindow, backend: StandIn) -> None:
    backend.fault = CatalogueReadOnly("The catalogue cannot be written.", "Choose another folder.")
    press(window, Key.Key_Return)
    assert window.desk.session.photo_id == 1
    assert "cannot be written" in window.status.words


def test_space_shows_the_bare_photo_while_held(window: MainWindow) -> None:
    view = window.desk.view
    QTest.keyPress(window, Key.Key_Space)
    assert view.is_bare
    QTest.keyRelease(window, Key.Key_Space)
    assert not view.is_bare


def test_function_keys_toggle_overlays(window: MainWindow) -> None:
    assert Layer.OUTLINE in window.desk.bar.layers
    press(window, Key.Key_F2)
    assert Layer.OUTLINE not in window.desk.bar.layers
    press(window, Key.Key_F6)
    assert Layer.MAP in window.desk.bar.layers


def test_why_opens_the_map_alone_and_brings_the_rest_back(window: MainWindow) -> None:
    before = window.desk.bar.layers
    press(window, Key.Key_W)
    assert window.desk.strip.is_open
    assert window.desk.bar.layers == {Layer.MAP}
    press(window, Key.Key_W)
    assert window.desk.bar.layers == before


def test_arrows_walk_the_queue_and_q_the_filters(window: MainWindow) -> None:
    press(window, Key.Key_Down)
    assert window.desk.session.photo_id == 2
    press(window, Key.Key_Up)
    assert window.desk.session.photo_id == 1
    press(window, Key.Key_Q)
    assert window.desk.queue.model.shown is QueueFilter.SIZE_TO_CHECK
    assert window.desk.session.photo_id == 3


def test_a_photo_that_failed_says_why_and_can_be_tried_again(window: MainWindow, backend: StandIn) -> None:
    window.desk.show_photo(5)
    settle(window)
    panel = window.desk.panel
    assert "ends after 1.2 of 31 MB" in panel.notice.words
    assert panel.foot.accept.text() == "Try again"
    backend.analyse_one = lambda stored: scenes.stored(stored.row.id)
    backend.pictures[backend.open_photo(5).row.path] = scenes.pixels()
    press(window, Key.Key_Return)
    assert backend.open_photo(5).row.error == ""
    assert panel.foot.accept.text() == "Accept Lazurite, 68.8 × 55.1 mm"


def test_analysis_that_arrives_keeps_what_was_typed(build: Build) -> None:
    backend = StandIn([scenes.waiting(1)])
    backend.pictures = {backend.photos[0].row.path: scenes.pixels()}
    window = build(backend)
    window.desk.show_photo(1)
    settle(window)
    assert window.desk.panel.names.heading == "Working"
    window.desk.session.choose_name("Quartz")
    window.desk.session.type_notes("from the old cabinet")
    field = window.desk.panel.names.field
    field.setFocus()
    QTest.keyClicks(field, "mal")
    backend.analyse_one = lambda stored: scenes.stored(stored.row.id)
    window.work.analyse_waiting()
    settle(window)
    draft = window.desk.session.draft
    assert draft is not None
    assert len(draft.suggestions) == 5
    assert (draft.species, draft.notes, draft.typed_before_seeing) == ("Quartz", "from the old cabinet", True)
    assert field.text() == "mal"
    assert field.hasFocus()
    window.desk.show_photo(1)


def test_number_by_hand(window: MainWindow, backend: StandIn) -> None:
    press(window, Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    field = window.desk.panel.head.field
    assert field.hasFocus()
    field.clear()
    QTest.keyClicks(field, "FMM 7")
    press(window, Key.Key_Return)
    assert backend.open_photo(1).row.catalogue_number == "FMM 7"


def test_the_end_of_the_queue(build: Build) -> None:
    backend = StandIn([scenes.stored(1)])
    backend.pictures = {backend.photos[0].row.path: scenes.pixels()}
    window = build(backend)
    press(window, Key.Key_Return)
    assert window.desk.session.photo_id is None


def shown_analysis(window: MainWindow) -> Analysis:
    draft = window.desk.session.draft
    assert draft is not None
    assert draft.stored.analysis is not None
    return draft.stored.analysis


def test_a_plate_is_left_visible_by_a_double_click_and_covered_by_the_menu(window: MainWindow) -> None:
    analysis = shown_analysis(window)
    (plate,) = found_plates(analysis)
    window.desk.bar.set_layers(frozenset({Layer.PLATES}))
    view = window.desk.view
    middle = view.mapFromScene(QPointF(*plate.centre))
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    settle(window)
    assert covered_plates(shown_analysis(window)) == []
    assert found_plates(shown_analysis(window)) == [plate]
    window.commands["turn_plates"].trigger()
    settle(window)
    assert covered_plates(shown_analysis(window)) == [plate]


def test_the_whole_photo_can_be_named_from(window: MainWindow) -> None:
    window.commands["whole_photo"].trigger()
    settle(window)
    assert shown_analysis(window).overrules.specimen_px is not None


def test_what_was_undone_no_longer_counts_as_decided(window: MainWindow) -> None:
    press(window, Key.Key_Return)
    assert next(label.text() for label in window.status.parts).startswith("1 decided")
    press(window, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not any("decided" in label.text() for label in window.status.parts if label.isVisible())


def test_a_group_is_completed_and_decided_as_one(window: MainWindow, backend: StandIn) -> None:
    press(window, Key.Key_N)
    field = window.desk.panel.names.field
    QTest.keyClicks(field, "pyrox")
    assert [match.name for match in field.list.matches] == ["Pyroxene group"]
    QTest.keyClick(field, Key.Key_Return)
    draft = window.desk.session.draft
    assert draft is not None
    assert (draft.name_kind, draft.species) == (NameKind.GROUP, "Pyroxene group")
    press(window, Key.Key_Return)
    settle(window)
    assert (backend.decisions[0].verb, backend.decisions[0].species) == (Verb.GROUP, "Pyroxene group")


def test_a_group_is_told_from_a_species_of_its_name() -> None:
    calcite = Mineral("Calcite", "Кальцит")
    assert match_words(MineralMatch(calcite, "Calcite")) == ("Calcite", "Кальцит")
    assert match_words(GroupMatch("Calcite", "кальцит", "Calcite")) == ("Calcite", "→ Calcite group")
    assert match_words(GroupMatch("Mica", "слюда", "слюды")) == ("Слюды", "→ Mica group")


def test_large_letters_leave_the_names_in_the_queue(build: Build, backend: StandIn) -> None:
    backend.settings = replace(backend.settings, window=replace(backend.settings.window, text_scale=1.5))
    window = build(backend, (1366, 768))
    assert window.desk.queue.width() >= window._theme.px(window._theme.sizes.queue_narrow)
    assert window.desk.view.width() >= window._theme.sizes.photo_least
    assert all(button.isVisible() for button in window.desk.bar.tools.values())
    window.resize(1100, 768)
    settle(window)
    assert window.desk.queue.width() == window._theme.px(window._theme.sizes.queue_compact)
