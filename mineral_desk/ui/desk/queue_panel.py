"""The left side of the Desk: four filters with their counts, and the queue."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QListView, QSizePolicy, QVBoxLayout, QWidget

from mineral_desk.domain.catalogue import PhotoRow, QueueFilter
from mineral_desk.ui import name_unsure
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.proposals import Proposals
from mineral_desk.ui.desk.queue_delegate import QueueDelegate
from mineral_desk.ui.desk.queue_model import QueueModel
from mineral_desk.ui.lanes import Lane
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY
from mineral_desk.ui.thumbnails import Thumbnails
from mineral_desk.ui.widgets.labels import hairline
from mineral_desk.ui.widgets.row_ground import paint_row_ground
from mineral_desk.ui.words import count, tr

FILTERS = (
    (QueueFilter.TO_DECIDE, "To decide", "mark-to-decide", "muted"),
    (QueueFilter.SIZE_TO_CHECK, "Size to check", "mark-flagged", "warning"),
    (QueueFilter.NAME_UNSURE, "Name unsure", "mark-none", "muted"),
    (QueueFilter.ALL, "All", "gallery", "muted"),
)
ABOUT = {QueueFilter.NAME_UNSURE: name_unsure.ABOUT}
"""What a filter goes by where its name does not say it."""
ICON = 14


class FilterRow(QAbstractButton):
    """A choice among several, with an icon before and a count behind it."""

    def __init__(self, theme: Theme, text: str, icon: str, icon_colour: str, about: str = "") -> None:
        super().__init__()
        self._theme, self._icon, self._icon_colour, self._about = theme, icon, icon_colour, about
        self._count, self._compact = 0, False
        self.setText(text)
        self.setAccessibleDescription(about)
        self.set_compact(False)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_count(0)

    def show_count(self, number: int) -> None:
        """The number at the right end."""
        self._count = number
        self.setAccessibleName(f"{self.text()}, {number}")
        self.update()

    def set_compact(self, compact: bool) -> None:
        """Icon and count only."""
        self._compact = compact
        self.setToolTip("\n".join(filter(None, (self.text() if compact else "", self._about))))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(40, self._theme.px(self._theme.sizes.row_filter))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        theme, painter, chosen = self._theme, QPainter(self), self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        paint_row_ground(painter, theme, rect, chosen=chosen, hovered=self.underMouse())
        side = theme.px(ICON)
        place = QRectF(9, (self.height() - side) / 2, side, side)
        colour = "accent" if chosen else self._icon_colour
        theme.shelf.paint(painter, self._icon, place, theme.colour(colour))
        painter.setFont(theme.font(BODY, 600 if chosen else 400))
        painter.setPen(theme.colour("accent" if chosen else "text"))
        words = rect.adjusted(place.right() + 9, 0, -8, 0)
        figures = count(self._count)
        if not self._compact:
            room = int(words.width()) - painter.fontMetrics().horizontalAdvance(figures) - 4
            text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
        painter.setPen(theme.colour("accent" if chosen else "muted"))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, figures)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)


class QueueList(QListView):
    """The list itself; the arrow keys are the window's actions."""

    def __init__(self) -> None:
        super().__init__()
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


