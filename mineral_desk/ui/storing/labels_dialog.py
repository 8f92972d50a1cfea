"""The dialog that makes labels: the sheet with a preview of how it is divided, then how far it is."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QWidget

from mineral_desk.domain.errors import SettingError
from mineral_desk.domain.labelling import LabelSettings, check_labels
from mineral_desk.domain.setting import declared_settings
from mineral_desk.services.labelling.labelling import ENDING, LabelReport
from mineral_desk.services.whose import Whose
from mineral_desk.ui.backend import Backend
from mineral_desk.ui.file_dialog import AskPath
from mineral_desk.ui.lanes import Lane
from mineral_desk.ui.storing.print_dialog import PrintDialog
from mineral_desk.ui.storing.sheet_preview import SheetPreview
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY
from mineral_desk.ui.widgets.labels import make_label
from mineral_desk.ui.words import count, fault_words, parse_number, significant, tr

CODE_WORDS = {"number": "catalogue number", "record_id": "id of the record"}
LABELS_WRITTEN = "{n} labels on {m} sheets written to {name}"
COUNTS = ("columns", "rows")


class LabelsDialog(PrintDialog):
    """The sheet is kept in the settings once labels are made with it."""

    sheet_chosen = Signal(object)
    """The :class:`LabelSettings`."""

    def __init__(self, theme: Theme, backend: Backend, lane: Lane, ask: AskPath, parent: QWidget) -> None:
        super().__init__(theme, lane, ask, parent)
        self._backend = backend
        self._sheet = backend.settings.labels
        self.setWindowTitle(tr("Labels"))
        self.editors: dict[str, QWidget] = {}
        self.preview = SheetPreview(theme)
        self._lay_out()
        self._changed()

    def ask_for(self, whose: Whose, words: str) -> None:
        """For whom the labels are."""
        self._whose = whose
        self._for.setText(words)

    # building

    def _lay_out(self) -> None:
        theme, grid = self._theme, QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for row, (field, about) in enumerate(declared_settings(LabelSettings)):
            editor = self._editor(field.name, getattr(self._sheet, field.name), about.choices)
            editor.setAccessibleName(tr(about.label))
            editor.setToolTip(tr(about.help))
            self.editors[field.name] = editor
            unit = f", {tr(about.unit)}" if about.unit else ""
            grid.addWidget(make_label(theme, tr(about.label) + unit, BODY, "muted"), row, 0)
            grid.addWidget(editor, row, 1)
        self._lay_out_beside(tr("Labels with QR codes"), grid, self.preview)

    def _editor(self, name: str, value: Any, choices: tuple[str, ...]) -> QWidget:
        if choices:
            box = QComboBox()
            for choice in choices:
                box.addItem(tr(CODE_WORDS[choice]) if choice in CODE_WORDS else choice, choice)
            box.setCurrentIndex(box.findData(value))
            box.currentIndexChanged.connect(self._changed)
            editor: QWidget = box
        elif isinstance(value, bool):
            check = QCheckBox()
            check.setChecked(value)
            check.toggled.connect(self._changed)
            editor = check
        else:
            line = QLineEdit(str(value) if name in COUNTS else significant(value, 6))
            line.textChanged.connect(self._changed)
            editor = line
        editor.setFont(self._theme.font(BODY))
        return editor

    # the sheet

    @property
    def sheet(self) -> LabelSettings:
        """As it stands in the dialog. Raises :class:`SettingError` where that makes no sense."""
        sheet = replace(self._sheet, **{name: self._value(name, editor) for name, editor in self.editors.items()})
        check_labels(sheet)
        return sheet

    def _value(self, name: str, editor: QWidget) -> Any:
        if isinstance(editor, QComboBox):
            return editor.currentData()
        if isinstance(editor, QCheckBox):
            return editor.isChecked()
        assert isinstance(editor, QLineEdit)
        text = editor.text().strip()
        value = 0.0 if text and not text.strip("0.,") else parse_number(text)
        if value is None or (name in COUNTS and value != int(value)):
            raise SettingError(tr("“{typed}” is no number.", typed=text), "")
        return int(value) if name in COUNTS else value

    def _changed(self) -> None:
        if self._finished:
            return
        try:
            sheet = self.sheet
        except SettingError as fault:
            self._say(fault_words(fault), "danger")
            self.begin.setEnabled(False)
            return
        self.preview.show_sheet(sheet)
        self._say(tr("{n} on a sheet", n=count(sheet.a_sheet)))
        self.begin.setEnabled(True)

    # making

    def _suggestion(self) -> tuple[str, str]:
        return f"{tr('Labels')}{ENDING}", ENDING

    def write(self, out: Path) -> None:
        """Write them on the lane, and keep the sheet."""
        sheet, whose, backend = self.sheet, self._whose, self._backend
        if sheet != backend.settings.labels:
            self.sheet_chosen.emit(sheet)
        self._run_writing(out, lambda: backend.make_labels(whose, sheet, out))

    def _answered(self, report: LabelReport) -> None:
        words = tr(LABELS_WRITTEN, n=count(report.labels), m=count(report.sheets), name=report.out.name)
        self._written(report.out, words)

    def _choices(self) -> Iterable[QWidget]:
        return self.editors.values()
