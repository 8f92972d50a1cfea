"""The type scale: Inter where the system has it, else the system's interface font."""

from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontDatabase

PREFERRED_FAMILY = "Inter"
FAMILIES_WITH_CYRILLIC = ("Noto Sans", "DejaVu Sans", "Liberation Sans", "Segoe UI", "Arial")
CYRILLIC = QFontDatabase.WritingSystem.Cyrillic


@dataclass(frozen=True, slots=True)
class Style:
    """Size and line height in pixels at a text scale of 1, and the weight."""

    size_px: int
    line_px: int
    weight: int = 400


CAPTION = Style(11, 16)
SMALL = Style(12, 16)
BODY = Style(13, 18)
NAME = Style(14, 20)
TITLE = Style(16, 22, 600)
NUMBER = Style(20, 26, 600)
MEASURE = Style(22, 28, 600)


def interface_family() -> str:
    """The family to write in: it must hold Cyrillic letters."""
    known = QFontDatabase.families(CYRILLIC)
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    for family in (PREFERRED_FAMILY, system, *FAMILIES_WITH_CYRILLIC):
        if family in known:
            return family
    return known[0] if known else system


def make_font(family: str, style: Style, scale: float = 1.0, weight: int | None = None) -> QFont:
    """A font of that style with figures of equal width, so that columns of numbers stand."""
    font = QFont(family)
    font.setPixelSize(max(1, round(style.size_px * scale)))
    font.setWeight(QFont.Weight(weight or style.weight))
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
