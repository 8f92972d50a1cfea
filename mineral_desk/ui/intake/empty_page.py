"""The first page of an empty catalogue: how to begin, and what a photo that can be measured looks like."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from mineral_desk.services.settings import Settings
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, CAPTION, MEASURE, NAME, SMALL
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.labels import hairline, make_label
from mineral_desk.ui.words import LANGUAGE_NAMES, chosen_language, number, tr

WIDTH = 792
DRAWING_FROM = 700
PICTURE = QSize(297, 195)
CUBE_EDGES_MM = (10.0, 20.0, 25.4, 50.0)
ADVICE = (
    ("The cube lies beside the specimen", "Its edge is the ruler. Most museums use 10 mm."),
    ("Two or three faces of the cube are seen", "Photograph a little from above, nothing cut off."),
    ("A plain background, the label next to it", "The number on it is read; the label is covered before naming."),
)
OUTLINE = (
    (0.20, 0.12), (0.23, 0.10), (0.37, 0.09), (0.48, 0.10), (0.57, 0.09), (0.61, 0.08), (0.65, 0.13), (0.68, 0.21),
    (0.70, 0.29), (0.70, 0.48), (0.69, 0.57), (0.70, 0.64), (0.67, 0.74), (0.66, 0.86), (0.64, 0.95), (0.60, 0.92),
    (0.55, 0.93), (0.50, 0.88), (0.45, 0.87), (0.39, 0.86), (0.31, 0.87), (0.28, 0.77), (0.25, 0.62), (0.24, 0.45),
    (0.21, 0.34), (0.20, 0.27),
)  # fmt: skip


class _Drawing(QWidget):
    """A specimen with its length and a cube beside it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(PICTURE)
        self.setAccessibleName(tr("A specimen with a cube beside it"))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.setBrush(theme.colour("raised"))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        outline = QPainterPath(self._at(*OUTLINE[0]))
        for point in OUTLINE[1:]:
            outline.lineTo(self._at(*point))
        outline.closeSubpath()
        painter.setPen(QPen(QColor("#3E9BD0"), 2))
        painter.setBrush(theme.colour("hover"))
        painter.drawPath(outline)
        self._paint_length(painter)
        self._paint_cube(painter)

    def _at(self, x: float, y: float) -> QPointF:
        return QPointF(x * self.width(), y * self.height())

    def _paint_length(self, painter: QPainter) -> None:
        theme = self._theme
        painter.setPen(QPen(theme.colour("text"), 1.5))
        start, end = self._at(0.225, 0.12), self._at(0.64, 0.94)
        painter.drawLine(start, end)
        for place in (start, end):
            painter.drawLine(place + QPointF(-5, 4), place + QPointF(5, -4))
        painter.setFont(theme.font(SMALL, 600))
        words = tr("{length} mm", length=number(68.8))
        painter.drawText(QRectF(self._at(0.2, 0.56), self._at(0.435, 0.68)), Qt.AlignmentFlag.AlignRight, words)

    def _paint_cube(self, painter: QPainter) -> None:
        theme = self._theme
        painter.setPen(QPen(QColor("#E08A12"), 1.5))
        corners = [self._at(x, y) for x, y in ((0.84, 0.69), (0.93, 0.70), (0.94, 0.81), (0.83, 0.805))]
        low = [self._at(0.92, 0.885), self._at(0.835, 0.875)]
        painter.drawPolygon(corners)
        painter.drawPolyline([corners[2], low[0], low[1], corners[3]])
        painter.setPen(theme.colour("muted"))
        painter.setFont(theme.font(CAPTION))
        rect = QRectF(self._at(0.80, 0.90), self._at(0.97, 0.99))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, tr("{length} mm", length=number(10, 0)))


