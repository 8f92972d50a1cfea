"""The strip under the photo: what the machine's words rest on."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.explanation import Explanation
from mineral_desk.domain.neighbours import NO_EVIDENCE, AlikePhoto, MuseumEvidence
from mineral_desk.ui.alike.card import PICTURE_HEIGHT, WIDTH, AlikeCard
from mineral_desk.ui.alike.card_words import card_words, evidence_words
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.desk.cutting import Cutting
from mineral_desk.ui.desk.evidence import Evidence, evidence_of
from mineral_desk.ui.names import display_name
from mineral_desk.ui.photo_view.images import Picture
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, CAPTION, SMALL
from mineral_desk.ui.theme.tokens import OVERLAY
from mineral_desk.ui.thumbnails import Thumbnails
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.keycap import KeyCap
from mineral_desk.ui.widgets.labels import make_label
from mineral_desk.ui.words import number, tr

CUTTINGS, CARDS = 4, 6
CARD_LINES, CARD_LINES_CLOSED = 4, 2
PICTURE, PICTURE_NARROW, PICTURE_OPEN = 107, 77, 120
WHY_WIDTH = 196
MARGIN = SPACING = 12


class _Ramp(QWidget):
    """The map's colours from less to more."""

    def sizeHint(self) -> QSize:
        return QSize(WHY_WIDTH, 6)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        colours = OVERLAY.map_ramp[:4]
        width = self.width() / len(colours)
        for place, colour in enumerate(colours):
            painter.fillRect(QRectF(place * width, 0, width + 1, self.height()), colour)


