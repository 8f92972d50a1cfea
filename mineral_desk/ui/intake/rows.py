"""The rows of what was set aside: headings with their count, photos with what happened and one button."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from mineral_desk.ui.desk.queue_delegate import draw_filling
from mineral_desk.ui.desk.queue_model import Index
from mineral_desk.ui.intake.reasons import REASON_WORDS, Reason, SetAside
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL
from mineral_desk.ui.thumbnails import Thumbnails
from mineral_desk.ui.widgets.keycap import CAP_HEIGHT, cap_width, paint_cap
from mineral_desk.ui.words import tr

HEADING = 36
PICTURE = QSize(96, 64)
LEFT = 16
Item = SetAside | Reason


class SetAsideModel(QAbstractListModel):
    """Headings and photos in one list."""

    def __init__(self) -> None:
        super().__init__()
        self._items: list[Item] = []
        self._counts: dict[Reason, int] = {}

    def show_items(self, found: Sequence[SetAside], only: Reason | None) -> None:
        """Group what was found; ``only`` one reason, or all."""
        self.beginResetModel()
        self._items = []
        self._counts = {reason: sum(1 for one in found if one.reason is reason) for reason in Reason}
        for reason in Reason:
            if self._counts[reason] and only in (None, reason):
                self._items.append(reason)
                self._items += [one for one in found if one.reason is reason]
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self._items[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{item.row.path.name}. {item.what} {item.do}" if isinstance(item, SetAside) else self.title(item)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self._items[index.row()], Reason):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def item(self, place: int) -> Item:
        """What stands at a place (an enum's member would come out of ``data`` as plain text)."""
        return self._items[place]

    def title(self, reason: Reason) -> str:
        """The heading's words."""
        return tr(REASON_WORDS[reason].title)

    def count(self, reason: Reason) -> int:
        """How many photos it stands for."""
        return self._counts.get(reason, 0)

    def photo_ids(self, reason: Reason) -> list[int]:
        """The photos of a heading."""
        return [item.row.id for item in self._items if isinstance(item, SetAside) and item.reason is reason]

    def first_photo(self) -> int | None:
        """The place of the first photo."""
        return next((place for place, item in enumerate(self._items) if isinstance(item, SetAside)), None)


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, model: SetAsideModel, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._theme, self._model, self._thumbnails = theme, model, thumbnails

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        heading = isinstance(self._model.item(index.row()), Reason)
        return QSize(200, self._theme.px(HEADING if heading else self._theme.sizes.row_intake))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = self._model.item(index.row())
        rect = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(item, SetAside):
            self._paint_photo(painter, rect, item, selected)
        else:
            self._paint_heading(painter, rect, item)
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawLine(rect.bottomLeft() - QPointF(0, 0.5), rect.bottomRight() - QPointF(0, 0.5))
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRectF, reason: Reason) -> None:
        theme, words = self._theme, REASON_WORDS[reason]
        painter.fillRect(rect, theme.colour("surface"))
        side = theme.px(16)
        place = QRectF(rect.left() + LEFT, rect.center().y() - side / 2, side, side)
        theme.shelf.paint(painter, words.icon, place, theme.colour(words.colour))
        title = self._model.title(reason)
        painter.setFont(theme.font(BODY, 600))
        painter.setPen(theme.colour("text"))
        left = place.right() + 8
        painter.drawText(rect.adjusted(left - rect.left(), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, title)
        left += theme.metrics(BODY, 600).horizontalAdvance(title) + 8
        painter.setFont(theme.font(BODY))
        painter.setPen(theme.colour("muted"))
        number = str(self._model.count(reason))
        painter.drawText(rect.adjusted(left - rect.left(), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, number)
        painter.setFont(theme.font(SMALL))
        painter.setPen(theme.colour("accent"))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(rect.adjusted(0, 0, -LEFT, 0), flags, heading_verb(reason, self._model.count(reason)))

    def _paint_photo(self, painter: QPainter, rect: QRectF, item: SetAside, selected: bool) -> None:
        theme = self._theme
        painter.fillRect(rect, theme.colour("tint" if selected else "raised"))
        if selected:
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), theme.colour("accent"))
        frame = QRectF(rect.left() + LEFT, rect.center().y() - PICTURE.height() / 2, PICTURE.width(), PICTURE.height())
        picture = self._thumbnails.get(item.row.sha256, item.row.path)
        if picture is None or picture.isNull():
            painter.fillRect(frame, theme.colour("hover"))
            if picture is not None:
                mark = QRectF(0, 0, 18, 18)
                mark.moveCenter(frame.center())
                theme.shelf.paint(painter, "mark-failed", mark, theme.colour("danger"))
        else:
            draw_filling(painter, frame, picture)
        button = button_rect(theme, rect, item, selected)
        self._paint_lines(
            painter, QRectF(frame.right() + 12, rect.top(), button.left() - frame.right() - 24, rect.height()), item
        )
        self._paint_button(painter, button, item, selected)

    def _paint_lines(self, painter: QPainter, rect: QRectF, item: SetAside) -> None:
        theme = self._theme
        lines = (
            (item.row.path.name, BODY, 500, "text"),
            (item.what, BODY, 400, "text"),
            (item.do, SMALL, 400, "muted"),
        )
        heights = [theme.metrics(style, weight).height() + 2 for _, style, weight, _ in lines]
        top = rect.center().y() - sum(heights) / 2
        for (text, style, weight, colour), height in zip(lines, heights, strict=True):
            painter.setFont(theme.font(style, weight))
            painter.setPen(theme.colour(colour))
            shown = theme.metrics(style, weight).elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
            painter.drawText(QRectF(rect.left(), top, rect.width() + 2, height), Qt.AlignmentFlag.AlignVCenter, shown)
            top += height

    def _paint_button(self, painter: QPainter, rect: QRectF, item: SetAside, selected: bool) -> None:
        theme = self._theme
        painter.setFont(theme.font(BODY))
        if not selected:
            painter.setPen(theme.colour("accent"))
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(rect, flags, item.button)
            return
        painter.setPen(QPen(theme.colour("control_border"), 1))
        painter.setBrush(theme.colour("raised"))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(theme.colour("text"))
        painter.drawText(rect.adjusted(12, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, item.button)
        width = cap_width(theme, "T")
        cap = QRectF(rect.right() - 11 - width, round(rect.center().y() - CAP_HEIGHT / 2), width, theme.px(CAP_HEIGHT))
        paint_cap(painter, theme, cap, "T")


def button_rect(theme: Theme, rect: QRectF, item: SetAside, selected: bool) -> QRectF:
    """Where the row's button is."""
    width = theme.metrics(BODY).horizontalAdvance(item.button) + (32 + cap_width(theme, "T") if selected else 0)
    height = theme.px(theme.sizes.control)
    return QRectF(rect.right() - LEFT - width, rect.center().y() - height / 2, width, height)


def heading_verb(reason: Reason, count: int) -> str:
    """What a press on the heading's right end does; nothing for a single photo, which has its own button."""
    if count == 1:
        return ""
    if reason is Reason.CANNOT_BE_OPENED:
        return tr("Try all again")
    return tr("Take in all {n}", n=count)


class SetAsideList(QListView):
    """Tells which photos are to be taken in; a press on the verb is enough."""

    chosen = Signal(object)
    wanted = Signal(object)
    """The ids of photos to take in (or to try again)."""

    def __init__(self, theme: Theme, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._theme = theme
        self.rows = SetAsideModel()
        self.setModel(self.rows)
        self._delegate = _Delegate(theme, self.rows, thumbnails)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(tr("Set aside|state"))
        self.selectionModel().currentChanged.connect(self._current_changed)
        thumbnails.arrived.connect(lambda _: self.viewport().update())

    @property
    def current(self) -> SetAside | None:
        """The photo chosen."""
        item = self.rows.item(self.currentIndex().row()) if self.currentIndex().isValid() else None
        return item if isinstance(item, SetAside) else None

    def choose_first(self) -> None:
        """Choose the first photo."""
        place = self.rows.first_photo()
        if place is not None:
            self.setCurrentIndex(self.rows.index(place))
        else:
            self.chosen.emit(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.type() != QEvent.Type.MouseButtonRelease or event.button() != Qt.MouseButton.LeftButton:
            return
        index = self.indexAt(event.position().toPoint())
        item = self.rows.item(index.row()) if index.isValid() else None
        rect = QRectF(self.visualRect(index))
        if isinstance(item, SetAside) and button_rect(self._theme, rect, item, True).contains(event.position()):
            self.wanted.emit([item.row.id])
        elif (
            isinstance(item, Reason)
            and heading_verb(item, self.rows.count(item))
            and event.position().x() > rect.right() - self._theme.px(130)
        ):
            self.wanted.emit(self.rows.photo_ids(item))

    def _current_changed(self, current: QModelIndex) -> None:
        item = self.rows.item(current.row()) if current.isValid() else None
        self.chosen.emit(item if isinstance(item, SetAside) else None)
