"""Side by side: which photos, the head, going through them, zoom and scale together, late and missing files."""

import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from mineral_desk.domain.catalogue import StoredPhoto
from mineral_desk.domain.decision import SizeVerb
from mineral_desk.domain.measurement import MeasurementStatus
from mineral_desk.domain.neighbours import AlikePhoto, MuseumEvidence
from mineral_desk.services.settings import Settings, WindowSettings
from mineral_desk.ui.actions import Place
from mineral_desk.ui.beside.candidates import Why, candidates_for
from mineral_desk.ui.beside.loader import PICTURES_KEPT
from mineral_desk.ui.beside.scales import round_length_mm, scale_of
from mineral_desk.ui.desk.draft import begin
from mineral_desk.ui.photo_view.layers import Layer
from mineral_desk.ui.window import MainWindow
from tests.ui import scenes
from tests.ui.conftest import Build, settle, wait_for
from tests.ui.standin import StandIn
from tests.ui.test_desk import press, type_letters

Key = Qt.Key
WHEN = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
ALIKE = (
    AlikePhoto(2, Path("FMM_31902_01.JPG"), "sha-2", 0.93, "Lazurite", "FMM 18220", "A. Petrova", WHEN),
    AlikePhoto(4, Path("FMM_31904_01.JPG"), "sha-4", 0.62, "Sodalite", "FMM 9071", "I. Orlov", WHEN),
)
NOTHING_ELSE = "Nothing to compare with yet."


@pytest.fixture
def museum(backend: StandIn) -> StandIn:
    """The first photo is like two confirmed specimens; the third one has its number."""
    backend.photos[0] = replace(backend.photos[0], evidence=MuseumEvidence(ALIKE, {"Lazurite": 1}, 2))
    row = replace(backend.photos[2].row, catalogue_number="FMM 31901")
    backend.photos[2] = replace(backend.photos[2], row=row)
    return backend


@pytest.fixture
def beside(build: Build, museum: StandIn) -> MainWindow:
    window = build(museum)
    press(window, Key.Key_Y)
    return window


def shown_id(window: MainWindow) -> int | None:
    """The photo whose picture stands beside."""
    picture = window.desk.beside.other.view.picture
    return int(picture.sha256.removeprefix("sha-")) if picture is not None else None


def mm_on_screen(window: MainWindow) -> tuple[float, float]:
    """How many pixels of the screen a millimetre takes in both halves."""
    desk = window.desk
    assert desk.session.draft is not None
    other = desk.beside._other
    assert other is not None
    scales = scale_of(desk.session.draft), scale_of(other.draft)
    assert scales[0] is not None
    assert scales[1] is not None
    return desk.view.scale_now / scales[0].mm_per_px, desk.beside.other.view.scale_now / scales[1].mm_per_px


def with_scale(backend: StandIn, photo_id: int, mm_per_px: float | None) -> None:
    """That photo's scale is another one."""
    place = next(i for i, one in enumerate(backend.photos) if one.row.id == photo_id)
    analysis = backend.photos[place].analysis
    assert analysis is not None
    measurement = replace(analysis.measurement, mm_per_px=mm_per_px)
    backend.photos[place] = replace(backend.photos[place], analysis=replace(analysis, measurement=measurement))


def test_the_most_alike_come_first_then_the_same_specimen(museum: StandIn) -> None:
    found = candidates_for(museum.photos[0], None, museum)
    assert [(one.photo_id, one.why) for one in found] == [(2, Why.ALIKE), (4, Why.ALIKE), (3, Why.SAME_SPECIMEN)]


def test_the_photo_before_comes_where_there_is_nothing_else(museum: StandIn) -> None:
    before = museum.photos[0].row
    assert [(one.photo_id, one.why) for one in candidates_for(museum.photos[1], before, museum)] == [(1, Why.BEFORE)]
    assert [one.photo_id for one in candidates_for(museum.photos[2], before, museum)] == [1]  # of the same specimen
    assert candidates_for(museum.photos[1], None, museum) == ()


def test_it_puts_the_most_alike_photo_beside(beside: MainWindow) -> None:
    desk = beside.desk
    assert desk.bar.compare.isChecked()
    assert desk.beside.other.isVisible()
    assert shown_id(beside) == 2
    assert desk.beside.other.head.words == "FMM 18220 Lazurite almost the same · A. Petrova, Nov 2026 93 % 1 of 3"
    assert desk.beside.own_head.words == "FMM 31901 the photo on the Desk"
    assert desk.view.picture is not None
    assert desk.view.picture.sha256 == "sha-1"


