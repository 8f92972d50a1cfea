"""Measuring by hand on the real window: handles, brush and ruler follow the mouse and the keys, and step back."""

import math
from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, Qt

from mineral_desk.domain.catalogue import QueueFilter
from mineral_desk.domain.decision import SizeVerb, Verb
from mineral_desk.domain.hand import NO_MARKS
from mineral_desk.ui.desk.draft import Draft, NameKind
from mineral_desk.ui.photo_view.marked import HandleKind
from mineral_desk.ui.photo_view.tool import ToolKind
from mineral_desk.ui.theme.tokens import OVERLAY
from tests.ui import scenes
from tests.ui.conftest import Build
from tests.ui.hand import RIGHT, Hand, area, doubtful, measured, without_cube
from tests.ui.standin import StandIn

Key = Qt.Key
CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
CORNER, LENGTH, WIDTH, OUTLINE = HandleKind.CORNER, HandleKind.LENGTH, HandleKind.WIDTH, HandleKind.OUTLINE


@pytest.fixture
def backend() -> StandIn:
    """Measured, doubtful, without a cube."""
    photos = [measured(1), measured(2, *doubtful()), without_cube(3)]
    made = StandIn(photos)
    made.pictures = {one.row.path: scenes.pixels() for one in photos}
    return made


@pytest.fixture
def hand(build: Build, backend: StandIn) -> Hand:
    return Hand(build(backend))


def draft_of(hand: Hand) -> Draft:
    draft = hand.desk.session.draft
    assert draft is not None
    return draft


def test_a_size_by_hand_goes_on_in_its_list_also_without_a_name(hand: Hand, backend: StandIn) -> None:
    hand.desk.queue.show_filter(QueueFilter.SIZE_TO_CHECK)
    hand.open(2)
    draft = draft_of(hand)
    hand.desk.session.change(replace(draft, name_kind=NameKind.NONE, species=""))
    accept = hand.desk.panel.foot.accept
    assert not accept.isEnabled()
    hand.key(Key.Key_E)
    hand.drag_handle(CORNER, 5, QPointF(0, -6))
    assert "name stays open" in accept.text()
    hand.key(Key.Key_Return)
    (decision,) = backend.decisions
    assert (decision.photo_id, decision.verb, decision.size.verb) == (2, Verb.UNSURE, SizeVerb.ADJUSTED)
    assert hand.desk.session.photo_id == 3


def test_elsewhere_a_size_alone_does_not_end_the_photo(hand: Hand, backend: StandIn) -> None:
    hand.open(2)
    hand.desk.session.change(replace(draft_of(hand), name_kind=NameKind.NONE, species="", size_verb=SizeVerb.NONE))
    assert not hand.desk.panel.foot.accept.isEnabled()
    hand.key(Key.Key_Return)
    assert backend.decisions == []


def test_a_dragged_corner_changes_the_size_while_it_is_dragged(hand: Hand) -> None:
    before = hand.shown_mm
    hand.key(Key.Key_E)
    assert hand.hand.kind is ToolKind.HANDLES
    assert hand.desk.bar.tools[ToolKind.HANDLES].isChecked()
    corner = hand.handle(CORNER, 5)
    assert not corner.moved
    start = hand.on_screen(corner.at_px)
    hand.press(start)
    seen = []
    for step in range(1, 6):
        hand.move(start + QPointF(0, -2.0 * step))
        seen.append(hand.shown_mm[0])
    assert len(set(seen)) == 5
    assert hand.desk.panel.size_block.length.value.text() == f"{seen[-1]:.1f}"
    assert draft_of(hand).size_verb is SizeVerb.ADJUSTED
    hand.release(start + QPointF(0, -10))
    assert hand.handle(CORNER, 5).moved
    assert not hand.handle(CORNER, 4).moved
    assert hand.desk.panel.size_block.state_word == "set by hand from the cube's corners"
    assert hand.shown_mm != before
    assert hand.on_screen(hand.handle(CORNER, 5).at_px) == start + QPointF(0, -10)


