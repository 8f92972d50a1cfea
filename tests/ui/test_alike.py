"""The museum's memory in the window: suggestions renewed, why, cards, and the gallery of what looks alike."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mineral_desk.domain.catalogue import PhotoRow, PhotoState
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.neighbours import AlikePhoto, MuseumEvidence
from mineral_desk.domain.suggestion import Recommendation, Suggestion, Suggestions
from mineral_desk.ui import words
from mineral_desk.ui.actions import Place
from mineral_desk.ui.desk.queue_model import ROW_ROLE
from mineral_desk.ui.window import MainWindow
from tests.ui import scenes
from tests.ui.conftest import Build, settle, wait_for
from tests.ui.standin import StandIn
from tests.ui.test_desk import press

Key = Qt.Key
WHEN = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
NEAREST = (
    AlikePhoto(2, Path("FMM_31902_01.JPG"), "sha-2", 0.93, "Lazurite", "FMM 18220", "A. Petrova", WHEN),
    AlikePhoto(4, Path("FMM_31904_01.JPG"), "sha-4", 0.62, "Sodalite", "FMM 9071", "I. Orlov", WHEN),
)
EVIDENCE = MuseumEvidence(NEAREST, {"Lazurite": 5, "Sodalite": 2}, 8)


@pytest.fixture
def museum(backend: StandIn) -> StandIn:
    """The first photo's suggestions know two confirmed specimens."""
    backend.photos[0] = replace(backend.photos[0], evidence=EVIDENCE)
    backend.alike = [*NEAREST, AlikePhoto(3, Path("FMM_31903_01.JPG"), "sha-3", 0.2, "", "FMM 31903")]
    return backend


def test_each_suggestion_says_where_it_comes_from(build: Build, museum: StandIn) -> None:
    window = build(museum)
    spoken = [row.accessibleName() for row in window.desk.panel.names._rows]
    assert "5 of the 8 most alike confirmed specimens" in spoken[0]
    assert "From the model alone" in spoken[2]
    press(window, Key.Key_Down)
    assert "model" not in window.desk.panel.names._rows[0].accessibleName()  # nobody was asked


def test_why_shows_the_nearest_confirmed_specimens(build: Build, museum: StandIn) -> None:
    window = build(museum)
    cards = window.desk.strip.cards
    assert [card.isVisible() for card in cards[:2]] == [True, False]  # one in the closed strip
    press(window, Key.Key_W)
    assert [card.isVisible() for card in cards[:3]] == [True, True, False]
    assert "1 of the 2 most alike confirmed specimens are Lazurite." in window.desk.strip.why_panel._museum.text()
    assert cards[0].accessibleName() == "Lazurite, almost the same, 93 %, FMM 18220, A. Petrova, Nov 2026"


def test_a_specimen_that_looks_alike_gives_its_name_by_keyboard(build: Build, museum: StandIn) -> None:
    window = build(museum)
    press(window, Key.Key_W)
    window.desk.strip.cards[1].setFocus()
    QTest.keyClick(window.desk.strip.cards[1], Key.Key_Space)
    draft = window.desk.session.draft
    assert draft is not None
    assert draft.species == "Sodalite"
    press(window, Key.Key_Return)
    settle(window)
    assert museum.decisions[-1].species == "Sodalite"
    assert museum.decisions[-1].shown == ("Lazurite", "Sodalite", "Haüyne", "Lazulite", "Azurite")


def test_ctrl_tab_reaches_what_looks_alike(build: Build, museum: StandIn) -> None:
    window = build(museum)
    window.desk.panel.names.field.setFocus()
    window.commands["next_pane"].trigger()
    assert window.desk.strip.cards[0].hasFocus()
    assert window.desk.strip.focused_id == 2


def renewed(backend: StandIn, number: int, species: str) -> None:
    """Something was confirmed: the photo's suggestions are others now."""
    place = next(i for i, one in enumerate(backend.photos) if one.row.id == number)
    stored = backend.photos[place]
    assert stored.analysis is not None
    suggestions = Suggestions((Suggestion(species, 0.7),), Recommendation.MEDIUM)
    analysis = replace(stored.analysis, suggestions=suggestions)
    backend.photos[place] = replace(stored, analysis=analysis, evidence=EVIDENCE)


def test_what_was_confirmed_has_a_say_about_the_next_photo(build: Build, museum: StandIn) -> None:
    window = build(museum)
    decide = museum.decide
    museum.decide = lambda decision: (decide(decision), renewed(museum, 2, "Sodalite"))[0]  # type: ignore[method-assign]
    press(window, Key.Key_Return)
    settle(window)
    draft = window.desk.session.draft
    assert draft is not None
    assert (draft.stored.row.id, draft.species) == (2, "Sodalite")