class WhyPanel(QWidget):
    """What the suggestion rests on, in words."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setFixedWidth(theme.px(WHY_WIDTH))
        self._heading = make_label(theme, "", BODY, weight=600)
        self._rests = make_label(theme, "", SMALL, "muted")
        self._rests.setWordWrap(True)
        self._museum = make_label(theme, "", BODY)
        self._museum.setWordWrap(True)
        self._figures = make_label(theme, "", CAPTION, "muted")
        self._figures.setWordWrap(True)
        self._ramp = _Ramp()
        self._ramp.setFixedHeight(6)
        self._scale = QWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 0, 0)
        column.setSpacing(6)
        heading = QHBoxLayout()
        heading.addWidget(self._heading, 1)
        heading.addWidget(KeyCap(theme, "W"))
        column.addLayout(heading)
        column.addWidget(self._museum)
        column.addWidget(self._rests)
        column.addWidget(self._ramp)
        scale = QHBoxLayout(self._scale)
        scale.setContentsMargins(0, 0, 0, 0)
        scale.addWidget(make_label(theme, tr("less"), CAPTION, "muted"))
        scale.addStretch(1)
        scale.addWidget(make_label(theme, tr("more"), CAPTION, "muted"))
        column.addWidget(self._scale)
        column.addWidget(self._figures)
        column.addStretch(1)

    def show_explanation(self, explanation: Explanation | None, name: str, museum: str, map_of: str) -> None:
        """What the museum says of the suggestion ``name``, and the map's words; or that there is no map.

        ``map_of`` is the name that the map belongs to.
        """
        self._heading.setText(tr("Why {name}", name=name) if name else tr("Why?"))
        self._museum.setText(museum)
        self._museum.setVisible(bool(museum))
        for widget in (self._ramp, self._scale, self._figures):
            widget.setVisible(explanation is not None)
        if explanation is None:
            self._rests.setText(tr("There is no map for this photo."))
            return
        words = tr("The map shows where the model looked, not where the mineral is.")
        if map_of != name:
            words = tr("The map is that of {name}, the model's own first name.", name=map_of)
        self._rests.setText(words)
        self._figures.setText(
            tr(
                "Covers {percent} % · ROAD {road}, {verdict}",
                percent=number(100 * explanation.area_fraction, 0),
                road=number(explanation.road_combined, 2),
                verdict=tr("kept") if explanation.kept else tr("not kept"),
            )
        )


class EvidenceStrip(QWidget):
    """Cuttings from left to right, then the most alike confirmed specimen; Why opens the words, the map and more."""

    name_taken = Signal(str)
    """The species of a specimen that looks alike."""
    record_wanted = Signal(int)
    comparison_wanted = Signal(int)
    """The photo of a specimen that looks alike is to stand beside the one on the Desk."""

    def __init__(self, theme: Theme, backend: Backend, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._theme, self._narrow, self._open = theme, False, False
        self._comparing = False
        self._backend = backend
        self._evidence: MuseumEvidence = NO_EVIDENCE
        self._picture: Picture | None = None
        self._analysis: Analysis | None = None
        self.why_panel = WhyPanel(theme)
        self._cuttings = [Cutting(theme) for _ in range(CUTTINGS)]
        self.cards = [AlikeCard(theme, thumbnails) for _ in range(CARDS)]
        for card in self.cards:
            card.clicked.connect(lambda _=False, card=card: self._take(card.alike))
            card.record_wanted.connect(self.record_wanted)
        self.why = KeyButton(theme, tr("Why?"), "W", ButtonKind.LINK, style=CAPTION)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 8, MARGIN, 0)
        row.setSpacing(SPACING)
        row.addWidget(self.why_panel, 0, Qt.AlignmentFlag.AlignTop)
        for cutting in self._cuttings:
            row.addWidget(cutting, 0, Qt.AlignmentFlag.AlignTop)
        for card in self.cards:
            row.addWidget(card, 0, Qt.AlignmentFlag.AlignTop)
        self._why_column = QVBoxLayout()
        self._why_column.setContentsMargins(0, 0, 0, 0)
        self._why_column.addWidget(self.why)
        self._why_column.addStretch(1)
        row.addLayout(self._why_column)
        row.addStretch(1)
        self._show()

    def show_photo(
        self, picture: Picture | None, analysis: Analysis | None, evidence: MuseumEvidence = NO_EVIDENCE
    ) -> None:
        """Another photo."""
        self._picture, self._analysis, self._evidence = picture, analysis, evidence
        self._show()

    @property
    def focused_id(self) -> int | None:
        """The photo of the alike specimen that has the focus."""
        return next((card.alike.photo_id for card in self.cards if card.alike and card.hasFocus()), None)

    def set_comparing(self, comparing: bool) -> None:
        """While photos stand side by side, a click on one that looks alike shows it there and takes no name."""
        self._comparing = comparing
        self._show()

    def _take(self, alike: AlikePhoto | None) -> None:
        if alike is not None and self._comparing:
            self.comparison_wanted.emit(alike.photo_id)
        elif alike is not None and alike.species:
            self.name_taken.emit(alike.species)

    def set_narrow(self, narrow: bool) -> None:
        """Lower, where the window is narrow."""
        self._narrow = narrow
        self._show()

    def set_open(self, opened: bool) -> None:
        """Why?, or no longer."""
        self._open = opened
        self._show()

    @property
    def is_open(self) -> bool:
        """Whether the words are shown."""
        return self._open

    def _show(self) -> None:
        sizes, theme = self._theme.sizes, self._theme
        closed = sizes.strip_narrow if self._narrow else sizes.strip
        words = 2 * (theme.px(16) - 16)
        self.setFixedHeight((sizes.strip_open if self._open else closed) + words)
        height = PICTURE_OPEN if self._open else PICTURE_NARROW if self._narrow else PICTURE
        found = list(evidence_of(self._analysis)) if self._analysis is not None else []
        best = self._analysis.suggestions.best if self._analysis is not None else None
        species = best.species if best is not None else ""
        self._show_cards(species, height)
        self._why_column.setContentsMargins(0, height + 4, 0, 0)  # on the line of the captions
        explanation = self._analysis.explanation if self._analysis is not None else None
        self.why_panel.setVisible(self._open)
        has_why = not self._open and (explanation is not None or bool(self._evidence.nearest))
        self.why.setVisible(has_why)
        if self._open and self._evidence.nearest:
            found = []  # the room is for what looks alike
        self._show_cuttings(found, height, self._room_for_cuttings(has_why))
        name = display_name(self._backend, species)
        museum = evidence_words(self._evidence, species, name, self._cards_with_room()) if species else ""
        map_of = display_name(self._backend, explanation.species) if explanation is not None else ""
        self.why_panel.show_explanation(explanation, name, museum, map_of)

    def _show_cuttings(self, found: Sequence[Evidence], height: int, room: int) -> None:
        """As many as stand beside each other in ``room`` pixels."""
        right = -SPACING
        for place, cutting in enumerate(self._cuttings):
            if place < len(found):
                one = found[place]
                cutting.show_part(self._picture, one.box_px, height, one.captions, one.draw)
                right += SPACING + cutting.minimumWidth()
            cutting.setVisible(place < len(found) and right <= room)

    def _room_for_cuttings(self, has_why: bool) -> int:
        """What the words, the button and the card beside the cuttings leave of the strip's width."""
        room = self.width() - 2 * MARGIN
        if self._open:
            room -= self.why_panel.minimumWidth() + SPACING
        if has_why:
            room -= self.why.sizeHint().width() + SPACING
        if self._evidence.nearest:
            room -= WIDTH + SPACING
        return room

    def _cards_with_room(self) -> int:
        """How many whole cards stand beside the words."""
        room = self.width() - self._theme.px(WHY_WIDTH) - 2 * MARGIN
        return min(CARDS, max(1, room // (WIDTH + SPACING)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._show()

    def _show_cards(self, species: str, height: int) -> None:
        """One of them in the closed strip, as many as there is room for in the open one."""
        nearest = self._evidence.nearest[: self._cards_with_room() if self._open else 1]
        lines = CARD_LINES if self._open else CARD_LINES_CLOSED
        height = PICTURE_HEIGHT if self._open else height
        for place, card in enumerate(self.cards):
            card.setVisible(place < len(nearest))
            if place < len(nearest):
                alike = nearest[place]
                words = card_words(alike, self._backend)
                bold = alike.species == species
                card.show_alike(alike, words, bold=bold, picture_height=height, lines=lines)
                if self._comparing:
                    card.setAccessibleDescription(tr("Space shows it beside the photo, Ctrl+R opens the record."))
                    doing = tr("Click shows it beside the photo, a double click opens the record.")
                    card.setToolTip(f"{words.spoken}\n{doing}")