def test_a_size_without_an_outline_has_the_handles_that_there_are(build: Build, backend: StandIn) -> None:
    photo = backend.open_photo(1)
    assert photo.analysis is not None
    backend.photos[0] = replace(photo, analysis=replace(photo.analysis, outline=None))
    hand = Hand(build(backend))
    hand.open(1)
    hand.key(Key.Key_E)
    assert {one.kind for one in hand.hand.handles.handles} == {CORNER, LENGTH, WIDTH}
    before = hand.shown_mm
    hand.drag_handle(CORNER, 5, QPointF(0, -8))
    assert hand.handle(CORNER, 5).moved
    assert hand.shown_mm != before
    moved_mm = hand.shown_mm
    for key in (Key.Key_Tab, Key.Key_Insert, Key.Key_Delete):
        hand.key(key)
    assert hand.shown_mm == moved_mm
    hand.key(Key.Key_Right)
    assert hand.hand.handles.focused is not None
    assert hand.handle(*hand.hand.handles.focused).moved


def test_steps_are_taken_back_before_the_catalogue_is_touched(hand: Hand, backend: StandIn) -> None:
    hand.key(Key.Key_Return)
    assert len(backend.decisions) == 1
    hand.open(1)
    hand.key(Key.Key_E)
    sizes = [hand.shown_mm]
    for by in (QPointF(0, -8), QPointF(6, 0)):
        hand.drag_handle(CORNER, 5, by)
        sizes.append(hand.shown_mm)
    assert hand.window.commands["undo"].text().startswith("Undo: the last mark")
    for size in sizes[1::-1]:
        hand.key(Key.Key_Z, CONTROL)
        assert hand.shown_mm == size
    assert len(backend.decisions) == 1
    hand.key(Key.Key_Z, CONTROL | SHIFT)
    assert hand.shown_mm == sizes[1]
    hand.key(Key.Key_Z, CONTROL)
    hand.key(Key.Key_Z, CONTROL)
    assert backend.decisions == []


def test_escape_breaks_a_drag_off(hand: Hand) -> None:
    before = hand.shown_mm
    hand.key(Key.Key_E)
    start = hand.on_screen(hand.handle(LENGTH, 0).at_px)
    hand.press(start)
    hand.move(start + QPointF(40, 10))
    assert hand.shown_mm != before
    hand.key(Key.Key_Escape)
    assert hand.shown_mm == before
    assert hand.hand.kind is ToolKind.HANDLES
    hand.move(start + QPointF(60, 10))
    hand.release(start + QPointF(60, 10))
    assert hand.shown_mm == before
    assert draft_of(hand).marks == NO_MARKS


def test_escape_lays_the_tool_down_and_brings_the_machines_marks_back(hand: Hand) -> None:
    before = hand.shown_mm
    hand.key(Key.Key_E)
    hand.drag_handle(CORNER, 1, QPointF(0, 6))
    adjusted = hand.shown_mm
    hand.key(Key.Key_Escape)
    assert hand.hand.kind is ToolKind.PAN
    assert hand.shown_mm == before
    assert draft_of(hand).size_verb is SizeVerb.ACCEPTED
    hand.key(Key.Key_E)
    hand.key(Key.Key_Z, CONTROL | SHIFT)
    assert hand.shown_mm == adjusted
    hand.key(Key.Key_E)
    assert hand.hand.kind is ToolKind.PAN
    assert hand.shown_mm == adjusted


def test_s_accepts_the_machines_size_again(hand: Hand) -> None:
    before = hand.shown_mm
    hand.key(Key.Key_E)
    hand.drag_handle(CORNER, 1, QPointF(0, 6))
    hand.key(Key.Key_S)
    assert hand.shown_mm == before
    assert draft_of(hand).size().verb is SizeVerb.ACCEPTED
    assert draft_of(hand).size().marks == NO_MARKS


def test_size_lines_are_dragged_by_their_ends(hand: Hand) -> None:
    hand.key(Key.Key_E)
    length, width = hand.shown_mm
    assert length is not None
    hand.drag_handle(LENGTH, 0, QPointF(30, 0))
    assert (hand.shown_mm[0] or 0) > length
    assert hand.shown_mm[1] == pytest.approx(width, rel=0.02)
    assert hand.handle(LENGTH, 0).moved
    assert not hand.handle(LENGTH, 1).moved
    assert not hand.handle(WIDTH, 0).moved
    assert hand.desk.panel.size_block.state_word == "set by hand from the size lines"


