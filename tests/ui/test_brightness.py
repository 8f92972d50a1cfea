"""Brightness and contrast: curves that cut nothing off, on the screen only, and never unsaid."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from mineral_desk.services.settings import Settings, WindowSettings
from mineral_desk.ui.photo_view.tones import Tones, shown_with
from mineral_desk.ui.window import MainWindow
from tests.ui.conftest import Build, settle
from tests.ui.standin import StandIn
from tests.ui.test_desk import press, type_letters

Key = Qt.Key
IN_THE_LUMP = QPointF(330, 250)
IN_THE_OUTLINES_CHIP_PX = 4


def shown(window: MainWindow) -> np.ndarray:
    """The photo's part of the screen, (H, W, 4) uint8."""
    image = window.desk.view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).copy()


def in_the_specimen(window: MainWindow) -> int:
    """How light the middle of the specimen is on the screen."""
    view = window.desk.view
    view.set_bare(True)
    at = view.mapFromScene(IN_THE_LUMP)
    value = int(shown(window)[at.y() - 5 : at.y() + 5, at.x() - 5 : at.x() + 5, :3].mean())
    view.set_bare(False)
    return value


@pytest.mark.parametrize("brightness", [-100, -40, 0, 15, 100])
@pytest.mark.parametrize("contrast", [-100, 0, 60, 100])
def test_no_tone_is_cut_off(brightness: int, contrast: int) -> None:
    table = Tones(brightness, contrast).table
    assert len(table) == 256
    assert (table[0], table[255]) == (0, 255)
    assert list(table) == sorted(table)


def test_what_the_sliders_do() -> None:
    assert Tones().table == bytes(range(256))
    assert Tones().is_plain
    assert Tones(brightness=50).table[40] > 40 > Tones(brightness=-50).table[40]
    strong, weak = Tones(contrast=50).table, Tones(contrast=-50).table
    assert strong[60] < 60 < weak[60]
    assert strong[190] > 190 > weak[190]


def test_a_copy_is_changed_and_its_edge_is_not() -> None:
    pixels = np.zeros((3, 4, 4), np.uint8)
    pixels[1:, :] = (20, 40, 60, 255)
    image = QImage(pixels.data, 4, 3, 16, QImage.Format.Format_ARGB32_Premultiplied)
    lit = shown_with(image, Tones(brightness=60))
    assert lit.pixelColor(0, 0).alpha() == 0
    assert lit.pixelColor(2, 2).alpha() == 255
    assert lit.pixelColor(2, 2).red() > 60
    assert image.pixelColor(2, 2).red() == 60


def test_only_the_photo_changes(window: MainWindow) -> None:
    before, dark = shown(window), in_the_specimen(window)
    press(window, Key.Key_A)
    panel = window.desk.brightness.panel
    assert panel.isVisible()
    assert panel.brightness.hasFocus()
    press(window, Key.Key_Right)
    assert window.desk.brightness.tones == Tones(brightness=5)
    panel.brightness.setValue(80)
    press(window, Key.Key_Escape)
    assert not panel.isVisible()
    window.desk.brightness.chip.hide()  # drawn upon the surround
    after = shown(window)
    assert in_the_specimen(window) > dark + 20
    assert (after[:12] == before[:12]).all()  # the surround
    chip = after[..., :3].astype(int).max(axis=2)
    assert ((chip == 255) == (before[..., :3].astype(int).max(axis=2) == 255)).mean() > 0.99  # white lines and words
    picture = window.desk.view.picture
    assert picture is not None
    assert (picture.memory[0][..., :3].min(), window.desk.session.has_picture("sha-1")) == (22, True)


def test_it_is_said_while_it_holds(window: MainWindow) -> None:
    button, chip = window.desk.bar.brightness, window.desk.brightness.chip
    assert not button.isChecked()
    assert not chip.isVisible()
    button.click()
    assert not button.isChecked()  # the panel is open, and nothing is changed yet
    window.desk.brightness.panel.brightness.setValue(40)
    window.desk.brightness.panel.contrast.setValue(-10)
    assert button.isChecked()
    assert chip.isVisible()
    assert chip.text() == "Brightness +40, Contrast −10"
    assert button.accessibleName() == "Brightness and contrast: Brightness +40, Contrast −10"
    window.desk.brightness.panel.plain.click()
    assert not button.isChecked()
    assert not chip.isVisible()
    assert button.toolTip() == "Brightness and contrast (A)"


def test_a_double_click_brings_a_slider_back(window: MainWindow) -> None:
    press(window, Key.Key_A)
    panel = window.desk.brightness.panel
    panel.contrast.setValue(30)
    slider = panel.brightness
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=slider.rect().center() + slider.rect().bottomRight() / 4)
    assert slider.value() > 20
    QTest.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=slider.rect().center())
    assert window.desk.brightness.tones == Tones(0, 30)


def test_the_next_photo_is_shown_as_it_was_taken(window: MainWindow) -> None:
    window.desk.brightness.panel.show_tones(Tones(50, 0), tell=True)
    window.desk.session.reload()  # the same photo
    assert window.desk.brightness.tones == Tones(50, 0)
    press(window, Key.Key_Return)
    assert window.desk.session.photo_id == 2
    assert window.desk.brightness.tones.is_plain
    assert not window.desk.brightness.chip.isVisible()


def test_it_is_kept_for_those_that_follow_where_that_is_wanted(window: MainWindow) -> None:
    press(window, Key.Key_A)
    window.desk.brightness.panel.brightness.setValue(50)
    window.desk.brightness.panel.keep.click()
    assert window.desk.brightness.chip.text() == "Brightness +50, kept"
    press(window, Key.Key_Return)
    assert window.desk.session.photo_id == 2
    assert window.desk.brightness.tones == Tones(50, 0)
    assert window.desk.bar.brightness.isChecked()
    window.desk.brightness.panel.keep.click()
    press(window, Key.Key_Down)
    assert window.desk.brightness.tones.is_plain


def test_keys_work_while_the_panel_is_open(window: MainWindow, backend: StandIn) -> None:
    press(window, Key.Key_A)
    press(window, Key.Key_2)
    press(window, Key.Key_Return)
    assert backend.decisions[0].species == "Sodalite"
    type_letters(window, "ф")  # the place of A
    assert not window.desk.brightness.panel.isVisible()


@pytest.mark.parametrize(("size", "text_scale"), [((1440, 900), 1.0), ((1024, 768), 1.0), ((1024, 768), 1.5)])
def test_the_panel_has_room_in_russian(
    build: Build, backend: StandIn, size: tuple[int, int], text_scale: float
) -> None:
    backend.settings = Settings(window=WindowSettings(language="ru", text_scale=text_scale))
    window = build(backend, size)
    window.commands["brightness"].trigger()
    settle(window)
    panel = window.desk.brightness.panel
    ground = panel.parentWidget().rect()
    assert ground.contains(panel.geometry())
    for part in (panel.keep, panel.plain, panel.brightness, panel.contrast):
        assert part.width() >= part.minimumSizeHint().width(), part.accessibleName()
        assert panel.rect().contains(part.geometry())
