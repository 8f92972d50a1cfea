"""The bar above the photo: zoom, and a toggle for every overlay that is its legend too."""

from collections.abc import Mapping
from enum import IntEnum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSlider, QWidget

from mineral_desk.ui.actions import Actions
from mineral_desk.ui.photo_view.layers import SHOWN_AT_FIRST, Layer
from mineral_desk.ui.photo_view.tool import ToolKind
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import SMALL
from mineral_desk.ui.theme.tokens import OVERLAY
from mineral_desk.ui.widgets.labels import make_label
from mineral_desk.ui.widgets.menu_button import MenuButton
from mineral_desk.ui.widgets.toggle import LayerToggle
from mineral_desk.ui.widgets.tool_button import ToolButton
from mineral_desk.ui.words import tr

WORDS = {
    Layer.OUTLINE: ("Outline", "F2"),
    Layer.CUBE: ("Cube", "F3"),
    Layer.SIZE: ("Size", "F4"),
    Layer.PLATES: ("Plates", "F5"),
    Layer.MAP: ("Map", "F6"),
}
TOOLS = {
    ToolKind.PAN: ("hand", "Move the photo", ""),
    ToolKind.HANDLES: ("adjust", "Adjust corners, lines and outline", "E"),
    ToolKind.BRUSH: ("brush", "Brush the outline", "B"),
    ToolKind.RULER: ("ruler", "Draw a line along a ruler", "R"),
}
VIEWS = {
    "compare": ("compare", "Side by side", "Y"),
    "brightness": ("sun", "Brightness and contrast", "A"),
}
SLIDER_GAP = 4
ZOOM_ACTIONS = ("fit", "one_to_one", "zoom_in", "zoom_out")


class LeftOut(IntEnum):
    """What the bar goes without where it is narrow; each also without what stands before."""

    NOTHING = 0
    WORDS_OF_OFF = 1
    WORDS = 2
    SLIDER = 3
    ROOM = 4
    """Between the parts."""
    WORD_OF_ZOOM = 5
    VIEWS = 6
    TOOLS = 7


