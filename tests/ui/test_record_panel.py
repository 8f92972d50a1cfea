"""The record beside the Catalogue's list: what it says, late answers, several records, narrow windows, the gallery."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mineral_desk.domain.catalogue import HistoryLine
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.searching.query import RecordState
from mineral_desk.domain.verification import VerificationStatus
from mineral_desk.services.recording import WholeRecord
from mineral_desk.ui.actions import Place
from mineral_desk.ui.searching.facet_terms import lengths_in, with_lengths
from mineral_desk.ui.searching.formulas import printed
from mineral_desk.ui.searching.history_marks import marked_line, moment_words
from mineral_desk.ui.searching.record_photo import looked_at
from mineral_desk.ui.searching.several_card import LOOKED_AT
from mineral_desk.ui.searching.specimen_model import FALLING, Column, mark_of_row
from mineral_desk.ui.window import MainWindow
from tests.ui import scenes
from tests.ui.conftest import Build, settle, wait_for
from tests.ui.standin import StandIn

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Museum(StandIn):
    """Three decided records, the first of which is shown by two photos; answers can be held back."""

    records_gate: threading.Event | None = None
    asked: list[int]

    def whole_record(self, specimen_id: int) -> WholeRecord | None:
        self.asked.append(specimen_id)
        if self.records_gate is not None:
            self.records_gate.wait(10)
        found = super().whole_record(specimen_id)
        return found if found is None or specimen_id != 1 else replace(found, photo_ids=(1, 4))


@pytest.fixture
def museum() -> Museum:
    made = Museum([scenes.stored(number) for number in (1, 2, 3, 4)])
    made.asked = []
    made.pictures = {one.row.path: scenes.pixels() for one in made.photos}
    size = SizeDecision(SizeVerb.ACCEPTED, 52.1, 33.0, length_error_mm=1.2, width_error_mm=0.9)
    for photo_id, name in ((1, "Lazurite"), (2, "Azurite"), (3, "Azurite")):
        made.decide(Decision(photo_id, Verb.ACCEPT, "A. Petrova", name, size=size))
    return made


@pytest.fixture
def window(build: Build, museum: Museum) -> Iterator[MainWindow]:
    made = build(museum)
    made.show_place(Place.CATALOGUE)
    settle_place(made)
    yield made
    if museum.records_gate is not None:
        museum.records_gate.set()


def settle_place(window: MainWindow) -> None:
    """Until nothing is asked or waits to be asked."""
    place, lanes = window.catalogue, window.lanes
    timers = place._pause, place.panel.reader._pause

    def is_quiet() -> bool:
        busy = any(lane.is_busy for lane in (lanes.search, lanes.counting, lanes.pictures, lanes.catalogue))
        return not busy and not place.panel.reader.is_reading and not any(timer.isActive() for timer in timers)

    for _ in range(3):  # an answer may start another question
        with wait_for(is_quiet, 20):
            QApplication.processEvents()


def choose(window: MainWindow, specimen_id: int) -> None:
    position = window.catalogue.model.position_of(specimen_id)
    assert position is not None
    window.catalogue.table.selectRow(position)
    settle_place(window)


def test_nothing_is_shown_before_something_is_chosen(window: MainWindow) -> None:
    panel = window.catalogue.panel
    assert panel.nothing.isVisible()
    assert "Choose a specimen" in panel.nothing.words
    assert window.catalogue.listed.chosen_words == ""
    assert not window.catalogue.head.similar.isEnabled()


def test_the_record_that_is_chosen_is_told(window: MainWindow) -> None:
    choose(window, 1)
    card = window.catalogue.panel.card
    assert card.isVisible()
    assert (card.number.text(), card.name.text(), card.other_name.text()) == ("FMM 31901", "Lazurite", "· Лазурит")
    told = {caption: label.text() for caption, label in card.facts.items() if label.isVisible()}
    assert told["Length"] == "52.1 ± 1.2 mm"
    assert told["Width"] == "33.0 mm"
    assert told["Height"] == "not measured"
    assert told["Measured"] == "typed"
    assert told["Locality"] == "–"
    assert "Donor" not in told
    assert "Named by A. Petrova" in card.standing.text()
    assert [(line.what, line.icon) for line in card.history.lines] == [
        ("Accepted Lazurite", "mark-decided"),
        ("Analysed: Lazurite", "mark-to-decide"),
        ("Taken in", "mark-decided"),
    ]
    assert "machine" in card.history.accessibleDescription()
    assert "FMM 31901" in card.accessibleName()


def test_the_photo_comes_with_what_was_found_in_it(window: MainWindow) -> None:
    choose(window, 1)
    photo = window.catalogue.panel.card.photo
    assert photo.picture is not None
    assert photo.analysis is not None
    assert photo.analysis.outline is not None
    box = looked_at(photo.analysis, photo.picture.width_px, photo.picture.height_px)
    outline = photo.analysis.outline.box_px
    assert box.x0 <= outline.x0
    assert box.x1 >= outline.x1
    assert box.area < photo.picture.width_px * photo.picture.height_px


def test_a_photo_that_cannot_be_read_is_said(window: MainWindow, museum: Museum) -> None:
    del museum.pictures[museum.photos[1].row.path]
    choose(window, 2)
    assert window.catalogue.panel.card.photo.picture is None
    assert window.catalogue.panel.card.photo._note == "This photo cannot be shown."


def test_the_other_photos_are_stepped_through_and_opened(window: MainWindow) -> None:
    choose(window, 1)
    place = window.catalogue
    steps = place.panel.card.steps
    assert steps.isVisible()
    assert steps.words.startswith("Photo 1 of 2")
    assert place.chosen_id == 1
    place.table.setFocus()
    QTest.keyClick(place.table, Key.Key_Right)
    settle_place(window)
    assert steps.words.startswith("Photo 2 of 2")
    assert place.chosen_id == 4
    steps.buttons[1].click()
    settle_place(window)
    assert place.chosen_id == 1
    steps.buttons[0].click()
    settle_place(window)
    opened: list[int] = []
    place.photo_wanted.connect(opened.append)
    QTest.keyClick(place.table, Key.Key_Return)
    settle_place(window)
    assert opened == [4]
    assert window.place is Place.DESK


def test_a_record_of_one_photo_has_nothing_to_step_to(window: MainWindow) -> None:
    choose(window, 2)
    QTest.keyClick(window.catalogue.table, Key.Key_Right)
    settle_place(window)
    assert not window.catalogue.panel.card.steps.isVisible()
    assert window.catalogue.chosen_id == 2


def test_a_late_answer_is_dropped(window: MainWindow, museum: Museum) -> None:
    table, reader = window.catalogue.table, window.catalogue.panel.reader
    museum.records_gate = threading.Event()
    shown: list[str] = []
    reader.opened.connect(lambda seen: shown.append(seen.whole.record.catalogue_number))
    table.selectRow(window.catalogue.model.position_of(1) or 0)
    with wait_for(lambda: 1 in museum.asked):
        pass
    table.selectRow(window.catalogue.model.position_of(3) or 0)
    museum.records_gate.set()
    settle_place(window)
    assert shown == ["FMM 31903"]
    assert window.catalogue.panel.card.number.text() == "FMM 31903"


def test_while_a_key_is_held_nothing_is_read(window: MainWindow, museum: Museum) -> None:
    table = window.catalogue.table
    choose(window, 3)
    museum.asked.clear()
    for _ in range(2):
        QTest.keyClick(table, Key.Key_Down)
    settle_place(window)
    assert len(museum.asked) == 1


def test_what_was_written_is_told_anew(window: MainWindow, museum: Museum) -> None:
    choose(window, 2)
    window.apply(museum.edit_record(2, {"locality": "Tsumeb"}))
    settle_place(window)
    assert window.catalogue.panel.card.facts["Locality"].text() == "Tsumeb"


def test_of_several_records_it_says_what_they_share(window: MainWindow) -> None:
    place = window.catalogue
    place.table.selectAll()
    settle_place(window)
    several = place.panel.several
    assert several.isVisible()
    assert several.title.text() == "3 specimens chosen"
    told = {caption: label.text() for caption, label in several.facts.items()}
    assert told["Name"] == "2 different"
    assert told["Length"] == "52.1 mm"
    assert told["Decided by"] == "A. Petrova"
    acts: list[str] = []
    place.act_wanted.connect(acts.append)
    several.buttons["plan_chosen"].click()
    assert acts == ["plan_chosen"]
    assert window.place is Place.STORAGE


def test_of_too_many_records_only_the_number_is_told(window: MainWindow) -> None:
    panel = window.catalogue.panel
    panel.show_several(LOOKED_AT + 1, range(LOOKED_AT + 1))
    settle_place(window)
    assert panel.several.title.text() == "501 specimens chosen"
    assert not panel.several.facts["Name"].isVisible()


def test_a_narrow_window_has_no_record_beside_the_list(window: MainWindow, museum: Museum) -> None:
    place, sizes = window.catalogue, window.catalogue._theme.sizes
    window.resize(sizes.record_from - 1, 768)
    settle_place(window)
    assert not place.panel.isVisible()
    museum.asked.clear()
    choose(window, 1)
    assert not museum.asked
    assert place.chosen_id == 1
    window.resize(sizes.record_from, 768)
    settle_place(window)
    assert place.panel.card.isVisible()
    assert place.panel.width() == place._theme.px(sizes.record_narrow)


def test_columns_give_way_one_after_the_other(window: MainWindow) -> None:
    table = window.catalogue.table
    shown = {}
    for width in (700, 1000, 1900):
        window.resize(width, 768)
        settle_place(window)
        shown[width] = [column for column in Column if not table.isColumnHidden(column)]
        assert not table.horizontalScrollBar().isVisible()
    assert shown[1900] == list(Column)
    assert Column.STORAGE not in shown[1000]
    assert Column.LENGTH in shown[700]
    assert set(shown[700]) < set(shown[1000]) < set(shown[1900])


def test_the_heading_says_which_way_it_is_sorted(window: MainWindow) -> None:
    place = window.catalogue
    place.sort_by(Column.LENGTH)
    settle_place(window)
    heading = place.model.headerData(Column.LENGTH, Qt.Orientation.Horizontal)
    assert heading == f"Length {FALLING}"
    tip = place.model.headerData(Column.LENGTH, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert tip == "Length, mm"
    assert window.status.parts[1].text() == "Sorted by length"
    assert "3 of 3 in" in window.status.parts[0].text()


def test_the_gallery_shares_what_is_chosen(window: MainWindow) -> None:
    place = window.catalogue
    choose(window, 2)
    place.table.setFocus()
    QTest.keyClick(window, Key.Key_F9)
    settle_place(window)
    assert place.gallery.isVisible()
    assert place.gallery.hasFocus()
    assert place.chosen_id == 2
    QTest.keyClick(place.gallery, Key.Key_Right)
    settle_place(window)
    assert place.chosen_id == place.model.id_at(2)
    QTest.keyClick(place.gallery, Key.Key_Home)
    QTest.keyClick(place.gallery, Key.Key_End, SHIFT)
    assert place.chosen_records == [place.model.id_at(row) for row in range(3)]
    place.head.as_table.click()
    assert place.table.isVisible()
    assert len(place.chosen_records) == 3


def test_a_gallery_finds_the_place_under_the_mouse(window: MainWindow) -> None:
    gallery = window.catalogue.gallery
    window.catalogue.show_gallery(True)
    settle_place(window)
    for row in range(3):
        index = window.catalogue.model.index(row, Column.NAME)
        assert gallery.indexAt(gallery.visualRect(index).center()).row() == row
    last = gallery.visualRect(window.catalogue.model.index(2, Column.NAME))
    assert not gallery.indexAt(last.bottomRight() * 2).isValid()
    QTest.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton, pos=last.center())
    settle_place(window)
    assert window.catalogue.panel.card.number.text() == window.catalogue.model.row_at(2).catalogue_number  # type: ignore[union-attr]


def test_enter_in_the_gallery_opens_the_photo(window: MainWindow) -> None:
    choose(window, 3)
    window.catalogue.show_gallery(True)
    window.catalogue.gallery.setFocus()
    QTest.keyClick(window.catalogue.gallery, Key.Key_Return)
    settle_place(window)
    assert window.place is Place.DESK
    assert window.desk.session.photo_id == 3


def test_limits_of_length_become_a_term(window: MainWindow) -> None:
    place = window.catalogue
    limits = place.facets.limits
    limits.low.setFocus()
    QTest.keyClicks(limits.low, "20")
    QTest.keyClick(limits.low, Key.Key_Return)
    settle_place(window)
    assert place.head.field.text() == "size:20mm.. "
    assert limits.low.hasFocus()
    QTest.keyClicks(limits.high, "wide")
    QTest.keyClick(limits.high, Key.Key_Return)
    assert limits.high.text() == ""
    place.head.field.setText("")
    settle_place(window)
    assert limits.low.text() == ""


def test_what_is_to_decide_leads_to_the_desk(window: MainWindow) -> None:
    button = window.catalogue.facets.to_decide
    assert button is not None
    button.click()
    settle(window)
    assert window.place is Place.DESK
    assert window.desk.session.photo_id == 4


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("", (None, None)),
        ("size:20..50mm", (20.0, 50.0)),
        ("размер:>5см кварц", (50.0, None)),
        ('beryl size:"2..3 cm"', (20.0, 30.0)),
        ("-size:>5cm", (None, None)),
        ("size:huge", (None, None)),
    ],
)
def test_limits_are_read_from_the_search(text: str, limits: tuple[float | None, float | None]) -> None:
    assert lengths_in(text) == limits


def test_limits_take_the_place_of_earlier_ones() -> None:
    assert with_lengths("beryl size:>5cm ural", 20, 50.5) == "beryl ural size:20mm..50.5mm "
    assert with_lengths("-size:>5cm", None, 3) == "-size:>5cm size:..3mm "
    assert with_lengths("beryl size:20mm.. ", None, None) == "beryl"


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("Cu3(CO3)2(OH)2", "Cu₃(CO₃)₂(OH)₂"),
        ("Fe3+2(SO4)3·9H2O", "Fe³⁺₂(SO₄)₃·9H₂O"),
        ("Na7Ca(Al6Si6O24)(SO4)(S3)1-·H2O", "Na₇Ca(Al₆Si₆O₂₄)(SO₄)(S₃)¹⁻·H₂O"),
        ("K0.5-1(Al,Mg)2", "K₀.₅₋₁(Al,Mg)₂"),
        ("[box]Ca2", "□Ca₂"),
        ("", ""),
    ],
)
def test_formulas_are_printed_as_in_books(formula: str, shown: str) -> None:
    assert printed(formula) == shown


def test_an_act_of_a_person_is_filled_and_one_of_the_machine_hollow(museum: Museum) -> None:
    when = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    act = marked_line(HistoryLine(when, "A. Petrova", "Taken in"), museum, False, 2026)
    run = marked_line(HistoryLine(when, "", "Analysed: no name"), museum, False, 2026)
    gone = marked_line(HistoryLine(when, "A. Petrova", "Unsure", undone=True), museum, False, 2026)
    assert (act.icon, run.icon, gone.icon) == ("mark-decided", "mark-to-decide", "undo")
    assert run.about == "machine"
    assert gone.what == "Unsure (undone)"


def test_the_year_is_told_where_it_is_another_one() -> None:
    local = datetime(2026, 11, 21, 10, 44).astimezone()
    assert moment_words(local, 2026) == "21 Nov, 10:44"
    assert moment_words(local, 2027) == "21 Nov 2026"


def test_each_state_has_a_mark_of_its_own(window: MainWindow) -> None:
    row = window.catalogue.model.row_at(0)
    assert row is not None
    marks = [mark_of_row(replace(row, state=state), False)[0] for state in RecordState]
    marks.append(mark_of_row(replace(row, verification=VerificationStatus.VERIFIED), False)[0])
    assert len(set(marks)) == len(marks)
