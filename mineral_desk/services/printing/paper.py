"""Pages of a PDF file: reportlab draws, and nothing is scaled on the way.

Lengths are mm from the upper left, sizes of letters and widths of lines points. The file tells viewers to print without
scaling (ISO 32000-1, 12.2: PrintScaling).
"""

from collections.abc import Iterable
from enum import Enum
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from mineral_desk.services.printing.fonts import PLAIN, one_line, use_fonts

MM_PER_PT: float = 1 / mm
FINE_PT = 0.3
BLACK = 0.0


class Align(Enum):
    """Which end of a text stands where it is put."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Paper:
    """A new file ``path`` with pages of ``size_mm`` (width, height); the first one is there from the beginning.

    The file is written by :meth:`save`. Raises :class:`OutputError` where the letters are missing.
    """

    def __init__(self, path: Path, size_mm: tuple[float, float], title: str) -> None:
        use_fonts()
        self.width_mm, self.height_mm = size_mm
        self.pages = 1
        self._canvas = Canvas(str(path), pagesize=(self.width_mm * mm, self.height_mm * mm), pageCompression=1)
        self._canvas.setTitle(one_line(title))
        self._canvas.setCreator("Mineral Desk")
        self._canvas.setViewerPreference("PrintScaling", "None")

    def next_page(self) -> None:
        """Go on to a new page."""
        self._canvas.showPage()
        self.pages += 1

    def save(self) -> None:
        """Write the file."""
        self._canvas.save()

    def rectangle(
        self, left: float, top: float, width: float, height: float, *, line_pt: float = FINE_PT, grey: float = BLACK
    ) -> None:
        """The edge of a rectangle; ``grey`` from black, 0, to white, 1."""
        self._canvas.setLineWidth(line_pt)
        self._canvas.setStrokeGray(grey)
        self._canvas.rect(left * mm, self._up(top + height), width * mm, height * mm)

    def line(
        self, start: tuple[float, float], end: tuple[float, float], *, line_pt: float = FINE_PT, grey: float = BLACK
    ) -> None:
        """A straight line from ``start`` to ``end``, each (left, top)."""
        self._canvas.setLineWidth(line_pt)
        self._canvas.setStrokeGray(grey)
        self._canvas.line(start[0] * mm, self._up(start[1]), end[0] * mm, self._up(end[1]))

    def fill(self, rectangles: Iterable[tuple[float, float, float, float]]) -> None:
        """Black rectangles (left, top, width, height) as one shape, so that no hair of light shows between them."""
        path = self._canvas.beginPath()
        for left, top, width, height in rectangles:
            path.rect(left * mm, self._up(top + height), width * mm, height * mm)
        self._canvas.setFillGray(BLACK)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def text(
        self,
        left: float,
        base: float,
        words: str,
        letters_pt: float,
        font: str = PLAIN,
        *,
        align: Align = Align.LEFT,
        grey: float = BLACK,
    ) -> None:
        """One line of words that stands on ``base`` and begins, is centred or ends at ``left``."""
        self._begin(font, letters_pt, grey)
        draw = {
            Align.LEFT: self._canvas.drawString,
            Align.CENTRE: self._canvas.drawCentredString,
            Align.RIGHT: self._canvas.drawRightString,
        }[align]
        draw(left * mm, self._up(base), words)

    def moved(self, left: float, top: float) -> None:
        """From now on draw so much farther right and down, until :meth:`back`: what repeats is kept but once."""
        self._canvas.saveState()
        self._canvas.translate(left / MM_PER_PT, -top / MM_PER_PT)

    def turned(self, left: float, top: float) -> None:
        """From now on draw with the paper turned a quarter to the left about (``left``, ``top``), until :meth:`back`.

        What is drawn to the right then goes upwards, what is drawn downwards goes to the right.
        """
        self._canvas.saveState()
        self._canvas.translate(left * mm, self._up(top))
        self._canvas.rotate(90)
        self._canvas.translate(-left * mm, -self._up(top))

    def back(self) -> None:
        """Draw again as before it was moved or turned."""
        self._canvas.restoreState()

    def _begin(self, font: str, letters_pt: float, grey: float) -> None:
        self._canvas.setFont(font, letters_pt)
        self._canvas.setFillGray(grey)

    def _up(self, top: float) -> float:
        """The height of ``top`` in points above the lower edge."""
        return (self.height_mm - top) / MM_PER_PT
