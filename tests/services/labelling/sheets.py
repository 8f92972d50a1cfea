"""Sheets of labels as another program draws them."""

from pathlib import Path

import numpy as np
import pypdfium2
import zxingcpp

MM_PER_INCH = 25.4


class Sheets:
    """A PDF file read back; lengths are mm from the upper left of the paper."""

    def __init__(self, path: Path) -> None:
        with pypdfium2.PdfDocument(path) as document:
            self.paper_mm = [tuple(side / 72 * MM_PER_INCH for side in page.get_size()) for page in document]
            self.texts = [page.get_textpage().get_text_range() for page in document]
            self._pages = [page.render(scale=300 / 72).to_numpy() for page in document]
        self.px_per_mm = 300 / MM_PER_INCH

    def codes(self, page: int = 0) -> list[tuple[str, tuple[float, float, float, float]]]:
        """Every code of the page: its text, and its left, top, width and height in mm."""
        found = zxingcpp.read_barcodes(self._pages[page], formats=zxingcpp.BarcodeFormat.QRCode)
        return [(one.text, self._box(one.position)) for one in found]

    def _box(self, position: zxingcpp.Position) -> tuple[float, float, float, float]:
        corners = (position.top_left, position.top_right, position.bottom_left, position.bottom_right)
        xs, ys = np.array([one.x for one in corners]), np.array([one.y for one in corners])
        box = (xs.min(), ys.min(), xs.max() - xs.min(), ys.max() - ys.min())
        left, top, width, height = (float(side) / self.px_per_mm for side in box)
        return left, top, width, height

    def ink_mm(self, page: int = 0) -> tuple[float, float, float, float]:
        """The left, top, right and bottom of everything that is printed."""
        rows, columns = np.nonzero(self._pages[page].min(axis=2) < 128)
        edges = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        left, top, right, bottom = (float(edge) / self.px_per_mm for edge in edges)
        return left, top, right, bottom