@pytest.mark.parametrize("end", ["Y", "Esc", "button", "cross"])
def test_it_ends(beside: MainWindow, end: str) -> None:
    desk = beside.desk
    if end in ("Y", "Esc"):
        press(beside, Key.Key_Y if end == "Y" else Key.Key_Escape)
    else:
        (desk.bar.compare if end == "button" else desk.beside.other.head.close_button).click()
    settle(beside)
    assert not desk.beside.other.isVisible()
    assert not desk.bar.compare.isChecked()
    assert (shown_id(beside), desk.beside._loader.kept_count) == (None, 0)  # nothing stays in memory
    assert desk.view.is_fitted
    assert desk.view.picture is not None
    assert desk.view.width() > 700


def test_escape_belongs_to_a_tool_and_to_the_panel_first(beside: MainWindow) -> None:
    press(beside, Key.Key_E)
    press(beside, Key.Key_A)
    for _ in range(2):
        press(beside, Key.Key_Escape)
        assert beside.desk.beside.is_on
    assert not beside.desk.brightness.panel.isVisible()
    press(beside, Key.Key_Escape)
    assert not beside.desk.beside.is_on


def test_keys_and_buttons_go_through_the_candidates(beside: MainWindow) -> None:
    head = beside.desk.beside.other.head
    press(beside, Key.Key_O)
    assert shown_id(beside) == 4
    head.following.click()
    settle(beside)
    assert shown_id(beside) == 3
    assert "FMM 31901 Not named yet same specimen" in head.words
    type_letters(beside, "щ")  # the place of O: round to the first
    assert shown_id(beside) == 2
    press(beside, Key.Key_I)
    assert shown_id(beside) == 3
    head.before.click()
    settle(beside)
    assert shown_id(beside) == 4


def test_the_keys_mean_nothing_while_it_is_off(window: MainWindow) -> None:
    for key in (Key.Key_I, Key.Key_O, Key.Key_J):
        press(window, key)
    assert not window.desk.beside.is_on
    assert shown_id(window) is None


def test_a_click_in_the_strip_shows_it_and_takes_no_name(beside: MainWindow) -> None:
    press(beside, Key.Key_W)
    card = beside.desk.strip.cards[1]
    assert "shows it beside" in card.toolTip()
    card.click()
    settle(beside)
    draft = beside.desk.session.draft
    assert draft is not None
    assert (shown_id(beside), draft.species) == (4, "Lazurite")
    press(beside, Key.Key_Y)
    beside.desk.strip.cards[1].click()
    assert beside.desk.session.draft is not None
    assert beside.desk.session.draft.species == "Sodalite"


def test_it_stays_while_going_through_the_queue(beside: MainWindow, museum: StandIn) -> None:
    press(beside, Key.Key_O)
    press(beside, Key.Key_Return)
    assert beside.desk.session.photo_id == 2
    assert shown_id(beside) == 1  # the photo before, decided by now
    assert "FMM 31901 Lazurite photo before" in beside.desk.beside.other.head.words
    press(beside, Key.Key_Up)
    assert shown_id(beside) == 2


def test_the_one_that_is_shown_stays_when_the_photo_is_read_again(beside: MainWindow) -> None:
    press(beside, Key.Key_O)
    beside.desk.session.reload()
    settle(beside)
    assert shown_id(beside) == 4


def test_nothing_to_compare_with_is_said(build: Build) -> None:
    alone = scenes.stored(1)
    backend = StandIn([alone], pictures={alone.row.path: scenes.pixels()})
    window = build(backend)
    press(window, Key.Key_Y)
    assert NOTHING_ELSE in window.desk.beside.other.note.words
    assert window.desk.beside.other.note.isVisible()
    press(window, Key.Key_O)
    press(window, Key.Key_J)
    assert shown_id(window) is None


def test_a_missing_file_is_said_with_what_to_do(build: Build, museum: StandIn) -> None:
    del museum.pictures[Path("FMM_31902_01.JPG")]
    window = build(museum)
    press(window, Key.Key_Y)
    note = window.desk.beside.other.note
    assert note.isVisible()
    assert note.words.startswith("FMM_31902_01.JPG ends too early. Copy it again")
    assert "Find moved photos" in note.words  # it is not there at all
    assert "FMM 18220 Lazurite" in window.desk.beside.other.head.words
    assert not window.desk.beside.own_head.same_scale.isEnabled()
    press(window, Key.Key_O)
    assert window.desk.beside.own_head.same_scale.isEnabled()
    assert not note.isVisible()
    assert shown_id(window) == 4


