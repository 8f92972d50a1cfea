"""The right side of the Desk, never reordered: number, name, size, notes, history, and the fixed foot."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mineral_desk.domain.catalogue import HistoryLine, PhotoState
from mineral_desk.domain.verification import VerificationStatus
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.draft import Draft
from mineral_desk.ui.desk.foot import DecisionFoot
from mineral_desk.ui.desk.head import DecisionHead
from mineral_desk.ui.desk.history_block import HistoryBlock
from mineral_desk.ui.desk.name_block import NameBlock
from mineral_desk.ui.desk.property_block import PropertyBlock
from mineral_desk.ui.desk.size_block import SizeBlock
from mineral_desk.ui.names import display_name
from mineral_desk.ui.record_dialog import contested_words
from mineral_desk.ui.stored_words import stored_fault
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.widgets.fields import Field
from mineral_desk.ui.widgets.labels import hairline
from mineral_desk.ui.widgets.notice import Notice
from mineral_desk.ui.words import tr


class DecisionPanel(QWidget):
    """Only shows; what is pressed goes out through the parts' signals."""

    def __init__(self, theme: Theme, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self._draft: Draft | None = None
        self._in_field = False
        self.head = DecisionHead(theme)
        self.notice = Notice(theme)
        self.names = NameBlock(theme, backend)
        self.properties = PropertyBlock(theme, backend)
        self.size_block = SizeBlock(theme)
        self.notes = Field(theme, tr("Notes"))
        self.history = HistoryBlock(theme, backend)
        self.foot = DecisionFoot(theme)
        self._history_line = hairline(theme)
        self._size_line, self._notes_line = hairline(theme), hairline(theme)
        self._notes_box = QWidget()
        self._lay_out(theme)

    def _lay_out(self, theme: Theme) -> None:
        notes = QHBoxLayout(self._notes_box)
        notes.setContentsMargins(16, 12, 16, 12)
        notes.addWidget(self.notes)
        middle = QWidget()
        inner = QVBoxLayout(middle)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        parts = (
            self.notice,
            self.names,
            self.properties,
            self._size_line,
            self.size_block,
            self._notes_line,
            self._notes_box,
            self._history_line,
            self.history,
        )
        for part in parts:
            inner.addWidget(part)
        inner.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(middle)
        self.middle = scroll
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(hairline(theme))
        column.addWidget(scroll, 1)
        column.addWidget(hairline(theme))
        column.addWidget(self.foot)

    def show_photo(self, draft: Draft, number_source: str, history: list[HistoryLine]) -> None:
        """Another photo; or the same one with more known about it, then what is being typed stays."""
        same = self._draft is not None and self._draft.stored.row.id == draft.stored.row.id
        self.history.show_lines(history)
        if self.notes.text() != draft.notes:
            self.notes.setText(draft.notes)
        if not (same and self.head.field.isVisible()):
            self.head.show_photo(draft.stored, number_source)
        if not same:
            self.names.field.escape()
            self.middle.verticalScrollBar().setValue(0)
        self.show_draft(draft)

    def show_draft(self, draft: Draft) -> None:
        """The same photo with another choice."""
        self._draft = draft
        row = draft.stored.row
        failed = row.state is PhotoState.FAILED
        self._show_notice(draft)
        for widget in (self.names, self.properties, self.size_block, self._size_line, self._notes_line):
            widget.setVisible(not failed)
        if not failed:
            self.names.show_draft(draft)
            self.properties.show_draft(draft)
            self.size_block.show_draft(draft)
        self.foot.show_draft(draft, display_name(self._backend, draft.species), self._in_field)

    def show_size(self, draft: Draft) -> None:
        """The same photo with another size only: this follows a dragging hand."""
        self._draft = draft
        self.size_block.show_draft(draft)
        self.foot.show_draft(draft, display_name(self._backend, draft.species), self._in_field)

    def _show_notice(self, draft: Draft) -> None:
        row, analysis = draft.stored.row, draft.stored.analysis
        if row.state is PhotoState.FAILED:
            said = row.error or (analysis.error if analysis is not None else "")
            what, do = stored_fault(said)
            self.notice.show_words("mark-failed", "danger", what, do or tr("Try again, or set it aside."))
        elif row.state is PhotoState.SET_ASIDE:
            self.notice.show_words(
                "mark-set-aside", "muted", tr("Set aside|state"), tr("Press T to take it in anyway.")
            )
        elif row.verification is VerificationStatus.CONTESTED and (record := self._backend.record_of(row.id)):
            do = tr("Name the specimen again, or ask.")
            self.notice.show_words("mark-none", "warning", contested_words(record), do)
        else:
            self.notice.hide()

    def set_in_field(self, in_field: bool) -> None:
        """While a field has the focus the keys belong to it."""
        self._in_field = in_field
        self.names.set_dimmed(in_field)
        self.size_block.set_dimmed(in_field)
        if self._draft is not None:
            self.foot.show_draft(self._draft, display_name(self._backend, self._draft.species), in_field)

    def set_room(self, height: int, scale: float, history_from: int, short_below: int) -> None:
        """What is left out where the window is low."""
        shows_history = height >= history_from
        self.history.setVisible(shows_history)
        self._history_line.setVisible(shows_history)
        self.size_block.set_short(height < short_below * scale)
