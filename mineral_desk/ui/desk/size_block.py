"""The size: three columns, where the scale came from, the reasons not to trust it and what to do about them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mineral_desk.domain.decision import SizeVerb
from mineral_desk.domain.measurement import Measurement, MeasurementStatus
from mineral_desk.ui.desk.advice import advice_for
from mineral_desk.ui.desk.draft import Draft, TypedSize
from mineral_desk.ui.desk.sentences import REASON_LETTERS, engraving_text, error_text, flag_sentences
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, CAPTION, MEASURE, SMALL
from mineral_desk.ui.widgets.buttons import KeyButton, row_of
from mineral_desk.ui.widgets.fields import NumberField
from mineral_desk.ui.widgets.flag_box import FlagBox
from mineral_desk.ui.widgets.labels import MarkLabel, make_label
from mineral_desk.ui.words import number, parse_number, significant, tr

TYPE_HEIGHT = 26
TYPE_WIDTH = 78


class SizeColumn(QWidget):
    """A caption with either a measured value and its error or a field to type one."""

    def __init__(self, theme: Theme, caption: str) -> None:
        super().__init__()
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
        row.setSpacing(4)
        row.addWidget(self.value)
        row.addWidget(self.error, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.field)
        row.addStretch(1)
        self.error.setContentsMargins(0, 0, 0, theme.px(4))
        self.setMinimumHeight(theme.px(46))
        column.addLayout(row)
        column.addStretch(1)

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

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._short = theme, False
        self._draft: Draft | None = None
        self._state = MarkLabel(theme, SMALL)
        self.length = SizeColumn(theme, tr("Length"))
        self.width_ = SizeColumn(theme, tr("Width"))
        self.height_ = SizeColumn(theme, tr("Height"))
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
        for column in (self.length, self.width_, self.height_):
            column.field.textEdited.connect(lambda _: self.typed.emit(self.typed_size()))

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
        column.addLayout(sizes)
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
        """The size as the machine has it and as it would be written."""
        new_photo = self._draft is None or self._draft.stored.row.id != draft.stored.row.id
        self._draft = draft
        measurement, typing = draft.measurement, draft.size_verb is SizeVerb.TYPED
        self._show_state(draft)
        self.length.show_value(measurement.length_mm, measurement.length_error_mm, typing)
        self.width_.show_value(measurement.width_mm, measurement.width_error_mm, typing)
        self.height_.show_value(None, None, typing=True)
        if new_photo:
            fields = zip(self._columns(), _values(draft.typed), strict=True)
            for column, value in fields:
                column.field.setText("" if value is None else number(value).removesuffix(".0").removesuffix(",0"))
        line = scale_line(measurement)
        self._scale_line.setText(line)
        self._scale_line.setVisible(bool(line))
        open_ = draft.size_verb is SizeVerb.OPEN
        analysed = draft.stored.analysis is not None and not draft.stored.analysis.error
        flagged = analysed and measurement.status is not MeasurementStatus.MEASURED
        self._show_flags(measurement if open_ and flagged else None)
        self._buttons.setVisible(flagged or typing or draft.size_verb is SizeVerb.NONE)
        verbs = ((self.right, SizeVerb.ACCEPTED), (self.by_hand, SizeVerb.TYPED), (self.none, SizeVerb.NONE))
        for button, verb in verbs:
            button.set_chosen(draft.size_verb is verb)
        self.right.setVisible(measurement.length_mm is not None)

    def set_short(self, short: bool) -> None:
        """One line a reason where the window is low."""
        if short != self._short:
            self._short = short
            if self._draft is not None:
                self.show_draft(self._draft)

    def _show_flags(self, measurement: Measurement | None) -> None:
        flags = measurement.flags if measurement is not None else ()
        has_size = measurement is not None and measurement.length_mm is not None
        reasons = [
            (letter, flag_sentences(flag)[0], advice_for(flag.code, has_size))
            for letter, flag in zip(REASON_LETTERS, flags, strict=False)
        ]
        self.flags.show_reasons(reasons, self._short)

    def _show_state(self, draft: Draft) -> None:
        measurement = draft.measurement
        decided = draft.stored.decision is not None
        words: tuple[str, str, str]
        if draft.size_verb is SizeVerb.TYPED:
            words = ("person", tr("by hand"), "text")
        elif draft.size_verb is SizeVerb.NONE:
            words = ("mark-none", tr("no size"), "muted")
        elif draft.stored.analysis is None or draft.stored.analysis.error:
            words = ("", tr("not measured"), "muted")
        elif measurement.status is MeasurementStatus.MEASURED and not decided:
            words = ("mark-to-decide", tr("measured, no doubts"), "success")
        elif draft.size_verb is SizeVerb.ACCEPTED:
            icon = "mark-decided-dark" if self._theme.tokens.dark else "mark-decided"
            words = (icon, tr("looked at, right"), "success")
        else:
            reasons = len(measurement.flags)
            text = tr("to check: 1 reason") if reasons == 1 else tr("to check: {n} reasons", n=reasons)
            words = ("mark-flagged", text, "warning")
        self._state.show_mark(words[0], words[1], words[2], weight=600 if words[2] == "warning" else None)

    def _columns(self) -> tuple[SizeColumn, SizeColumn, SizeColumn]:
        return self.length, self.width_, self.height_

    def typed_size(self) -> TypedSize:
        """What stands in the fields."""
        return TypedSize(*(parse_number(column.field.text()) for column in self._columns()))

    @property
    def state_word(self) -> str:
        """The state in words."""
        return self._state.word

    def set_dimmed(self, dimmed: bool) -> None:
        """Pale keys while they belong to a field."""
        for button in (self.right, self.by_hand, self.none):
            button.set_dimmed(dimmed)


def _values(typed: TypedSize) -> tuple[float | None, float | None, float | None]:
    return typed.length_mm, typed.width_mm, typed.height_mm


def scale_line(measurement: Measurement) -> str:
    """``Cube 10 mm, "1 CM" read on it · 0.0169 mm per pixel``."""
    if measurement.cube_edge_mm is None or measurement.mm_per_px is None:
        return ""
    cube = tr("Cube {edge} mm", edge=significant(measurement.cube_edge_mm))
    if measurement.cube_engraving:
        cube = tr("{cube}, “{engraving}” read on it", cube=cube, engraving=engraving_text(measurement.cube_engraving))
    return tr("{cube} · {scale} mm per pixel", cube=cube, scale=significant(measurement.mm_per_px))
