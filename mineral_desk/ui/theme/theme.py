"""The theme: everything a widget needs to know about how to look."""

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPixmap

from mineral_desk.ui.theme.fonts import BODY, Style, make_font
from mineral_desk.ui.theme.icons import IconShelf
from mineral_desk.ui.theme.tokens import SIZES, Sizes, Tokens


@dataclass(frozen=True, eq=False)
class Theme:
    """Built once and handed to every widget; another theme or language means building the window anew."""

    tokens: Tokens
    family: str
    icons_folder: Path
    scale: float = 1.0
    """The text scale; fonts and the heights that hold text grow with it."""
    reduce_motion: bool = False
    sizes: Sizes = SIZES
    shelf: IconShelf = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shelf", IconShelf(self.icons_folder))

    def px(self, length: float) -> int:
        """A length that must grow with the text."""
        return round(length * self.scale)

    def font(self, style: Style = BODY, weight: int | None = None) -> QFont:
        """A font of that style."""
        return make_font(self.family, style, self.scale, weight)

    def metrics(self, style: Style = BODY, weight: int | None = None) -> QFontMetrics:
        """The measures of that font."""
        return QFontMetrics(self.font(style, weight))

    def colour(self, name: str) -> QColor:
        """A colour by its token's name, such as ``muted``."""
        return QColor(getattr(self.tokens, name))

    def icon(self, name: str, colour: str = "muted", active: str = "") -> QIcon:
        """A tinted icon; ``active`` is its colour while the button is checked."""
        return self.shelf.icon(
            name, self.colour(colour), self.colour(active) if active else None, self.colour("key_border")
        )

    def pixmap(self, name: str, size_px: int, colour: str, ratio: float = 1.0) -> QPixmap:
        """A tinted icon as a picture of ``size_px`` logical pixels."""
        return self.shelf.pixmap(name, size_px, self.colour(colour), ratio)
