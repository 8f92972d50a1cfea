"""The Desk as a place of the window: queue, photo and decision side by side."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from mineral_desk.domain.catalogue import PhotoState, QueueFilter
from mineral_desk.domain.change import ChangeKind, Changes
from mineral_desk.domain.decision import Decision, SizeVerb, Verb
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.progress import Job
from mineral_desk.domain.properties import Property
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.beside.side_by_side import SideBySide
from mineral_desk.ui.brightness.brightness import Brightness
from mineral_desk.ui.desk.decision_panel import DecisionPanel
from mineral_desk.ui.desk.draft import Draft
from mineral_desk.ui.desk.evidence_strip import EvidenceStrip
from mineral_desk.ui.desk.hand_measuring import HandMeasuring
from mineral_desk.ui.desk.photo_bar import PhotoBar
from mineral_desk.ui.desk.queue_panel import QueuePanel
from mineral_desk.ui.desk.rescale_dialog import Around, RescaleDialog
from mineral_desk.ui.desk.session import DeskSession
from mineral_desk.ui.desk.size_acts import SizeActs
from mineral_desk.ui.lanes import Lanes
from mineral_desk.ui.photo_view.images import Picture
from mineral_desk.ui.photo_view.layers import Layer
from mineral_desk.ui.photo_view.tool import ToolKind
from mineral_desk.ui.photo_view.view import MARGIN, MARGIN_NARROW, ZOOM_STEP, PhotoView
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.thumbnails import Thumbnails
from mineral_desk.ui.widgets.empty import EmptyWords
from mineral_desk.ui.widgets.labels import hairline, upright
from mineral_desk.ui.words import tr

READY_AHEAD = 3
ONE_LINE_REASONS_BELOW = 820


class DeskPlace(QWidget):
    """Wires the parts; what can be pressed is in :meth:`handlers`."""

    ready_changed = Signal(int)
    analyse_wanted = Signal(int)
    """A photo is to be analysed anew."""
    reconsider_wanted = Signal(int, object)
    """A photo's id, and the job that overrules its clean-up and analyses it."""

    def __init__(self, theme: Theme, backend: Backend, lanes: Lanes, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._theme, self._backend, self._lanes = theme, backend, lanes
        self.session = DeskSession(backend, lanes, self)
        self.queue = QueuePanel(theme, backend, thumbnails, lanes.counting)
        self.bar = PhotoBar(theme)
        self.view = PhotoView(theme)
        self.hand = HandMeasuring(theme, backend, self.session, self.view)
        self.beside = SideBySide(theme, backend, lanes.pictures, self.view)
        self.brightness = Brightness(theme, self.view, self.beside, self.bar.brightness)
        self.strip = EvidenceStrip(theme, backend, thumbnails)
        self.panel = DecisionPanel(theme, backend)
        self.sizes = SizeActs(self.session, self.panel, self.hand, self.queue, self.decide)
        self._empty = EmptyWords(theme)
        self._picture: Picture | None = None
        self._layers_before_why: frozenset[Layer] | None = None
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        photo = QWidget()
        column = QVBoxLayout(photo)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.bar, hairline(self._theme)):
            column.addWidget(part)
        column.addWidget(self.beside, 1)
        self._strip_line = hairline(self._theme)
        column.addWidget(self._strip_line)
        column.addWidget(self.strip)
        work = QWidget()
        row = QHBoxLayout(work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(photo, 1)
        row.addWidget(upright(self._theme))
        row.addWidget(self.panel)
        self._work = work
        right = QWidget()
        self._stack = QStackedLayout(right)
        self._stack.addWidget(work)
        self._stack.addWidget(self._empty)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.queue)
        whole.addWidget(upright(self._theme))
        whole.addWidget(right, 1)

    def _connect(self) -> None:
        session, panel = self.session, self.panel
        self.queue.photo_chosen.connect(self._open)
        self.queue.filter_chosen.connect(self._begin_filter)
        session.opened.connect(self._show_opened)
        session.draft_changed.connect(self._show_draft)
        session.marked.connect(self._show_marked)
        session.picture_ready.connect(self._show_picture)
        session.picture_failed.connect(lambda: self.view.show_note("mark-failed", tr("This photo cannot be shown.")))
        session.heat_ready.connect(self.view.show_heat)
        self.view.needs_pixels.connect(session.ask_more_pixels)
        self.view.zoomed.connect(self._show_zoom)
        self.view.plate_pressed_twice.connect(self._turn_plate)
        self.bar.layers_changed.connect(self._layers_changed)
        self.bar.opacity_changed.connect(self.view.set_map_opacity)
        self._connect_hand()
        self._connect_beside()
        self.strip.why.clicked.connect(self.toggle_why)
        self.strip.name_taken.connect(session.choose_name)
        panel.names.suggestion_chosen.connect(session.choose_suggestion)
        panel.names.group_chosen.connect(session.choose_group)
        panel.names.label_name_chosen.connect(session.choose_label_name)
        panel.names.name_taken.connect(session.choose_name)
        panel.properties.typed.connect(self._property_typed)
        panel.notes.textEdited.connect(session.type_notes)
        panel.head.number_typed.connect(self._number_typed)
        panel.foot.accept.clicked.connect(self.accept)
        panel.foot.unsure.clicked.connect(lambda: self.decide(Verb.UNSURE))
        panel.foot.group.clicked.connect(session.choose_group)
        panel.foot.aside.clicked.connect(lambda: self.decide(Verb.REJECT))

    def _connect_hand(self) -> None:
        hand = self.hand
        self.bar.tool_chosen.connect(hand.use)
        hand.tool_changed.connect(self.bar.show_tool)
        hand.settled.connect(self._show_strip)
        hand.specimen_chosen.connect(self._choose_specimen)
        self.view.badge_pressed.connect(self.sizes.press_letter)

    def _connect_beside(self) -> None:
        self.bar.compare.clicked.connect(self.beside.turn)
        self.beside.turned.connect(self.bar.compare.setChecked)
        self.beside.turned.connect(self.strip.set_comparing)
        self.strip.comparison_wanted.connect(self.beside.show_beside)
        self.beside.show_layers(self.bar.layers)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the window's actions do here."""
        view, bar = self.view, self.bar
        return {
            "next_photo": lambda: self.queue.step(1),
            "previous_photo": lambda: self.queue.step(-1),
            "next_filter": self.queue.next_filter,
            "analyse_again": self._analyse_again,
            "turn_plates": lambda: self._reconsider(self._backend.turn_plates),
            "whole_photo": lambda: self._reconsider(self._backend.turn_whole_photo),
            "number": self.panel.head.edit_number,
            "accept": self.accept,
            "accept_in_field": self.accept,
            "label_name": self.session.choose_label_name,
            "other_name": self.panel.names.field.setFocus,
            "properties": self.panel.properties.begin,
            "group": self.session.choose_group,
            "unsure": lambda: self.decide(Verb.UNSURE),
            "set_aside": lambda: self.decide(Verb.REJECT),
            "size_right": partial(self.sizes.choose, SizeVerb.ACCEPTED),
            "size_by_hand": partial(self.sizes.choose, SizeVerb.TYPED),
            "no_size": partial(self.sizes.choose, SizeVerb.NONE),
            "handles": partial(self.hand.use, ToolKind.HANDLES),
            "brush": partial(self.hand.use, ToolKind.BRUSH),
            "brush_smaller": partial(self.hand.brush.resize, False),
            "brush_larger": partial(self.hand.brush.resize, True),
            "ruler": partial(self.hand.use, ToolKind.RULER),
            "change_edge": self.change_edge,
            "choose_specimen": self.hand.choose_specimen,
            "fit": view.fit,
            "one_to_one": view.one_to_one,
            "zoom_in": lambda: view.zoom_by(ZOOM_STEP),
            "zoom_out": lambda: view.zoom_by(1 / ZOOM_STEP),
            "bare": lambda: self.beside.set_bare(not view.is_bare),
            "why": self.toggle_why,
            **self.beside.handlers(),
            **self.brightness.handlers(),
            **{f"choose_{n}": partial(self.session.choose_suggestion, n - 1) for n in range(1, 6)},
            **{f"layer_{layer}": partial(bar.toggle, layer) for layer in Layer},
        }

    # opening

    def start(self) -> None:
        """Show the first photo of the filter."""
        self._begin_filter()

    def go_on(self, begun: Iterable[Draft], shown: QueueFilter, photo_id: int | None) -> None:
        """Show what another Desk showed, with all that was begun there; the photo stays in sight if it was decided."""
        self.session.go_on_with(begun)
        self.queue.show_filter(shown)
        if photo_id is not None:
            self.queue.refresh((photo_id,))
            self.show_photo(photo_id)

    def _begin_filter(self) -> None:
        self.panel.foot.settles_sizes = self.queue.model.shown is QueueFilter.SIZE_TO_CHECK
        self.queue.refresh()
        if not self.queue.choose_at(0):
            self._show_nothing()

    def _open(self, photo_id: int) -> None:
        self.session.open(photo_id)
        self._prefetch()

    def show_photo(self, photo_id: int) -> None:
        """Choose a photo; among all where the filter does not show it."""
        if not self.queue.choose(photo_id):
            self.queue.show_filter(QueueFilter.ALL)
            self.queue.choose(photo_id)
        if self.session.photo_id != photo_id:
            self._open(photo_id)

    def _prefetch(self) -> None:
        self.session.prefetch(self.queue.following(READY_AHEAD))
        self._count_ready()

    def _count_ready(self) -> None:
        rows = [row for row in self.queue.following(READY_AHEAD) if row.state is not PhotoState.WAITING]
        self.ready_changed.emit(sum(1 for row in rows if self.session.has_picture(row.sha256)))

    def _show_nothing(self) -> None:
        self.session.close()
        counts = self._backend.queue_counts()
        if counts[QueueFilter.ALL] == 0:
            self._empty.show_words(tr("No photos yet"), tr("Add photos (Ctrl+O), or drop them anywhere here."))
        elif self.queue.model.shown is QueueFilter.TO_DECIDE:
            waiting = counts[QueueFilter.ALL] - counts[QueueFilter.TO_DECIDE]
            self._empty.show_words(
                tr("All decided"), tr("Add photos (Ctrl+O)."), mark="mark-decided" if waiting else ""
            )
        else:
            self._empty.show_words(tr("Nothing to do here"), tr("Press Q for the next list."))
        self._stack.setCurrentWidget(self._empty)
        self.ready_changed.emit(0)

    # showing

    def _show_opened(self, draft: Draft) -> None:
        row = draft.stored.row
        self._stack.setCurrentWidget(self._work)
        history = list(self._backend.history(row.id))
        self.panel.show_photo(draft, self._backend.number_source(row.id), history)
        self.view.show_analysis(draft.stored.analysis)
        self.hand.show_draft(draft)
        self.brightness.show_photo(row.id)
        self.beside.show_photo(draft, self.queue.before())

    def _show_draft(self, draft: Draft) -> None:
        self.panel.show_draft(draft)
        self.hand.show_draft(draft)
        self.beside.follow(draft)

    def _show_marked(self, draft: Draft) -> None:
        """Something is dragged: only the size follows."""
        self.panel.show_size(draft)
        self.hand.follow(draft)
        self.beside.follow(draft)

    def _show_picture(self, picture: Picture | None) -> None:
        same = picture is not None and self._picture is not None and picture.sha256 == self._picture.sha256
        self._picture = picture
        self.view.show_note("", "")
        self.view.show_picture(picture, keep_zoom=same)
        if not same:
            self.beside.show_own_picture()
        self._show_strip()
        self._count_ready()

    def _show_strip(self) -> None:
        """The cuttings, with the person's marks where there are some."""
        draft = self.session.draft
        if draft is not None:
            analysis = self.hand.now.shown() if self.hand.now is not None else draft.stored.analysis
            self.strip.show_photo(self._picture, analysis, draft.stored.evidence)

    def _show_zoom(self) -> None:
        percent = 100 * self.view.scale_now * self.view.devicePixelRatioF()
        self.bar.show_zoom(self.view.is_fitted, percent)

    def _layers_changed(self, layers: frozenset[Layer]) -> None:
        self.view.show_layers(layers)
        self.beside.show_layers(layers)
        self.session.want_heat(Layer.MAP in layers)

    def toggle_why(self) -> None:
        """Open the words and the map alone; once more brings the overlays back."""
        opened = not self.strip.is_open
        self.strip.set_open(opened)
        if opened:
            self._layers_before_why = self.bar.layers
            self.bar.set_layers(frozenset({Layer.MAP}))
        elif self._layers_before_why is not None:
            self.bar.set_layers(self._layers_before_why)

    # deciding

    def accept(self) -> None:
        """What the accept button says."""
        draft = self.session.draft
        if draft is None:
            return
        state = draft.stored.row.state
        if state is PhotoState.FAILED:
            self._analyse_again()
        elif state is PhotoState.SET_ASIDE:
            self.take_in_anyway()
        else:
            self.decide(Verb.UNSURE if self.panel.foot.keeps_size_alone(draft) else None)

    def decide(self, verb: Verb | None) -> None:
        """Write the decision and go on to the next photo; a number that is being typed comes first."""
        self.panel.head.finish()
        if self.session.decide(verb) is not None:
            self.window().setFocus()
            self._go_on()

    def _go_on(self) -> None:
        if not self.queue.step(1):
            self.queue.list.clearSelection()

    def take_in_anyway(self) -> None:
        """The clean-up was wrong about this photo."""
        photo_id = self.session.photo_id
        if photo_id is not None:
            self.session.write(lambda: self._backend.take_in_anyway([photo_id]))

    def _number_typed(self, number: str) -> None:
        photo_id = self.session.photo_id
        if photo_id is not None:
            self.session.write(lambda: self._backend.set_number(photo_id, number))

    def _property_typed(self, one: Property, text: str) -> None:
        photo_id = self.session.photo_id
        if photo_id is not None:
            self.session.write(lambda: self._backend.type_property(photo_id, one, text))

    def _analyse_again(self) -> None:
        if self.session.photo_id is not None:
            self.analyse_wanted.emit(self.session.photo_id)

    def _turn_plate(self, plate_px: Box) -> None:
        self._reconsider(lambda photo_id: self._backend.turn_plate(photo_id, plate_px))

    def _choose_specimen(self, specimen_px: Box) -> None:
        self._reconsider(lambda photo_id: self._backend.choose_specimen(photo_id, specimen_px))

    def _reconsider(self, job: Callable[[int], Job[Any]]) -> None:
        photo_id = self.session.photo_id
        if photo_id is not None:
            self.reconsider_wanted.emit(photo_id, lambda: job(photo_id))

    def change_edge(self) -> None:
        """Ask for another edge of the cube, and for which photos."""
        draft = self.session.draft
        if draft is None:
            return
        row, analysis = draft.stored.row, draft.stored.analysis
        edge = draft.measurement.cube_edge_mm or (analysis.settings.cube_edge_mm if analysis is not None else None)
        around = Around(row.id, row.path, self.queue.chosen_ids(), edge or self._backend.settings.analysis.cube_edge_mm)
        dialog = RescaleDialog(self._theme, self._backend, self._lanes.pictures, around, self.window())
        dialog.wanted.connect(lambda ids, mm: self.session.write(lambda: self._backend.rescale(ids, mm)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def apply(self, changes: Changes, decision: Decision | None = None) -> None:
        """A write changed something: show it."""
        if not changes:
            return
        if changes.kinds & {ChangeKind.DECISION, ChangeKind.ANALYSIS, ChangeKind.SPECIMEN}:
            self.queue.proposals.forget()
        self.queue.refresh(_decided(changes, decision))
        current = self.session.photo_id
        concerned = changes.kinds & {ChangeKind.PHOTO, ChangeKind.ANALYSIS, ChangeKind.DECISION}
        if current is None:
            self.queue.choose_at(0)
        elif changes.kinds <= {ChangeKind.SPECIMEN, ChangeKind.REASON}:  # this photo's history may tell of it
            self.session.reload()
        elif current in changes.photo_ids and concerned:
            if decision is not None and self._nothing_left():
                self._show_nothing()
            else:
                self.session.reload()
        elif concerned & {ChangeKind.DECISION}:
            self.session.renew_suggestions()  # what was confirmed just now has a say about this photo too
        self.beside.renew(self.queue.before())
        self._count_ready()

    def suggest_anew(self) -> None:
        """The museum's memory is there, or there again."""
        self.queue.proposals.forget()
        self.queue.list.viewport().update()
        self.session.renew_suggestions()

    def _nothing_left(self) -> bool:
        return self._backend.queue_counts()[self.queue.model.shown] == 0

    # room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        sizes, theme = self._theme.sizes, self._theme
        window = self.window()
        narrow = window.width() < sizes.narrow_below
        beside = theme.px(sizes.rail + sizes.queue_narrow + sizes.decision_narrow)
        compact = window.width() - beside < sizes.photo_least
        queue = sizes.queue_narrow if narrow else sizes.queue
        decision = sizes.decision_narrow if narrow else sizes.decision
        self.queue.setFixedWidth(theme.px(sizes.queue_compact if compact else queue))
        self.queue.set_compact(compact)
        self.panel.setFixedWidth(theme.px(sizes.decision_compact if compact else decision))
        self.strip.set_narrow(narrow)
        self.bar.set_narrow(narrow, compact)
        self.bar.fit_into(self.width() - self.queue.width() - self.panel.width() - 2)
        self.beside.set_margin(MARGIN_NARROW if narrow else MARGIN)
        low = window.height() < sizes.low_below
        self.strip.setVisible(not low)
        self._strip_line.setVisible(not low)
        self.panel.set_room(window.height(), theme.scale, sizes.history_from, ONE_LINE_REASONS_BELOW)


def _decided(changes: Changes, decision: Decision | None) -> tuple[int, ...]:
    """The photo that was decided about, now or again by Redo: it stays in sight, whatever the filter."""
    if decision is not None:
        return (decision.photo_id,)
    again = ChangeKind.DECISION in changes.kinds and len(changes.photo_ids) == 1
    return tuple(changes.photo_ids) if again else ()
