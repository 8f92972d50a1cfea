"""The letters of labels: DejaVu Sans, which has Latin and Cyrillic, embedded in the file as far as it is used.

Matplotlib, which the program needs anyway, ships the font (a free licence that permits embedding); the repository holds
none. Its folder is found without importing matplotlib, which would take longer than the labels.
"""

from importlib.util import find_spec
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from mineral_desk.domain.errors import OutputError
from mineral_desk.domain.phrase import said

PLAIN, BOLD = "DejaVuSans", "DejaVuSans-Bold"
_FOLDER = Path("mpl-data", "fonts", "ttf")
ELLIPSIS = "…"


def use_fonts() -> None:
    """Make both fonts known; raises :class:`OutputError` where their files are missing."""
    spec = find_spec("matplotlib")
    folders = () if spec is None else tuple(spec.submodule_search_locations or ())
    for name in (PLAIN, BOLD):
        if name in pdfmetrics.getRegisteredFontNames():
            continue
        file = next((path for one in folders if (path := Path(one) / _FOLDER / f"{name}.ttf").is_file()), None)
        if file is None:
            raise OutputError(
                said("The font {name} is missing.", name=name), "Install Mineral Desk's packages again (matplotlib)."
            )
        try:
            pdfmetrics.registerFont(TTFont(name, str(file)))
        except TTFError as fault:
            raise OutputError(
                said("The font {file} cannot be used: {fault}.", file=file, fault=fault), "Install matplotlib again."
            ) from fault


def width_pt(text: str, font: str, size_pt: float) -> float:
    """How wide ``text`` is."""
    return float(pdfmetrics.stringWidth(text, font, size_pt))


def fitted(text: str, font: str, size_pt: float, room_pt: float) -> str:
    """``text``, or as much of its beginning as there is room for, with an ellipsis."""
    if width_pt(text, font, size_pt) <= room_pt:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width_pt(text[:middle].rstrip() + ELLIPSIS, font, size_pt) <= room_pt:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + ELLIPSIS if low else ""


def wrapped(text: str, font: str, size_pt: float, room_pt: float, lines: int) -> list[str]:
    """``text`` on at most so many lines, broken between words; the last one ends in an ellipsis where it must."""
    made: list[str] = []
    words = text.split()
    while words and len(made) < lines - 1:
        count = len(words)
        while count > 1 and width_pt(" ".join(words[:count]), font, size_pt) > room_pt:
            count -= 1
        made.append(fitted(" ".join(words[:count]), font, size_pt, room_pt))
        words = words[count:]
    return [*made, fitted(" ".join(words), font, size_pt, room_pt)] if words else made
