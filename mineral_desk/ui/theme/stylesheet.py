"""Qt's palette and the one stylesheet, both out of the tokens."""

from PySide6.QtGui import QColor, QPalette

from mineral_desk.ui.theme.theme import Theme
from mineral_desk.ui.theme.tokens import Tokens


def make_palette(tokens: Tokens) -> QPalette:
    """What Qt's own widgets are drawn with."""
    roles = QPalette.ColorRole
    palette = QPalette()
    colours = {
        roles.Window: tokens.surface,
        roles.WindowText: tokens.text,
        roles.Base: tokens.raised,
        roles.AlternateBase: tokens.surface,
        roles.Text: tokens.text,
        roles.PlaceholderText: tokens.faint,
        roles.Button: tokens.raised,
        roles.ButtonText: tokens.text,
        roles.Highlight: tokens.accent_fill,
        roles.HighlightedText: tokens.on_accent,
        roles.ToolTipBase: tokens.raised,
        roles.ToolTipText: tokens.text,
        roles.Link: tokens.accent,
        roles.Mid: tokens.line,
    }
    for role, colour in colours.items():
        palette.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.faint))
    return palette


def make_stylesheet(theme: Theme) -> str:
    """The looks of Qt's own widgets: menus, scroll bars, sliders, tables, choices."""
    sheet = _SHEET
    for name, value in theme.tokens.colours().items():
        sheet = sheet.replace(f"@{name}@", value)
    ground = "dark" if theme.tokens.dark else "light"
    chevron = (theme.icons_folder / f"chevron-on-{ground}.svg").as_posix()  # Qt does not tint a stylesheet's images
    sheet = sheet.replace("@check@", (theme.icons_folder / "check-on-accent.svg").as_posix())
    return sheet.replace("@chevron@", chevron).replace("@field@", str(theme.px(theme.sizes.field) - 2))


_SHEET = """
QMenuBar { background: @bg@; color: @text@; border: 0; padding: 0 8px; spacing: 0; }
QMenuBar::item { background: transparent; padding: 5px 8px; border-radius: 4px; }
QMenuBar::item:selected { background: @tint@; }
QMenu { background: @raised@; color: @text@; border: 1px solid @control_border@; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 12px; border-radius: 3px; }
QMenu::item:selected { background: @tint@; color: @text@; }
QMenu::item:disabled { color: @faint@; }
QMenu::separator { height: 1px; background: @line@; margin: 4px 8px; }
QToolTip { background: @raised@; color: @text@; border: 1px solid @control_border@; padding: 3px 6px; }
QListView, QScrollArea, QScrollArea > QWidget > QWidget { background: @surface@; border: 0; outline: 0; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @key_border@; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @control_border@; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSlider::groove:horizontal { height: 2px; background: @key_border@; border-radius: 1px; }
QSlider::sub-page:horizontal { background: @accent@; border-radius: 1px; }
QSlider::handle:horizontal { background: @raised@; border: 2px solid @accent@; width: 8px; height: 8px;
    margin: -5px 0; border-radius: 6px; }
QSlider::handle:horizontal:focus { background: @accent@; }
QLineEdit { background: transparent; border: 0; }
QDialog QLineEdit, QComboBox { background: @raised@; color: @text@; border: 1px solid @control_border@;
    border-radius: 4px; padding: 0 8px; min-height: @field@px; }
QDialog QLineEdit:focus, QComboBox:focus { border: 2px solid @accent@; padding: 0 7px; }
QDialog QPlainTextEdit { background: @raised@; color: @text@; border: 1px solid @control_border@; border-radius: 4px;
    padding: 3px 4px; }
QDialog QPlainTextEdit:focus { border: 2px solid @accent@; padding: 2px 3px; }
QComboBox:disabled { color: @faint@; border-color: @line@; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox::down-arrow { image: url("@chevron@"); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: @raised@; color: @text@; border: 1px solid @control_border@;
    selection-background-color: @tint@; selection-color: @text@; outline: 0; padding: 2px; }
QDialogButtonBox QPushButton, QMessageBox QPushButton { background: @raised@; color: @text@;
    border: 1px solid @control_border@; border-radius: 4px; padding: 5px 14px; min-width: 64px; }
QPushButton:default { background: @accent_fill@; color: @on_accent@; border-color: @accent_fill@; }
QPushButton:focus { border: 2px solid @accent@; padding: 4px 13px; }
QCheckBox { spacing: 8px; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid @control_border@; border-radius: 3px;
    background: @raised@; }
QCheckBox::indicator:checked { background: @accent_fill@; border-color: @accent_fill@; image: url("@check@"); }
QCheckBox::indicator:focus { border: 2px solid @accent@; }
QRadioButton { spacing: 8px; }
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid @control_border@; border-radius: 8px;
    background: @raised@; }
QRadioButton::indicator:checked { border: 5px solid @accent_fill@; width: 6px; height: 6px; background: @on_accent@; }
QRadioButton::indicator:focus { border-color: @accent@; }
QRadioButton:focus { color: @accent@; }
QTableView { background: @surface@; border: 0; gridline-color: transparent; selection-background-color: @tint@;
    selection-color: @text@; outline: 0; }
QTableView::item { border-bottom: 1px solid @line@; padding: 0 5px; }
QHeaderView::section { background: @surface@; color: @muted@; border: 0; border-bottom: 1px solid @line@;
    padding: 6px 8px; }
"""
