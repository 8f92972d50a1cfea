"""A model's card as people read it."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from mineral_desk.domain.model import NAMING_KINDS, ModelCard, TrustLevel
from mineral_desk.domain.phrase import phrase_of
from mineral_desk.services.card_words import ALL, CollectionAccuracy, accuracy_by_collection, accuracy_line
from mineral_desk.services.models import ModelState
from mineral_desk.ui.models.model_words import kind_words, place_words, size_words, strange_words
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL, TITLE
from mineral_desk.ui.widgets.labels import make_label
from mineral_desk.ui.widgets.wrapped_text import WrappedText
from mineral_desk.ui.words import count, number, significant, spoken, tr

SHOWN_SHA = 16
NARROW = 360
CARD_WORDS = (
    "What it does", "Version", "Size on disk", "Names", "Accuracy", "Calibration", "Data", "Licence", "Where it lies",
    "SHA-256", "Fault", "Silent|model",
)  # fmt: skip
LEVEL_WORDS = {"strong": "strong", "medium": "medium", "low": "low", "none": "abstains"}


class CardView(QScrollArea):
    """Label and value, line by line; in a narrow one the labels stand above the values."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._said: list[str] = []
        self._lines: list[tuple[QLabel, WrappedText]] = []
        self._grid, self._collections = QGridLayout(), QGridLayout()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("The card of the model"))

    def show_state(self, state: ModelState | None) -> None:
        """The card of that model; nothing where none is chosen."""
        whole, column, self._grid, self._collections = QWidget(), QVBoxLayout(), QGridLayout(), QGridLayout()
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(12)
        self._grid.setHorizontalSpacing(16)
        self._grid.setColumnStretch(1, 1)
        self._said, self._lines = [], []
        if state is not None:
            self._said.append(state.name)
            column.addWidget(WrappedText(self._theme, state.name, TITLE))
            for label, value in lines_of(state):
                self._said += [tr(label), value]
                shown = make_label(self._theme, tr(label), BODY, "muted"), WrappedText(self._theme, value)
                self._lines.append(shown)
            column.addLayout(self._grid)
            if state.card is not None:
                self._add_collections(column, accuracy_by_collection(state.card))
        self._arrange()
        column.addStretch(1)
        whole.setLayout(column)
        self.setWidget(whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        was_narrow = event.oldSize().width() < self._theme.px(NARROW)
        super().resizeEvent(event)
        if was_narrow is not self._is_narrow:
            self._arrange()

    @property
    def _is_narrow(self) -> bool:
        return self.width() < self._theme.px(NARROW)

    def _arrange(self) -> None:
        above, top = int(self._is_narrow), Qt.AlignmentFlag.AlignTop
        self._grid.setVerticalSpacing(2 if above else 8)
        self._collections.setHorizontalSpacing(8 if above else 16)
        for line, (label, value) in enumerate(self._lines):
            label.setContentsMargins(0, 6 * above, 0, 0)
            self._grid.addWidget(label, (1 + above) * line, 0, 1, 1 + above, top)
            self._grid.addWidget(value, (1 + above) * line + above, 1 - above, 1, 1 + above, top)

    def _add_collections(self, column: QVBoxLayout, found: tuple[CollectionAccuracy, ...]) -> None:
        if not found:
            return
        theme, grid = self._theme, self._collections
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(4, 1)
        for place, words in enumerate(("Collection", "Photos", "First right", "One of five")):
            side = Qt.AlignmentFlag.AlignLeft if place == 0 else Qt.AlignmentFlag.AlignRight
            heading = make_label(theme, tr(words), SMALL, "muted")
            heading.setWordWrap(place > 0)
            heading.setAlignment(side | Qt.AlignmentFlag.AlignBottom)
            grid.addWidget(heading, 0, place)
        for line, one in enumerate(found, start=1):
            name = tr("all photos") if one.collection == ALL else one.collection
            grid.addWidget(make_label(theme, name, BODY), line, 0)
            figures = (count(one.n), _percent(one.top_1), _percent(one.top_5))
            self._said += [name, *figures]
            for place, words in enumerate(figures, start=1):
                grid.addWidget(make_label(theme, words, BODY), line, place, Qt.AlignmentFlag.AlignRight)
        column.addWidget(make_label(theme, tr("Accuracy by collection"), BODY, weight=600))
        column.addLayout(grid)

    @property
    def words(self) -> str:
        """All that is said, for tests and for readers of screens."""
        return "\n".join(self._said)


def lines_of(state: ModelState) -> Iterator[tuple[str, str]]:
    """The lines that have something to say."""
    card = state.card
    if state.fault:
        yield "Fault", spoken(state.fault)
    if state.silence:
        yield "Silent|model", spoken(phrase_of(state.silence))
    if card is not None:
        yield "What it does", kind_words(card.kind)
        yield "Version", card.version
    yield "Size on disk", tr("{n} MB", n=size_words(state.byte_size))
    if card is not None:
        if card.kind in NAMING_KINDS:
            yield "Names", f"{count(len(card.labels))}. {strange_words(state.unknown_labels)}".strip(". ")
        yield "Accuracy", spoken(accuracy_line(card))
        if card.kind in NAMING_KINDS:
            yield "Calibration", calibration_words(card)
        yield from (
            (label, spoken(phrase_of(said))) for label, said in (("Data", card.data), ("Licence", card.licence)) if said
        )
    yield "Where it lies", place_words(state)
    if card is not None:
        yield "SHA-256", f"{card.sha256[:SHOWN_SHA]}…"


def calibration_words(card: ModelCard) -> str:
    """From which probability on it recommends how strongly, and whether the museum's photos have a vote."""
    calibration = card.calibration
    words = [tr("temperature {t}", t=significant(calibration.temperature))]
    words += [_level(one) for one in calibration.levels if one.least_probability <= 1]
    fitted = tr("confirmed photos have a vote") if card.memory is not None else tr("confirmed photos have no vote")
    return "; ".join([*words, fitted])


def _level(level: TrustLevel) -> str:
    word = tr(LEVEL_WORDS[level.recommendation.value] + "|recommendation")
    return tr("{level} from {probability} on", level=word, probability=_percent(level.least_probability))


def _percent(value: float) -> str:
    return tr("{percent} %", percent=number(100 * value))
