"""Sizes by hand in a real catalogue: kept, shown again, contradicted, gone through by one key, on another edge."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.catalogue import QueueFilter, StoredPhoto
from mineral_desk.domain.decision import Decision, SizeVerb, Verb
from mineral_desk.domain.flag import Flag, FlagCode
from mineral_desk.domain.geometry import Box
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import Folders, find_folders
from mineral_desk.services.settings import Settings
from mineral_desk.services.taking_in import facts, take_in
from mineral_desk.ui.desk.remedies import Remedy
from mineral_desk.ui.desk.rescale_dialog import RescaleDialog, Scope
from mineral_desk.ui.photo_view.marked import HandleKind
from mineral_desk.ui.photo_view.tool import ToolKind
from mineral_desk.ui.services_backend import ServicesBackend
from tests.ui import scenes
from tests.ui.conftest import Build, settle, wait_for
from tests.ui.hand import Hand, doubtful, measured

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
CONTRADICTED = Flag(FlagCode.CUBE_EDGE_CONTRADICTED, {"engraving": "1 IN", "edge_mm": 10.0}, Box(700, 400, 800, 500))
KINDS: tuple[tuple[Flag, ...], ...] = ((), doubtful(), doubtful(), (CONTRADICTED,))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Four photos in a real catalogue: measured, two doubtful ones, one whose cube says another edge."""
    found = find_folders()
    folder = tmp_path / "Фото № 3"
    folder.mkdir()
    for number in range(1, len(KINDS) + 1):
        Image.fromarray(scenes.pixels(colour=(40 * number, 60, 150))).save(folder / f"FMM {number}.png")
    with Desk(Folders(found.models, found.resources, tmp_path), Settings(), tmp_path / "Музей № 1.mdc") as made:
        for _ in take_in(made, [folder]):
            pass
        for number, (row, flags) in enumerate(zip(made.reading.queue.rows(QueueFilter.ALL), KINDS, strict=True), 1):
            analysis = analysed(measured(number, *flags), row.path)
            made.write(lambda catalogue, row=row, analysis=analysis: catalogue.analyses.add(row.id, analysis, "test"))
        yield made


def analysed(stored: StoredPhoto, path: Path) -> Analysis:
    """The photo's analysis, as if it were of the file at ``path``."""
    assert stored.analysis is not None
    photo = replace(facts(path), width_px=scenes.WIDTH, height_px=scenes.HEIGHT)
    return replace(stored.analysis, photo=photo)


@pytest.fixture
def hand(build: Build, desk: Desk) -> Hand:
    return Hand(build(ServicesBackend(desk)))


def decision_of(desk: Desk, photo_id: int) -> Decision:
    decision = desk.reading.stored(photo_id).decision
    assert decision is not None
    return decision


def test_an_adjusted_size_is_kept_with_its_marks_and_shown_again(hand: Hand, build: Build, desk: Desk) -> None:
    first = desk.reading.queue.rows(QueueFilter.ALL)[0].id
    hand.open(first)
    hand.key(Key.Key_E)
    hand.drag_handle(HandleKind.CORNER, 5, QPointF(0, -6))
    hand.drag_handle(HandleKind.OUTLINE, 3, QPointF(12, 8))
    shown = hand.shown_mm
    hand.key(Key.Key_Return)
    size = decision_of(desk, first).size
    assert size.verb is SizeVerb.ADJUSTED
    assert (size.length_mm, size.width_mm) == pytest.approx(shown, abs=0.01)
    assert size.marks.moved_corners == (5,)
    assert len(size.marks.outline_px) >= 60

    again = Hand(build(ServicesBackend(desk)))
    again.open(first)
    assert again.shown_mm == pytest.approx((size.length_mm, size.width_mm))
    assert again.desk.panel.size_block.state_word.startswith("by ")
    again.key(Key.Key_E)
    filled = {(one.kind, one.index) for one in again.hand.handles.handles if one.moved}
    assert (HandleKind.CORNER, 5) in filled
    assert (HandleKind.CORNER, 4) not in filled
    assert any(kind is HandleKind.OUTLINE for kind, _ in filled)
    again.key(Key.Key_Escape)
    assert again.shown_mm == pytest.approx((size.length_mm, size.width_mm))
    again.key(Key.Key_Z, CONTROL)
    assert desk.reading.stored(first).decision is None


def test_a_typed_size_that_the_photo_contradicts(hand: Hand, desk: Desk) -> None:
    block = hand.desk.panel.size_block
    first = hand.desk.session.photo_id
    assert first is not None
    length = hand.shown_mm[0] or 0.0

    def type_length() -> None:
        hand.key(Key.Key_M)
        block.length.field.clear()
        QTest.keyClicks(block.length.field, f"{2 * length:.0f}")
        with wait_for(lambda: bool(block.flags.texts()) and block.flags.isVisible()):
            pass

    type_length()
    assert any(text.startswith("Typed") for text in block.flags.texts())
    assert hand.desk.panel.foot.accept.isEnabled()
    keep_typed, keep_measured = block.flags.offers_of("a")
    assert (keep_typed.remedy, keep_measured.remedy) == (Remedy.KEEP_TYPED, Remedy.KEEP_MEASURED)
    button = block.flags.button_of(keep_measured)
    assert button is not None
    button.click()
    settle(hand.window)
    assert hand.desk.session.draft is not None
    assert hand.desk.session.draft.size().verb is SizeVerb.ACCEPTED
    assert block.length.field.text() == ""

    type_length()
    button = block.flags.button_of(block.flags.offers_of("a")[0])
    assert button is not None
    button.click()
    settle(hand.window)
    assert not block.flags.isVisible()
    hand.key(Key.Key_Return, CONTROL)
    assert decision_of(desk, first).size.verb is SizeVerb.TYPED


