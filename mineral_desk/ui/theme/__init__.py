"""Colours, sizes, fonts, icons and state marks of the window, as one value that is handed on."""

from mineral_desk.ui.theme.theme import Theme

__all__ = ["Theme"]
