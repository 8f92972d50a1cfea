"""The specimens that look most like a photo, best first, as small pictures."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from mineral_desk.domain.neighbours import AlikePhoto
from mineral_desk.ui.alike.card import GAP, LINE, paint_card_picture, paint_card_words
from mineral_desk.ui.alike.card_words import card_words
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY
from mineral_desk.ui.thumbnails import Thumbnails
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.labels import ElidedLabel
from mineral_desk.ui.words import tr

Index = QModelIndex | QPersistentModelIndex
ALIKE_ROLE = Qt.ItemDataRole.UserRole
PICTURE = QSize(168, 126)
MARGIN = 8
LINES = 4


class AlikeModel(QAbstractListModel):
    """A list that is there as a whole: at most a few dozen."""

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self.found: Sequence[AlikePhoto] = ()

    def show_found(self, found: Sequence[AlikePhoto]) -> None:
        """Another list."""
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.found):
            return None
        alike = self.found[index.row()]
        if role == ALIKE_ROLE:
            return alike
        spoken = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
        return card_words(alike, self._backend).spoken if role in spoken else None


class AlikeDelegate(QStyledItemDelegate):
    """Paints one of them."""

    def __init__(self, theme: Theme, backend: Backend, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._theme, self._backend, self._thumbnails = theme, backend, thumbnails

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        words = LINES * self._theme.px(LINE)
        return QSize(PICTURE.width() + 2 * MARGIN, PICTURE.height() + GAP + words + 2 * MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        alike = index.data(ALIKE_ROLE)
        if not isinstance(alike, AlikePhoto):
            return
        state: QStyle.StateFlag = option.state
        rect = QRectF(option.rect)
        painter.save()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, self._theme.colour("tint" if chosen else "hover"))
        inner = rect.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        frame = QRectF(inner.left(), inner.top(), inner.width(), PICTURE.height())
        paint_card_picture(painter, self._theme, frame, self._thumbnails.get(alike.sha256, alike.path))
        below = inner.adjusted(0, PICTURE.height() + GAP, 0, 0)
        paint_card_words(painter, self._theme, below, card_words(alike, self._backend), chosen)
        if chosen:
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()


class AlikeList(QListView):
    """Esc leaves it."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class AlikeGallery(QWidget):
    """A line that says of what, and the pictures."""

    left = Signal()
    photo_wanted = Signal(int)

    def __init__(self, theme: Theme, backend: Backend, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.model = AlikeModel(backend)
        self.title = ElidedLabel(theme, BODY, "text", weight=600)
        self.back = KeyButton(theme, tr("Back to the list"), "Esc", ButtonKind.LINK)
        self.list = AlikeList()
        self.list.setModel(self.model)
        self._delegate = AlikeDelegate(theme, backend, thumbnails)
        self.list.setItemDelegate(self._delegate)
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setAccessibleName(tr("Specimens that look alike"))
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 16, 8)
        head.addWidget(self.title, 1)
        head.addWidget(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        thumbnails.arrived.connect(lambda _: self.list.viewport().update())
        self.back.clicked.connect(self.left)
        self.list.left.connect(self.left)
        # queued: the Enter that is still on its way would be the Desk's Enter once that is shown
        self.list.activated.connect(self._open, Qt.ConnectionType.QueuedConnection)

    def show_found(self, title: str, found: Sequence[AlikePhoto]) -> None:
        """What looks like the photo called ``title``; the first one is chosen and has the focus."""
        words = tr("Most like {photo}, best first", photo=title)
        self.title.setText(words if found else tr("Nothing to compare {photo} with yet", photo=title))
        self.model.show_found(found)
        if found:
            self.list.setCurrentIndex(self.model.index(0))
        self.list.setFocus()

    @property
    def chosen_id(self) -> int | None:
        """The photo that is chosen."""
        alike = self.list.currentIndex().data(ALIKE_ROLE)
        return alike.photo_id if isinstance(alike, AlikePhoto) else None

    def _open(self) -> None:
        if self.chosen_id is not None:
            self.photo_wanted.emit(self.chosen_id)
