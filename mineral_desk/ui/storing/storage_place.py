"""Storage as a place of the window: boxes and rules, drawers to scale, those that a person should look at."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mineral_desk.domain.change import ChangeKind, Changes
from mineral_desk.domain.progress import Job
from mineral_desk.domain.searching.parser import quoted
from mineral_desk.domain.storing.fitting import Boxed, TooLarge
from mineral_desk.domain.storing.plan import StoragePlan
from mineral_desk.domain.storing.rules import StorageSettings, rules_of
from mineral_desk.domain.storing.sizes import StoredSpecimen
from mineral_desk.services.whose import Whose
from mineral_desk.ui.asking import ask_export
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.job_dialog import JobDialog
from mineral_desk.ui.lanes import Lanes, Outcome, OutcomeKind, one_step
from mineral_desk.ui.names import display_name
from mineral_desk.ui.storing.chosen_panel import ChosenPanel
from mineral_desk.ui.storing.drawers import Drawers
from mineral_desk.ui.storing.look_list import LookList
from mineral_desk.ui.storing.plan_dialog import PlanDialog
from mineral_desk.ui.storing.planner import Planner
from mineral_desk.ui.storing.rules_panel import RulesPanel
from mineral_desk.ui.storing.storage_head import StorageHead
from mineral_desk.ui.storing.storing_words import summary_words, whose_words
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.widgets.labels import hairline, upright
from mineral_desk.ui.words import count, tr

CONCERNED = {ChangeKind.SPECIMEN, ChangeKind.DECISION}
AT_ONCE = 3_000
"""A plan of so many specimens is made again by itself when something changed; a larger one when it is asked for."""
LOOK_WIDTH, LEAST_WIDTH, LEAST_HEIGHT = 332, 940, 460


class StoragePlace(QWidget):
    """Plans when it is first entered and whenever the rules change; nothing is written but a height that is typed."""

    failed = Signal(object)
    wrote = Signal(object)
    """The :class:`Changes`."""
    photo_wanted = Signal(int)
    record_wanted = Signal(str)
    settings_chosen = Signal(object)
    """The :class:`StorageSettings`."""
    labels_wanted = Signal()

    def __init__(
        self, theme: Theme, backend: Backend, lanes: Lanes, searched: Callable[[], str], meant: Callable[[], Whose]
    ) -> None:
        """``searched`` tells what is searched in the Catalogue, ``meant`` which of its specimens are chosen."""
        super().__init__()
        self._theme, self._backend, self._lanes = theme, backend, lanes
        self._searched, self._meant = searched, meant
        self.whose = Whose()
        self.plan: StoragePlan | None = None
        self._planned_for = Whose()
        """For whom the plan is that is shown."""
        self._complaint = ""
        self._is_stale = False
        self.planner = Planner(backend, lanes.planning, self)
        self.head = StorageHead(theme)
        self.rules = RulesPanel(theme, backend.settings.storage)
        self.drawers = Drawers(theme, backend, lanes.pictures)
        self.chosen = ChosenPanel(theme, partial(display_name, backend))
        self.look = LookList(theme)
        self._lay_out()
        self._connect()

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the window's actions do here."""
        return {
            "plan_again": self.plan_now,
            "plan_all": self.plan_for_all,
            "print_plan": self.print_plan,
            "save_plan": self.save_plan,
            "save_order": self.save_order,
            "next_drawer": lambda: self.drawers.step(1),
            "previous_drawer": lambda: self.drawers.step(-1),
        }

    # layout

    def _lay_out(self) -> None:
        theme, inside = self._theme, QWidget()
        row = QHBoxLayout()
        row.setSpacing(0)
        right = QWidget()
        right.setFixedWidth(theme.px(LOOK_WIDTH))
        side = QVBoxLayout(right)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        for widget in (self.chosen, hairline(theme)):
            side.addWidget(widget)
        side.addWidget(self.look, 1)
        row.addWidget(self.rules)
        row.addWidget(upright(theme))
        row.addWidget(self.drawers, 1)
        row.addWidget(upright(theme))
        row.addWidget(right)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(hairline(theme))
        column.addLayout(row, 1)
        inside.setMinimumSize(theme.px(LEAST_WIDTH), theme.px(LEAST_HEIGHT))
        scrolled = QScrollArea()
        scrolled.setWidget(inside)
        scrolled.setWidgetResizable(True)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled)

    def _connect(self) -> None:
        self.planner.planned.connect(self._planned)
        self.planner.progressed.connect(self.head.show_progress)
        self.planner.failed.connect(self.failed)
        self.head.labels.clicked.connect(self.labels_wanted)
        self.head.order.clicked.connect(self.save_order)
        self.head.save.clicked.connect(self.save_plan)
        self.head.print.clicked.connect(self.print_plan)
        self.rules.all.clicked.connect(self.plan_for_all)
        self.head.again.clicked.connect(self.plan_now)
        self.head.stop.clicked.connect(self.planner.stop)
        self.rules.changed.connect(self._rules_changed)
        self.rules.asked.connect(lambda query: self.plan_for(Whose(query)))
        self.rules.menu.aboutToShow.connect(self._offer)
        self.drawers.chosen.connect(self._show)
        self.drawers.opened.connect(lambda one: self._open(one.specimen))
        self.look.chosen.connect(self._looked_at)
        self.look.opened.connect(self._open)
        self.look.larger_wanted.connect(lambda on: self.rules.set_borderline("larger" if on else "smaller"))
        self.chosen.desk_wanted.connect(self.photo_wanted)
        self.chosen.record_wanted.connect(self.record_wanted)
        self.chosen.height_typed.connect(self._keep_height)

    # planning

    def enter(self) -> None:
        """Somebody came here: plan where there is no plan yet, or it is not true any more."""
        if self.plan is None and not self.planner.is_running:
            self.plan_now()
        else:
            self._renew()

    def apply(self, changes: Changes) -> None:
        """Records changed: the plan may not be true any more."""
        if self.plan is not None and changes.kinds & CONCERNED:
            self._is_stale = True
            self.head.show_stale(True)
            if self.isVisible():
                self._renew()

    def _renew(self) -> None:
        if self._is_stale and self.plan is not None and self.plan.specimens <= AT_ONCE:
            self.plan_now()

    def plan_now(self) -> None:
        """Plan by the rules as they are."""
        self._is_stale = False
        self.head.show_stale(False)
        self.planner.plan(self.whose, rules_of(self.rules.settings))

    def plan_for(self, whose: Whose) -> None:
        """Plan for other specimens."""
        self.whose = whose
        self.rules.show_whose(whose)
        self.plan_now()
        complaints = self._backend.not_understood(whose)
        self._complaint = " ".join(tr(one.what, **one.values) for one in complaints)
        self.head.complain(self._complaint)

    def plan_for_all(self) -> None:
        """Plan for all specimens again."""
        if self.whose != Whose():
            self.plan_for(Whose())

    def _offer(self) -> None:
        """All, what the Catalogue shows and what is chosen there, searches kept by name."""
        offered: list[tuple[str, Whose] | None] = [(tr("All specimens"), Whose())]
        if self._searched().strip():
            offered.append((tr("As in the Catalogue"), Whose(self._searched())))
        meant = self._meant()
        if meant.ids is not None:
            offered.append((tr("Chosen in the Catalogue: {n}", n=count(len(meant.ids))), meant))
        saved = self._backend.saved_searches()
        offered += [None, *((search.name, Whose(search.query)) for search in saved)] if saved else []
        self.rules.offer(offered, self.plan_for)

    def _rules_changed(self, settings: StorageSettings) -> None:
        self.settings_chosen.emit(settings)
        self.plan_now()

    def _planned(self, plan: StoragePlan) -> None:
        kept = self.chosen.specimen.id if self.chosen.specimen is not None else None
        self.plan, self._planned_for = plan, self.whose
        self.head.show_words(f"{whose_words(self.whose)} · {summary_words(plan)}", has_plan=bool(plan.specimens))
        self.head.complain(self._complaint)
        self.rules.show_plan(plan)
        self.look.show_plan(plan)
        self.chosen.show_nothing()
        self.drawers.show_plan(plan, kept)
        if kept is not None and kept in plan.by_id:
            self._show(plan.by_id[kept])

    # who is chosen

    def _show(self, one: Boxed | TooLarge) -> None:
        if self.plan is None:
            return
        if isinstance(one, Boxed):
            self.chosen.show_boxed(one, self.plan.rules, self.plan.drawer_of.get(one.specimen.id))
        else:
            self.chosen.show_large(one, self.plan.rules)

    def _looked_at(self, specimen: StoredSpecimen) -> None:
        """A line of the lists: its box is shown in its drawer."""
        one = None if self.plan is None else self.plan.by_id.get(specimen.id)
        if one is None:
            self.chosen.show_unsized(specimen)
        else:
            self._show(one)
        self.drawers.show_specimen(specimen.id)

    def _open(self, specimen: StoredSpecimen) -> None:
        if specimen.photo_id is not None:
            self.photo_wanted.emit(specimen.photo_id)
        elif specimen.number:
            self.record_wanted.emit(f"number:{quoted(specimen.number)}")

    def _keep_height(self, specimen_id: int, height_mm: float) -> None:
        write = one_step(lambda: self._backend.edit_records([specimen_id], {"height_mm": height_mm}))
        self._lanes.catalogue.start(write, self._height_kept)

    def _height_kept(self, outcome: Outcome) -> None:
        if outcome.kind is OutcomeKind.FINISHED:
            self.wrote.emit(outcome.result)
        elif outcome.kind is OutcomeKind.FAILED:
            self.failed.emit(outcome.fault)

    # files

    def print_plan(self) -> None:
        """Ask which drawers on which paper, and write the plan as PDF; the work goes on meanwhile."""
        plan = self.plan
        if plan is None or not plan.specimens:
            return
        dialog = PlanDialog(
            self._theme, self._backend, self._lanes.files, partial(ask_export, self), plan, self.window()
        )
        dialog.ask_for(self._planned_for, self.rules.settings.paper)
        dialog.paper_chosen.connect(self._paper_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()

    def _paper_chosen(self, paper: str) -> None:
        if self.rules.use_paper(paper):
            self.settings_chosen.emit(self.rules.settings)

    def save_plan(self) -> None:
        """Every specimen with its box, as a file for other programs."""
        self._save(self._backend.write_plan, tr("Plan"), ".csv")

    def save_order(self) -> None:
        """The boxes to order."""
        self._save(self._backend.write_order, tr("Order list"), ".csv")

    def _save(self, write: Callable[[StoragePlan, Path], Job[Path]], words: str, ending: str) -> None:
        plan = self.plan
        if plan is None or not plan.specimens:
            return
        out = ask_export(self, f"{words}{ending}", ending)
        if out is None:
            return
        dialog = JobDialog(self._theme, words, self)
        dialog.stumbled.connect(self.failed)
        said = tr("Writing {name}", name=out.name)
        dialog.run(self._lanes.files, lambda: write(plan, out), said, _written)


def _written(path: Path) -> tuple[str, str]:
    return tr("{name} was written.", name=path.name), str(path)
