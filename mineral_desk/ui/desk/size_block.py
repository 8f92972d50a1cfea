"""The size: three columns, who set it and how, the reasons not to trust it and what to do about them."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mineral_desk.domain.decision import SizeVerb
from mineral_desk.domain.measurement import MeasurementStatus
from mineral_desk.ui.desk.draft import Draft, TypedSize
from mineral_desk.ui.desk.remedies import reasons_of
from mineral_desk.ui.desk.sentences import error_text, split_advice
from mineral_desk.ui.desk.size_words import scale_line, state_of
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, CAPTION, MEASURE, SMALL, TITLE
from mineral_desk.ui.widgets.buttons import KeyButton, row_of
from mineral_desk.ui.widgets.fields import NumberField
from mineral_desk.ui.widgets.flag_box import FlagBox
from mineral_desk.ui.widgets.labels import MarkLabel, make_label, set_colour
from mineral_desk.ui.words import as_typed, number, parse_number, tr

TYPE_HEIGHT = 26
TYPE_WIDTH = 78
ERROR_GAP = 4


class SizeColumn(QWidget):
    """A caption with either a measured value and its error or a field to type one."""

    resized = Signal()

    def __init__(self, theme: Theme, caption: str) -> None:
        super().__init__()
        self._theme = theme
        self.value = make_label(theme, "", MEASURE)
        self.error = make_label(theme, "", BODY, "muted")
        self.field = NumberField(theme, tr("type"), f"{caption}, {tr('mm')}", height=TYPE_HEIGHT)
        self.field.setFixedWidth(theme.px(TYPE_WIDTH))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.addWidget(make_label(theme, caption, CAPTION, "muted"))
        row = QHBoxLayout()
        row.setSpacing(ERROR_GAP)
        row.addWidget(self.value)
        row.addWidget(self.error, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.field)
        row.addStretch(1)
        self.error.setContentsMargins(0, 0, 0, theme.px(4))
        self.setMinimumHeight(theme.px(46))
        column.addLayout(row)
        column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    @property
    def fits(self) -> bool:
        """Whether the value and its error are both seen with a figure of full size."""
        room = self.width() - (self.error.sizeHint().width() + ERROR_GAP if self.error.isVisibleTo(self) else 0)
        return QFontMetrics(self._theme.font(MEASURE)).horizontalAdvance(self.value.text()) <= room

    def show_value(self, size_mm: float | None, error_mm: float | None, typing: bool) -> None:
        """The value, or the field while ``typing``."""
        self.field.setVisible(typing)
        self.value.setVisible(not typing)
        self.value.setText("–" if size_mm is None else number(size_mm))
        self.error.setVisible(not typing and error_mm is not None)
        self.error.setText("" if error_mm is None else f"± {error_text(error_mm)}")


class SizeBlock(QWidget):
    """Tells what is typed and pressed; the Desk keeps the draft."""

    verb_chosen = Signal(object)
    typed = Signal(object)
    typed_out = Signal()
    """A field of the size was left."""
    entered = Signal()
    """Enter was pressed in a field of the size."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._short = theme, False
        self._draft: Draft | None = None
        self._state = MarkLabel(theme, SMALL)
        self.length = SizeColumn(theme, tr("Length"))
        self.width_ = SizeColumn(theme, tr("Width"))
        self.height_ = SizeColumn(theme, tr("Height"))
        self.depth_field = NumberField(theme, tr("Depth"), f"{tr('Depth')}, {tr('mm')}", height=TYPE_HEIGHT)
        self.depth_field.setToolTip(tr("Away from the camera: a photo does not show it."))
        self._scale_line = make_label(theme, "", CAPTION, "muted")
        self._scale_line.setWordWrap(True)
        self.flags = FlagBox(theme)
        self.right = KeyButton(theme, tr("Size is right"), "S")
        self.by_hand = KeyButton(theme, tr("By hand"), "M")
        self.none = KeyButton(theme, tr("No size"), "D")
        self._buttons = QWidget()
        self._connect()
        self._lay_out()

    def _connect(self) -> None:
        verbs = ((self.right, SizeVerb.ACCEPTED), (self.by_hand, SizeVerb.TYPED), (self.none, SizeVerb.NONE))
        for button, verb in verbs:
            button.clicked.connect(lambda _=False, verb=verb: self.verb_chosen.emit(verb))
        for field in self._fields():
            field.textEdited.connect(lambda _: self.typed.emit(self.typed_size()))
            field.left.connect(self.typed_out)
            field.returnPressed.connect(self.entered)
        for field in (self.height_.field, self.depth_field):
            field.installEventFilter(self)
        for column in (self.length, self.width_):
            column.resized.connect(self._fit_figures)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 13, 16, 13)
        column.setSpacing(4)
        heading = QHBoxLayout()
        heading.addWidget(make_label(self._theme, tr("Size, mm"), SMALL, "muted"))
        heading.addStretch(1)
        heading.addWidget(self._state)
        column.addLayout(heading)
        column.addSpacing(3)
        sizes = QHBoxLayout()
        sizes.setSpacing(6)
        for one, stretch in ((self.length, 3), (self.width_, 3), (self.height_, 2)):
            sizes.addWidget(one, stretch)
        self.height_.setFixedWidth(self._theme.px(TYPE_WIDTH))
        self.depth_field.setFixedWidth(self._theme.px(TYPE_WIDTH))
        column.addLayout(sizes)
        self._depth_row = QWidget()
        depth = QHBoxLayout(self._depth_row)
        depth.setContentsMargins(0, 0, 0, 2)
        depth.addStretch(1)
        depth.addWidget(self.depth_field)
        column.addWidget(self._depth_row)
        column.addWidget(self._scale_line)
        column.addSpacing(2)
        column.addWidget(self.flags)
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 4, 0, 0)
        buttons.setSpacing(8)
        for button in row_of(self.right, self.by_hand, self.none):
            buttons.addWidget(button)
        column.addWidget(self._buttons)

    def show_draft(self, draft: Draft) -> None:
        """The size as it stands and as it would be written."""
        new_photo = self._draft is None or self._draft.stored.row.id != draft.stored.row.id
        self._draft = draft
        shown, typing = draft.shown, draft.size_verb is SizeVerb.TYPED
        self._show_state(draft)
        self.length.show_value(shown.length_mm, shown.length_error_mm, typing)
        self.width_.show_value(shown.width_mm, shown.width_error_mm, typing)
        self.height_.show_value(None, None, typing=True)
        self._fit_figures()
        if new_photo or draft.typed != self.typed_size():
            self._fill_in(draft.typed)
        self._show_depth()
        self._show_line(draft)
        analysed = draft.stored.analysis is not None and not draft.stored.analysis.error
        flagged = analysed and draft.measurement.status is not MeasurementStatus.MEASURED
        self.flags.show_reasons(reasons_of(draft), self._short)
        self._buttons.setVisible(flagged or draft.size_verb in (SizeVerb.TYPED, SizeVerb.NONE, SizeVerb.ADJUSTED))
        verbs = ((self.right, SizeVerb.ACCEPTED), (self.by_hand, SizeVerb.TYPED), (self.none, SizeVerb.NONE))
        for button, verb in verbs:
            button.set_chosen(draft.size_verb is verb)
        self.right.setVisible(draft.measurement.length_mm is not None)
        by_hand = draft.size_verb is SizeVerb.ADJUSTED
        self.right.set_words(tr("Machine's size") if by_hand else tr("Size is right"))

    def _fit_figures(self) -> None:
        """Length and width have figures of one size: a smaller one where either has no room for its error."""
        columns = (self.length, self.width_)
        style = MEASURE if all(one.fits for one in columns) else TITLE
        for one in columns:
            one.value.setFont(self._theme.font(style))

    def _fill_in(self, typed: TypedSize) -> None:
        for field, value in zip(self._fields(), _values(typed), strict=True):
            field.setText("" if value is None else as_typed(value))

    def _show_depth(self) -> None:
        """The fourth field comes when the third is used: few specimens need it."""
        used = any(field.hasFocus() or field.text() for field in (self.height_.field, self.depth_field))
        self._depth_row.setVisible(used)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._depth_row.show()
        return super().eventFilter(watched, event)

    def _show_line(self, draft: Draft) -> None:
        """Where the scale came from; or why the marks, or what was typed, give no size."""
        line = split_advice(draft.marks_fault) if draft.marks_fault else (scale_line(draft.shown, draft.marks), "")
        if draft.marks.cube_corners_px and draft.shown.length_mm is None and not draft.marks_fault:
            line = tr("Drag the cube's corners into place until a size appears."), ""
        if draft.typed.unread:
            unread = tr("“{typed}” is no length.", typed=draft.typed.unread)
            line = unread, tr("Type millimetres, such as {example}.", example=number(35.5))
        self._scale_line.setText(" ".join(part for part in line if part))
        warns = draft.marks_fault or draft.typed.unread
        set_colour(self._scale_line, self._theme, "warning" if warns else "muted")
        self._scale_line.setVisible(bool(line[0]))

    def set_short(self, short: bool) -> None:
        """One line a reason where the window is low."""
        if short != self._short:
            self._short = short
            if self._draft is not None:
                self.show_draft(self._draft)

    def _show_state(self, draft: Draft) -> None:
        icon, words, colour = state_of(draft)
        if icon == "mark-decided" and self._theme.tokens.dark:
            icon = "mark-decided-dark"
        self._state.show_mark(icon, words, colour, weight=600 if colour == "warning" else None)

    def _fields(self) -> tuple[NumberField, NumberField, NumberField, NumberField]:
        return self.length.field, self.width_.field, self.height_.field, self.depth_field

    def typed_size(self) -> TypedSize:
        """What stands in the fields."""
        texts = [field.text() for field in self._fields()]
        length, width, height, depth = sides = [parse_number(text) for text in texts]
        unread = (text.strip() for text, side in zip(texts, sides, strict=True) if side is None and text.strip())
        return TypedSize(length, width, height, depth, next(unread, ""))

    @property
    def scale_words(self) -> str:
        """The line under the size: where the scale came from, or why there is no size."""
        return self._scale_line.text()

    @property
    def state_word(self) -> str:
        """The state in words."""
        return self._state.word

    def set_dimmed(self, dimmed: bool) -> None:
        """Pale keys while they belong to a field."""
        for button in (self.right, self.by_hand, self.none):
            button.set_dimmed(dimmed)


def _values(typed: TypedSize) -> tuple[float | None, float | None, float | None, float | None]:
    return typed.length_mm, typed.width_mm, typed.height_mm, typed.depth_mm
