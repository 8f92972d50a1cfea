"""The sheet of keys and the settings: plain dialogs."""

from collections.abc import Iterable
from dataclasses import Field, replace
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mineral_desk.domain.errors import SettingError
from mineral_desk.domain.name_pattern import check_pattern
from mineral_desk.domain.setting import Setting, check_settings, declared_settings
from mineral_desk.services.settings import Settings
from mineral_desk.ui.actions import ActionSpec, Menu, shown_key
from mineral_desk.ui.reason_words import reasons_kept, reasons_shown
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL, TITLE
from mineral_desk.ui.widgets.buttons import ButtonKind, KeyButton
from mineral_desk.ui.widgets.dialog_foot import DialogFoot, cancel_button
from mineral_desk.ui.widgets.dialog_manners import fit_screen, on_enter
from mineral_desk.ui.widgets.keycap import KeyCap
from mineral_desk.ui.widgets.labels import make_label
from mineral_desk.ui.words import fault_words, number, parse_number, significant, tr

SHOWN_SETTINGS = {
    "window": (
        "person",
        "language",
        "theme",
        "text_scale",
        "reduce_motion",
        "snapshots",
        "file_name_pattern",
        "reasons",
    ),
    "analysis": ("cube_edge_mm", "explain", "max_aspect_ratio", "min_sharpness"),
}  # fmt: skip
CHOICE_WORDS = {
    "system": "as the system",
    "en": "English",
    "ru": "Русский",
    "light": "light",
    "dark": "dark",
    "gradcam++": "GradCAM++",
    "fullgrad": "FullGrad",
    "none": "none",
}


class KeysSheet(QDialog):
    """Every action with its keys, out of the one list of actions."""

    def __init__(self, theme: Theme, specs: Iterable[ActionSpec], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(5)
        line, column = 0, 0
        menus = {menu: [spec for spec in specs if spec.menu is menu and spec.keys] for menu in Menu}
        for menu, listed in menus.items():
            if not listed:
                continue
            if line + len(listed) > 24:
                line, column = 0, column + 2
            grid.addWidget(make_label(theme, tr(menu), BODY, weight=600), line, column, 1, 2)
            line += 1
            for spec in listed:
                grid.addWidget(make_label(theme, tr(spec.text), BODY), line, column)
                grid.addWidget(KeyCap(theme, shown_key(spec.keys[0])), line, column + 1, Qt.AlignmentFlag.AlignRight)
                line += 1
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 16)
        outer.addLayout(grid)
        words = tr("Letters are places on the keyboard: they work in every layout. Esc leaves a text field.")
        outer.addSpacing(8)
        outer.addWidget(make_label(theme, words, SMALL, "muted"))
        words = tr(
            "While E, B or R holds a tool: Tab to the next mark, arrows move it (Shift: 10), "
            "Insert and Delete add and remove, Ctrl+Z takes one step back, Esc lays it down and takes all back."
        )
        hint = make_label(theme, words, SMALL, "muted")
        hint.setWordWrap(True)
        outer.addWidget(hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "?":
            self.close()
        else:
            super().keyPressEvent(event)


class SettingsDialog(QDialog):
    """Built from the settings' declarations."""

    def __init__(self, theme: Theme, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = settings
        self._editors: dict[tuple[str, str], QWidget] = {}
        self.setWindowTitle(tr("Settings"))
        lines = QWidget()
        form = QFormLayout(lines)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(10)
        for group, names in SHOWN_SETTINGS.items():
            values = getattr(settings, group)
            declared = {one.name: (one, about) for one, about in declared_settings(type(values))}
            for name in names:
                one, about = declared[name]
                editor = _editor(one, about, getattr(values, name))
                editor.setFont(theme.font(BODY))
                editor.setToolTip(tr(about.help))
                editor.setAccessibleName(tr(about.label))
                self._editors[group, name] = editor
                unit = f", {tr(about.unit)}" if about.unit else ""
                form.addRow(make_label(theme, tr(about.label) + unit, BODY), editor)
        self._fault = make_label(theme, "", BODY, "danger")
        self._fault.setWordWrap(True)
        self.cancel = cancel_button(theme, self)
        self.keep = KeyButton(theme, tr("Keep"), "Enter", ButtonKind.PRIMARY, height=theme.sizes.accept)
        self.keep.clicked.connect(self._keep)
        on_enter(self, self._keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(make_label(theme, self.windowTitle(), TITLE))
        column.addWidget(_Lines(lines), 1)
        column.addWidget(self._fault)
        column.addLayout(DialogFoot(self.cancel, self.keep))
        self.setMinimumWidth(theme.px(460))
        fit_screen(self, self.sizeHint())

    @property
    def settings(self) -> Settings:
        """As they stand in the dialog."""
        settings = self._settings
        for (group, name), editor in self._editors.items():
            values = replace(getattr(settings, group), **{name: _value(editor)})
            settings = replace(settings, **{group: values})
        return settings

    def _keep(self) -> None:
        try:
            check_settings(self.settings.window)
            check_settings(self.settings.analysis)
            check_pattern(self.settings.window.file_name_pattern)
        except SettingError as fault:
            self._fault.setText(fault_words(fault))
            return
        self.accept()


class _Lines(QScrollArea):
    """Asks for all the room that its lines want; where the screen is lower they are scrolled."""

    def __init__(self, lines: QWidget) -> None:
        super().__init__()
        self._lines = lines
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(lines)

    def sizeHint(self) -> QSize:
        return self._lines.sizeHint() + QSize(self.verticalScrollBar().sizeHint().width(), 0)


class _NumberEdit(QLineEdit):
    """A number with a point or a comma."""

    def __init__(self, label: str, value: float) -> None:
        super().__init__(significant(value, 6))
        self._label = label

    def number(self) -> float:
        """What stands there. Raises :class:`SettingError` where it is no number."""
        found = parse_number(self.text())
        if found is None:
            raise SettingError(
                tr("{label}: “{typed}” is no number.", label=self._label, typed=self.text()),
                tr("Type one such as {example}.", example=number(10.5)),
            )
        return found


class _ReasonsEdit(QLineEdit):
    """The reasons that have a key."""

    def __init__(self, reasons: str) -> None:
        super().__init__(reasons_shown(reasons))
        self.setCursorPosition(0)  # their beginning is what tells them


def _editor(one: Field[Any], about: Setting, value: Any) -> QWidget:
    if about.choices:
        box = QComboBox()
        for choice in about.choices:
            box.addItem(tr(CHOICE_WORDS.get(choice, choice)), choice)
        box.setCurrentIndex(box.findData(value))
        return box
    if isinstance(one.default, bool):
        check = QCheckBox()
        check.setChecked(value)
        return check
    if isinstance(one.default, float):
        return _NumberEdit(tr(about.label), value)
    if one.name == "reasons":
        return _ReasonsEdit(value)
    return QLineEdit(str(value))


def _value(editor: QWidget) -> Any:
    if isinstance(editor, QComboBox):
        return editor.currentData()
    if isinstance(editor, QCheckBox):
        return editor.isChecked()
    if isinstance(editor, _NumberEdit):
        return editor.number()
    assert isinstance(editor, QLineEdit)
    typed = editor.text().strip()
    return reasons_kept(typed) if isinstance(editor, _ReasonsEdit) else typed