def test_sizes_to_check_are_gone_through_in_one_key_each(hand: Hand, desk: Desk) -> None:
    hand.desk.queue.show_filter(QueueFilter.SIZE_TO_CHECK)
    settle(hand.window)
    first, second, third = (row.id for row in desk.reading.queue.rows(QueueFilter.SIZE_TO_CHECK))
    assert hand.desk.session.photo_id == first
    hand.key(Key.Key_S)
    assert decision_of(desk, first).size.verb is SizeVerb.ACCEPTED
    assert decision_of(desk, first).verb is Verb.ACCEPT
    assert hand.desk.session.photo_id == second
    hand.key(Key.Key_M)
    field = hand.desk.panel.size_block.length.field
    assert field.hasFocus()
    QTest.keyClicks(field, "61")
    hand.key(Key.Key_Return)
    assert decision_of(desk, second).size.length_mm == 61.0
    assert hand.desk.session.photo_id == third
    assert desk.reading.stored(third).decision is None
    hand.key(Key.Key_D)
    assert decision_of(desk, third).size.verb is SizeVerb.NONE


def test_reasons_lead_to_their_tools(hand: Hand, desk: Desk) -> None:
    rows = desk.reading.queue.rows(QueueFilter.ALL)
    hand.open(rows[1].id)
    letter = hand.view.badge_rect("a")
    assert letter is None or not letter.isEmpty()
    hand.view.viewport().grab()
    letter = hand.view.badge_rect("a")
    assert letter is not None
    hand.click(letter.center())
    assert hand.hand.kind is ToolKind.BRUSH
    hand.open(rows[3].id)
    engraved, as_set = hand.desk.panel.size_block.flags.offers_of("a")
    assert (engraved.edge_mm, as_set.edge_mm) == (25.4, 10.0)
    before = hand.shown_mm[0] or 0.0
    button = hand.desk.panel.size_block.flags.button_of(engraved)
    assert button is not None
    button.click()
    settle(hand.window)
    assert hand.shown_mm[0] == pytest.approx(2.54 * before, rel=0.01)
    assert not hand.desk.panel.size_block.flags.isVisible()
    assert hand.desk.session.draft is not None
    assert hand.desk.session.draft.size().verb is SizeVerb.ADJUSTED


def test_another_edge_for_a_folder_is_one_act(hand: Hand, desk: Desk) -> None:
    rows = desk.reading.queue.rows(QueueFilter.ALL)
    hand.key(Key.Key_Return)  # accepted: follows the edge
    hand.key(Key.Key_M)
    QTest.keyClicks(hand.desk.panel.size_block.length.field, "60")
    hand.key(Key.Key_Return, CONTROL)  # typed: stays
    accepted = decision_of(desk, rows[0].id).size.length_mm or 0.0
    hand.key(Key.Key_E, CONTROL)
    (dialog,) = hand.window.findChildren(RescaleDialog)
    with wait_for(dialog.apply.isEnabled):
        pass
    assert dialog.scope is Scope.THIS
    assert dialog.edge_mm == 25.4
    dialog.scopes[Scope.FOLDER].setChecked(True)
    with wait_for(lambda: len(dialog.model.rows) == 4 and dialog.apply.isEnabled()):
        pass
    kept = [row.photo_id for row in dialog.model.rows if row.kept_because]
    assert kept == [rows[1].id]
    assert dialog.words == "Sizes that change: 3, that stay: 1"
    cells = [dialog.model.index(0, column).data() for column in range(5)]
    assert cells[1] == "10 → 25.4"
    assert dialog.model.index(3, 4).data() == "The size was typed by hand."
    QTest.keyClick(dialog.scopes[Scope.FOLDER], Key.Key_Return)
    settle(hand.window)
    assert decision_of(desk, rows[0].id).size.length_mm == pytest.approx(2.54 * accepted)
    assert decision_of(desk, rows[1].id).size.length_mm == 60.0
    assert hand.window.commands["undo"].text().startswith("Undo: Cube edge 25.4 mm")
    hand.key(Key.Key_Z, CONTROL)
    assert decision_of(desk, rows[0].id).size.length_mm == pytest.approx(accepted)


def test_the_edge_dialog_says_what_is_wrong(hand: Hand) -> None:
    hand.desk.change_edge()
    (dialog,) = hand.window.findChildren(RescaleDialog)
    dialog.edge.setText("")
    dialog._look()
    assert dialog.words == "Type the edge in millimetres."
    assert not dialog.apply.isEnabled()
    dialog.edge.setText("100000")
    dialog._look()
    with wait_for(lambda: "Edge of the cube" in dialog.words or "edge" in dialog.words.lower()):
        pass
    assert not dialog.apply.isEnabled()
    dialog.presets[0].click()
    with wait_for(lambda: dialog.words == "Sizes that change: 0, that stay: 1"):
        pass
    assert not dialog.apply.isEnabled()
    dialog.reject()
