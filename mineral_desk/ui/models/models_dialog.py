"""The models on this computer: their cards, which one suggests names, and bringing others."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mineral_desk.domain.model import NAMING_KINDS
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.services.card_words import device_words
from mineral_desk.services.models import ModelState
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.lanes import Lane, one_step
from mineral_desk.ui.models.card_view import CardView
from mineral_desk.ui.models.install_dialog import InstallDialog
from mineral_desk.ui.models.model_words import COLUMNS, kind_words, state_words
from mineral_desk.ui.models.telling import MARGIN, TellingDialog
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL, TITLE
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.dialog_foot import close_button
from mineral_desk.ui.widgets.dialog_manners import fit_screen
from mineral_desk.ui.widgets.labels import hairline, make_label, upright
from mineral_desk.ui.widgets.sorted_table import Cell, Row, SortedTable
from mineral_desk.ui.words import count, spoken, tr

SIZE = (1240, 660)
BETWEEN, CARD_LEAST = 16, 266


class ModelsDialog(TellingDialog):
    """One thing at a time, on a lane; the work in the window goes on."""

    used = Signal(str)
    """Another model suggests names from now on, or another version of the one that does."""
    renew_wanted = Signal()
    """The photos that show another model's analysis are to be analysed."""
    compare_wanted = Signal(str, str)

    def __init__(self, theme: Theme, backend: Backend, lane: Lane, parent: QWidget) -> None:
        super().__init__(theme, lane, parent)
        self._backend = backend
        self._then: Callable[[Any], None] = lambda _: None
        self._states: dict[str, ModelState] = {}
        self._wanted, self._sure_to_remove = backend.model_in_use, ""
        self._renewing, self._others = False, 0
        self.setWindowTitle(tr("Models"))
        self.table = SortedTable(theme, COLUMNS, "Models")
        self.card = CardView(theme)
        self.device = make_label(theme, spoken(device_words(backend.compute_device())), SMALL, "muted")
        self.others = make_label(theme, "", BODY)
        self.renew = KeyButton(theme, tr("Analyse them"))
        self.install, self.check = KeyButton(theme, tr("Install…")), KeyButton(theme, tr("Check all"))
        self.remove, self.compare = KeyButton(theme, tr("Remove")), KeyButton(theme, tr("Compare…"))
        self.leave = close_button(theme, self)
        self.use = KeyButton(theme, tr("Use"), "Ctrl+Enter", ButtonKind.PRIMARY)
        self._lay_out()
        self._connect()
        self._chosen()
        self.read()

    # building

    def _lay_out(self) -> None:
        theme, column = self._theme, QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 20, MARGIN, 16)
        column.setSpacing(12)
        column.addWidget(make_label(theme, tr("Models"), TITLE))
        column.addWidget(self.device)
        middle = QHBoxLayout()
        middle.setSpacing(BETWEEN)
        middle.addWidget(self.table)
        middle.addWidget(upright(theme))
        middle.addWidget(self.card, 1)
        column.addLayout(middle, 1)
        column.addWidget(hairline(theme))
        others = QHBoxLayout()
        others.setSpacing(12)
        others.addWidget(self.others)
        others.addWidget(self.renew)
        others.addStretch(1)
        column.addLayout(others)
        column.addWidget(self._bar)
        column.addWidget(self._told)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for button in (self.install, self.check, self.remove, self.compare):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.leave)
        foot.addWidget(self.use)
        column.addLayout(foot)
        self._bar.hide()
        wanted = QSize(theme.px(SIZE[0]), theme.px(SIZE[1]))
        fit_screen(self, wanted)

    def _share_out(self) -> None:
        """The list takes what its words need, the card the rest; where both have too little, names are shortened."""
        table, header = self.table, self.table.horizontalHeader()
        needed = [max(table.sizeHintForColumn(one), header.sectionSizeHint(one)) for one in range(len(COLUMNS))]
        for column in range(1, len(COLUMNS)):
            table.setColumnWidth(column, needed[column])
        room = self.width() - 2 * (MARGIN + BETWEEN) - self._theme.px(CARD_LEAST)
        table.setFixedWidth(min(sum(needed) + 2 * table.frameWidth(), room))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def _connect(self) -> None:
        self.table.chosen.connect(lambda _: self._chosen())
        self.table.opened.connect(lambda _: self._use())
        self.use.clicked.connect(self._use)
        self.use.setShortcut("Ctrl+Return")
        self.install.clicked.connect(self.show_install)
        self.check.clicked.connect(self._check)
        self.remove.clicked.connect(self._remove)
        self.compare.clicked.connect(self._compare)
        self.renew.clicked.connect(self._renew)

    # what is shown

    def read(self, say: str = "") -> None:
        """Read all cards."""
        self._do(say, lambda: _read(self._backend), self._show)

    def _show(self, found: tuple[Sequence[ModelState], int]) -> None:
        (states, others), wanted = found, self._wanted
        self._states = {one.name: one for one in states}
        self.table.show_rows([self._row(one) for one in states])
        self._share_out()
        self.table.choose(wanted)
        self.count_others(others)
        self._chosen()

    def count_others(self, others: int) -> None:
        """Say how many photos show the analysis of another model."""
        words = tr("{n} photos show what another model found.", n=count(others)) if others else ""
        self._others, waits = others, others > 0 and not self._renewing
        self.others.setText(words)
        self.others.setVisible(waits)
        self.renew.setVisible(waits)

    def _row(self, state: ModelState) -> Row:
        card, colour = state.card, None
        if state.fault or state.silence:
            colour = self._theme.colour("danger" if state.fault else "warning")
        elif not state.is_used:
            colour = self._theme.colour("muted")
        words = (state.name, "" if card is None else kind_words(card.kind), state_words(state))
        return Row(state.name, tuple(Cell(one, one, colour) for one in words))

    def _chosen(self) -> None:
        state = self.chosen
        self.card.show_state(state)
        self._set_busy(self._job is not None)
        if state is not None:
            self._wanted = state.name
            if self._sure_to_remove and self._sure_to_remove != state.name:
                self._sure_to_remove = ""
                self.remove.set_words(tr("Remove"))
                self._say("")

    @property
    def chosen(self) -> ModelState | None:
        """The model that is chosen in the list."""
        return self._states.get(self.table.chosen_key or "")

    # what is done

    def _use(self) -> None:
        state = self.chosen
        if state is None or not state.can_be_used or self._job is not None:
            return
        name = state.name
        self._do(tr("Loading {name}", name=name), lambda: self._backend.use_model(name), self._is_used)

    def _is_used(self, _: object) -> None:
        name, self._renewing = self._backend.model_in_use, True
        self.used.emit(name)
        self.read(tr("{name} suggests names now. Photos are analysed again in the background.", name=name))

    def show_install(self) -> None:
        """Ask where a model is to come from."""
        dialog = InstallDialog(self._theme, self._backend, self._lane, self)
        dialog.installed.connect(self._is_installed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _is_installed(self, name: str, words: str) -> None:
        self._wanted = name
        if name == self._backend.model_in_use:
            self._renewing = True
            self.used.emit(name)
        self.read(words)

    def _check(self) -> None:
        self._do(tr("Checking all models"), self._backend.verify_models, self._is_checked)

    def _is_checked(self, states: Sequence[ModelState]) -> None:
        faulty, silent = ([one.name for one in states if one.fault], [one for one in states if one.silence])
        self._show((states, self._others))
        if faulty:
            self._say(tr("Cannot be used: {names}", names=", ".join(faulty)), "danger")
        elif silent:
            self._say("\n".join(spoken(one.silence) for one in silent), "warning")
        else:
            self._say(tr("All {n} models are as their cards say.", n=count(len(states))), "success")

    def _remove(self) -> None:
        state = self.chosen
        if state is None or state.is_shipped:
            return
        name = state.name
        if self._sure_to_remove != name:
            self._sure_to_remove = name
            self.remove.set_words(tr("Remove for good"))
            self._say(tr("{name} will be deleted from this computer.", name=name), "warning")
            return
        self._sure_to_remove = ""
        self.remove.set_words(tr("Remove"))
        words = tr("{name} is removed.", name=name)
        self._do("", one_step(lambda: self._backend.remove_model(name)), lambda _: self.read(words))

    def _compare(self) -> None:
        state, used = self.chosen, self._backend.model_in_use
        if state is not None:
            other = state.name if state.name != used else next(iter(self.classifiers(without=used)), used)
            self.compare_wanted.emit(used, other)

    def classifiers(self, without: str = "") -> list[str]:
        """The names of all models that suggest names."""
        cards = [one.card for one in self._states.values() if one.card is not None]
        return [one.name for one in cards if one.kind in NAMING_KINDS and one.name != without]

    def _renew(self) -> None:
        self._renewing = True
        self.renew_wanted.emit()
        self.count_others(0)
        self._say(tr("Photos are analysed again in the background."))

    # the lane

    def _do(self, words: str, job: Callable[[], Job[Any]], then: Callable[[Any], None]) -> None:
        self._then = then
        self._say(words)
        self._run(job)
        self._set_busy(True)

    def _answered(self, report: Any) -> None:
        self._then(report)

    def _show_progress(self, progress: Progress) -> None:
        if progress.text:
            self._say(spoken(progress.text))

    def _set_busy(self, busy: bool) -> None:
        state = self.chosen
        for button in (self.install, self.check):
            button.setEnabled(not busy)
        self.use.setEnabled(not busy and state is not None and state.can_be_used)
        self.remove.setEnabled(not busy and state is not None and not state.is_shipped and not state.is_used)
        self.compare.setEnabled(not busy and len(self.classifiers()) > 1)


def _read(backend: Backend) -> Job[tuple[Sequence[ModelState], int]]:
    yield Progress(0, 0)
    return backend.models(), backend.count_of_other_models()
