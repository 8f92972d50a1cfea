"""The foot of the decision: what Enter writes, and the three ways not to."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mineral_desk.domain.catalogue import PhotoState
from mineral_desk.domain.decision import SizeDecision, SizeVerb
from mineral_desk.ui.desk.draft import Draft, NameKind
from mineral_desk.ui.desk.sentences import size_text
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import NAME
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton, row_of
from mineral_desk.ui.words import as_typed, number, speaks_russian, tr


class DecisionFoot(QWidget):
    """Fixed at the bottom, whatever scrolls above."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.settles_sizes = False
        """In the list of sizes to check a size is kept also where no name is chosen."""
        self.accept = KeyButton(
            theme, "", "Enter", ButtonKind.PRIMARY, height=theme.sizes.accept, style=NAME, spread=True
        )
        self.unsure = KeyButton(theme, tr("Unsure"), "U")
        self.group = KeyButton(theme, tr("Group"), "G")
        self.aside = KeyButton(theme, tr("Set aside"), "X")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 13, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.accept)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in row_of(self.unsure, self.group, self.aside):
            row.addWidget(button)
        column.addLayout(row)

    def show_draft(self, draft: Draft, name: str, in_field: bool) -> None:
        """``name`` is the chosen one in the window's language."""
        state = draft.stored.row.state
        key = "Ctrl+Enter" if in_field else "Enter"
        if state is PhotoState.FAILED:
            self.accept.set_words(tr("Try again"), key)
        elif state is PhotoState.SET_ASIDE:
            self.accept.set_words(tr("Take in anyway"), key)
        else:
            words, *shorter = size_words(draft) if self.keeps_size_alone(draft) else accept_words(draft, name)
            self.accept.set_words(words, key, shorter)
        usable = state in (PhotoState.TO_DECIDE, PhotoState.DECIDED, PhotoState.WAITING)
        writes = draft.can_accept or self.keeps_size_alone(draft)
        self.accept.setEnabled(writes or state in (PhotoState.FAILED, PhotoState.SET_ASIDE))
        self.unsure.setEnabled(usable and draft.stored.analysis is not None)
        self.group.setEnabled(usable and draft.group is not None)
        self.group.setToolTip("" if draft.group is not None else tr("No group fits these suggestions."))
        self.aside.setEnabled(state is not PhotoState.SET_ASIDE)
        for button in (self.unsure, self.group, self.aside):
            button.set_dimmed(in_field)

    def keeps_size_alone(self, draft: Draft) -> bool:
        """Whether Enter writes the size and leaves the name open."""
        return self.settles_sizes and draft.can_keep_size


def accept_words(draft: Draft, name: str) -> tuple[str, ...]:
    """What Enter writes, in words, the fullest first; ``name`` is in the window's language."""
    if speaks_russian():
        name = name[:1].lower() + name[1:]
    if draft.name_kind is NameKind.NONE:
        working = draft.stored.analysis is None
        return (tr("Still working") if working else tr("Choose a name"),)
    if draft.typed.unread:
        return (tr("Check the typed size"),)
    size = draft.size()
    if size.verb is SizeVerb.OPEN:
        return tr("Accept {name}, size stays open", name=name), tr("Accept name, size stays open")
    if size.verb is SizeVerb.NONE:
        return (tr("Accept {name}, no size", name=name),)
    shorter = tr("Accept {name} and size", name=name), tr("Accept name and size")
    return (*(tr("Accept {name}, {size}", name=name, size=one) for one in _sizes(size) if one), *shorter)


def size_words(draft: Draft) -> tuple[str, ...]:
    """That Enter writes the size alone, the fullest words first."""
    size = draft.size()
    if size.verb is SizeVerb.NONE:
        return (tr("No size, name stays open"),)
    sized = (tr("Accept {size}, name stays open", size=one) for one in _sizes(size) if one)
    return *sized, tr("Accept size, name stays open")


def _sizes(size: SizeDecision) -> tuple[str, ...]:
    """What was measured may be rounded where room is short; what was typed stands as it was typed."""
    if size.verb is SizeVerb.TYPED:
        return (size_text(size.length_mm, size.width_mm, as_typed),)
    return size_text(size.length_mm, size.width_mm), size_text(size.length_mm, size.width_mm, _whole)


def _whole(side_mm: float) -> str:
    return number(side_mm, 0)