def test_a_choice_that_was_made_is_not_taken_from_the_curator(build: Build, museum: StandIn) -> None:
    window = build(museum)
    press(window, Key.Key_Down)
    press(window, Key.Key_2)
    renewed(museum, 2, "Sodalite")
    window.desk.session.renew_suggestions()
    draft = window.desk.session.draft
    assert draft is not None
    assert draft.species == "Malachite"
    assert draft.decision().shown == ("Azurite", "Malachite")  # what was on the screen


def test_the_memory_is_loaded_at_the_start_and_when_it_is_stale(build: Build, museum: StandIn) -> None:
    window = build(museum)
    assert museum.loaded == 1
    museum.stale = True
    press(window, Key.Key_Return)
    settle(window)
    assert museum.loaded == 2


def test_photos_that_cannot_be_compared_are_told(build: Build, museum: StandIn) -> None:
    museum.incomparable = 3
    window = build(museum)
    assert "3 photos have no vector" in window.status._mark.word


def test_alike_specimens_are_found_from_the_desk(build: Build, museum: StandIn) -> None:
    window = build(museum)
    opened = window.desk.session.photo_id
    press(window, Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    settle(window)
    gallery = window.catalogue.alike
    assert window.place is Place.CATALOGUE
    assert gallery.isVisible()
    assert gallery.model.rowCount() == 3
    assert "FMM 31901" in gallery.title.text()
    assert gallery.list.hasFocus()
    QTest.keyClick(gallery.list, Key.Key_Right)
    QTest.keyClick(gallery.list, Key.Key_Return)
    settle(window)
    assert window.place is Place.DESK
    assert window.desk.session.photo_id == 4 != opened


def test_esc_and_typing_leave_the_gallery(build: Build, museum: StandIn) -> None:
    window = build(museum)
    window.show_alike()
    settle(window)
    QTest.keyClick(window.catalogue.alike.list, Key.Key_Escape)
    assert not window.catalogue.alike.isVisible()
    window.catalogue._alike_to = None
    window.catalogue.show_alike(1)
    settle(window)
    assert window.catalogue.alike.isVisible()
    assert window.catalogue.chosen_id == 2  # Record, and finding alike ones, go on from there
    window.catalogue.head.field.setText("laz")
    settle(window)
    assert not window.catalogue.alike.isVisible()


def test_a_photo_that_cannot_be_compared_says_so(build: Build, museum: StandIn) -> None:
    window = build(museum)
    museum.fault = UsageError("FMM_31901_01.JPG cannot be compared.", "Analyse it again.")
    window.show_alike()
    settle(window)
    assert not window.catalogue.alike.isVisible()
    assert "cannot be compared" in window.status._mark.word


def test_names_are_russian_where_the_window_is(build: Build, museum: StandIn, resources_folder: Path, qapp) -> None:  # type: ignore[no-untyped-def]
    from mineral_desk.ui.alike.card_words import card_words

    words.speak(qapp, resources_folder, "ru")
    try:
        told = card_words(NEAREST[0], museum)
        assert (told.name, told.likeness) == ("Лазурит", "почти одинаковы")
    finally:
        words.speak(qapp, resources_folder, "en")


def test_without_neighbours_the_strip_is_as_before(window: MainWindow) -> None:
    press(window, Key.Key_W)
    assert not any(card.isVisible() for card in window.desk.strip.cards)
    assert "the model's alone" in window.desk.strip.why_panel._museum.text()
    assert scenes.SURE[0][0] in window.desk.strip.why_panel._heading.text()


def test_the_queue_proposes_what_the_desk_does(build: Build, museum: StandIn) -> None:
    window = build(museum)
    row_of = window.desk.queue.model.index(1)
    assert row_of.data(ROW_ROLE).proposed == "Azurite"
    settle(window)
    decide = museum.decide
    museum.decide = lambda decision: (decide(decision), renewed(museum, 2, "Sodalite"))[0]  # type: ignore[method-assign]
    press(window, Key.Key_Return)
    with wait_for(lambda: row(window, 2).proposed == "Sodalite"):
        settle(window)
    assert row(window, 2).recommendation is Recommendation.MEDIUM
    assert row(window, 5).state is PhotoState.FAILED  # nothing is proposed for it


def row(window: MainWindow, photo_id: int) -> PhotoRow:
    model = window.desk.queue.model
    rows = (model.index(place).data(ROW_ROLE) for place in range(model.rowCount()))
    found = next((one for one in rows if one.id == photo_id), None)
    return found if found is not None else window.backend.photo_row(photo_id)
