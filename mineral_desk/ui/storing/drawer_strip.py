"""All drawers in a strip below, however many: only those that are looked at are drawn."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from mineral_desk.domain.storing.boxes import DrawerSize
from mineral_desk.domain.storing.plan import Drawer, StoragePlan
from mineral_desk.ui.storing.drawing import DrawerScale, paint_small
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import SMALL
from mineral_desk.ui.words import count, tr

Index = QModelIndex | QPersistentModelIndex
HEIGHT, ITEM = 92, QSize(80, 76)
PICTURE = QSize(68, 46)


class DrawerModel(QAbstractListModel):
    """The drawers of a plan."""

    def __init__(self) -> None:
        super().__init__()
        self.drawers: Sequence[Drawer] = ()
        self.size: DrawerSize | None = None

    def show_plan(self, plan: StoragePlan | None) -> None:
        """Other drawers."""
        self.beginResetModel()
        self.drawers = () if plan is None else plan.drawers
        self.size = None if plan is None else plan.rules.drawer
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.drawers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        drawer = self.drawers[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return tr("Drawer {n}, {m} boxes", n=count(drawer.number), m=count(len(drawer.boxes)))
        return count(drawer.number) if role == Qt.ItemDataRole.DisplayRole else None


class DrawerDelegate(QStyledItemDelegate):
    """A small picture of the drawer above its number."""

    def __init__(self, theme: Theme, model: DrawerModel) -> None:
        super().__init__()
        self._theme, self._model = theme, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        return QSize(ITEM.width(), self._theme.px(ITEM.height()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, rect, size = self._theme, QRectF(option.rect), self._model.size
        if size is None:
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(rect.center().x() - PICTURE.width() / 2, rect.top() + 5, PICTURE.width(), PICTURE.height())
        scale = DrawerScale(size, room)
        paint_small(
            painter, theme, self._model.drawers[index.row()], scale, theme.colour("accent" if chosen else "muted")
        )
        if chosen:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(scale.frame.adjusted(-2, -2, 2, 2), 2, 2)
        painter.setFont(theme.font(SMALL, 600 if chosen else 400))
        painter.setPen(theme.colour("accent" if chosen else "muted"))
        words = QRectF(rect.left(), room.bottom() + 4, rect.width(), rect.bottom() - room.bottom() - 4)
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter, str(index.data()))
        painter.restore()


class DrawerStrip(QListView):
    """Left and right go from drawer to drawer."""

    chosen = Signal(int)
    """The place of the drawer in the plan."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.drawers = DrawerModel()
        self.setModel(self.drawers)
        self._delegate = DrawerDelegate(theme, self.drawers)
        self.setItemDelegate(self._delegate)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setUniformItemSizes(True)
        self.setFixedHeight(theme.px(HEIGHT))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(tr("Drawers"))
        self.selectionModel().currentChanged.connect(self._moved)

    def show_plan(self, plan: StoragePlan | None) -> None:
        """Other drawers; none is chosen."""
        self.drawers.show_plan(plan)

    def go(self, place: int) -> None:
        """Choose the drawer at that place."""
        index = self.drawers.index(max(0, min(place, self.drawers.rowCount() - 1)))
        self.setCurrentIndex(index)
        self.scrollTo(index)

    @property
    def place(self) -> int:
        """The place of the chosen drawer; -1 where there is none."""
        return self.currentIndex().row()

    def _moved(self, now: QModelIndex, _: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(now.row())