def test_the_outline_is_dragged_grown_and_thinned(hand: Hand) -> None:
    hand.key(Key.Key_E)
    points = [one for one in hand.hand.handles.handles if one.kind is OUTLINE]
    rightmost = max(points, key=lambda one: one.at_px[0])
    before = hand.shown_mm[0] or 0.0
    hand.drag_handle(OUTLINE, rightmost.index, QPointF(60, 0))
    assert (hand.shown_mm[0] or 0) > before
    assert hand.handle(OUTLINE, rightmost.index).moved
    assert sum(one.moved for one in hand.hand.handles.handles) == 1

    many = len(points)
    start = hand.on_screen(hand.hand.handles._middles[0])
    hand.drag([start, start + QPointF(5, -12), start + QPointF(10, -25)])
    assert len([one for one in hand.hand.handles.handles if one.kind is OUTLINE]) == many + 1
    kind, index = hand.hand.handles.focused or (CORNER, -1)
    assert kind is OUTLINE
    assert hand.on_screen(hand.handle(OUTLINE, index).at_px) == start + QPointF(10, -25)
    hand.key(Key.Key_Delete)
    assert len([one for one in hand.hand.handles.handles if one.kind is OUTLINE]) == many
    hand.key(Key.Key_Z, CONTROL)
    assert len([one for one in hand.hand.handles.handles if one.kind is OUTLINE]) == many + 1
    assert hand.desk.panel.size_block.state_word == "set by hand from the outline"


def test_everything_by_keyboard(hand: Hand) -> None:
    hand.key(Key.Key_E)
    handles = hand.hand.handles
    hand.key(Key.Key_Tab)
    assert handles.focused == (CORNER, 0)
    assert hand.view.accessibleDescription().startswith("Corner 1 of the cube")
    hand.key(Key.Key_Backtab, SHIFT)
    assert handles.focused is not None
    assert handles.focused[0] is OUTLINE
    hand.key(Key.Key_Tab)
    for _ in range(8):
        hand.key(Key.Key_Tab)
    assert handles.focused == (LENGTH, 0)
    start = hand.on_screen(hand.handle(LENGTH, 0).at_px)
    photo = hand.desk.session.photo_id
    hand.key(Key.Key_Down)
    hand.key(Key.Key_Right, SHIFT)
    moved = hand.on_screen(hand.handle(LENGTH, 0).at_px) - start
    assert (moved - QPointF(10, 1)).manhattanLength() < 1e-3
    assert hand.desk.session.photo_id == photo
    assert hand.view.accessibleDescription().endswith("set by hand")
    hand.key(Key.Key_Z, CONTROL)
    assert draft_of(hand).marks == NO_MARKS

    while handles.focused is None or handles.focused[0] is not OUTLINE:
        hand.key(Key.Key_Tab)
    many = len(handles.handles)
    hand.key(Key.Key_Insert)
    assert len(handles.handles) == many + 1
    hand.key(Key.Key_Delete)
    assert len(handles.handles) == many


def test_arrows_walk_the_queue_while_no_handle_is_chosen(hand: Hand) -> None:
    hand.key(Key.Key_E)
    hand.key(Key.Key_Down)
    assert hand.desk.session.photo_id == 2
    assert hand.hand.kind is ToolKind.PAN


def test_without_a_cube_one_is_put_down_to_be_dragged(hand: Hand) -> None:
    hand.open(3)
    assert hand.shown_mm == (None, None)
    hand.key(Key.Key_E)
    assert len([one for one in hand.hand.handles.handles if one.kind is CORNER]) == 8
    assert hand.shown_mm == (None, None)
    assert draft_of(hand).size_verb is SizeVerb.OPEN
    for corner in (0, 1, 5, 7):
        hand.drag_handle(CORNER, corner, QPointF(0.5, 0.5))
    assert hand.shown_mm[0] is not None
    assert draft_of(hand).size().marks.moved_corners == (0, 1, 5, 7)
    assert hand.desk.panel.foot.accept.text().startswith("Accept Lazurite, ")


def test_impossible_corners_say_so_and_can_be_dragged_on(hand: Hand) -> None:
    hand.key(Key.Key_E)
    for corner, by in ((0, (300, -200)), (7, (-300, 100)), (3, (-250, -250)), (4, (0, -300))):
        hand.drag_handle(CORNER, corner, QPointF(*by))
    assert draft_of(hand).marks_fault
    assert hand.shown_mm == (None, None)
    assert draft_of(hand).size().verb is SizeVerb.OPEN
    assert hand.desk.panel.foot.accept.text() == "Accept Lazurite, size stays open"
    for _ in range(4):
        hand.key(Key.Key_Z, CONTROL)
    assert draft_of(hand).marks_fault == ""
    assert hand.shown_mm[0] is not None


