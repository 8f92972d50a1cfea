"""The one window: menu, rail, places, status bar, and who tells whom."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QKeyCombination, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mineral_desk.domain.catalogue import QueueFilter
from mineral_desk.domain.change import ChangeKind, Changes
from mineral_desk.domain.decision import Decision
from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.domain.record_fields import FieldValues
from mineral_desk.services.whose import Whose
from mineral_desk.ui.actions import Actions, Place
from mineral_desk.ui.asking import ask_folder, ask_photos, dropped_places, sample_photos
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.catalogue_place import CataloguePlace
from mineral_desk.ui.chosen import Chosen
from mineral_desk.ui.desk.desk_place import DeskPlace
from mineral_desk.ui.exchanging import Exchange
from mineral_desk.ui.intake.intake_place import IntakePlace
from mineral_desk.ui.key_filter import KeyFilter
from mineral_desk.ui.lanes import Lanes, Outcome, OutcomeKind, one_step
from mineral_desk.ui.matching import Matching
from mineral_desk.ui.memory_loader import MemoryLoader
from mineral_desk.ui.menus import top_bar
from mineral_desk.ui.merging.merging import Merging
from mineral_desk.ui.models.modelling import Modelling
from mineral_desk.ui.papers import Papers
from mineral_desk.ui.preferences import Preferences
from mineral_desk.ui.progress_words import Told
from mineral_desk.ui.rail import Rail
from mineral_desk.ui.reasons import Reasons
from mineral_desk.ui.safety import Safety
from mineral_desk.ui.second_look import SecondLook
from mineral_desk.ui.status_bar import StatusBar
from mineral_desk.ui.storing.storage_place import StoragePlace
from mineral_desk.ui.storing.storing_words import whose_words
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.thumbnails import Thumbnails
from mineral_desk.ui.undoing import Undoing
from mineral_desk.ui.widgets.labels import hairline, upright
from mineral_desk.ui.words import fault_words, tr
from mineral_desk.ui.work import Work

SMALLEST = QSize(640, 350)
"""A screen of 1366 x 768 at 200 %, less a task bar."""


SETTLE_MS = 100
"""After so long the window has been painted, and what is not needed for that may be loaded."""


class MainWindow(QMainWindow):
    """Places are told of changes; they never talk to each other."""

    rebuild_wanted = Signal()
    """Language, colours or the catalogue changed: the window is to be built anew."""
    closed = Signal()

    def __init__(self, theme: Theme, backend: Backend) -> None:
        super().__init__()
        self._theme, self.backend = theme, backend
        self.lanes = Lanes()
        self.thumbnails = Thumbnails(backend, self.lanes.pictures, self)
        self.work = Work(backend, self.lanes, self)
        self.exchange = Exchange(backend, self.shut_down, self)
        self.safety = Safety(theme, backend, self.lanes.safety, self)
        self.memory = MemoryLoader(backend, self.lanes.counting, self)
        self.matching = Matching(theme, backend, self.lanes.files, self)
        self.merging = Merging(theme, backend, self.lanes, self)
        self.papers = Papers(theme, backend, self.lanes.files, self)
        self.preferences = Preferences(theme, backend, self, lambda: self.commands)
        self.modelling = Modelling(theme, backend, self.lanes, self)
        self.rail = Rail(theme)
        self.status = StatusBar(theme)
        self.desk = DeskPlace(theme, backend, self.lanes, self.thumbnails)
        samples = len(sample_photos(backend.demo_photos))
        self.intake = IntakePlace(theme, backend, self.lanes, self.thumbnails, self.work, samples)
        self.catalogue = CataloguePlace(theme, backend, self.lanes, self.thumbnails)
        self.storage = StoragePlace(
            theme, backend, self.lanes, self.catalogue.head.field.text, lambda: self.catalogue.meant
        )
        self.reasons = Reasons(self.status, self)
        self.chosen = Chosen(backend, self.desk, self.catalogue, lambda: self.place)
        self.second_look = SecondLook(theme, backend, self.lanes.catalogue, self, lambda: self.chosen.subjects)
        self.undoing = Undoing(backend, self.desk, self.safety, lambda: self.place is Place.DESK)
        self.told = Told(backend, self.status, self.desk, self.work)
        handlers = {**self._handlers(), **self.safety.handlers(), **self.matching.handlers(), **self.merging.handlers()}
        handlers |= {**self.desk.handlers(), **self.intake.handlers()}
        handlers |= {**self.second_look.handlers(), **self.reasons.handlers(), **self.undoing.handlers()}
        handlers |= {**self.modelling.handlers(), **self.papers.handlers(), **self.preferences.handlers()}
        handlers |= {**self.storage.handlers(), **self.exchange.handlers()}
        self.commands = Actions(handlers, self)
        self.reasons.name_actions(self.commands, backend.settings.reasons)
        self.keys = KeyFilter(self, self.commands, self._first_key)
        self._lay_out()
        self._connect()

    # building

    def _lay_out(self) -> None:
        theme = self._theme
        self.setWindowTitle("Mineral Desk")
        self.setMinimumSize(SMALLEST)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._places = QStackedWidget()
        self._widgets: dict[Place, QWidget] = {
            Place.INTAKE: self.intake,
            Place.DESK: self.desk,
            Place.CATALOGUE: self.catalogue,
            Place.STORAGE: self.storage,
        }
        for widget in self._widgets.values():
            self._places.addWidget(widget)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hairline(theme))
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(upright(theme))
        row.addWidget(self._places, 1)
        column.addLayout(row, 1)
        column.addWidget(hairline(theme))
        column.addWidget(self.status)
        self.setCentralWidget(whole)
        self._build_menus()

    def _build_menus(self) -> None:
        self.setMenuWidget(top_bar(self._theme, self.commands, self.backend.catalogue_name))

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "add_photos": self.choose_photos,
            "add_folder": self.choose_folder,
            "record": self.show_record,
            "similar": self.show_alike,
            "quit": self.close,
            "take_in_anyway": self._take_in_anyway,
            "next_pane": self._next_pane,
            "search": self.show_search,
            "sort_next": self.catalogue.sort_by_next,
            "sort_turn": self.catalogue.turn_sorting,
            "gallery": self.catalogue.turn_gallery,
            "labels": self.show_labels,
            "plan_chosen": self.plan_chosen,
            **{f"place_{place}": partial(self.show_place, place) for place in Place},
        }

    def _connect(self) -> None:
        session = self.desk.session
        self.rail.place_chosen.connect(self.show_place)
        self.rail.settings_wanted.connect(self.preferences.show_settings)
        self.rail.help_wanted.connect(self.preferences.show_help)
        self.keys.bare_held.connect(self.desk.beside.set_bare)
        self.keys.field_focus_changed.connect(self.desk.panel.set_in_field)
        self.work.changed.connect(self.apply)
        self.work.failed.connect(self.say_fault)
        self.safety.failed.connect(self.say_fault)
        self.matching.failed.connect(self.say_fault)
        self.memory.failed.connect(self.say_fault)
        self.memory.loaded.connect(self.desk.suggest_anew)
        self.matching.wrote.connect(self._wrote)
        self.second_look.wrote.connect(self._wrote)
        self.second_look.noted.connect(self.told.add_note)
        self.second_look.failed.connect(self.say_fault)
        self.reasons.given.connect(self.second_look.give_reason)
        self.safety.restore_agreed.connect(self.exchange.restore)
        self.merging.wrote.connect(self._wrote)
        self.modelling.used.connect(self._model_used)
        self.modelling.renew_wanted.connect(self.work.renew)
        self.modelling.photo_wanted.connect(self._open_on_desk)
        self.status.stop.clicked.connect(self.work.stop_renewing)
        self.status.undo.clicked.connect(lambda: session.step(self.backend.undo))
        session.wrote.connect(self._wrote)
        session.stepped.connect(self._stepped)
        session.write_failed.connect(self._write_failed)
        self._connect_desk()
        self._connect_intake()
        self._connect_catalogue()
        self._connect_papers_and_storage()

    def _connect_desk(self) -> None:
        self.desk.bar.use(self.commands)
        self.desk.hand.steps_changed.connect(self._told_undo)
        self.desk.analyse_wanted.connect(self.work.analyse_again)
        self.desk.reconsider_wanted.connect(self.work.reconsider)
        self.desk.beside.failed.connect(self.say_fault)
        self.desk.strip.record_wanted.connect(self.papers.show_record_of)
        self.desk.panel.history.wanted.connect(self.second_look.show_history)

    def _connect_intake(self) -> None:
        self.intake.photos_wanted.connect(self.choose_photos)
        self.intake.folder_wanted.connect(self.choose_folder)
        self.intake.try_again.connect(self.work.analyse_again)
        self.intake.wrote.connect(self._wrote)
        self.intake.write_failed.connect(self.say_fault)
        self.intake.empty.photos_wanted.connect(self.choose_photos)
        self.intake.empty.folder_wanted.connect(self.choose_folder)
        self.intake.empty.samples_wanted.connect(lambda: self.take_in([self.backend.demo_photos]))
        self.intake.empty.catalogue_wanted.connect(self.exchange.choose)
        self.intake.empty.edge_chosen.connect(self.preferences.use_edge)
        self.intake.empty.language_chosen.connect(self.preferences.use_language)

    def _connect_catalogue(self) -> None:
        self.catalogue.failed.connect(self.say_fault)
        self.catalogue.photo_wanted.connect(self._open_on_desk)
        self.catalogue.desk_wanted.connect(self._go_on_deciding)
        self.catalogue.listed_changed.connect(lambda: self.told.show_listed(self.catalogue.listed))
        self.catalogue.act_wanted.connect(lambda act: self.commands[act].trigger())

    def _connect_papers_and_storage(self) -> None:
        self.preferences.failed.connect(self.say_fault)
        self.preferences.rebuild_wanted.connect(self.rebuild_wanted)
        self.exchange.done.connect(self.rebuild_wanted)
        self.papers.imported.connect(self._wrote)
        self.papers.history_wanted.connect(self.second_look.show_history)
        self.papers.record_kept.connect(self._keep_record)
        self.papers.sheet_chosen.connect(self.preferences.use_labels)
        self.storage.failed.connect(self.say_fault)
        self.storage.wrote.connect(self._wrote)
        self.storage.photo_wanted.connect(self._open_on_desk)
        self.storage.record_wanted.connect(self._search_for)
        self.storage.settings_chosen.connect(self.preferences.use_storage)
        self.storage.labels_wanted.connect(self.show_labels)

    # starting

    def start(self, analyse: bool = True) -> None:
        """Show what there is, and go on with what waits (unless ``analyse`` is off)."""
        counts = self.backend.queue_counts()
        self.lanes.pictures.start(one_step(self.backend.load_minerals), self._minerals_loaded, urgent=True)
        if self.backend.settings.analysis.model:
            self.lanes.vision.start(self.backend.look_at_chosen_model, self._chosen_model_looked_at)
        else:
            self.memory.load()
        self.desk.start()
        self.intake.refresh()
        self.safety.start()
        self.show_place(Place.DESK if counts[QueueFilter.ALL] else Place.INTAKE)
        if analyse and self.backend.waiting_count():
            self.work.analyse_waiting()
        self.setFocus()
        QTimer.singleShot(SETTLE_MS, self.work.make_ready)

    def _chosen_model_looked_at(self, outcome: Outcome) -> None:
        """The museum's memory is that of the model that can be used."""
        if outcome.kind is OutcomeKind.PROGRESSED:
            return
        fault = outcome.result if outcome.kind is OutcomeKind.FINISHED else outcome.fault
        if fault is not None:
            self.say_fault(fault)
        self.memory.load()

    def _minerals_loaded(self, outcome: Outcome) -> None:
        """Names in the window's language and groups can be told from now on."""
        if outcome.kind is OutcomeKind.FAILED and outcome.fault is not None:
            self.say_fault(outcome.fault)
        self.desk.session.reload()
        self.desk.queue.list.viewport().update()

    def show_place(self, place: Place) -> None:
        """Go to a place."""
        self.rail.show_place(place)
        self._places.setCurrentWidget(self._widgets[place])
        self.commands.enter_place(place)
        if place is Place.CATALOGUE:
            self.catalogue.refresh()
        if place is Place.INTAKE:
            self.intake.refresh()
        if place is Place.STORAGE:
            self.storage.enter()
        self.told.enter(place)
        self._told_undo()
        self.setFocus()

    @property
    def place(self) -> Place:
        """Where we are."""
        return next(place for place, widget in self._widgets.items() if widget is self._places.currentWidget())

    # changes

    def apply(self, changes: Changes, decision: Decision | None = None) -> None:
        """Everybody looks whether it concerns them."""
        self.memory.look()
        self.desk.apply(changes, decision)
        if self.place is Place.INTAKE:
            self.intake.refresh()
        if self.place is Place.CATALOGUE:
            self.catalogue.apply(changes)
        self.storage.apply(changes)
        self.told.refresh()

    def _wrote(self, changes: Changes, decision: Decision | None = None) -> None:
        if not changes:
            return
        self.told.saved(changes, decision, datetime.now().astimezone())
        corrects = decision is not None and decision is self.desk.session.correction
        self.reasons.wrote(changes, self.backend.settings.reasons, corrects=corrects)
        self.apply(changes, decision)
        self._told_undo()
        if self.backend.waiting_count():
            self.work.analyse_waiting()

    def _stepped(self, changes: Changes) -> None:
        """The photo about which an act was taken back or done again comes to the Desk.

        After no other act: whoever went on meanwhile stays where she is.
        """
        self._wrote(changes)
        elsewhere = changes.photo_ids and self.desk.session.photo_id not in changes.photo_ids
        told_why = changes.kinds == {ChangeKind.REASON}  # of a photo that was left long ago
        if elsewhere and self.place is Place.DESK and not told_why:
            self.desk.show_photo(min(changes.photo_ids))

    def _write_failed(self, fault: BaseException, decision: Decision | None = None) -> None:
        self.say_fault(fault)
        if decision is not None:
            self.desk.show_photo(decision.photo_id)

    def say_fault(self, fault: BaseException) -> None:
        """The world's faults in their own words; a fault of the program names its log."""
        if isinstance(fault, MineralDeskError):
            self.status.say_fault(fault_words(fault))
        else:
            self.told.log(fault)
            where = self.backend.log_file
            self.status.say_fault(tr("Mineral Desk stumbled over a fault of its own; details are in {log}.", log=where))

    def _told_undo(self) -> None:
        self.status.offer_undo(self.undoing.name_actions(self.commands))
        self.merging.name_action(self.commands)

    def _first_key(self, pressed: QKeyCombination) -> bool:
        if self.place is not Place.DESK:
            return self.reasons.take_key(pressed)
        takers = (self.desk.hand, self.desk.brightness, self.reasons, self.desk.beside)
        return any(taker.take_key(pressed) for taker in takers)

    def _take_in_anyway(self) -> None:
        if self.place is Place.INTAKE:
            self.intake.take_in_anyway()
        elif self.place is Place.DESK:
            self.desk.take_in_anyway()

    # photos in

    def take_in(self, places: list[Path]) -> None:
        """Take photos and folders in, and show how it goes."""
        if places:
            self.show_place(Place.INTAKE)
            self.work.take_in(places)
            self.intake.refresh()

    def choose_photos(self) -> None:
        """Ask for files."""
        self.take_in(ask_photos(self))

    def choose_folder(self) -> None:
        """Ask for a folder."""
        self.take_in(ask_folder(self))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take_in(dropped_places(event.mimeData()))

    # the record, files for other programs

    def show_record(self) -> None:
        """The record of the specimen on the Desk, or of the one chosen in the Catalogue; of several what to set."""
        if self.chosen.are_several:
            self.second_look.edit_many()
        elif (photo_id := self.chosen.looked_at_id) is not None:
            self.papers.show_record_of(photo_id)

    def _keep_record(self, photo_id: int, values: FieldValues) -> None:
        self.desk.session.write(lambda: self.backend.edit_record(photo_id, values))

    def show_alike(self) -> None:
        """What looks like the photo on the Desk, or like the one chosen in the Catalogue."""
        photo_id = self.chosen.photo_id
        if photo_id is not None:
            if self.place is not Place.CATALOGUE:
                self.show_place(Place.CATALOGUE)
            self.catalogue.show_alike(photo_id)

    def show_labels(self) -> None:
        """Labels for the specimens that are chosen, else for all that the Catalogue lists or the plan holds."""
        chosen = self.chosen.specimen_ids
        everybody = self.storage.whose if self.place is Place.STORAGE else Whose(self.catalogue.head.field.text())
        whose = Whose(ids=chosen) if chosen else everybody
        self.papers.show_labels(whose, whose_words(whose))

    def plan_chosen(self) -> None:
        """Storage for the rows chosen in the Catalogue; where none are, for all that it lists."""
        self.storage.plan_for(self.catalogue.meant)
        self.show_place(Place.STORAGE)

    # searching

    def show_search(self) -> None:
        """To the search field of the Catalogue, from anywhere."""
        if self.place is not Place.CATALOGUE:
            self.show_place(Place.CATALOGUE)
        self.catalogue.focus_search()

    def _search_for(self, text: str) -> None:
        self.show_search()
        self.catalogue.head.field.setText(text)

    def _open_on_desk(self, photo_id: int) -> None:
        self.show_place(Place.DESK)
        self.desk.show_photo(photo_id)

    def _go_on_deciding(self) -> None:
        """To the Desk, with what is still to be decided."""
        self.show_place(Place.DESK)
        self.desk.queue.show_filter(QueueFilter.TO_DECIDE)

    def _model_used(self) -> None:
        """Another model suggests: its memory is read, and photos that show another one's analysis get one of it."""
        self.memory.load()
        self.work.renew()

    # keyboard

    def _next_pane(self) -> None:
        if self.place is not Place.DESK:
            self.focusNextChild()
            return
        panes: list[QWidget] = [self.desk.queue.list, self.desk.view, self.desk.panel.names.field]
        panes += [card for card in self.desk.strip.cards[:1] if card.isVisible()]
        now = [pane.hasFocus() for pane in panes]
        panes[(now.index(True) + 1) % len(panes) if any(now) else 0].setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.set_low(self.height() < self._theme.sizes.low_below)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self._look_again()

    def _look_again(self) -> None:
        """Another program may have written meanwhile: count anew, and name the act that Undo would take back."""
        self.told.refresh()
        self._told_undo()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.hide()  # the last step of an analysis may take a second
        self.shut_down()
        self.closed.emit()
        super().closeEvent(event)

    def shut_down(self) -> None:
        """Finish the writes, that of a number that is being typed among them, and end the lanes."""
        self.desk.panel.head.finish()
        self.keys.stop()
        self.safety.stop()
        self.lanes.close()
