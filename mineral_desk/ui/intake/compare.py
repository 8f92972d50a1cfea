"""Two photos one above the other: the one that was kept, and the one that was set aside."""

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mineral_desk.ui.backend import Backend
from mineral_desk.ui.intake.reasons import REASON_WORDS, Reason, SetAside
from mineral_desk.ui.lanes import Lane, Outcome, OutcomeKind, one_step
from mineral_desk.ui.photo_view.images import to_image
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL, TITLE
from mineral_desk.ui.widgets.buttons import KeyButton, row_of
from mineral_desk.ui.widgets.labels import ElidedLabel, MarkLabel, make_label
from mineral_desk.ui.words import number, tr

LONG_SIDE_PX = 800
PICTURE_HEIGHT = 200


class _Shown(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._image = QImage()
        self.setFixedHeight(PICTURE_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_image(self, image: QImage) -> None:
        self._image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("photo_surround"))
        if self._image.isNull():
            return
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(QRectF(self.rect()).center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self._image)


class _Named(QWidget):
    """A picture with its file's name below."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.picture = _Shown(theme)
        self.mark = MarkLabel(theme, BODY)
        self.facts = make_label(theme, "", SMALL, "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.picture)
        row = QHBoxLayout()
        row.addWidget(self.mark)
        row.addStretch(1)
        row.addWidget(self.facts)
        column.addLayout(row)


class ComparePanel(QWidget):
    """The right side of the Intake."""

    take_in_wanted = Signal(object)
    keep_other_wanted = Signal(int, object)

    def __init__(self, theme: Theme, backend: Backend, lane: Lane) -> None:
        super().__init__()
        self._theme, self._backend, self._lane = theme, backend, lane
        self._item: SetAside | None = None
        self._title = make_label(theme, "", TITLE)
        self._question = ElidedLabel(theme, BODY, "muted")
        self.other, self.this = _Named(theme), _Named(theme)
        self.take_in = KeyButton(theme, tr("Take in anyway"), "T")
        self.keep_other = KeyButton(theme, tr("Keep the other"), "K")
        self.take_in.clicked.connect(self._take_in)
        self.keep_other.clicked.connect(self.swap)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._title)
        words.addWidget(self._question)
        column.addLayout(words)
        column.addWidget(self.other)
        column.addWidget(self.this)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in row_of(self.take_in, self.keep_other):
            row.addWidget(button)
        column.addLayout(row)
        column.addStretch(1)
        self.setMinimumWidth(QSize(theme.sizes.compare, 0).width())
        self.show_item(None)

    def show_item(self, item: SetAside | None) -> None:
        """Another photo, or none."""
        self._item = item
        for part in (self._title, self._question, self.other, self.this, self.take_in, self.keep_other):
            part.setVisible(item is not None)
        if item is None:
            return
        other = self.other_path()
        self._title.setText(tr(REASON_WORDS[item.reason].title))
        question = item.what
        if item.reason is Reason.NEAR_DUPLICATE and item.alike_percent is not None:
            question = tr("{percent} % alike. Which one should be kept?", percent=item.alike_percent)
        self._question.setText(question)
        self.other.setVisible(other is not None)
        self.keep_other.setVisible(other is not None)
        self.take_in.set_words(tr("Take in both") if other is not None else item.button)
        self.this.mark.show_mark("mark-set-aside", item.row.path.name, "text", "muted")
        self.this.facts.setText(tr("sharpness {value}", value=number(item.sharpness, 0)) if item.sharpness else "")
        self._load(self.this, item.row.path)
        if other is not None:
            icon = "mark-decided-dark" if self._theme.tokens.dark else "mark-decided"
            self.other.mark.show_mark(icon, other.name, "text", "success")
            self._load(self.other, other)

    def other_path(self) -> Path | None:
        """The photo that this one is like: it lies in the same folder."""
        if self._item is None or not self._item.duplicate_of:
            return None
        path = self._item.row.path.with_name(self._item.duplicate_of)
        return path if path.is_file() else None

    def swap(self) -> None:
        """Take this one in, set the other aside."""
        other = self.other_path()
        if self._item is not None and other is not None:
            self.keep_other_wanted.emit(self._item.row.id, other)

    def _take_in(self) -> None:
        if self._item is not None:
            self.take_in_wanted.emit([self._item.row.id])

    def _load(self, shown: _Named, path: Path) -> None:
        shown.picture.show_image(QImage())
        backend, item = self._backend, self._item

        def read() -> QImage:
            return to_image(backend.pixels(path, LONG_SIDE_PX))

        def heard(outcome: Outcome) -> None:
            if outcome.kind is OutcomeKind.FINISHED and outcome.about is self._item:
                shown.picture.show_image(outcome.result)

        self._lane.start(one_step(read), heard, about=item, urgent=True)
