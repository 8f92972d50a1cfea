"""In the middle: one drawer to scale with its heading, and the strip of all drawers below."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from mineral_desk.domain.storing.plan import Drawer, StoragePlan
from mineral_desk.ui.actions import shown_key
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.lanes import Lane, Outcome, OutcomeKind, one_step
from mineral_desk.ui.storing.drawer_strip import DrawerStrip
from mineral_desk.ui.storing.drawer_view import DrawerView
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY
from mineral_desk.ui.widgets.buttons import KeyButton
from mineral_desk.ui.widgets.empty import EmptyWords
from mineral_desk.ui.widgets.labels import ElidedLabel, hairline, make_label
from mineral_desk.ui.words import count, tr

MARGIN = 16


class Drawers(QWidget):
    """Outlines come later, and only for the drawer that is shown."""

    chosen = Signal(object)
    """The :class:`Boxed`."""
    opened = Signal(object)

    def __init__(self, theme: Theme, backend: Backend, lane: Lane) -> None:
        super().__init__()
        self._theme, self._backend, self._lane = theme, backend, lane
        self._plan: StoragePlan | None = None
        self._reading: int | None = None
        self.view = DrawerView(theme)
        self.strip = DrawerStrip(theme)
        self._title, self._figures = make_label(theme, "", BODY, weight=600), ElidedLabel(theme, BODY, "muted")
        self._position = make_label(theme, "", BODY, "muted")
        self.before = KeyButton(theme, "‹")
        self.after = KeyButton(theme, "›")
        self._empty = EmptyWords(theme)
        self._lay_out()
        self.view.chosen.connect(self.chosen)
        # queued: the Enter that is still on its way would be the Desk's Enter once that is shown
        self.view.opened.connect(self.opened, Qt.ConnectionType.QueuedConnection)
        self.strip.chosen.connect(self._show_drawer)
        self.before.clicked.connect(lambda: self.step(-1))
        self.after.clicked.connect(lambda: self.step(1))
        self._empty.show_words(tr("No plan yet"), tr("It is made from the sizes that people accepted or typed."))

    def _lay_out(self) -> None:
        theme, full = self._theme, QWidget()
        self.setAutoFillBackground(True)
        palette = self.palette()
        palette.setColor(palette.ColorRole.Window, theme.colour("bg"))
        self.setPalette(palette)
        head = QHBoxLayout()
        head.setContentsMargins(MARGIN + 12, 10, MARGIN + 12, 8)
        head.setSpacing(8)
        self.before.setAccessibleName(tr("Drawer before"))
        self.after.setAccessibleName(tr("Next drawer"))
        page_up, page_down = shown_key("PgUp"), shown_key("PgDown")
        self.before.setToolTip(f"{tr('Drawer before')} ({page_up})")
        self.after.setToolTip(f"{tr('Next drawer')} ({page_down})")
        head.addWidget(self._title)
        head.addWidget(self._figures, 1)
        head.addWidget(self._position)
        head.addWidget(self.before)
        head.addWidget(self.after)
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        middle = QHBoxLayout()
        middle.setContentsMargins(MARGIN, 4, MARGIN, 8)
        middle.addWidget(self.view)
        column.addLayout(middle, 1)
        column.addWidget(hairline(theme))
        column.addWidget(self.strip)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(full)

    def show_plan(self, plan: StoragePlan, specimen_id: int | None = None) -> None:
        """Other drawers; that of the specimen is shown, or the first one."""
        place = max(0, self.strip.place)
        self._plan = plan
        self.strip.show_plan(plan)
        self._stack.setCurrentIndex(1 if plan.drawers else 0)
        if not plan.drawers:
            self._say_empty(plan)
            self.view.show_drawer(None, plan.rules)
            return
        if specimen_id is None or not self.show_specimen(specimen_id):
            self.strip.go(min(place, len(plan.drawers) - 1))

    def show_specimen(self, specimen_id: int) -> bool:
        """Go to the drawer of a specimen and mark its box; whether it is in one."""
        number = None if self._plan is None else self._plan.drawer_of.get(specimen_id)
        if number is None:
            self.view.choose(None)
            return False
        self.strip.go(number - 1)
        self.view.choose(specimen_id)
        return True

    def step(self, by: int) -> None:
        """To the next drawer, or the one before."""
        if self._plan is not None and self._plan.drawers:
            self.strip.go(self.strip.place + by)

    def _show_drawer(self, place: int) -> None:
        if self._plan is None or not 0 <= place < len(self._plan.drawers):
            return
        plan, drawer = self._plan, self._plan.drawers[place]
        self.view.show_drawer(drawer, plan.rules)
        self._title.setText(tr("Drawer {n}", n=count(drawer.number)))
        filled = round(100 * drawer.filled(plan.rules.drawer))
        self._figures.setText(tr("boxes: {n} · {share} % full", n=count(len(drawer.boxes)), share=filled))
        self._position.setText(tr("{n} of {total}", n=count(drawer.number), total=count(len(plan.drawers))))
        self.before.setEnabled(place > 0)
        self.after.setEnabled(place + 1 < len(plan.drawers))
        self._read_outlines(drawer)

    def _read_outlines(self, drawer: Drawer) -> None:
        if self._reading is not None:
            self._lane.cancel(self._reading)
        ids = [box.specimen.photo_id for box in drawer.boxes if box.specimen.photo_id is not None]
        read = one_step(lambda: self._backend.outlines(ids))
        self._reading = self._lane.start(read, self._outlines_read, urgent=True)

    def _outlines_read(self, outcome: Outcome) -> None:
        if outcome.job_id == self._reading and outcome.kind is OutcomeKind.FINISHED:
            self._reading = None
            self.view.show_outlines(outcome.result)

    def _say_empty(self, plan: StoragePlan) -> None:
        if not plan.specimens:
            self._empty.show_words(
                tr("No specimen|found"), tr("Decide photos on the Desk, or choose others at the left.")
            )
        elif plan.boxed:
            self._empty.show_words(tr("No box goes into the drawer"), tr("Give larger drawers, or smaller boxes."))
        else:
            words = tr("It is made from the sizes that people accepted or typed.")
            self._empty.show_words(tr("No size to plan with"), words)
