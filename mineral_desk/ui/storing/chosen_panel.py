"""At the right above: the specimen that is chosen, what it needs, its box, and the height that may be typed."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from mineral_desk.domain.searching.parser import quoted
from mineral_desk.domain.storing.fitting import Boxed, TooLarge, needed_mm
from mineral_desk.domain.storing.rules import StorageRules
from mineral_desk.domain.storing.sizes import Sides, StoredSpecimen
from mineral_desk.ui.storing.storing_words import (
    borderline_line,
    inside_words,
    sides_words,
    source_words,
    unsized_line,
)
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import NUMBER, SMALL
from mineral_desk.ui.widgets.buttons import KeyButton, row_of
from mineral_desk.ui.widgets.fields import NumberField
from mineral_desk.ui.widgets.labels import ElidedLabel, make_label
from mineral_desk.ui.words import number, parse_number, tr

ROWS = ("Specimen", "Needs", "Box inside")


class ChosenPanel(QWidget):
    """Nothing is written until the button is pressed."""

    desk_wanted = Signal(int)
    """The photo of the specimen."""
    record_wanted = Signal(str)
    """A search that finds the specimen in the Catalogue."""
    height_typed = Signal(int, float)
    """The specimen, and its height in mm."""

    def __init__(self, theme: Theme, named: Callable[[str], str]) -> None:
        """``named`` tells the name of a species in the window's language."""
        super().__init__()
        self._theme, self._named = theme, named
        self._specimen: StoredSpecimen | None = None
        self._number = ElidedLabel(theme, NUMBER)
        self._box = make_label(theme, "", SMALL, "muted")
        self._name = ElidedLabel(theme, SMALL, "muted")
        self._cells = {row: ElidedLabel(theme, SMALL) for row in ROWS}
        self._why = make_label(theme, "", SMALL, "muted")
        self._warning = make_label(theme, "", SMALL, "warning")
        self.height_field = NumberField(theme, tr("Type the height, mm"), tr("Height"))
        self.keep = KeyButton(theme, tr("Keep height"), height=theme.sizes.field)
        self.to_desk = KeyButton(theme, tr("Open on the Desk"))
        self.to_catalogue = KeyButton(theme, tr("In the Catalogue"))
        self._lay_out()
        self.keep.clicked.connect(self._keep_height)
        self.height_field.returnPressed.connect(self._keep_height)
        self.to_desk.clicked.connect(self._open)
        self.to_catalogue.clicked.connect(self._find)
        self.show_nothing()

    def _lay_out(self) -> None:
        theme, column = self._theme, QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(self._number, 1)
        head.addWidget(self._box)
        column.addLayout(head)
        column.addWidget(self._name)
        self._facts = QWidget()
        grid = QGridLayout(self._facts)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for place, row in enumerate(ROWS):
            grid.addWidget(make_label(theme, tr(row), SMALL, "muted"), place, 0)
            grid.addWidget(self._cells[row], place, 1)
        column.addWidget(self._facts)
        for label in (self._why, self._warning):
            label.setWordWrap(True)
            column.addWidget(label)
        self._height_row = QWidget()
        line = QHBoxLayout(self._height_row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.height_field, 1)
        line.addWidget(self.keep)
        column.addWidget(self._height_row)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for button in row_of(self.to_desk, self.to_catalogue):
            foot.addWidget(button)
        column.addLayout(foot)

    def show_nothing(self) -> None:
        """Nobody is chosen."""
        self._specimen = None
        self._fill(tr("Nothing chosen"), "", dict.fromkeys(ROWS, "–"), tr("Choose a box or a line of the list."), "")
        self._name.setText("")
        for widget in (self._name, self._facts, self._height_row):
            widget.hide()
        for button in (self.to_desk, self.to_catalogue):
            button.setEnabled(False)

    def show_boxed(self, one: Boxed, rules: StorageRules, drawer: int | None) -> None:
        """A specimen in its box."""
        where = "" if drawer is None else tr("drawer {n}", n=drawer)
        box = " · ".join(part for part in (tr("Box {name}", name=one.box.name), where) if part)
        line = borderline_line(one, rules) if one.is_borderline else None
        warning = "" if line is None else f"{line.mark}: {line.why}, {line.odds}"
        self._show(one.specimen, box, one.sides, rules, tr("{n} mm", n=inside_words(one.box)), warning)

    def show_large(self, one: TooLarge, rules: StorageRules) -> None:
        """A specimen that fits no box."""
        self._show(one.specimen, tr("no box"), one.sides, rules, "–", tr("Larger than every box."))

    def show_unsized(self, specimen: StoredSpecimen) -> None:
        """A specimen without a size."""
        words = tr("It gets a box once a person has accepted or typed its size.")
        self._fill(specimen.known_as, tr("no box"), dict.fromkeys(ROWS, "–"), words, unsized_line(specimen).why)
        self._use(specimen, has_size=False, has_height=False)

    def _show(
        self, specimen: StoredSpecimen, box: str, sides: Sides, rules: StorageRules, inside: str, warning: str
    ) -> None:
        needs = " × ".join(number(need) for need in needed_mm(sides, rules))
        told = (tr("{n} mm", n=sides_words(sides)), tr("{n} mm", n=needs), inside)
        cells = dict(zip(ROWS, told, strict=True))
        self._fill(specimen.known_as, box, cells, source_words(sides), warning)
        self._use(specimen, has_size=True, has_height=not sides.source.is_known)

    def _fill(self, title: str, box: str, cells: dict[str, str], why: str, warning: str) -> None:
        self._number.setText(title)
        self._box.setText(box)
        for row, words in cells.items():
            self._cells[row].setText(words)
        self._why.setText(why)
        self._warning.setText(warning)
        self._warning.setVisible(bool(warning))

    def _use(self, specimen: StoredSpecimen, *, has_size: bool, has_height: bool) -> None:
        if self._specimen is None or specimen.id != self._specimen.id:
            self.height_field.clear()
        self._specimen = specimen
        self._name.setText(self._named(specimen.species))
        self._name.show()
        self._facts.setVisible(has_size)
        self._height_row.setVisible(has_height)
        self.to_desk.setEnabled(specimen.photo_id is not None)
        self.to_catalogue.setEnabled(bool(specimen.number))

    @property
    def specimen(self) -> StoredSpecimen | None:
        """Who is shown."""
        return self._specimen

    @property
    def words(self) -> str:
        """All that is said, line by line."""
        labels = (self._number, self._box, *self._cells.values(), self._why, self._warning)
        return "\n".join(label.text() for label in labels if label.text())

    def _keep_height(self) -> None:
        height_mm = parse_number(self.height_field.text())
        if self._specimen is not None and height_mm is not None:
            self.height_typed.emit(self._specimen.id, height_mm)

    def _open(self) -> None:
        if self._specimen is not None and self._specimen.photo_id is not None:
            self.desk_wanted.emit(self._specimen.photo_id)

    def _find(self) -> None:
        if self._specimen is not None and self._specimen.number:
            self.record_wanted.emit(f"number:{quoted(self._specimen.number)}")