def test_a_late_picture_is_dropped(build: Build, museum: StandIn) -> None:
    window = build(museum)
    window.desk.beside.turn()
    settle(window)
    window.desk.beside._loader._kept.clear()
    museum.gate = threading.Event()
    window.desk.beside.step(1)
    window.desk.beside.step(1)  # away from 4 before it came
    assert window.desk.beside.other.view.picture is None
    assert "FMM 31901" in window.desk.beside.other.head.words
    museum.gate.set()
    arrived: list[int] = []
    window.desk.beside._loader.arrived.connect(lambda other: arrived.append(other.candidate.photo_id))
    settle(window)
    assert (arrived, shown_id(window)) == ([3], 3)


def test_what_comes_after_the_end_is_dropped(build: Build, museum: StandIn) -> None:
    window = build(museum)
    museum.gate = threading.Event()
    window.desk.beside.turn()
    window.desk.beside.turn()
    museum.gate.set()
    settle(window)
    assert (shown_id(window), window.desk.beside._loader.kept_count) == (None, 0)


def test_few_pictures_are_kept(build: Build, backend: StandIn) -> None:
    alike = [scenes.stored(n) for n in range(10, 18)]
    backend.photos += alike
    backend.pictures |= {one.row.path: scenes.pixels() for one in alike}
    nearest = tuple(AlikePhoto(one.row.id, one.row.path, one.row.sha256, 0.9, "Lazurite") for one in alike)
    backend.photos[0] = replace(backend.photos[0], evidence=MuseumEvidence(nearest, {}, 8))
    window = build(backend)
    press(window, Key.Key_Y)
    for _ in alike:
        press(window, Key.Key_O)
    assert window.desk.beside._loader.kept_count == PICTURES_KEPT


def test_more_pixels_are_read_where_the_zoom_asks_for_them(build: Build, museum: StandIn) -> None:
    large = scenes.pixels(3000, 2000)
    analysis = museum.photos[1].analysis
    assert analysis is not None
    photo = replace(analysis.photo, width_px=3000, height_px=2000)
    museum.photos[1] = replace(museum.photos[1], analysis=replace(analysis, photo=photo))
    museum.pictures[museum.photos[1].row.path] = large
    window = build(museum)
    press(window, Key.Key_Y)
    other = window.desk.beside.other.view
    assert other.picture is not None
    assert other.picture.long_side_px == 1500
    other.look(QPointF(1500, 1000), 1.0)
    settle(window)
    assert other.picture.long_side_px == 3000
    window.desk.session.reload()  # the record is read again, its picture is not made smaller
    settle(window)
    assert other.picture.long_side_px == 3000
    assert other.looked_at_px.x() == pytest.approx(1500, abs=2)


def test_zoom_and_place_go_together(beside: MainWindow) -> None:
    mine, its = beside.desk.view, beside.desk.beside.other.view
    mine._theme.__dict__["reduce_motion"] = True
    press(beside, Key.Key_Plus)
    assert its.scale_now / its.fit_scale == pytest.approx(1.25, rel=1e-6)
    its.look(QPointF(300, 200), 2 * its.fit_scale)
    assert mine.scale_now == pytest.approx(2 * mine.fit_scale)
    assert (mine.looked_at_px - QPointF(300, 200)).manhattanLength() < 6
    mine._scroll_by(QPoint(40, 20))
    assert (its.looked_at_px - mine.looked_at_px).manhattanLength() < 6
    press(beside, Key.Key_F)
    assert its.is_fitted
    beside.resize(1300, 860)
    settle(beside)
    assert its.scale_now == pytest.approx(its.fit_scale)


def test_photos_of_other_sizes_are_zoomed_as_much_beyond_what_fits(build: Build, museum: StandIn) -> None:
    analysis = museum.photos[1].analysis
    assert analysis is not None
    photo = replace(analysis.photo, width_px=600, height_px=900)
    museum.photos[1] = replace(museum.photos[1], analysis=replace(analysis, photo=photo))
    museum.pictures[museum.photos[1].row.path] = scenes.pixels(600, 900)
    window = build(museum)
    press(window, Key.Key_Y)
    mine, its = window.desk.view, window.desk.beside.other.view
    assert its.fit_scale != pytest.approx(mine.fit_scale)
    mine.look(mine.photo_rect.center(), 3 * mine.fit_scale)
    assert its.scale_now == pytest.approx(3 * its.fit_scale)
    assert (its.looked_at_px - its.photo_rect.center()).manhattanLength() < 3


