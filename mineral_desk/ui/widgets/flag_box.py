"""The box of reasons not to trust a size, with the letters that stand in the photo and the buttons that help."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from mineral_desk.ui.desk.remedies import Offer, Reason, Remedy
from mineral_desk.ui.photo_view.chips import draw_badge
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.labels import ElidedLabel, make_label

BADGE = 18
ICONS = {Remedy.DRAW: "adjust", Remedy.ADJUST: "adjust", Remedy.BRUSH: "brush", Remedy.RULER: "ruler"}
"""Where there is one line a reason, the tool's icon stands for its word."""


class Badge(QWidget):
    """A letter on the warning colour."""

    def __init__(self, theme: Theme, letter: str) -> None:
        super().__init__()
        self._theme, self._letter = theme, letter
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(BADGE), self._theme.px(BADGE))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_badge(painter, self._theme, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self._letter)


class _Row(QWidget):
    """Letter, what happened, what to do with the buttons that do it; on one line where the room is low."""

    def __init__(self, theme: Theme, reason: Reason, short: bool, rule: bool) -> None:
        super().__init__()
        self._theme, self._rule = theme, rule
        self.buttons = [(offer, _button(theme, offer, short)) for offer in reason.offers]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4 if short else 8, 0, 4 if short else 7)
        row.setSpacing(8)
        row.addWidget(Badge(theme, reason.letter), 0, Qt.AlignmentFlag.AlignTop)
        self._line = _FittingLabel(theme, BODY) if short else None
        self._block = None if short else (make_label(theme, "", BODY), make_label(theme, "", SMALL, "muted"))
        if self._line is not None:
            self._lay_out_short(row, self._line)
        if self._block is not None:
            self._lay_out(row, *self._block)
        self.show_words(reason)

    def show_words(self, reason: Reason) -> None:
        """The same reason, perhaps with other figures."""
        what = reason.what.rstrip(".")
        if self._line is not None:
            self._line.show_words(what, reason.brief)
        if self._block is not None:
            heading, advice = self._block
            heading.setText(what)
            advice.setText(reason.do)
        self.setAccessibleName(f"{reason.letter}: {what}. {reason.do}")

    def _lay_out_short(self, row: QHBoxLayout, line: QLabel) -> None:
        row.addWidget(line, 1)
        for _, button in self.buttons:
            row.addWidget(button)

    def _lay_out(self, row: QHBoxLayout, heading: QLabel, advice: QLabel) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        heading.setWordWrap(True)
        words.addWidget(heading)
        below = QHBoxLayout()
        below.setSpacing(12)
        advice.setWordWrap(True)
        if len(self.buttons) > 1:  # beside several buttons the advice would be a column of single words
            words.addWidget(advice)
            below.addStretch(1)
        else:
            below.addWidget(advice, 1)
        for _, button in self.buttons:
            below.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        words.addLayout(below)
        row.addLayout(words, 1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self._rule:
            painter = QPainter(self)
            line = self._theme.colour("warning_border")
            line.setAlphaF(0.55)
            painter.setPen(QPen(line, 1))
            painter.drawLine(0, 0, self.width(), 0)


class _FittingLabel(ElidedLabel):
    """One line; where it does not fit, briefer words."""

    _words = _brief = ""

    def show_words(self, words: str, brief: str) -> None:
        """What to say, and what where there is less room."""
        self._words, self._brief = words, brief
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setToolTip(self._words)
        fits = self.fontMetrics().horizontalAdvance(self._words) <= self.width()
        self.setText(self._words if fits else self._brief)


def _button(theme: Theme, offer: Offer, short: bool) -> KeyButton:
    if not short or offer.remedy not in ICONS:
        return KeyButton(theme, offer.words, "" if short else offer.key, ButtonKind.LINK, style=SMALL)
    button = KeyButton(theme, "", "", ButtonKind.LINK, ICONS[offer.remedy], style=SMALL)
    button.setAccessibleName(offer.words)
    return button


class FlagBox(QWidget):
    """Every reason, in the order of its letter."""

    offered = Signal(object)
    """The :class:`Offer` whose button was pressed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[tuple[Reason, ...], bool] = ((), False)
        self._rows: list[_Row] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(11, 3, 11, 3)
        self._column.setSpacing(0)
        self.hide()

    def show_reasons(self, reasons: Sequence[Reason], short: bool = False) -> None:
        """What is not to be trusted, and what to do."""
        if self._shown == (tuple(reasons), short):
            return
        before, self._shown = self._shown, (tuple(reasons), short)
        if before[1] is short and [one.offers for one in before[0]] == [one.offers for one in reasons]:
            for row, reason in zip(self._rows, reasons, strict=True):  # a dragging hand changes figures only
                row.show_words(reason)
            return
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [_Row(self._theme, one, short, rule=place > 0) for place, one in enumerate(reasons)]
        for row in self._rows:
            self._column.addWidget(row)
            for offer, button in row.buttons:
                button.clicked.connect(lambda _=False, offer=offer: self.offered.emit(offer))
        self.setVisible(bool(reasons))
        self.updateGeometry()

    def offers_of(self, letter: str) -> tuple[Offer, ...]:
        """The buttons of a reason."""
        return next((reason.offers for reason in self._shown[0] if reason.letter == letter), ())

    def button_of(self, offer: Offer) -> KeyButton | None:
        """The button of an offer."""
        buttons = (pair for row in self._rows for pair in row.buttons)
        return next((button for shown, button in buttons if shown == offer), None)

    def texts(self) -> list[str]:
        """All words shown."""
        return [label.text() for label in self.findChildren(QLabel) if not label.isHidden()]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("warning_border"), 1))
        painter.setBrush(self._theme.colour("warning_fill"))
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(rect, self._theme.sizes.radius, self._theme.sizes.radius)
