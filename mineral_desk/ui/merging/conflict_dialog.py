"""What two people said differently, one after the other: one key takes what stands, another what the other says."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from mineral_desk.domain.change import Changes
from mineral_desk.domain.merging import Conflict, Said, Side
from mineral_desk.domain.progress import Progress
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.lane_dialog import LaneDialog
from mineral_desk.ui.lanes import Lane, one_step
from mineral_desk.ui.merging.conflict_table import ConflictTable
from mineral_desk.ui.merging.merge_words import by_words, conflict_count_words, part_words, said_words
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL, TITLE
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.dialog_foot import DialogFoot
from mineral_desk.ui.widgets.dialog_manners import fit_screen
from mineral_desk.ui.widgets.labels import hairline, make_label
from mineral_desk.ui.words import tr

SIZE = (980, 620)


class ConflictDialog(LaneDialog):
    """Settles on the catalogue's lane; each settlement is an act that undo takes back, here with Ctrl+Z as well."""

    settled = Signal(object)
    """The :class:`Changes` of a settlement, or of taking one back."""

    def __init__(self, theme: Theme, backend: Backend, lane: Lane, parent: QWidget) -> None:
        super().__init__(theme, lane, parent)
        self._backend, self._row, self._done = backend, 0, 0
        self.setWindowTitle(tr("Conflicts"))
        self.table = ConflictTable(theme, backend)
        self.ours, self.theirs = _SideView(theme, tr("Stands here")), _SideView(theme, tr("The other says"))
        self.typed = QLineEdit()
        height = theme.sizes.accept
        self.take_ours = KeyButton(theme, tr("Leave what stands"), "1", height=height)
        self.take_theirs = KeyButton(theme, tr("Take the other"), "2", height=height)
        self.take_typed = KeyButton(theme, tr("Take what is typed"), "Enter", height=height)
        self.undo = KeyButton(theme, tr("Undo"), "Ctrl+Z", height=height)
        self.leave = KeyButton(theme, tr("Close"), "Esc", ButtonKind.PRIMARY, height=height)
        self._lay_out()
        self._connect()
        self._show(backend.conflicts())

    # building

    def _lay_out(self) -> None:
        theme, column = self._theme, QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        self._title = make_label(theme, "", TITLE)
        column.addWidget(self._title)
        column.addWidget(self.table, 1)
        column.addWidget(hairline(theme))
        self._part = make_label(theme, "", BODY, "muted")
        column.addWidget(self._part)
        sides = QHBoxLayout()
        sides.setSpacing(24)
        for view, button in ((self.ours, self.take_ours), (self.theirs, self.take_theirs)):
            side = QVBoxLayout()
            side.setSpacing(8)
            side.addWidget(view, 1)
            side.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            sides.addLayout(side, 1)
        column.addLayout(sides)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.typed.setFont(theme.font(BODY))
        self.typed.setAccessibleName(tr("Take what is typed"))
        row.addWidget(self.typed, 1)
        row.addWidget(self.take_typed)
        column.addLayout(row)
        column.addWidget(hairline(theme))
        column.addLayout(DialogFoot(self.undo, self.leave, said=self._said))
        self._bar.hide()
        fit_screen(self, QSize(theme.px(SIZE[0]), theme.px(SIZE[1])))

    def _connect(self) -> None:
        self.table.chosen.connect(self._show_chosen)
        self.take_ours.clicked.connect(lambda: self.settle(Side.OURS))
        self.take_theirs.clicked.connect(lambda: self.settle(Side.THEIRS))
        self.take_typed.clicked.connect(lambda: self.settle(Side.TYPED))
        self.undo.clicked.connect(self.take_back)
        self.leave.clicked.connect(self.reject)

    # showing

    def _show(self, conflicts: Sequence[Conflict]) -> None:
        self._title.setText(conflict_count_words(len(conflicts)) if conflicts else tr("No conflicts are left"))
        self.table.show_conflicts(conflicts, self._row)
        self.undo.setEnabled(self._done > 0)
        (self.table if conflicts else self.leave).setFocus()

    def _show_chosen(self) -> None:
        conflict = self.table.current
        typable = conflict is not None and conflict.is_typable
        for widget in (self.take_ours, self.take_theirs):
            widget.setEnabled(conflict is not None)
        self.typed.setEnabled(typable)
        self.typed.setPlaceholderText(tr("or type what is right (3)") if typable else "")
        self.take_typed.setEnabled(typable)
        self.typed.clear()
        if conflict is None:
            self._part.setText("")
            self.ours.clear()
            self.theirs.clear()
            return
        said = tr(
            "{about}, {part}, from {name}", about=conflict.about, part=part_words(conflict), name=conflict.came_from
        )
        self._part.setText(said)
        for view, side in ((self.ours, conflict.ours), (self.theirs, conflict.theirs)):
            view.show_side(said_words(self._backend, conflict.part, side), side)

    @property
    def words(self) -> str:
        """What is said at the foot."""
        return self._said.text()

    # settling

    def settle(self, side: Side) -> None:
        """Let one side of the chosen conflict stand, or what is typed."""
        conflict, typed, backend = self.table.current, self.typed.text(), self._backend
        if conflict is None or self._job is not None or (side is Side.TYPED and not typed.strip()):
            return
        self._row = self.table.currentRow()
        self._set_busy(True)
        self._run(one_step(lambda: (1, backend.settle_conflict(conflict.id, side, typed), backend.conflicts())))

    def take_back(self) -> None:
        """Undo the last settlement that was made here."""
        backend = self._backend
        if self._done > 0 and self._job is None:
            self._set_busy(True)
            self._run(one_step(lambda: (-1, backend.undo(), backend.conflicts())))

    def _answered(self, report: tuple[int, Changes, Sequence[Conflict]]) -> None:
        step, changes, conflicts = report
        self._done += step
        self._say(tr("Settled.") if step > 0 else tr("Taken back."), "success")
        self._show(conflicts)
        self.settled.emit(changes)

    def _set_busy(self, busy: bool) -> None:
        self.table.setEnabled(not busy)
        if not busy:
            self._show_chosen()

    def _show_progress(self, progress: Progress) -> None:
        """A settlement takes no time."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 and 2 choose, 3 goes to the field, Ctrl+Z takes back; in the field they are signs like others."""
        in_field, key = self.typed.hasFocus(), event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and key == Qt.Key.Key_Z:
            self.take_back()
        elif in_field and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.settle(Side.TYPED)
        elif in_field and key == Qt.Key.Key_Escape:
            self.table.setFocus()
        elif not in_field and key in (Qt.Key.Key_1, Qt.Key.Key_2):
            self.settle(Side.OURS if key == Qt.Key.Key_1 else Side.THEIRS)
        elif not in_field and key == Qt.Key.Key_3 and self.typed.isEnabled():
            self.typed.setFocus()
        elif key not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)


class _SideView(QWidget):
    """What one side says, large enough to be read, with who and when below."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._words = QLabel()
        self._words.setFont(theme.font(BODY, 600))
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._by = make_label(theme, "", SMALL, "muted")
        self.setAccessibleName(title)
        column.addWidget(make_label(theme, title, SMALL, "muted"))
        column.addWidget(self._words)
        column.addWidget(self._by)
        column.addStretch(1)

    def show_side(self, words: str, said: Said) -> None:
        """Other words."""
        self._words.setText(words)
        self._by.setText(by_words(said))

    def clear(self) -> None:
        """Nothing is chosen."""
        self._words.setText("")
        self._by.setText("")

    @property
    def words(self) -> str:
        """What is shown."""
        return self._words.text()