def test_a_photo_that_comes_does_not_change_the_zoom(beside: MainWindow) -> None:
    mine, its = beside.desk.view, beside.desk.beside.other.view
    mine.look(QPointF(300, 200), 2 * mine.fit_scale)
    press(beside, Key.Key_O)
    assert mine.scale_now == pytest.approx(2 * mine.fit_scale)
    assert its.scale_now == pytest.approx(2 * its.fit_scale)


def test_the_same_scale_makes_a_millimetre_equally_long(build: Build, museum: StandIn) -> None:
    with_scale(museum, 2, 0.05)
    window = build(museum)
    press(window, Key.Key_Y)
    before = mm_on_screen(window)
    assert before[0] != pytest.approx(before[1])
    press(window, Key.Key_J)
    assert mm_on_screen(window)[0] == pytest.approx(mm_on_screen(window)[1])
    bars = window.desk.beside.scales.bars
    assert bars[0].isVisible()
    assert (bars[0].words, bars[0].length_px) == (bars[1].words, pytest.approx(bars[1].length_px))
    its = window.desk.beside.other.view
    its.look(its.looked_at_px, 1.7 * its.scale_now)  # also when the other one leads
    assert mm_on_screen(window)[0] == pytest.approx(mm_on_screen(window)[1])
    press(window, Key.Key_O)
    assert mm_on_screen(window)[0] == pytest.approx(mm_on_screen(window)[1])
    press(window, Key.Key_J)
    assert window.desk.view.is_fitted
    assert its.is_fitted


def test_in_the_same_scale_both_specimens_are_whole_in_view(build: Build, museum: StandIn) -> None:
    with_scale(museum, 2, 0.05)
    window = build(museum)
    press(window, Key.Key_Y)
    press(window, Key.Key_J)
    points = scenes.outline()
    for view in (window.desk.view, window.desk.beside.other.view):
        for x, y in points.tolist():
            assert view.viewport().rect().contains(view.mapFromScene(QPointF(x, y)))


def test_without_a_scale_it_is_not_offered(build: Build, museum: StandIn) -> None:
    with_scale(museum, 2, None)
    window = build(museum)
    press(window, Key.Key_Y)
    button = window.desk.beside.own_head.same_scale
    assert not button.isEnabled()
    assert "The photo beside it has no scale" in button.toolTip()
    press(window, Key.Key_J)
    assert not window.desk.beside.scales.is_on
    assert not window.desk.beside.scales.bars[1].isVisible()
    assert window.desk.beside.scales.bars[0].isVisible()


def test_a_scale_that_nobody_vouches_for_says_so(build: Build, museum: StandIn) -> None:
    window = build(museum)
    press(window, Key.Key_Y)
    assert window.desk.beside.scales.bars[0].words == "5 mm"
    window.desk.show_photo(3)  # flagged
    settle(window)
    assert window.desk.beside.scales.bars[0].words == "≈ 5 mm"
    assert "dashed" in window.desk.beside.own_head.same_scale.toolTip()
    press(window, Key.Key_S)  # the size is right
    assert window.desk.beside.scales.bars[0].words == "5 mm"


@pytest.mark.parametrize(
    ("verb", "vouched"),
    [(SizeVerb.ACCEPTED, True), (SizeVerb.OPEN, False), (SizeVerb.TYPED, False), (SizeVerb.NONE, False)],
)
def test_who_vouches_for_a_scale(verb: SizeVerb, vouched: bool) -> None:
    scale = scale_of(begin(scenes.stored(1), None).with_size(verb))
    assert scale is not None
    assert (scale.mm_per_px, scale.vouched) == (0.0169, vouched)


def test_no_scale_where_nothing_was_measured() -> None:
    assert scale_of(begin(scenes.waiting(1), None)) is None


@pytest.mark.parametrize(
    ("longest", "length"), [(9.9, 5), (10, 10), (24, 20), (19.9, 10), (0.7, 0.5), (0.03, 0.02), (1234, 1000), (5, 5)]
)
def test_the_bar_has_a_round_length(longest: float, length: float) -> None:
    assert round_length_mm(longest) == pytest.approx(length)


def test_the_other_photo_shows_outline_and_size_only(beside: MainWindow) -> None:
    view = beside.desk.beside.other.view
    assert view._layers == {Layer.OUTLINE, Layer.SIZE}
    press(beside, Key.Key_F2)
    assert view._layers == {Layer.SIZE}
    assert view._analysis is not None
    assert view._analysis.measurement.status is MeasurementStatus.MEASURED
    assert view._analysis.measurement.flags == ()


