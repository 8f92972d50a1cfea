"""The facets at the left: values with their counts, each a box that narrows the search."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mineral_desk.domain.flag import FLAG_WORDS, FlagCode
from mineral_desk.domain.searching.found import FacetKind, Facets, FacetValue
from mineral_desk.domain.searching.query import RecordState
from mineral_desk.domain.verification import VerificationStatus
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.names import display_name
from mineral_desk.ui.searching.facet_terms import is_in, term_of
from mineral_desk.ui.searching.specimen_model import STATE_ABOUT, STATE_WORDS, VERIFICATION_WORDS
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL
from mineral_desk.ui.widgets.labels import make_label
from mineral_desk.ui.words import count, tr

WIDTH = 208
SHOWN_OF_A_KIND = 6
HEADINGS = {
    FacetKind.SPECIES: "Name",
    FacetKind.GROUP: "Group",
    FacetKind.STATE: "State",
    FacetKind.VERIFICATION: "Verification",
    FacetKind.FLAG: "Size not trusted",
    FacetKind.STORAGE: "Kept in",
    FacetKind.YEAR: "Year",
}


class FacetPanel(QScrollArea):
    """Shows what was counted last; typing never waits for it."""

    turned = Signal(str)
    """A term to be put into the search, or taken out of it."""

    def __init__(self, theme: Theme, backend: Backend) -> None:
        super().__init__()
        self._theme, self._backend = theme, backend
        self.setFixedWidth(theme.px(WIDTH))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Facets"))
        self.boxes: dict[str, QCheckBox] = {}
        self.setWidget(QWidget())

    def show_facets(self, facets: Facets, text: str) -> None:
        """Other counts. The box that had the focus keeps it where its value is still there."""
        focused = next((term for term, box in self.boxes.items() if box.hasFocus()), None)
        self.boxes = {}
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 12, 12)
        column.setSpacing(0)
        for kind, heading in HEADINGS.items():
            values = facets.values.get(kind, ())[:SHOWN_OF_A_KIND]
            if values:
                column.addWidget(make_label(self._theme, tr(heading), SMALL, "muted"))
                for value in values:
                    column.addLayout(self._line(kind, value, facets.is_exact, text))
                column.addSpacing(12)
        column.addStretch(1)
        self.setWidget(inside)
        if focused in self.boxes:
            self.boxes[focused].setFocus()

    def _line(self, kind: FacetKind, value: FacetValue, exact: bool, text: str) -> QHBoxLayout:
        term = term_of(kind, value.value)
        words = self._words(kind, value.value)
        box = QCheckBox()
        box.setFont(self._theme.font(BODY))
        figure = make_label(self._theme, count(value.count) + ("" if exact else "+"), BODY, "muted")
        room = self._theme.px(WIDTH) - 28 - 34 - figure.sizeHint().width()
        box.setText(box.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room).replace("&", "&&"))
        about = tr(STATE_ABOUT.get(RecordState(value.value), "")) if kind is FacetKind.STATE else ""
        box.setToolTip("\n".join(filter(None, [words, about])))
        box.setAccessibleDescription(about)
        box.setAccessibleName(f"{tr(HEADINGS[kind])}: {words}, {figure.text()}")
        box.setChecked(is_in(text, term))
        box.clicked.connect(lambda: self.turned.emit(term))
        self.boxes[term] = box
        box.setFixedHeight(self._theme.px(self._theme.sizes.row_filter) - 2)
        line = QHBoxLayout()
        line.addWidget(box, 1)
        line.addWidget(figure)
        return line

    def _words(self, kind: FacetKind, value: str) -> str:
        match kind:
            case FacetKind.SPECIES:
                return display_name(self._backend, value)
            case FacetKind.STATE:
                return tr(STATE_WORDS[RecordState(value)])
            case FacetKind.VERIFICATION:
                return tr(VERIFICATION_WORDS[VerificationStatus(value)])
            case FacetKind.FLAG:
                return tr(FLAG_WORDS[FlagCode(value)].short)
            case _:
                return value
