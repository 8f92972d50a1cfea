"""The Catalogue: a search field, facets, and a list of what was found that may have a million rows."""

import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from mineral_desk.domain.catalogue import QueueFilter
from mineral_desk.domain.change import ChangeKind, Changes
from mineral_desk.domain.searching.found import Facets, FirstPage, Order, SortColumn, Sorting
from mineral_desk.services.recording import Subject
from mineral_desk.services.whose import Whose
from mineral_desk.ui.alike.gallery import AlikeGallery
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.sentences import title_of
from mineral_desk.ui.lanes import Lanes, Outcome, OutcomeKind, one_step
from mineral_desk.ui.searching.column_room import give_columns_room
from mineral_desk.ui.searching.facet_panel import FacetPanel
from mineral_desk.ui.searching.facet_terms import turned, with_lengths
from mineral_desk.ui.searching.listed import Listed
from mineral_desk.ui.searching.record_panel import RecordPanel
from mineral_desk.ui.searching.row_delegate import RowDelegate
from mineral_desk.ui.searching.row_gallery import RowGallery
from mineral_desk.ui.searching.row_table import RowTable
from mineral_desk.ui.searching.search_head import SearchHead
from mineral_desk.ui.searching.several_card import LOOKED_AT
from mineral_desk.ui.searching.specimen_model import COLUMNS, SpecimenModel
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.thumbnails import Thumbnails
from mineral_desk.ui.widgets.empty import EmptyWords
from mineral_desk.ui.widgets.labels import hairline, upright
from mineral_desk.ui.widgets.tables import dress_sorted
from mineral_desk.ui.words import tr

CONCERNED = {ChangeKind.SPECIMEN, ChangeKind.DECISION, ChangeKind.PHOTO}
COUNT_AFTER_MS = 150
"""Facets and the whole order wait for a pause in typing."""
KEPT_CHOSEN = 1000
"""So many rows stay chosen where the list is read anew; of more only the one that the keys are at."""


