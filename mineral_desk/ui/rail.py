"""The rail at the left: the four places, settings and help."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from mineral_desk.ui.actions import Place
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import CAPTION
from mineral_desk.ui.words import tr

PLACES = (
    (Place.INTAKE, "Intake", "Ctrl+1"),
    (Place.DESK, "Desk", "Ctrl+2"),
    (Place.CATALOGUE, "Catalogue", "Ctrl+3"),
    (Place.STORAGE, "Storage", "Ctrl+4"),
)
BUTTON_HEIGHT = 52
BUTTON_HEIGHT_LOW = 42
ICON = 20


class RailButton(QAbstractButton):
    """An icon above its word."""

    def __init__(self, theme: Theme, icon: str, word: str, key: str, checkable: bool = True) -> None:
        super().__init__()
        self._theme, self._icon, self._low = theme, icon, False
        self.setText(word)
        self.setAccessibleName(word)
        self.setToolTip(f"{word} ({key})")
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_low(self, low: bool) -> None:
        """Closer together where the window is low."""
        self._low = low
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        height = BUTTON_HEIGHT_LOW if self._low else BUTTON_HEIGHT
        return QSize(self._theme.px(self._theme.sizes.rail), self._theme.px(height) + 4)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        theme, painter, chosen = self._theme, QPainter(self), self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(self.rect()).adjusted(6, 2, -6, -2)
        if chosen or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("tint" if chosen else "hover"))
            painter.drawRoundedRect(ground, theme.sizes.radius, theme.sizes.radius)
        if chosen:
            painter.fillRect(QRectF(0, ground.top() + 10, 3, ground.height() - 20), theme.colour("accent"))
        colour = theme.colour("accent" if chosen else "muted")
        side = theme.px(ICON)
        line = theme.metrics(CAPTION).height()
        top = ground.center().y() - (side + 3 + line) / 2
        theme.shelf.paint(painter, self._icon, QRectF((self.width() - side) / 2, top, side, side), colour)
        painter.setPen(colour)
        font = theme.font(CAPTION, 600 if chosen else 500)
        painter.setFont(font)
        place = QRectF(0, top + side + 3, self.width(), line)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self.text())
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), 4, 4)


class Rail(QWidget):
    """Tells which place is wanted."""

    place_chosen = Signal(object)
    settings_wanted = Signal()
    help_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAutoFillBackground(True)
        palette = self.palette()
        palette.setColor(palette.ColorRole.Window, theme.colour("bg"))
        self.setPalette(palette)
        self.setFixedWidth(theme.px(theme.sizes.rail) - 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 8)
        column.setSpacing(0)
        group = QButtonGroup(self)
        self.buttons: dict[Place, RailButton] = {}
        for place, word, key in PLACES:
            button = RailButton(theme, place.value, tr(word), key)
            button.setFixedWidth(self.width())
            button.clicked.connect(lambda _=False, place=place: self.place_chosen.emit(place))
            group.addButton(button)
            column.addWidget(button)
            self.buttons[place] = button
        column.addStretch(1)
        for icon, word, key, wanted in (
            ("settings", "Settings", "Ctrl+,", self.settings_wanted),
            ("help", "Help", "F1", self.help_wanted),
        ):
            button = RailButton(theme, icon, tr(word), key, checkable=False)
            button.setFixedWidth(self.width())
            button.clicked.connect(wanted)
            column.addWidget(button)

    def set_low(self, low: bool) -> None:
        """Closer together where the window is low."""
        for button in self.findChildren(RailButton):
            button.set_low(low)

    def show_place(self, place: Place) -> None:
        """Mark the place that is shown."""
        self.buttons[place].setChecked(True)
