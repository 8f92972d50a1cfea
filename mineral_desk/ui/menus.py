"""The bar on top: the menus, and the name of the open catalogue."""

from PySide6.QtWidgets import QHBoxLayout, QMenu, QMenuBar, QWidget

from mineral_desk.ui.actions import Actions, Menu
from mineral_desk.ui.theme import Theme
from mineral_desk.ui.theme.fonts import BODY, SMALL
from mineral_desk.ui.widgets.labels import make_label
from mineral_desk.ui.words import tr


def top_bar(theme: Theme, commands: Actions, catalogue_name: str) -> QWidget:
    """The menus at the left, the name at the right."""
    top = QWidget()
    top.setAutoFillBackground(True)
    palette = top.palette()
    palette.setColor(palette.ColorRole.Window, theme.colour("bg"))
    top.setPalette(palette)
    row = QHBoxLayout(top)
    row.setContentsMargins(0, 0, 16, 0)
    row.addWidget(_menu_bar(theme, commands), 1)
    row.addWidget(make_label(theme, catalogue_name, SMALL, "muted"))
    return top


def _menu_bar(theme: Theme, commands: Actions) -> QMenuBar:
    bar = QMenuBar()
    bar.setNativeMenuBar(False)
    bar.setFont(theme.font(BODY))
    bar.setFixedHeight(theme.px(theme.sizes.menu) - 1)
    for menu in Menu:
        listed = commands.of_menu(menu)
        if not listed:
            continue
        shown = QMenu(tr(menu), bar)
        shown.setFont(theme.font(BODY))
        for spec, action in listed:
            if spec.rule_before:
                shown.addSeparator()
            shown.addAction(action)
        bar.addMenu(shown)
    return bar
