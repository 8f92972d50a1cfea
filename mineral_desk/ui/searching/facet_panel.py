"""The facets at the left: values with their counts, each a box that narrows the search."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from mineral_desk.domain.flag import FLAG_WORDS, FlagCode
from mineral_desk.domain.searching.found import FacetKind, Facets, FacetValue
from mineral_desk.domain.searching.query import RecordState
from mineral_desk.domain.verification import VerificationStatus
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.names import display_name
from mineral_desk.ui.searching.facet_terms import is_in, lengths_in, term_of
from mineral_desk.ui.searching.length_limits import LengthLimits
from mineral_desk.ui.searching.specimen_model import STATE_ABOUT, STATE_WORDS, VERIFICATION_WORDS
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.labels import make_label
from mineral_desk.ui.words import count, tr

WIDTH = 208
SHOWN_OF_A_KIND = 6
SCROLL_BAR = 10
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
    lengths_set = Signal(object, object)
    """The limits of the length in millimetres, None where there is none."""
    desk_wanted = Signal()
    """To the photos that nobody has decided about."""

    def __init__(self, theme: Theme, backend: Backend) -> None:
        super().__init__()
        self._theme, self._backend = theme, backend
        self.setFixedWidth(theme.px(WIDTH))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Facets"))
        self.boxes: dict[str, QCheckBox] = {}
        self.limits = LengthLimits(theme, self)
        self.limits.limited.connect(self.lengths_set)
        self.to_decide: KeyButton | None = None
        self.setWidget(QWidget())

    def show_facets(self, facets: Facets, to_decide: int, text: str) -> None:
        """Other counts, and how many photos are still ``to_decide``. What had the focus keeps it where it is there."""
        focused = next((term for term, box in self.boxes.items() if box.hasFocus()), None)
        field = next((one for one in (self.limits.low, self.limits.high) if one.hasFocus()), None)
        self.boxes, self.to_decide = {}, None
        self.limits.show_limits(lengths_in(text))
        self.limits.setParent(self)  # what it stands in goes with the counts of before
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 12, 12)
        column.setSpacing(0)
        for kind, heading in HEADINGS.items():
            if kind is FacetKind.STATE:
                column.addWidget(self.limits)
                column.addSpacing(12)
            lines = [
                self._line(kind, value, facets.is_exact, text)
                for value in facets.values.get(kind, ())[:SHOWN_OF_A_KIND]
            ]
            if kind is FacetKind.STATE and to_decide:
                lines.append(self._waiting(to_decide))
            if lines:
                column.addWidget(make_label(self._theme, tr(heading), SMALL, "muted"))
                for line in lines:
                    column.addLayout(line)
                column.addSpacing(12)
        column.addStretch(1)
        self.setWidget(inside)
        self.limits.show()
        if focused in self.boxes:
            self.boxes[focused].setFocus()
        elif field is not None:
            field.setFocus()

    def _waiting(self, to_decide: int) -> QHBoxLayout:
        """Photos that have no record yet: the way to them."""
        self.to_decide = KeyButton(self._theme, "", kind=ButtonKind.LINK, spread=True)
        self.to_decide.set_words(tr("To decide, on the Desk"), shorter=(tr("To decide"),))
        self.to_decide.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.to_decide.clicked.connect(self.desk_wanted)
        line = QHBoxLayout()
        line.setContentsMargins(0, 3, 0, 3)
        line.addWidget(self.to_decide, 1)
        line.addWidget(make_label(self._theme, count(to_decide), BODY, "muted"))
        return line

    def _line(self, kind: FacetKind, value: FacetValue, exact: bool, text: str) -> QHBoxLayout:
        term = term_of(kind, value.value)
        words = self._words(kind, value.value)
        box = QCheckBox()
        box.setFont(self._theme.font(BODY))
        figure = make_label(self._theme, count(value.count) + ("" if exact else "+"), BODY, "muted")
        room = self._theme.px(WIDTH) - 28 - 34 - SCROLL_BAR - figure.sizeHint().width()
        # of cabinets and drawers both ends tell which one it is
        cut = Qt.TextElideMode.ElideMiddle if kind is FacetKind.STORAGE else Qt.TextElideMode.ElideRight
        box.setText(box.fontMetrics().elidedText(words, cut, room).replace("&", "&&"))
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
