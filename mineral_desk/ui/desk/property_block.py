"""What the curator finds out by hand: hardness and streak at hand, the rest behind "More", and what follows from it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QVBoxLayout, QWidget

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.properties import NO_PROPERTIES, Property, TypedProperties, with_property
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.draft import Draft
from mineral_desk.ui.desk.property_words import CAPTIONS, HINTS, VALUES, reason_lines, shown_value, typed_value
from mineral_desk.ui.names import display_name
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import CAPTION
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.fields import Field
from mineral_desk.ui.widgets.labels import make_label
from mineral_desk.ui.words import tr

FIELD_HEIGHT = 26
AT_HAND = (Property.HARDNESS, Property.STREAK)
BEHIND = (Property.LUSTRE, Property.MAGNETISM, Property.DENSITY)


class PropertyBlock(QWidget):
    """``typed`` tells a property and its text as the record has it; what cannot be understood is said here."""

    typed = Signal(object, str)

    def __init__(self, theme: Theme, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self._stored: TypedProperties = NO_PROPERTIES
        self._photo_id: int | None = None
        self.fields = {one: self._field(theme, one) for one in Property}
        self.more = KeyButton(theme, tr("More"), kind=ButtonKind.LINK, height=FIELD_HEIGHT, style=CAPTION)
        self.more.clicked.connect(lambda: self.set_open(not self.is_open))
        self.fault = make_label(theme, "", CAPTION, "warning")
        self.reasons = make_label(theme, "", CAPTION, "muted")
        for label in (self.fault, self.reasons):
            label.setWordWrap(True)
        self._behind = QWidget()
        self._lay_out(theme)

    def _field(self, theme: Theme, one: Property) -> Field:
        field = Field(theme, tr(HINTS[one]), height=FIELD_HEIGHT)
        field.setAccessibleName(tr(CAPTIONS[one]))
        field.setMaxLength(40)
        if one in VALUES:
            completer = QCompleter([shown_value(one, word) for word in VALUES[one]], field)
            completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            field.setCompleter(completer)
        field.left.connect(lambda: self._take(one))
        field.returnPressed.connect(lambda: self._take(one))
        return field

    def _lay_out(self, theme: Theme) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 12)
        column.setSpacing(6)
        at_hand = self._row(theme, AT_HAND)
        at_hand.addWidget(self.more, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(at_hand)
        behind = self._row(theme, BEHIND)
        behind.setContentsMargins(0, 0, 0, 0)
        self._behind.setLayout(behind)
        self._behind.hide()
        column.addWidget(self._behind)
        column.addWidget(self.fault)
        column.addWidget(self.reasons)

    def _row(self, theme: Theme, properties: tuple[Property, ...]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for one in properties:
            cell = QVBoxLayout()
            cell.setSpacing(1)
            caption = make_label(theme, tr(CAPTIONS[one]), CAPTION, "muted")
            caption.setBuddy(self.fields[one])
            cell.addWidget(caption)
            cell.addWidget(self.fields[one])
            row.addLayout(cell, 1)
        return row

    @property
    def is_open(self) -> bool:
        """Whether lustre, magnetism and density can be typed."""
        return not self._behind.isHidden()

    def set_open(self, opened: bool) -> None:
        """Show or hide what is seldom typed; what has a value stays."""
        self._behind.setVisible(opened or any(one in BEHIND for one in self._stored.typed()))
        self.more.set_words(tr("Less") if self.is_open else tr("More"))

    def begin(self) -> None:
        """The next keys go into the first field."""
        field = self.fields[Property.HARDNESS]
        field.setFocus()
        field.selectAll()

    def show_draft(self, draft: Draft) -> None:
        """The values of the specimen, and what they say about its suggestions; a field with the focus stays."""
        another, self._photo_id = self._photo_id != draft.stored.row.id, draft.stored.row.id
        self._stored = draft.stored.properties
        for one, field in self.fields.items():
            if another or not field.hasFocus():
                field.setText(shown_value(one, self._stored.text(one)))
        if another:
            self.fault.hide()
        self.set_open(self.is_open and not another)
        lines = reason_lines(draft.stored.reasons, lambda name: display_name(self._backend, name))
        self.reasons.setText("\n".join(lines))
        self.reasons.setVisible(bool(lines))

    def _take(self, one: Property) -> None:
        """A field was left, or Enter pressed in it: keep what is new in it."""
        text = typed_value(one, self.fields[one].text())
        try:
            understood = with_property(NO_PROPERTIES, one, text).text(one)
        except UsageError:
            self.fault.setText(_in_words(one, text))
            self.fault.show()
            return
        self.fault.hide()
        self.fields[one].setText(shown_value(one, understood))
        if understood != self._stored.text(one):
            self.typed.emit(one, understood)


def _in_words(one: Property, text: str) -> str:
    """What happened and what to do, in the window's language."""
    called = tr(CAPTIONS[one]).split(",")[0].lower()
    what = tr("“{typed}” is not understood as {property}.", typed=text, property=called)
    if one in VALUES:
        return f"{what} {tr('Type one of: {words}.', words=', '.join(shown_value(one, word) for word in VALUES[one]))}"
    return f"{what} {tr('Type a number or a range, {example}.', example=tr(HINTS[one]))}"