# the brush


def end_of_length(hand: Hand) -> tuple[QPointF, QPointF]:
    """One end of the length on the screen, and the direction of the other."""
    line = draft_of(hand).shown.length_line_px
    assert line is not None
    start, end = (hand.on_screen(at) for at in line)
    return start, (end - start) / math.dist((start.x(), start.y()), (end.x(), end.y()))


def test_the_brush_takes_away_with_the_right_button_and_with_alt(hand: Hand) -> None:
    hand.key(Key.Key_B)
    before = hand.shown_mm
    at, inwards = end_of_length(hand)
    areas = [area(tuple((float(x), float(y)) for x, y in scenes.outline()))]
    hand.press(at, RIGHT)
    areas.append(area(draft_of(hand).marks.outline_px))
    hand.move(at + 15 * inwards, RIGHT)
    hand.release(at + 15 * inwards, RIGHT)
    areas.append(area(draft_of(hand).marks.outline_px))
    assert areas[0] > areas[1] > areas[2] > 0.9 * areas[0]
    assert draft_of(hand).size_verb is SizeVerb.ADJUSTED
    hand.key(Key.Key_Z, CONTROL)
    assert hand.shown_mm == before
    hand.drag([at, at + 15 * inwards], keys=ALT)
    assert area(draft_of(hand).marks.outline_px) == pytest.approx(areas[2])


def test_the_brush_adds_and_grows(hand: Hand) -> None:
    hand.key(Key.Key_B)
    radius = hand.hand.brush.radius
    hand.key(Key.Key_BracketRight)
    assert hand.hand.brush.radius > radius
    hand.key(Key.Key_BracketLeft)
    hand.key(Key.Key_BracketLeft)
    assert hand.hand.brush.radius < radius
    at, inwards = end_of_length(hand)
    before = math.dist(*(draft_of(hand).shown.length_line_px or ((0, 0), (0, 0))))
    hand.drag([at, at - 30 * inwards])
    grown = (30 + hand.hand.brush.radius) / hand.view.scale_now
    after = math.dist(*(draft_of(hand).shown.length_line_px or ((0, 0), (0, 0))))
    assert after - before == pytest.approx(grown, abs=2.0)
    assert len(draft_of(hand).marks.outline_px) < 2000


def test_the_brush_by_keyboard(hand: Hand) -> None:
    hand.key(Key.Key_B)
    hand.key(Key.Key_Tab)
    before = draft_of(hand).marks
    hand.key(Key.Key_Right, SHIFT)
    hand.key(Key.Key_Insert)
    assert draft_of(hand).marks.outline_px != before.outline_px
    hand.key(Key.Key_Delete)
    hand.key(Key.Key_Z, CONTROL)
    hand.key(Key.Key_Z, CONTROL)
    assert draft_of(hand).marks == NO_MARKS


# the ruler


def test_a_line_of_known_length_gives_the_scale(hand: Hand) -> None:
    hand.open(3)
    hand.key(Key.Key_R)
    start, end = hand.on_screen((100, 550)), hand.on_screen((700, 550))
    hand.drag([start, end])
    assert hand.hand.field.isVisible()
    assert hand.hand.field.field.hasFocus()
    assert hand.shown_mm == (None, None)
    hand.hand.field.field.setText("60")
    hand.key(Key.Key_Return)
    assert not hand.hand.field.isVisible()
    draft = draft_of(hand)
    assert draft.shown.mm_per_px == pytest.approx(0.1, rel=0.01)
    assert draft.size_verb is SizeVerb.ADJUSTED
    assert hand.desk.panel.size_block.state_word == "set by hand from a ruler"
    length = hand.shown_mm[0] or 0.0
    hand.drag([hand.on_screen((700, 550)), hand.on_screen((400, 550))])
    assert hand.shown_mm[0] == pytest.approx(2 * length, rel=0.01)
    assert not hand.hand.field.isVisible()


