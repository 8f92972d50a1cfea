"""The search field, how many were found, what was not understood, and the searches kept by name."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QMenu, QVBoxLayout, QWidget

from mineral_desk.domain.searching.found import SavedSearch
from mineral_desk.domain.searching.query import Complaint
from mineral_desk.ui.searching.head_button import HeadButton
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL
from mineral_desk.ui.widgets.fields import Field
from mineral_desk.ui.widgets.labels import ElidedLabel, make_label, upright
from mineral_desk.ui.words import count, tr

FIELD_AT_LEAST, FIELD_SHORTEST = 200, 120
"""The field is shorter than the first only where no word is left that could make room."""
MARGIN, SPACING = 16, 4


class SearchField(Field):
    """Esc empties it first, then leaves it."""

    def escape(self) -> bool:
        """For the keys of the window: whether Esc was used here."""
        if not self.text():
            return False
        self.clear()
        return True


class SearchHead(QWidget):
    """One line above the list: what is searched, how many were found and how they are shown, and acts."""

    keep_wanted = Signal(str, str)
    forget_wanted = Signal(str)
    gallery_wanted = Signal(bool)
    """The gallery is to be shown, or the table."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.field = SearchField(theme, tr("Search"), "Ctrl+F", "search")
        self.field.setMaxLength(1000)
        self.field.setMinimumWidth(theme.px(FIELD_SHORTEST))
        self.figures = make_label(theme, "", BODY, "muted")
        self.saved = HeadButton(theme, "bookmark", tr("Saved searches"))
        self.saved.set_wordless(True)
        self.menu = QMenu(self)
        self.saved.open_menu(self.menu)
        self.as_table = HeadButton(theme, "table", tr("Table"), "F9")
        self.as_gallery = HeadButton(theme, "gallery", tr("Gallery"), "F9")
        self.similar = HeadButton(theme, "similar", tr("Find similar"), "Ctrl+Shift+F")
        self.labels = HeadButton(theme, "print", tr("Labels"), "Ctrl+P")
        self.plan = HeadButton(theme, "storage", tr("Plan storage"), "Ctrl+Shift+B")
        self.export = HeadButton(theme, "export", tr("Export"), "Ctrl+Shift+E", framed=True)
        self._upright = upright(theme)
        self._upright.setFixedHeight(theme.px(18))
        self.complaint = ElidedLabel(theme, SMALL, "warning")
        self.complaint.hide()
        self._lay_out()
        self.show_chosen(0, 0)
        for button in (self.as_table, self.as_gallery):
            button.setCheckable(True)
            button.set_wordless(True)
            button.clicked.connect(lambda _=False, wanted=button is self.as_gallery: self.gallery_wanted.emit(wanted))
        self.show_gallery(False)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(SPACING)
        line.addWidget(self.field, 1)
        for part in (self.saved, self.figures, self.as_table, self.as_gallery, self._upright):
            line.addWidget(part)
        for button in self._acts:
            line.addWidget(button)
        line.insertSpacing(3, SPACING)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 10, MARGIN, 10)
        column.setSpacing(4)
        column.addLayout(line)
        column.addWidget(self.complaint)

    @property
    def _acts(self) -> tuple[HeadButton, ...]:
        return self.similar, self.labels, self.plan, self.export

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Words go where there is no room for them: first those of what is done most seldom here.

        How many were found goes last: the foot of the window says it, too.
        """
        left_px = self.width() - self._least_px()
        self.figures.setVisible(left_px >= 0)
        for button in (self.export, self.labels, self.similar, self.plan):
            left_px -= button.word_px
            button.set_wordless(left_px < 0)

    def _least_px(self) -> int:
        """What the line needs without the words of its buttons."""
        icon_px = self.saved.sizeHint().width()
        parts = 3 + len(self._acts)
        fixed = self._theme.px(FIELD_AT_LEAST) + self.figures.sizeHint().width() + parts * icon_px + 1
        return fixed + 2 * MARGIN + (parts + 4) * SPACING

    def show_gallery(self, gallery: bool) -> None:
        """Which of the two is shown."""
        self.as_table.setChecked(not gallery)
        self.as_gallery.setChecked(gallery)

    def show_complaints(self, complaints: Sequence[Complaint]) -> None:
        """What was not understood."""
        self.complaint.setVisible(bool(complaints))
        self.complaint.setText(" ".join(map(_in_words, complaints)))

    def show_found(self, words: str) -> None:
        """How many were found."""
        self.figures.setText(words)
        self._fit()

    def show_chosen(self, chosen: int, listed: int) -> None:
        """For how many storage can be planned from here: the rows chosen, else all that are listed."""
        some = 0 < chosen < listed
        words = tr("Plan storage for {n} chosen", n=count(chosen)) if some else tr("Plan storage for all listed")
        self.plan.set_words(words, shown=tr("Plan storage"))
        self.plan.setEnabled(listed > 0)
        self.labels.setEnabled(listed > 0)
        self.similar.setEnabled(chosen > 0)

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
