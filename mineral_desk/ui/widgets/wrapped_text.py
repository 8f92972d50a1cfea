"""Text in as many lines as it needs: a word that is wider than the room is broken, where a label would cut it off."""

import math

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit

from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, Style


class WrappedText(QTextEdit):
    """Plain text that can be selected and copied with the mouse, as it is; as high as its lines."""

    def __init__(self, theme: Theme, words: str, style: Style = BODY) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFont(theme.font(style))
        self.document().setDocumentMargin(0)
        self.setPlainText(words)
        self.setAccessibleName(words)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The lines follow the width, the height follows the lines."""
        super().resizeEvent(event)
        self.setFixedHeight(math.ceil(self.document().size().height()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Nothing scrolls here, but what it stands in may."""
        event.ignore()
