"""Pages of a PDF file as another program reads them; lengths are mm from the upper left of the paper."""

from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

MM_PER_PT = 25.4 / 72
Rect = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True)
class Page:
    """Every text and every line of a page, each with the rectangle around it."""

    size_mm: tuple[float, float]
    text: str
    words: tuple[tuple[str, Rect], ...]
    shapes: tuple[Rect, ...]

    @property
    def lines(self) -> list[str]:
        """The text, line by line."""
        return [line.strip() for line in self.text.splitlines()]


def pages_of(path: Path) -> list[Page]:
    """All pages."""
    with pypdfium2.PdfDocument(path) as document:
        return [_page(page) for page in document]


def _page(page: pypdfium2.PdfPage) -> Page:
    height = page.get_height()

    def around(bounds: tuple[float, float, float, float]) -> Rect:
        left, bottom, right, top = (side * MM_PER_PT for side in bounds)
        return left, height * MM_PER_PT - top, right, height * MM_PER_PT - bottom

    text = page.get_textpage()
    found = list(page.get_objects(textpage=text))
    words = tuple(
        (one.extract().strip(), around(one.get_bounds())) for one in found if one.type == raw.FPDF_PAGEOBJ_TEXT
    )
    shapes = tuple(around(one.get_bounds()) for one in found if one.type == raw.FPDF_PAGEOBJ_PATH)
    return Page((page.get_width() * MM_PER_PT, height * MM_PER_PT), text.get_text_range(), words, shapes)


def is_within(inner: Rect, outer: Rect, slack_mm: float = 0.15) -> bool:
    """Whether a rectangle lies in another."""
    starts = all(inner[n] >= outer[n] - slack_mm for n in (0, 1))
    return starts and all(inner[n] <= outer[n] + slack_mm for n in (2, 3))
