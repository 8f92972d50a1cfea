"""The rules of the plan, each with its unit; what is typed counts when the field is left or Enter is pressed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from mineral_desk.domain.setting import declared_settings
from mineral_desk.domain.storing.rules import StorageSettings
from mineral_desk.ui.storing.storing_words import CHOICE_WORDS
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL
from mineral_desk.ui.widgets.fields import Field
from mineral_desk.ui.widgets.labels import make_label
from mineral_desk.ui.words import parse_number, significant, tr

NUMBERS = ("padding_mm", "safety_sd", "wall_mm")
RULES = ("padding_mm", "safety_sd", "borderline", "unknown_height", "drawer", "wall_mm", "drawer_order")
"""In the order of the form."""
FIELD_WIDTH, CHOICE_WIDTH = 64, 136


class RulesForm(QWidget):
    """Tells the name of a setting and its new value, which may be a text that makes no sense."""

    edited = Signal(str, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.fields: dict[str, Field] = {}
        self.choices: dict[str, QComboBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        declared = {one.name: about for one, about in declared_settings(StorageSettings)}
        for row, name in enumerate(RULES):
            about = declared[name]
            label = make_label(theme, tr(about.label), BODY)
            label.setWordWrap(True)
            label.setToolTip(tr(about.help))
            grid.addWidget(label, row, 0)
            editor = self._choice(name) if name in CHOICE_WORDS else self._field(name)
            editor.setAccessibleName(tr(about.label))
            editor.setToolTip(tr(about.help))
            grid.addWidget(editor, row, 1, 1, 1 if name in NUMBERS else 2)
            if name in NUMBERS:
                grid.addWidget(make_label(theme, tr(about.unit), SMALL, "muted"), row, 2)

    def show_rules(self, settings: StorageSettings) -> None:
        """As they are set."""
        for name, field in self.fields.items():
            value = getattr(settings, name)
            field.setText(significant(value, 6) if name in NUMBERS else str(value))
        for name, box in self.choices.items():
            box.blockSignals(True)
            box.setCurrentIndex(max(0, box.findData(getattr(settings, name))))
            box.blockSignals(False)

    def _field(self, name: str) -> Field:
        field = Field(self._theme, "", height=self._theme.sizes.control)
        field.setFixedWidth(self._theme.px(FIELD_WIDTH if name in NUMBERS else CHOICE_WIDTH))
        field.editingFinished.connect(lambda: self._typed(name, field.text()))
        self.fields[name] = field
        return field

    def _typed(self, name: str, text: str) -> None:
        value = parse_number(text) if name in NUMBERS else text.strip()
        if name in NUMBERS and value is None and text.strip().strip("0.,") == "" and text.strip():
            value = 0.0
        self.edited.emit(name, text if value is None else value)

    def _choice(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setFont(self._theme.font(BODY))
        box.setFixedWidth(self._theme.px(CHOICE_WIDTH))
        for value, words in CHOICE_WORDS[name].items():
            box.addItem(tr(words), value)
        box.currentIndexChanged.connect(lambda _: self.edited.emit(name, box.currentData()))
        self.choices[name] = box
        return box
