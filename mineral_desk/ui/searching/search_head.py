"""The search field, how many were found, what was not understood, and the searches kept by name."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QMenu, QVBoxLayout, QWidget

from mineral_desk.domain.searching.found import FirstPage, SavedSearch
from mineral_desk.domain.searching.query import Complaint
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.fields import Field
from mineral_desk.ui.widgets.labels import ElidedLabel, make_label
from mineral_desk.ui.widgets.menu_button import MenuButton
from mineral_desk.ui.words import count, tr

FIELD_AT_LEAST = 220


class SearchField(Field):
    """Esc empties it first, then leaves it."""

    def escape(self) -> bool:
        """For the keys of the window: whether Esc was used here."""
        if not self.text():
            return False
        self.clear()
        return True


class SearchHead(QWidget):
    """One line above the list."""

    keep_wanted = Signal(str, str)
    forget_wanted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.field = SearchField(theme, tr("Search"), "Ctrl+F", "search")
        self.field.setMaxLength(1000)
        self.field.setMinimumWidth(theme.px(FIELD_AT_LEAST))
        self.figures = make_label(theme, "", BODY, "muted")
        self.plan = KeyButton(theme, "", "Ctrl+Shift+B", ButtonKind.LINK)
        self.show_chosen(0, 0)
        self.complaint = ElidedLabel(theme, SMALL, "warning")
        self.complaint.hide()
        self.saved = MenuButton(theme, tr("Saved searches"))
        self.menu = QMenu(self)
        self.saved.setMenu(self.menu)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.field, 3)
        line.addWidget(self.figures)
        line.addStretch(1)
        line.addWidget(self.plan)
        line.addWidget(self.saved)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(4)
        column.addLayout(line)
        column.addWidget(self.complaint)

    def show_found(self, page: FirstPage) -> None:
        """How many were found, and what was not understood."""
        self.show_count(page.count.number, page.total, exact=page.count.is_exact)
        self.complaint.setVisible(bool(page.complaints))
        self.complaint.setText(" ".join(map(_in_words, page.complaints)))

    def show_count(self, found: int, total: int, *, exact: bool) -> None:
        """``360 of 170,412``, or ``10,000+ of 170,412``."""
        self.figures.setText(tr("{found} of {total}", found=count(found) + ("" if exact else "+"), total=count(total)))

    def show_chosen(self, chosen: int, listed: int) -> None:
        """For how many storage can be planned from here: the rows chosen, else all that are listed."""
        some = 0 < chosen < listed
        words = tr("Plan storage for {n} chosen", n=count(chosen)) if some else tr("Plan storage for all listed")
        self.plan.set_words(words, shorter=(tr("Plan storage"),))
        self.plan.setEnabled(listed > 0)

    def show_saved(self, searches: Sequence[SavedSearch]) -> None:
        """The menu of searches kept by name."""
        self.menu.clear()
        for search in searches:
            self.menu.addAction(search.name.replace("&", "&&"), partial(self.field.setText, search.query))
        if searches:
            self.menu.addSeparator()
        self.menu.addAction(tr("Keep this search…"), self.ask_name).setEnabled(bool(self.field.text().strip()))
        if searches:
            removing = self.menu.addMenu(tr("Remove"))
            for search in searches:
                removing.addAction(search.name.replace("&", "&&"), partial(self.forget_wanted.emit, search.name))

    def ask_name(self) -> None:
        """Ask for a name, and tell it with what is searched now."""
        name, agreed = QInputDialog.getText(self, tr("Keep this search…"), tr("Name"))
        if agreed and name.strip():
            self.keep_wanted.emit(name.strip(), self.field.text().strip())


def _in_words(complaint: Complaint) -> str:
    return tr(complaint.what, **complaint.values)