class PhotoBar(QWidget):
    """Tells which layers are on."""

    layers_changed = Signal(object)
    opacity_changed = Signal(float)
    tool_chosen = Signal(object)
    """The :class:`ToolKind` whose button was pressed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._narrow, self._compact, self._tight, self._available = False, False, False, 10_000
        self.zoom = MenuButton(theme, tr("Fit"))
        self._toggles: dict[Layer, LayerToggle] = {}
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, 100)
        self._slider.setValue(round(OVERLAY.map_opacity * 100))
        self._slider.setFixedWidth(64)
        self._slider.setAccessibleName(tr("Opacity of the map"))
        self._percent = make_label(theme, "", SMALL, "muted")
        self._slider.valueChanged.connect(self._slid)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 12, 0)
        row.setSpacing(4)
        row.addWidget(self.zoom)
        self._divider = _Divider(theme)
        row.addWidget(self._divider)
        for layer, (word, key) in WORDS.items():
            toggle = LayerToggle(theme, layer, tr(word), key)
            toggle.setChecked(layer in SHOWN_AT_FIRST)
            toggle.toggled.connect(self._toggled)
            row.addWidget(toggle)
            self._toggles[layer] = toggle
        row.addSpacing(SLIDER_GAP)
        row.addWidget(self._slider)
        row.addWidget(self._percent)
        row.addStretch(1)
        self.tools: dict[ToolKind, ToolButton] = {}
        for kind, (icon, word, key) in TOOLS.items():
            button = ToolButton(theme, icon, tr(word), key)
            button.clicked.connect(lambda _=False, kind=kind: self.tool_chosen.emit(kind))
            row.addWidget(button)
            self.tools[kind] = button
        self._views_divider = _Divider(theme)
        row.addWidget(self._views_divider)
        self.compare, self.brightness = (ToolButton(theme, icon, tr(word), key) for icon, word, key in VIEWS.values())
        row.addWidget(self.compare)
        row.addWidget(self.brightness)
        self.show_tool(ToolKind.PAN)
        self.setFixedHeight(max(theme.sizes.photo_bar, theme.px(theme.sizes.control) + 12))
        self._slid(self._slider.value())
        self.fit_into(self._available)

    def use(self, actions: Actions) -> None:
        """The zoom menu holds the window's own actions."""
        menu = QMenu(self.zoom)
        for name in ZOOM_ACTIONS:
            menu.addAction(actions[name])
        self.zoom.setMenu(menu)

    def toggle(self, layer: Layer) -> None:
        """Switch one layer."""
        self._toggles[layer].toggle()

    def set_layers(self, layers: frozenset[Layer]) -> None:
        """Switch several at once."""
        for layer, toggle in self._toggles.items():
            toggle.blockSignals(True)
            toggle.setChecked(layer in layers)
            toggle.blockSignals(False)
            toggle.updateGeometry()
        self._toggled()

    @property
    def layers(self) -> frozenset[Layer]:
        """What is on."""
        return frozenset(layer for layer, toggle in self._toggles.items() if toggle.isChecked())

    @property
    def toggles(self) -> Mapping[Layer, LayerToggle]:
        """The toggles by layer."""
        return self._toggles

    def set_narrow(self, narrow: bool, compact: bool) -> None:
        """Toggles that are off lose their words where it is narrow, all of them where it is ``compact``."""
        self._narrow, self._compact = narrow, compact
        self.fit_into(self._available)

    def show_tool(self, held: ToolKind) -> None:
        """Which tool is in hand."""
        for kind, button in self.tools.items():
            button.setChecked(kind is held)

    def fit_into(self, width: int) -> None:
        """Where the bar may be no wider than that, words go that would be cut, then the slider, the room between the
        parts, the word of the zoom, the views and the tools. Their keys remain.
        """
        self._available = width
        for left_out in LeftOut:
            for toggle in self._toggles.values():
                toggle.set_short(self._narrow or left_out >= LeftOut.WORDS_OF_OFF)
                toggle.set_wordless(self._compact or left_out >= LeftOut.WORDS)
            self._set_tight(self._compact or left_out >= LeftOut.ROOM)
            self.zoom.set_wordless(left_out == LeftOut.WORD_OF_ZOOM)
            parts = self._parts_without(left_out)
            if self._width_of(parts) <= width:
                break
        for part in self._all_parts():
            part.setVisible(part in parts)

    def _set_tight(self, tight: bool) -> None:
        """Whether hardly any room is left between the parts."""
        self._tight = tight
        self._row.setSpacing(1 if tight else 4)
        self._row.setContentsMargins(2 if tight else 8, 0, 2 if tight else 12, 0)

    def _all_parts(self) -> set[QWidget]:
        return self._parts_without(LeftOut.NOTHING) | self._needless()

    def _parts_without(self, left_out: LeftOut) -> set[QWidget]:
        """What the bar shows then."""
        parts: set[QWidget] = {self.zoom, *self._toggles.values()}
        if left_out < LeftOut.SLIDER:
            parts |= {self._slider, self._percent}
        if left_out < LeftOut.TOOLS:
            parts |= {*self.tools.values(), self._divider}
        if left_out < LeftOut.VIEWS:
            parts |= {self.compare, self.brightness, self._views_divider}
        return parts - self._needless()

    def _needless(self) -> set[QWidget]:
        """What would be shown for nothing, whatever room there is."""
        dividers: set[QWidget] = {self._divider, self._views_divider} if self._tight else set()
        slides = self._toggles[Layer.MAP].isChecked() and not self._compact
        return dividers if slides else dividers | {self._slider, self._percent}

    def _width_of(self, parts: set[QWidget]) -> int:
        """The bar's width with these parts in it."""
        margins = self._row.contentsMargins()
        widths = (min(part.sizeHint().width(), part.maximumWidth()) + self._row.spacing() for part in parts)
        return sum(widths) + margins.left() + margins.right() + SLIDER_GAP

    def show_zoom(self, fitted: bool, percent: float) -> None:
        """How large the photo is."""
        self.zoom.set_words(tr("Fit") if fitted else f"{percent:.0f} %")
        self.fit_into(self._available)

    def _toggled(self) -> None:
        self.fit_into(self._available)
        self.layers_changed.emit(self.layers)

    def _slid(self, value: int) -> None:
        self._percent.setText(f"{value} %")
        self.opacity_changed.emit(value / 100)


class _Divider(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(13, 18)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        QPainter(self).fillRect(6, 0, 1, self.height(), self._theme.colour("line"))
