"""The bar above the photo: zoom, and a toggle for every overlay that is its legend too."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
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
ZOOM_ACTIONS = ("fit", "one_to_one", "zoom_in", "zoom_out")


class PhotoBar(QWidget):
    """Tells which layers are on."""

    layers_changed = Signal(object)
    opacity_changed = Signal(float)
    tool_chosen = Signal(object)
    """The :class:`ToolKind` whose button was pressed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._compact, self._available = False, 10_000
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
        row.addSpacing(4)
        row.addWidget(self._slider)
        row.addWidget(self._percent)
        row.addStretch(1)
        self.tools: dict[ToolKind, ToolButton] = {}
        for kind, (icon, word, key) in TOOLS.items():
            button = ToolButton(theme, icon, tr(word), key)
            button.clicked.connect(lambda _=False, kind=kind: self.tool_chosen.emit(kind))
            row.addWidget(button)
            self.tools[kind] = button
        self.show_tool(ToolKind.PAN)
        self.setFixedHeight(max(theme.sizes.photo_bar, theme.px(theme.sizes.control) + 12))
        self._slid(self._slider.value())
        self._show_slider()

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
        self._compact = compact
        for toggle in self._toggles.values():
            toggle.set_short(narrow)
            toggle.set_wordless(compact)
        self._set_tight(compact)
        self._show_slider()

    def _set_tight(self, tight: bool) -> None:
        """Whether nothing is left between the parts."""
        self._row.setSpacing(1 if tight else 4)
        self._row.setContentsMargins(2 if tight else 8, 0, 2 if tight else 12, 0)
        self._divider.setVisible(not tight)

    def show_tool(self, held: ToolKind) -> None:
        """Which tool is in hand."""
        for kind, button in self.tools.items():
            button.setChecked(kind is held)

    def fit_into(self, width: int) -> None:
        """Where the bar may be no wider than that, words that would be cut go, then the room between the parts, the
        word of the zoom, and the tools last: their keys remain.
        """
        self._available = width
        self._set_tight(self._compact)
        self.zoom.set_wordless(False)
        for wordless in (self._compact, True):
            for toggle in self._toggles.values():
                toggle.set_wordless(wordless)
            if self._width_of([self.zoom, *self._toggles.values()]) <= width:
                break
        all_parts = [self.zoom, *self._toggles.values(), *self.tools.values()]
        if self._width_of(all_parts) > width:
            self._set_tight(True)
        self.zoom.set_wordless(self._width_of(all_parts) > width)
        fits = self._width_of(all_parts) <= width
        if not fits:
            self.zoom.set_wordless(False)
        for button in self.tools.values():
            button.setVisible(fits)

    def _width_of(self, parts: Sequence[QWidget]) -> int:
        """The bar's width with these parts in it."""
        margins = self._row.contentsMargins()
        needed = sum(part.sizeHint().width() + self._row.spacing() for part in parts)
        return needed + margins.left() + margins.right() + (0 if self._divider.isHidden() else self._divider.width())

    def show_zoom(self, fitted: bool, percent: float) -> None:
        """How large the photo is."""
        self.zoom.set_words(tr("Fit") if fitted else f"{percent:.0f} %")
        self.fit_into(self._available)

    def _toggled(self) -> None:
        self._show_slider()
        self.fit_into(self._available)
        self.layers_changed.emit(self.layers)

    def _show_slider(self) -> None:
        shown = self._toggles[Layer.MAP].isChecked() and not self._compact
        self._slider.setVisible(shown)
        self._percent.setVisible(shown)

    def _slid(self, value: int) -> None:
        self._percent.setText(f"{value} %")
        self.opacity_changed.emit(value / 100)


class _Divider(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(13, 18)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        QPainter(self).fillRect(6, 0, 1, self.height(), self._theme.colour("line"))