def test_the_other_photo_is_shown_with_the_marks_that_were_kept(build: Build, museum: StandIn) -> None:
    window = build(museum)
    window.desk.show_photo(2)
    settle(window)
    window.desk.session.mark(scenes.hand_marks())
    draft = window.desk.session.draft
    assert draft is not None
    kept = draft.shown.length_mm
    assert kept != pytest.approx(68.8)
    press(window, Key.Key_Return)
    window.desk.show_photo(1)
    press(window, Key.Key_Y)
    other = window.desk.beside.other.view._analysis
    assert other is not None
    assert other.measurement.length_mm == pytest.approx(kept)
    scale = window.desk.beside.scales._scales[1]
    assert scale is not None
    assert scale.vouched


def test_only_the_photo_on_the_desk_has_a_tool(beside: MainWindow) -> None:
    press(beside, Key.Key_E)
    assert beside.desk.view.tool is not None
    assert beside.desk.beside.other.view.tool is None
    QTest.mouseDClick(beside.desk.beside.other.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    settle(beside)
    assert shown_id(beside) == 2


def test_space_bares_both(beside: MainWindow) -> None:
    beside.keys.bare_held.emit(True)
    assert beside.desk.beside.other.view.is_bare
    assert not any(bar.isVisible() for bar in beside.desk.beside.scales.bars)
    beside.keys.bare_held.emit(False)
    assert all(bar.isVisible() for bar in beside.desk.beside.scales.bars)


def test_it_waits_while_another_place_is_shown(beside: MainWindow) -> None:
    beside.show_place(Place.CATALOGUE)
    press(beside, Key.Key_Escape)
    beside.show_place(Place.DESK)
    settle(beside)
    assert beside.desk.beside.is_on


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("text_scale", [1.0, 1.5])
@pytest.mark.parametrize("width", [1440, 1366, 1024])
def test_bar_and_heads_fit(build: Build, museum: StandIn, width: int, text_scale: float, language: str) -> None:
    theme = "dark" if language == "ru" else "light"
    museum.settings = Settings(window=WindowSettings(language=language, text_scale=text_scale, theme=theme))
    window = build(museum, (width, 768))
    for layer in (None, Layer.MAP, Layer.PLATES):
        if layer is not None:
            window.desk.bar.toggle(layer)
        press(window, Key.Key_Y)
        assert window.width() == width
        shown = [part for part in window.desk.bar.children() if part.isWidgetType() and part.isVisible()]  # type: ignore[attr-defined]
        right = 0
        for part in sorted(shown, key=lambda part: part.x()):  # type: ignore[attr-defined]
            assert part.x() >= right, part  # type: ignore[attr-defined]
            assert part.width() >= min(part.sizeHint().width(), part.maximumWidth())  # type: ignore[attr-defined]
            right = part.x() + part.width()  # type: ignore[attr-defined]
        assert right <= window.desk.bar.width()
        if window.desk.beside.is_on:
            halves = (window.desk.view, window.desk.beside.other.view)
            assert min(view.width() for view in halves) >= 200
            assert min(view.height() for view in halves) >= 110
            assert not window.desk.beside.own_head.same_scale.is_cut


def test_the_photos_stand_above_each_other_where_that_makes_them_larger(build: Build, museum: StandIn) -> None:
    window = build(museum, (1024, 768))
    press(window, Key.Key_Y)
    own, other = window.desk.view, window.desk.beside.other.view
    assert own.mapTo(window, QPoint(0, 0)).x() == other.mapTo(window, QPoint(0, 0)).x()
    window.resize(1440, 900)
    settle(window)
    assert own.mapTo(window, QPoint(0, 0)).y() == other.mapTo(window, QPoint(0, 0)).y()
    with wait_for(lambda: own.is_fitted and other.is_fitted):
        pass


def test_a_fault_of_the_program_is_said_and_logged(build: Build, museum: StandIn, tmp_path: Path) -> None:
    museum.log_file = tmp_path / "mineral-desk.log"
    window = build(museum)

    def stumble(photo_id: int) -> StoredPhoto:
        raise RuntimeError(f"photo {photo_id}")

    museum.stored_photo = stumble  # type: ignore[method-assign]
    press(window, Key.Key_Y)
    assert window.desk.beside.other.note.words == "Mineral Desk stumbled over a fault of its own."
    assert str(museum.log_file) in window.status.words
