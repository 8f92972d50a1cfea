"""The name: five suggestions with their odds, the group where none is sure, the label's, and the field for another."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mineral_desk.domain.catalogue import PhotoState
from mineral_desk.domain.label_name import name_told
from mineral_desk.ui.alike.card_words import note_words
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.draft import Draft
from mineral_desk.ui.desk.name_field import NameField
from mineral_desk.ui.desk.sentences import odds
from mineral_desk.ui.names import display_name, label_note, unlisted_note
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, CAPTION, SMALL
from mineral_desk.ui.widgets.labels import ElidedLabel, MarkLabel, make_label
from mineral_desk.ui.widgets.ring import Ring
from mineral_desk.ui.widgets.suggestion_row import INSET, SuggestionRow
from mineral_desk.ui.words import tr

ROWS = 5
PADDING = 16


class NameBlock(QWidget):
    """Tells what was chosen; the Desk keeps the draft."""

    suggestion_chosen = Signal(int)
    group_chosen = Signal()
    label_name_chosen = Signal()
    name_taken = Signal(str)

    def __init__(self, theme: Theme, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self._heading = MarkLabel(theme, SMALL)
        self._odds_of = ElidedLabel(theme, CAPTION, "muted")
        self._odds_of.setText(tr("how often right"))
        self._odds_of.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._ring = Ring(theme)
        self._other = SuggestionRow(theme, "✓")
        self._group = SuggestionRow(theme, "G")
        self.label_row = SuggestionRow(theme, "L")
        self._on_label = ""
        self._rows = [SuggestionRow(theme, str(number)) for number in range(1, ROWS + 1)]
        self._advice = make_label(theme, "", BODY, "muted")
        self._advice.setWordWrap(True)
        self.field = NameField(theme, backend)
        self.field.name_taken.connect(self.name_taken)
        self._group.clicked.connect(self.group_chosen)
        self.label_row.clicked.connect(self._take_label)
        for place, row in enumerate(self._rows):
            row.clicked.connect(lambda _=False, place=place: self.suggestion_chosen.emit(place))
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(PADDING - INSET, 13, PADDING - INSET, 12)
        column.setSpacing(0)
        heading = QHBoxLayout()
        heading.setContentsMargins(INSET, 0, INSET, 8)
        heading.setSpacing(6)
        heading.addWidget(self._ring)
        heading.addWidget(self._heading)
        heading.addWidget(self._odds_of, 1)
        column.addLayout(heading)
        for row in (self.label_row, self._group, *self._rows, self._other):
            column.addWidget(row)
        advice = QHBoxLayout()
        advice.setContentsMargins(INSET, 2, INSET, 2)
        advice.addWidget(self._advice)
        column.addLayout(advice)
        fields = QHBoxLayout()
        fields.setContentsMargins(INSET, 5, INSET, 0)
        fields.addWidget(self.field)
        column.addLayout(fields)

    def show_draft(self, draft: Draft) -> None:
        """What can be chosen and what is."""
        working = draft.stored.row.state is PhotoState.WAITING and draft.stored.analysis is None
        group = draft.group
        names = draft.suggestions[: ROWS - (1 if group else 0)]
        self._show_heading(draft, working)
        self._ring.setVisible(working)
        self._odds_of.setVisible(bool(names))
        self._odds_of.setText("" if draft.unfamiliar else tr("how often right"))
        self._group.setVisible(group is not None)
        if group is not None:
            note = label_note(self._backend, draft.stored.label_names, group.name) or ("", "")
            self._group.show_name(
                display_name(self._backend, group.name), odds(group.probability), group.probability, note
            )
            self._group.setChecked(draft.chosen_name == group.name)
        chosen = draft.chosen_name
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(names))
            if place < len(names):
                one = names[place]
                note = self._note(draft, one.species)
                # how often right was found out on minerals: of anything else nothing is known
                chances, share = ("", 0.0) if draft.unfamiliar else (odds(one.probability), one.probability)
                row.show_name(display_name(self._backend, one.species), chances, share, note)
                row.setChecked(one.species == chosen)
        shown = [*([group.name] if group else []), *(one.species for one in names)]
        self._on_label = self._show_label(draft, shown)
        typed = bool(chosen) and chosen not in [self._on_label, *shown]
        self._other.setVisible(typed)
        self._other.setChecked(typed)
        if typed:
            self._other.show_name(display_name(self._backend, chosen), "", 0.0)
        self._show_advice(draft, working)

    def _take_label(self, checked: bool) -> None:
        """A click takes the name that stands there; where it is taken already, the next one, as its key does."""
        if checked:
            self.name_taken.emit(self._on_label)
        else:
            self.label_name_chosen.emit()

    def _note(self, draft: Draft, species: str) -> tuple[str, str]:
        """Where a suggestion comes from, briefly and whole: the label's word comes first."""
        return (
            label_note(self._backend, draft.stored.label_names, species)
            or unlisted_note(self._backend, species)
            or note_words(draft.stored.evidence, species)
        )

    def _show_label(self, draft: Draft, shown: Sequence[str]) -> str:
        """The row of the label's name, where no other row says the same; the name in it, empty without one."""
        names = [one for one in draft.names_on_labels if one not in shown]
        name = draft.species if draft.species in names else next(iter(names), "")
        self.label_row.setVisible(bool(name))
        if name:
            note = label_note(self._backend, draft.stored.label_names, name) or ("", "")
            self.label_row.show_name(display_name(self._backend, name), "", 0.0, note)
            self.label_row.setChecked(draft.chosen_name == name)
        return name

    def _show_heading(self, draft: Draft, working: bool) -> None:
        if working:
            self._heading.show_mark("", tr("Working"), "muted")
        elif name_told(draft.stored.label_names):
            self._heading.show_mark("", tr("Name"), "muted")
        elif draft.unfamiliar:
            self._heading.show_mark("mark-none", tr("This hardly looks like a specimen"), "muted")
        elif (draft.abstains or draft.group is not None) and draft.suggestions:
            self._heading.show_mark("mark-none", tr("No single name is sure enough"), "muted")
        elif draft.stored.analysis is not None and not draft.suggestions:
            self._heading.show_mark("mark-none", tr("No suggestion"), "muted")
        else:
            self._heading.show_mark("", tr("Name"), "muted")

    def _show_advice(self, draft: Draft, working: bool) -> None:
        analysis = draft.stored.analysis
        text = ""
        if working:
            text = tr("Suggestions come in a moment. You can type a name already.")
        elif draft.unfamiliar:
            text = tr("The photo shows nothing that was ever taken for a mineral. You can name it all the same.")
        elif analysis is not None and not analysis.error and not draft.suggestions and not draft.names_on_labels:
            text = tr("Nothing here looks like it. Type two letters.")
        self._advice.setText(text)
        self._advice.setVisible(bool(text))

    @property
    def heading(self) -> str:
        """What stands above the names."""
        return self._heading.word

    def set_dimmed(self, dimmed: bool) -> None:
        """Pale keys while they belong to a field."""
        for row in (self.label_row, self._group, *self._rows, self._other):
            row.set_dimmed(dimmed)