class EmptyPage(QWidget):
    """First run."""

    photos_wanted = Signal()
    folder_wanted = Signal()
    samples_wanted = Signal()
    catalogue_wanted = Signal()
    edge_chosen = Signal(float)
    language_chosen = Signal(str)

    def __init__(self, theme: Theme, settings: Settings, samples: int) -> None:
        super().__init__()
        self._theme = theme
        page = QWidget()
        page.setMaximumWidth(theme.px(WIDTH))
        page.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(0)
        column.addWidget(make_label(theme, tr("Bring in the first photos"), MEASURE))
        column.addSpacing(6)
        words = tr("Drop photos or a folder anywhere in this window, or choose them.")
        column.addWidget(make_label(theme, words, NAME, "muted"))
        column.addSpacing(20)
        column.addLayout(self._buttons())
        column.addSpacing(32)
        column.addWidget(hairline(theme))
        column.addSpacing(24)
        column.addLayout(self._advice())
        column.addSpacing(28)
        column.addLayout(self._choices(settings))
        column.addSpacing(28)
        column.addWidget(hairline(theme))
        column.addSpacing(16)
        column.addLayout(self._end(samples))
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(page, 100)
        middle.addStretch(1)
        ground = QWidget()
        whole = QVBoxLayout(ground)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addStretch(1)
        whole.addLayout(middle)
        whole.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(ground)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._drawing.setVisible(self.width() >= self._theme.px(DRAWING_FROM))

    def _buttons(self) -> QHBoxLayout:
        theme = self._theme
        row = QHBoxLayout()
        row.setSpacing(8)
        accept = theme.sizes.accept
        choose = KeyButton(theme, tr("Choose photos"), "Ctrl+O", ButtonKind.PRIMARY, height=accept, style=NAME)
        folder = KeyButton(theme, tr("Choose a folder"), height=accept, style=NAME)
        for button, wanted in ((choose, self.photos_wanted), (folder, self.folder_wanted)):
            button.clicked.connect(wanted)
            button.setMinimumWidth(button.sizeHint().width() + 6)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _advice(self) -> QHBoxLayout:
        theme = self._theme
        row = QHBoxLayout()
        row.setSpacing(24)
        words = QGridLayout()
        words.setHorizontalSpacing(12)
        words.setVerticalSpacing(2)
        words.addWidget(make_label(theme, tr("A photo that can be measured"), BODY, weight=600), 0, 0, 1, 2)
        words.setRowMinimumHeight(1, 10)
        for place, (what, why) in enumerate(ADVICE):
            at = 2 + 3 * place
            words.addWidget(make_label(theme, str(place + 1), BODY, "muted"), at, 0)
            words.addWidget(make_label(theme, tr(what), BODY, weight=500), at, 1)
            reason = make_label(theme, tr(why), SMALL, "muted")
            reason.setWordWrap(True)
            words.addWidget(reason, at + 1, 1)
            words.setRowMinimumHeight(at + 2, 13)
        words.setColumnStretch(1, 1)
        words.setRowStretch(2 + 3 * len(ADVICE), 1)
        row.addLayout(words, 1)
        self._drawing = _Drawing(theme)
        row.addWidget(self._drawing, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _choices(self, settings: Settings) -> QHBoxLayout:
        theme = self._theme
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(make_label(theme, tr("Edge of our cube"), BODY))
        edges = QComboBox()
        edges.setAccessibleName(tr("Edge of our cube"))
        now = settings.analysis.cube_edge_mm
        for edge in sorted({*CUBE_EDGES_MM, now}):
            edges.addItem(tr("{length} mm", length=number(edge, 0 if edge == round(edge) else 1)), edge)
        edges.setCurrentIndex(edges.findData(now))
        edges.activated.connect(lambda place: self.edge_chosen.emit(edges.itemData(place)))
        languages = QComboBox()
        languages.setAccessibleName(tr("Language"))
        for code, name in LANGUAGE_NAMES.items():
            languages.addItem(name, code)
        languages.setCurrentIndex(languages.findData(chosen_language(settings.window.language)))
        languages.activated.connect(lambda place: self.language_chosen.emit(languages.itemData(place)))
        for box, after in ((edges, 24), (languages, 0)):
            box.setFont(theme.font(BODY))
            box.setMinimumWidth(theme.px(112))
            if box is languages:
                row.addWidget(make_label(theme, tr("Language"), BODY))
            row.addWidget(box)
            row.addSpacing(after)
        row.addStretch(1)
        return row

    def _end(self, samples: int) -> QHBoxLayout:
        theme = self._theme
        row = QHBoxLayout()
        row.setSpacing(14)
        words = tr("Everything stays on this computer. Your photos are never changed or deleted.")
        promise = make_label(theme, words, SMALL, "muted")
        promise.setWordWrap(True)
        row.addWidget(promise, 1)
        if samples:
            try_ = KeyButton(theme, tr("Try {n} sample photos", n=samples), kind=ButtonKind.LINK)
            try_.clicked.connect(self.samples_wanted)
            row.addWidget(try_)
        other = KeyButton(theme, tr("Open another catalogue"), kind=ButtonKind.LINK)
        other.clicked.connect(self.catalogue_wanted)
        row.addWidget(other)
        return row