class CataloguePlace(QWidget):
    """Searches at each key; an answer to what is no longer asked is dropped."""

    failed = Signal(object)
    listed_changed = Signal()
    """What is listed or chosen: see :attr:`listed`."""
    photo_wanted = Signal(int)
    """To be opened on the Desk."""
    desk_wanted = Signal()
    """To what is still to be decided."""
    act_wanted = Signal(str)
    """The name of one of the window's actions, for what is chosen."""

    def __init__(self, theme: Theme, backend: Backend, lanes: Lanes, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._theme, self._backend, self._lanes, self._thumbnails = theme, backend, lanes, thumbnails
        self._sorting = Sorting()
        self._asked = 0
        self.listed = Listed()
        self._searching: int | None = None
        self._counting: list[int] = []
        self._keep_id: int | None = None
        self._keep_ids: tuple[int, ...] = ()
        """What was chosen before the list was read anew, where it is more than one."""
        self.head = SearchHead(theme)
        self.facets = FacetPanel(theme, backend)
        self.model = SpecimenModel(backend)
        self.table = RowTable()
        self._delegate = RowDelegate(theme, self.model, thumbnails)
        self.gallery = RowGallery(theme, self.model, thumbnails)
        self._view: QAbstractItemView = self.table
        """Of table and gallery the one that is shown."""
        self.alike = AlikeGallery(theme, backend, thumbnails)
        self._alike_to: int | None = None
        self.panel = RecordPanel(theme, backend, lanes, thumbnails)
        self._empty = EmptyWords(theme)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        theme, table = self._theme, self.table
        table.setModel(self.model)
        dress_sorted(table, theme, tr("Specimens"), theme.px(theme.sizes.row_table))
        table.horizontalHeader().setSortIndicatorShown(False)  # the heading itself says it
        table.paint_with(self._delegate)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        give_columns_room(table, theme)
        self.gallery.setSelectionModel(table.selectionModel())
        rest = QWidget()
        self._stack = QStackedLayout(rest)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(table)
        self._stack.addWidget(self.gallery)
        self._stack.addWidget(self.alike)
        column_of_list = QVBoxLayout()
        column_of_list.setSpacing(0)
        column_of_list.addWidget(self.head)
        column_of_list.addWidget(hairline(theme))
        column_of_list.addWidget(rest, 1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.facets)
        line.addWidget(upright(theme))
        line.addLayout(column_of_list, 1)
        self._panel_line = upright(theme)
        line.addWidget(self._panel_line)
        line.addWidget(self.panel)

    def _connect(self) -> None:
        self.head.field.textChanged.connect(self._typed)
        self.head.field.returnPressed.connect(self._to_list)
        self.head.menu.aboutToShow.connect(lambda: self.head.show_saved(self._backend.saved_searches()))
        self.head.keep_wanted.connect(lambda name, text: self._write(lambda: self._backend.keep_search(name, text)))
        self.head.forget_wanted.connect(lambda name: self._write(lambda: self._backend.forget_search(name)))
        self.facets.turned.connect(lambda term: self.head.field.setText(turned(self.head.field.text(), term)))
        self.facets.lengths_set.connect(self._narrow_lengths)
        self.facets.desk_wanted.connect(self.desk_wanted)
        self.model.rows_wanted.connect(self._read_rows)
        self.table.horizontalHeader().sectionClicked.connect(self.sort_by)
        # queued: the Enter that is still on its way would be the Desk's Enter once that is shown
        for view in (self.table, self.gallery):
            view.activated.connect(self._open, Qt.ConnectionType.QueuedConnection)
        self.table.selectionModel().selectionChanged.connect(self._tell_chosen)
        self._pause.timeout.connect(self._count)
        self._connect_panel()
        self.alike.left.connect(self.leave_alike)
        self.alike.photo_wanted.connect(self.photo_wanted)
        self._thumbnails.arrived.connect(lambda _: self.table.viewport().update())
        self.head.show_saved(())

    def _narrow_lengths(self, low_mm: float | None, high_mm: float | None) -> None:
        self.head.field.setText(with_lengths(self.head.field.text(), low_mm, high_mm))

    def _connect_panel(self) -> None:
        head, panel = self.head, self.panel
        acts = {head.similar: "similar", head.labels: "labels", head.plan: "plan_chosen", head.export: "export"}
        for button, act in acts.items():
            button.clicked.connect(partial(self.act_wanted.emit, act))
        head.gallery_wanted.connect(self.show_gallery)
        self.table.stepped.connect(panel.reader.step)
        self.alike.list.selectionModel().currentChanged.connect(self._tell_chosen)
        panel.desk_wanted.connect(self._open)
        panel.states_wanted.connect(partial(self.act_wanted.emit, "history"))
        panel.act_wanted.connect(self.act_wanted)
        panel.failed.connect(self.failed)

    def show_alike(self, photo_id: int) -> None:
        """What looks like a photo, in place of the list, until somebody searches or goes back."""
        self._alike_to = photo_id
        self._lanes.search.start(lambda: self._backend.find_alike(photo_id), self._found_alike, photo_id, urgent=True)

    def _found_alike(self, outcome: Outcome) -> None:
        if outcome.about != self._alike_to or outcome.kind is OutcomeKind.PROGRESSED:
            return
        if not self._ended_well(outcome):
            self._alike_to = None
            return
        self.alike.show_found(title_of(self._backend.photo_row(outcome.about)), outcome.result)
        self._stack.setCurrentWidget(self.alike)
        self.alike.list.setFocus()
        self._tell_chosen()

    def leave_alike(self) -> None:
        """Back to the list."""
        self._alike_to = None
        self._show_list(bool(self.model.rowCount()))
        self._view.setFocus()
        self._tell_chosen()

    def turn_gallery(self) -> None:
        """The gallery in place of the table, or the table again."""
        self.show_gallery(self._view is self.table)

    def show_gallery(self, gallery: bool) -> None:
        """As pictures, or as a table; what is chosen stays chosen and in sight."""
        had_focus = self._view.hasFocus()
        self._view = self.gallery if gallery else self.table
        self.head.show_gallery(gallery)
        if self._alike_to is None:
            self._show_list(bool(self.model.rowCount()))
            self._view.scrollTo(self._view.currentIndex())
        if had_focus:
            self._view.setFocus()

    def _show_list(self, found: bool) -> None:
        self._stack.setCurrentWidget(self._view if found else self._empty)

    @property
    def chosen_id(self) -> int | None:
        """A photo of the chosen specimen."""
        if self._alike_to is not None:
            return self.alike.chosen_id
        specimen_id = self.model.id_at(self.table.currentIndex().row())
        if self.panel.seen is not None and self.panel.seen.whole.record.id == specimen_id and self.panel.photo_id:
            return self.panel.photo_id
        row = self.model.row_at(self.table.currentIndex().row())
        return row.photo_id if row is not None else None

    @property
    def chosen_records(self) -> list[int]:
        """The specimens whose rows are chosen, in the order of the list."""
        return list(dict.fromkeys(chain.from_iterable(self._chosen_ranges())))

    @property
    def has_several_chosen(self) -> bool:
        """Whether more than one row is chosen."""
        return len(self._first_chosen(2)) > 1

    @property
    def meant(self) -> Whose:
        """The rows that are chosen; where none are, or all, whatever the search finds."""
        if not 0 < self._count_chosen() < self.model.rowCount():
            return Whose(self.head.field.text())
        return Whose(ids=tuple(chain.from_iterable(self._chosen_ranges())))

    def _count_chosen(self) -> int:
        chosen = self.table.selectionModel().selection()
        ranges = {(chosen.at(place).top(), chosen.at(place).bottom()) for place in range(chosen.count())}
        return sum(last - first + 1 for first, last in ranges)

    def _tell_chosen(self, *, anew: bool = False) -> None:
        """The head's buttons are for what is chosen, and the panel shows it; ``anew``: it may have changed."""
        chosen = self._count_chosen()
        self.head.show_chosen(chosen, self.model.rowCount())
        self._list(chosen=chosen)
        if self.panel.isHidden():
            return
        if self._alike_to is not None:
            photo_id = self.alike.chosen_id
            self.panel.show_one(Subject(photo_id=photo_id), anew=anew) if photo_id else self.panel.show_nothing()
        elif chosen == 0:
            self.panel.show_nothing()
        elif chosen == 1:
            self.panel.show_one(Subject(self._first_chosen(1)[0]), anew=anew)
        else:
            self.panel.show_several(chosen, self._first_chosen(LOOKED_AT + 1), anew=anew)

    def _list(self, **known: Any) -> None:
        self.listed = replace(self.listed, **known)
        self.head.show_found(self.listed.found_words)
        self.listed_changed.emit()

    def _first_chosen(self, most: int) -> tuple[int, ...]:
        return tuple(islice(chain.from_iterable(self._chosen_ranges()), most))

    def _chosen_ranges(self) -> Iterator["array[int]"]:
        """By ranges: all of a million rows may be chosen."""
        chosen = self.table.selectionModel().selection()
        ranges = ((chosen.at(place).top(), chosen.at(place).bottom()) for place in range(chosen.count()))
        for first, last in sorted(set(ranges)):
            yield self.model.ids_between(first, last)

    @property
    def sorting(self) -> Sorting:
        """How the list is sorted."""
        return self._sorting

    def focus_search(self) -> None:
        """To the search field, with what stands there selected."""
        self.head.field.setFocus()
        self.head.field.selectAll()

    def _to_list(self) -> None:
        """Enter goes on to what was found."""
        self._view.setFocus()
        if self.model.rowCount():
            self.table.selectRow(max(0, self.table.currentIndex().row()))

    def _open(self) -> None:
        if self.chosen_id is not None:
            self.photo_wanted.emit(self.chosen_id)

    def sort_by(self, column: int) -> None:
        """By that column, and the other way round where it is sorted by it already."""
        wanted = COLUMNS[column][1]
        if wanted is not None:
            again = self._sorting.column is wanted
            self._sort(Sorting(wanted, not self._sorting.descending if again else _starts_descending(wanted)))

    def sort_by_next(self) -> None:
        """By the column after the present one; after the last in the order of recording."""
        columns = [SortColumn.RECORDED, *(column for _, column in COLUMNS if column is not None)]
        wanted = columns[(columns.index(self._sorting.column) + 1) % len(columns)]
        self._sort(Sorting(wanted, _starts_descending(wanted)))

    def turn_sorting(self) -> None:
        """The other way round."""
        self._sort(Sorting(self._sorting.column, not self._sorting.descending))

    def _sort(self, sorting: Sorting) -> None:
        self._sorting = sorting
        self.model.show_sorting(sorting)
        self._search()

    # searching

    def refresh(self) -> None:
        """Look again: something may have been written."""
        self.model.forget()
        self._search(in_place=True)
        self._tell_chosen(anew=True)

    def apply(self, changes: Changes) -> None:
        """Look again where records changed."""
        if changes.kinds & CONCERNED:
            self.refresh()

    def _typed(self) -> None:
        self.table.clearSelection()
        self.table.setCurrentIndex(QModelIndex())
        self._keep_id = self._alike_to = None
        self._search()

    def _search(self, *, in_place: bool = False) -> None:
        """Ask for the first page; what is chosen stays chosen. ``in_place``: what is looked at stays where it is."""
        chosen = self.model.id_at(self.table.currentIndex().row())
        self._keep_chosen(self._keep_id if chosen is None else chosen)
        self._asked += 1
        for job_id in (*self._counting, *([self._searching] if self._searching is not None else [])):
            lane = self._lanes.search if job_id == self._searching else self._lanes.counting
            lane.cancel(job_id)
        self._counting.clear()
        self._pause.stop()
        text, sorting = self.head.field.text(), self._sorting
        search = one_step(lambda: _timed(self._backend.search, text, sorting))
        self._searching = self._lanes.search.start(search, self._found, about=(self._asked, in_place))

    def _keep_chosen(self, specimen_id: int | None) -> None:
        """This one stays chosen, and all that are, when the list is read anew."""
        self._keep_id, chosen_ids = specimen_id, self._first_chosen(KEPT_CHOSEN + 1)
        self._keep_ids = chosen_ids if 1 < len(chosen_ids) <= KEPT_CHOSEN else ()

    def _note_chosen_since(self) -> None:
        """What was chosen while the answer was waited for stays chosen, too."""
        chosen = self.model.id_at(self.table.currentIndex().row())
        if chosen is not None and chosen != self._keep_id:
            self._keep_chosen(chosen)

    def _found(self, outcome: Outcome) -> None:
        asked, in_place = outcome.about
        if asked != self._asked or not self._ended_well(outcome):
            return
        page: FirstPage
        page, took_ms = outcome.result
        self.head.show_complaints(page.complaints)
        found, exact = page.count.number, page.count.is_exact
        self._list(found=found, is_exact=exact, total=page.total, took_ms=took_ms, sorting=self._sorting)
        if in_place and self.model.rowCount():
            self.model.take_rows(page.ids, page.rows)  # the order that takes its place comes from counting
        else:
            self._note_chosen_since()
            self.model.show_first(page)
            self._choose_again()
        self._say_empty(page)
        self._tell_chosen()
        if self._alike_to is None:
            self._show_list(bool(page.ids))
        self._pause.start(0 if in_place else COUNT_AFTER_MS)

    def _say_empty(self, page: FirstPage) -> None:
        if page.total:
            searched = self.head.field.text()
            self._empty.show_words(tr("No match for “{query}”", query=searched), tr("Clear the search (Esc)."))
        else:
            about = tr("What is decided on the Desk (Ctrl+2) is listed here.")
            self._empty.show_words(tr("Nothing is decided yet"), about)

    def _count(self) -> None:
        """The whole order and the facets, once typing pauses."""
        text, sorting, asked = self.head.field.text(), self._sorting, self._asked
        start = self._lanes.counting.start
        order = start(lambda: self._backend.search_order(text, sorting), self._ordered, about=asked)
        facets = start(one_step(lambda: _count_all(self._backend, text)), self._counted, about=(asked, text))
        self._counting = [order, facets]

    def _ordered(self, outcome: Outcome) -> None:
        if outcome.about != self._asked or not self._ended_well(outcome):
            return
        order: Order = outcome.result
        self._note_chosen_since()
        scrolled = self._view.verticalScrollBar().value()
        self.model.show_order(order.ids)
        self._list(found=len(order.ids), is_exact=True)
        self._view.verticalScrollBar().setValue(scrolled)
        self._choose_again()
        self._tell_chosen()

    def _choose_again(self) -> None:
        """The selection follows its specimen; one that is not found any more is not chosen."""
        is_lost = not self._first_chosen(1)
        position = None if self._keep_id is None else self.model.position_of(self._keep_id)
        if position is not None and position != self.table.currentIndex().row():
            self.table.selectRow(position)
        if is_lost and self._keep_ids:
            self._choose_all(self._keep_ids)

    def _choose_all(self, ids: Sequence[int]) -> None:
        selection = QItemSelection()
        for one in ids:
            position = self.model.position_of(one)
            if position is not None:
                left, right = (self.model.index(position, column) for column in (0, len(COLUMNS) - 1))
                selection.select(left, right)
        self.table.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _counted(self, outcome: Outcome) -> None:
        asked, text = outcome.about
        if asked == self._asked and self._ended_well(outcome):
            facets, to_decide = outcome.result
            self.facets.show_facets(facets, to_decide, text)

    def _read_rows(self, ids: list[int]) -> None:
        self._lanes.search.start(one_step(lambda: self._backend.specimen_rows(ids)), self._rows_read, ids, urgent=True)

    def _rows_read(self, outcome: Outcome) -> None:
        if self._ended_well(outcome):
            self.model.take_rows(outcome.about, outcome.result)

    # room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        sizes, theme = self._theme.sizes, self._theme
        width = self.window().width() / theme.scale
        shown = width >= sizes.record_from
        self.panel.setFixedWidth(theme.px(sizes.record if width >= sizes.narrow_below else sizes.record_narrow))
        if shown is self.panel.isHidden():
            self.panel.setVisible(shown)
            self._panel_line.setVisible(shown)
            self._tell_chosen(anew=True)

    def _write(self, act: Callable[[], None]) -> None:
        self._lanes.catalogue.start(one_step(act), self._written)

    def _written(self, outcome: Outcome) -> None:
        self._ended_well(outcome)

    def _ended_well(self, outcome: Outcome) -> bool:
        if outcome.kind is OutcomeKind.FAILED and outcome.fault is not None:
            self.failed.emit(outcome.fault)
        return outcome.kind is OutcomeKind.FINISHED


def _timed(search: Callable[[str, Sorting], FirstPage], text: str, sorting: Sorting) -> tuple[FirstPage, int]:
    """The page, and how many milliseconds the search for it took."""
    begun = time.perf_counter()
    page = search(text, sorting)
    return page, round(1000 * (time.perf_counter() - begun))


def _count_all(backend: Backend, text: str) -> tuple[Facets, int]:
    """The facets, and how many photos are still to be decided: those have no record, and are not searched."""
    return backend.count_facets(text), backend.queue_counts()[QueueFilter.TO_DECIDE]


def _starts_descending(column: SortColumn) -> bool:
    """Sizes begin with the largest, days with the last; words with A."""
    return column in (SortColumn.RECORDED, SortColumn.LENGTH, SortColumn.WIDTH, SortColumn.DAY)
