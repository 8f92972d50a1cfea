"""Garbage is not collected while Qt goes through its widgets, and no window leaves widgets to the collector."""

import gc

import pytest
import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from mineral_desk.services.settings import Settings, WindowSettings
from mineral_desk.ui.actions import Place
from mineral_desk.ui.collecting import nothing_collected
from mineral_desk.ui.running import build_window, make_application, prepare_looks
from tests.ui.conftest import settle
from tests.ui.standin import StandIn


class Listening(QWidget):
    """Hears of every change, and whether a collection could begin while it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: dict[QEvent.Type, bool] = {}

    def changeEvent(self, event: QEvent) -> None:
        self.heard[event.type()] = gc.isenabled() or self.heard.get(event.type(), False)
        super().changeEvent(event)


@pytest.mark.usefixtures("qapp")
def test_nothing_is_collected_while_the_looks_change(backend: StandIn) -> None:
    prepare_looks(make_application(), backend)
    listening = Listening()
    listening.show()
    listening.heard.clear()
    backend.settings = Settings(window=WindowSettings(theme="dark", text_scale=1.5, language="ru"))
    prepare_looks(make_application(), backend)
    assert listening.heard.keys() >= {QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.PaletteChange}
    assert not any(listening.heard.values())
    assert gc.isenabled()
    listening.deleteLater()


def test_the_collector_goes_on_as_it_was() -> None:
    with nothing_collected():
        assert not gc.isenabled()
        with nothing_collected():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


@pytest.mark.parametrize("places", [(), tuple(Place)], ids=["opened and closed", "every place seen"])
def test_a_closed_window_leaves_no_widget_to_the_collector(
    backend: StandIn, qapp: QApplication, places: tuple[Place, ...]
) -> None:
    gc.collect()
    window = build_window(make_application(), backend)
    window.show()
    window.start()
    settle(window)
    for place in places:
        window.show_place(place)
        settle(window)
    for photo_id in (3, 5) if places else ():
        window.desk.show_photo(photo_id)
        settle(window)
    window.shut_down()
    window.hide()
    window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    del window
    gc.set_debug(gc.DEBUG_SAVEALL)
    gc.collect()
    gc.set_debug(0)
    left = [type(one).__name__ for one in gc.garbage if isinstance(one, QWidget) and shiboken6.isValid(one)]
    gc.garbage.clear()
    assert left == []
