"""At the right below: those that a person should look at, in three lists of any length."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from mineral_desk.domain.storing.plan import StoragePlan
from mineral_desk.ui.storing.storing_words import Kind, Listed, kinds_of
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton, row_of
from mineral_desk.ui.widgets.empty import EmptyWords
from mineral_desk.ui.widgets.labels import hairline
from mineral_desk.ui.words import count, tr

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE = Qt.ItemDataRole.UserRole
PADDING = 16
TURN_WORDS = ("Take the larger box for all", "Take the smaller box for all")
NO_KINDS = ("Borderline", "Fit no box", "No size")


class LookModel(QAbstractListModel):
    """The lines of one list, made as they are looked at."""

    def __init__(self) -> None:
        super().__init__()
        self._kind: Kind | None = None

    def show_kind(self, kind: Kind | None) -> None:
        """Another list."""
        self.beginResetModel()
        self._kind = kind
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if self._kind is None or (parent is not None and parent.isValid()) else self._kind.length

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._kind is None or role not in (LINE_ROLE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        line = self._kind.line(index.row())
        return (
            line
            if role == LINE_ROLE
            else ", ".join(part for part in (line.specimen.known_as, line.mark, line.why, line.odds) if part)
        )


class LookDelegate(QStyledItemDelegate):
    """The number with what becomes of it, and why below."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        return QSize(100, self._theme.px(50))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(LINE_ROLE)
        if not isinstance(line, Listed):
            return
        theme, rect = self._theme, QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("tint" if chosen else "hover"))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), theme.colour("line"))
        body, small = theme.metrics(BODY), theme.metrics(SMALL)
        room = rect.adjusted(PADDING, 0, -PADDING, 0)
        top = rect.center().y() - (body.height() + small.height() + 2) / 2
        first = QRectF(room.left(), top, room.width(), body.height())
        painter.setFont(theme.font(BODY))
        painter.setPen(theme.colour("warning"))
        painter.drawText(first, Qt.AlignmentFlag.AlignRight, line.mark)
        painter.setPen(theme.colour("text"))
        left = int(room.width() - body.horizontalAdvance(line.mark) - 8)
        words = body.elidedText(line.specimen.known_as, Qt.TextElideMode.ElideRight, left)
        painter.drawText(first, Qt.AlignmentFlag.AlignLeft, words)
        painter.setFont(theme.font(SMALL))
        painter.setPen(theme.colour("muted"))
        taken = body.horizontalAdvance(words) + 8
        odds = small.elidedText(line.odds, Qt.TextElideMode.ElideRight, left - taken)
        painter.drawText(first.adjusted(taken, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, odds)
        why = small.elidedText(line.why, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(QRectF(room.left(), first.bottom() + 2, room.width(), small.height()), why)
        painter.restore()


class LookList(QWidget):
    """Three lists, one shown; a line is chosen, and Enter or a double-click opens its photo."""

    chosen = Signal(object)
    """The :class:`StoredSpecimen`."""
    opened = Signal(object)
    larger_wanted = Signal(bool)
    """Whether borderline cases are to get the larger box."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._kinds: tuple[Kind, ...] = ()
        self._takes_larger = False
        self.tabs = [KeyButton(theme, tr(words), style=SMALL) for words in NO_KINDS]
        self.turn = KeyButton(theme, tr(TURN_WORDS[0]), kind=ButtonKind.LINK, style=SMALL)
        self.list = QListView()
        self.lines = LookModel()
        self._delegate = LookDelegate(theme)
        self._empty = EmptyWords(theme)
        self._shown = 0
        self._lay_out()
        self.show_plan(None)

    def _lay_out(self) -> None:
        theme = self._theme
        self.list.setModel(self.lines)
        self.list.setItemDelegate(self._delegate)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setAccessibleName(tr("To look at"))
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setContentsMargins(PADDING, 10, PADDING, 8)
        row.setSpacing(4)
        for place, tab in enumerate(self.tabs):
            tab.setCheckable(True)
            group.addButton(tab, place)
        for widget in row_of(*self.tabs):
            row.addWidget(widget)
        turn = QHBoxLayout()
        turn.setContentsMargins(PADDING, 0, PADDING, 8)
        turn.addWidget(self.turn)
        turn.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addLayout(turn)
        column.addWidget(hairline(theme))
        column.addWidget(self.list, 1)
        column.addWidget(self._empty, 1)
        group.idClicked.connect(self.show_kind)
        self.turn.clicked.connect(lambda: self.larger_wanted.emit(not self._takes_larger))
        self.list.selectionModel().currentChanged.connect(self._moved)
        # queued: the Enter that is still on its way would be the Desk's Enter once that is shown
        self.list.activated.connect(self._opened, Qt.ConnectionType.QueuedConnection)

    def show_plan(self, plan: StoragePlan | None) -> None:
        """Other lists; the one that is shown stays, or the first that has something."""
        self._kinds = () if plan is None else kinds_of(plan)
        self._takes_larger = plan is not None and plan.rules.borderline.value == "larger"
        self.turn.set_words(tr(TURN_WORDS[self._takes_larger]))
        for tab, kind, name in zip(self.tabs, self._kinds or (None,) * len(NO_KINDS), NO_KINDS, strict=True):
            tab.set_words(tr(name) if kind is None else f"{tr(name)} {count(kind.length)}")
        shown = self._shown
        if self._kinds and not self._kinds[shown].length:
            shown = next((place for place, kind in enumerate(self._kinds) if kind.length), shown)
        self.show_kind(shown)

    def show_kind(self, place: int) -> None:
        """One of the three."""
        self._shown = place
        for n, tab in enumerate(self.tabs):
            tab.set_chosen(n == place)
        self.lines.show_kind(self._kinds[place] if self._kinds else None)
        has_lines = self.lines.rowCount() > 0
        self.turn.setVisible(place == 0 and has_lines)
        self.list.setVisible(has_lines)
        self._empty.setVisible(not has_lines)
        self._empty.show_words("", tr("Nothing here."))

    def _moved(self, now: QModelIndex, _: QModelIndex) -> None:
        line = now.data(LINE_ROLE) if now.isValid() else None
        if isinstance(line, Listed):
            self.chosen.emit(line.specimen)

    def _opened(self, index: QModelIndex) -> None:
        line = index.data(LINE_ROLE)
        if isinstance(line, Listed):
            self.opened.emit(line.specimen)