class QueuePanel(QWidget):
    """Tells which photo is chosen; the Desk opens it."""

    photo_chosen = Signal(int)
    filter_chosen = Signal()

    def __init__(self, theme: Theme, backend: Backend, thumbnails: Thumbnails, lane: Lane) -> None:
        """``lane`` reads what the photos in the list are proposed to be."""
        super().__init__()
        self._backend, self._quiet = backend, False
        self.proposals = Proposals(backend, lane, self)
        self.model = QueueModel(backend, self, self.proposals)
        self.list = QueueList()
        self.list.setAccessibleName(tr("Photos"))
        self.list.setModel(self.model)
        self._delegate = QueueDelegate(theme, backend, thumbnails)
        self.list.setItemDelegate(self._delegate)
        self.list.selectionModel().currentChanged.connect(self._current_changed)
        thumbnails.arrived.connect(lambda _: self.list.viewport().update())
        self.proposals.arrived.connect(self.list.viewport().update)
        self._filters: dict[QueueFilter, FilterRow] = {}
        self._lay_out(theme)
        self._filters[self.model.shown].setChecked(True)

    def _lay_out(self, theme: Theme) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        filters = QVBoxLayout()
        filters.setContentsMargins(8, 8, 8, 8)
        filters.setSpacing(0)
        group = QButtonGroup(self)
        for shown, text, icon, colour in FILTERS:
            row = FilterRow(theme, tr(text), icon, colour, tr(ABOUT.get(shown, "")))
            group.addButton(row)
            row.clicked.connect(lambda _=False, shown=shown: self.show_filter(shown))
            filters.addWidget(row)
            self._filters[shown] = row
        column.addLayout(filters)
        column.addWidget(hairline(theme))
        column.addWidget(self.list, 1)

    def set_compact(self, compact: bool) -> None:
        """Pictures and counts only, where there is no room for words."""
        for row in self._filters.values():
            row.set_compact(compact)

    # filters

    def show_filter(self, shown: QueueFilter) -> None:
        """Show those photos."""
        self._filters[shown].setChecked(True)
        self.model.show_filter(shown)
        self.filter_chosen.emit()

    def next_filter(self) -> None:
        """Go round."""
        order = list(self._filters)
        self.show_filter(order[(order.index(self.model.shown) + 1) % len(order)])

    def refresh(self, keep: tuple[int, ...] = ()) -> None:
        """Counts and rows anew; the chosen photo stays chosen."""
        current = self.current_id()
        for shown, number in self._backend.queue_counts().items():
            self._filters[shown].show_count(number)
        if self.model.refresh(keep) and current is not None:
            self._select(current)

    # the chosen photo

    def current_id(self) -> int | None:
        """The photo chosen in the list."""
        row = self.model.row_at(self.list.currentIndex().row()) if self.list.currentIndex().isValid() else None
        return row.id if row is not None else None

    def chosen_ids(self) -> tuple[int, ...]:
        """All photos chosen in the list, the one on the Desk among them (Ctrl and Shift choose several)."""
        rows = (self.model.row_at(index.row()) for index in self.list.selectionModel().selectedIndexes())
        return tuple(sorted(row.id for row in rows if row is not None))

    def choose(self, photo_id: int) -> bool:
        """Choose a photo; False where the filter does not show it."""
        return self._select(photo_id, quiet=False)

    def choose_at(self, position: int) -> bool:
        """Choose by place; False beyond the ends."""
        if not 0 <= position < self.model.rowCount():
            return False
        index = self.model.index(position)
        self._make_current(index)
        return True

    def step(self, by: int) -> bool:
        """The next photo (1) or the one before (-1)."""
        index = self.list.currentIndex()
        return self.choose_at(index.row() + by if index.isValid() else 0)

    def following(self, many: int) -> list[PhotoRow]:
        """The photos after the chosen one, as the list has them."""
        start = self.list.currentIndex().row() + 1
        rows = [self.model.row_at(place) for place in range(start, min(start + many, self.model.rowCount()))]
        return [row for row in rows if row is not None]

    def before(self) -> PhotoRow | None:
        """The photo before the chosen one, as the list has them."""
        index = self.list.currentIndex()
        return self.model.row_at(index.row() - 1) if index.row() > 0 else None

    def _select(self, photo_id: int, quiet: bool = True) -> bool:
        position = self.model.position_of(photo_id)
        if position is None:
            return False
        index = self.model.index(position)
        self._quiet = quiet
        self._make_current(index)
        self._quiet = False
        return True

    def _make_current(self, index: QModelIndex) -> None:
        """This one alone, whatever keys are held (the view's own way would add to what is chosen)."""
        self.list.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.list.scrollTo(index)

    def _current_changed(self, current: QModelIndex) -> None:
        row = self.model.row_at(current.row()) if current.isValid() else None
        if row is not None and not self._quiet:
            self.photo_chosen.emit(row.id)