def test_enter_in_the_field_of_a_line_accepts_nothing(hand: Hand, backend: StandIn) -> None:
    hand.key(Key.Key_R)
    hand.drag([hand.on_screen((100, 550)), hand.on_screen((700, 550))])
    hand.hand.field.field.setText("60")
    hand.key(Key.Key_Return)
    assert backend.decisions == []
    assert hand.desk.session.photo_id == 1
    hand.key(Key.Key_Return)
    assert backend.decisions[0].size.marks.scale_line_mm == 60.0


def test_a_line_without_a_length_is_dropped(hand: Hand) -> None:
    hand.key(Key.Key_R)
    hand.drag([hand.on_screen((100, 550)), hand.on_screen((500, 550))])
    hand.key(Key.Key_Escape)
    assert not hand.hand.field.isVisible()
    assert hand.hand.ruler.line is None
    assert draft_of(hand).marks == NO_MARKS
    hand.click(hand.on_screen((300, 550)))
    assert hand.hand.ruler.line is None


def test_a_line_by_keyboard(hand: Hand) -> None:
    hand.open(3)
    hand.key(Key.Key_R)
    hand.key(Key.Key_Tab)
    assert hand.hand.ruler.line is not None
    before = hand.hand.ruler.line
    hand.key(Key.Key_Left, SHIFT)
    assert hand.hand.ruler.line[0][0] < before[0][0]
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_Tab)
    assert hand.hand.field.field.hasFocus()
    hand.hand.field.field.setText("40")
    hand.key(Key.Key_Return)
    assert hand.shown_mm[0] is not None


# what comes meanwhile


def test_a_new_analysis_keeps_the_marks_and_measures_by_them(hand: Hand) -> None:
    hand.key(Key.Key_E)
    hand.drag_handle(CORNER, 1, QPointF(0, 6))
    marks, shown = draft_of(hand).marks, hand.shown_mm
    hand.desk.session.reload()
    assert draft_of(hand).marks == marks
    assert hand.shown_mm == shown
    assert draft_of(hand).size_verb is SizeVerb.ADJUSTED
    hand.desk.session.choose_size(SizeVerb.NONE)
    hand.desk.session.reload()
    assert draft_of(hand).size().verb is SizeVerb.NONE


def test_another_specimen_is_pointed_at(hand: Hand) -> None:
    hand.window.commands["choose_specimen"].trigger()
    assert hand.hand.kind is ToolKind.PICK
    hand.drag([hand.on_screen((100, 100)), hand.on_screen((150, 150)), hand.on_screen((300, 260))])
    assert hand.hand.kind is ToolKind.PAN
    analysis = draft_of(hand).stored.analysis
    assert analysis is not None
    assert analysis.overrules.specimen_px == pytest.approx((100, 100, 300, 260))


# the looks


def test_hollow_handles_are_filled_once_they_are_moved(hand: Hand) -> None:
    hand.key(Key.Key_E)

    def orange_in(corner: int) -> int:
        at = hand.on_screen(hand.handle(CORNER, corner).at_px).toPoint()
        image = hand.view.viewport().grab().toImage()
        return sum(
            image.pixelColor(at.x() + dx, at.y() + dy).name().upper() == OVERLAY.cube
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
        )

    assert orange_in(5) == 0
    hand.drag_handle(CORNER, 5, QPointF(0, -6))
    hand.hand.handles.leave()
    assert orange_in(5) == 9


def test_a_tool_that_is_off_leaves_the_photo_to_be_moved(hand: Hand) -> None:
    hand.view.zoom_by(4.0)
    hand.desk.view._animation.setCurrentTime(200)
    marks = draft_of(hand).marks
    before = hand.view.mapToScene(100, 100)
    hand.drag([QPointF(300, 300), QPointF(250, 280), QPointF(200, 260)])
    assert hand.view.mapToScene(100, 100) != before
    assert draft_of(hand).marks == marks


def test_the_tools_buttons_take_and_lay_down(hand: Hand) -> None:
    hand.desk.bar.tools[ToolKind.BRUSH].click()
    assert hand.hand.kind is ToolKind.BRUSH
    hand.desk.bar.tools[ToolKind.RULER].click()
    assert hand.hand.kind is ToolKind.RULER
    hand.desk.bar.tools[ToolKind.PAN].click()
    assert hand.hand.kind is ToolKind.PAN
    assert hand.desk.bar.tools[ToolKind.PAN].isChecked()
