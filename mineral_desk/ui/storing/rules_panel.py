"""At the left: for which specimens, the boxes and what is to be ordered, the rules."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from mineral_desk.domain.errors import SettingError
from mineral_desk.domain.storing.plan import StoragePlan
from mineral_desk.domain.storing.rules import StorageSettings, rules_of
from mineral_desk.services.whose import Whose
from mineral_desk.ui.searching.search_head import SearchField
from mineral_desk.ui.storing.box_table import BoxTable
from mineral_desk.ui.storing.box_total import BoxTotal
from mineral_desk.ui.storing.rules_form import NUMBERS, RulesForm
from mineral_desk.ui.storing.storing_words import note_words, whose_words
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import SMALL
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.labels import hairline, make_label, set_colour
from mineral_desk.ui.widgets.menu_button import MenuButton
from mineral_desk.ui.words import fault_words, tr

WIDTH = 328


class RulesPanel(QScrollArea):
    """What is typed is checked at once; what makes no sense is told here and changes nothing."""

    changed = Signal(object)
    """The :class:`StorageSettings`, which make sense."""
    asked = Signal(str)
    """Another search for the specimens."""

    def __init__(self, theme: Theme, settings: StorageSettings) -> None:
        super().__init__()
        self._theme, self._settings = theme, settings
        self._whose = make_label(theme, tr("Specimens"), SMALL, "muted")
        self.query = SearchField(theme, tr("All specimens"), icon="search")
        self.menu = QMenu(self)
        self._choose = MenuButton(theme, tr("Choose|specimens"))
        self._choose.setMenu(self.menu)
        self.all = KeyButton(theme, tr("Plan for all specimens"), "F6", kind=ButtonKind.LINK)
        self.boxes = BoxTable(theme)
        self.total = BoxTotal(theme, self.boxes.horizontalHeader())
        self.form = RulesForm(theme)
        self.fault = make_label(theme, "", SMALL, "danger")
        self._note = make_label(theme, "", SMALL, "muted")
        self._add = KeyButton(theme, tr("Add a box size"), kind=ButtonKind.LINK)
        self._lay_out()
        self.boxes.show_boxes(rules_of(settings).boxes)
        self.form.show_rules(settings)
        self._add.clicked.connect(self.boxes.add_row)
        self.boxes.edited.connect(lambda text: self._typed("boxes", text))
        self.form.edited.connect(self._typed)
        self.query.returnPressed.connect(lambda: self.asked.emit(self.query.text()))
        self.query.textChanged.connect(lambda text: None if text else self.asked.emit(""))

    def _lay_out(self) -> None:
        theme, inside = self._theme, QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 12, 12)
        column.setSpacing(8)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.query, 1)
        line.addWidget(self._choose)
        column.addWidget(self._whose)
        column.addLayout(line)
        column.addWidget(self.all, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(4)
        column.addWidget(make_label(theme, tr("Boxes, inside mm"), SMALL, "muted"))
        boxes = QVBoxLayout()
        boxes.setSpacing(0)
        boxes.addWidget(self.boxes)
        boxes.addWidget(self.total)
        column.addLayout(boxes)
        column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.fault)
        column.addSpacing(4)
        column.addWidget(make_label(theme, tr("Rules"), SMALL, "muted"))
        column.addWidget(self.form)
        column.addWidget(hairline(theme))
        column.addWidget(self._note)
        column.addStretch(1)
        for label in (self.fault, self._note):
            label.setWordWrap(True)
        for widget in (self.fault, self.all):
            widget.hide()
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFixedWidth(theme.px(WIDTH))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def settings(self) -> StorageSettings:
        """The last ones that made sense."""
        return self._settings

    def show_plan(self, plan: StoragePlan | None) -> None:
        """What a plan needs; nothing while there is none."""
        self.boxes.show_counts(plan)
        self.total.show_plan(plan)
        self._note.setText("" if plan is None else note_words(plan))

    def show_whose(self, whose: Whose) -> None:
        """For whom is planned: a search stands in its field, a choice is said there; the way back to all below."""
        self.query.blockSignals(True)
        self.query.setText(whose.query)
        self.query.blockSignals(False)
        is_choice = whose.ids is not None
        self.query.setPlaceholderText(tr("Search") if is_choice else tr("All specimens"))
        self._whose.setText(whose_words(whose) if is_choice else tr("Specimens"))
        set_colour(self._whose, self._theme, "text" if is_choice else "muted")
        self.all.setVisible(whose != Whose())

    def offer(self, offered: Sequence[tuple[str, Whose] | None], choose: Callable[[Whose], None]) -> None:
        """The menu: each with its words; None is a line between."""
        self.menu.clear()
        for one in offered:
            if one is None:
                self.menu.addSeparator()
            else:
                self.menu.addAction(one[0].replace("&", "&&"), partial(choose, one[1]))

    def use_paper(self, paper: str) -> bool:
        """Another paper for the printed plan; whether it is another one."""
        is_other = paper != self._settings.paper
        self._settings = replace(self._settings, paper=paper)
        return is_other

    def set_borderline(self, value: str) -> None:
        """Which box borderline cases get."""
        self._typed("borderline", value)
        self.form.show_rules(self._settings)

    def _typed(self, name: str, value: Any) -> None:
        if value == getattr(self._settings, name):
            self._say("")
            return
        try:
            if name in NUMBERS and not isinstance(value, float):
                raise SettingError(tr("“{typed}” is no number.", typed=value), "")
            settings = replace(self._settings, **{name: value})
            rules = rules_of(settings)
        except SettingError as fault:
            self._say(fault_words(fault))
            return
        self._say("")
        self._settings = settings
        if name == "boxes" and self.boxes.state() != self.boxes.State.EditingState:
            self.boxes.show_boxes(rules.boxes)
        self.changed.emit(settings)

    def _say(self, words: str) -> None:
        self.fault.setText(words)
        self.fault.setVisible(bool(words))
