"""The PDF file of labels: reportlab draws, a point is 1/72 inch, and nothing is scaled on the way.

The file tells viewers to print without scaling (ISO 32000-1, 12.2: PrintScaling).
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from mineral_desk.domain.labelling import CodeContent, Label, LabelSettings, label_corner_mm
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.services.labelling.codes import Modules, qr_modules
from mineral_desk.services.labelling.fonts import use_fonts
from mineral_desk.services.labelling.label_layout import Square, TextArea, code_square, text_area
from mineral_desk.services.labelling.label_lines import lines_of

FRAME_PT = 0.3
DESCENT = 0.25
"""Of a line's height below its base line."""


def draw_labels(path: Path, labels: Iterable[Label], settings: LabelSettings, total: int) -> Job[int]:
    """Write the labels to the new file ``path``, a step a sheet; the result is the number of sheets.

    Raises :class:`SettingError` where a code would be too small to be read.
    """
    use_fonts()
    width_mm, height_mm = settings.paper_mm
    canvas = Canvas(str(path), pagesize=(width_mm * mm, height_mm * mm), pageCompression=1)
    canvas.setTitle("Labels")
    canvas.setCreator("Mineral Desk")
    canvas.setViewerPreference("PrintScaling", "None")
    done = 0
    for label in labels:
        place = done % settings.a_sheet
        if done and not place:
            canvas.showPage()
            yield Progress(done, total)
        _draw(canvas, label, settings, place)
        done += 1
    canvas.save()
    return -(-done // settings.a_sheet)


def _draw(canvas: Canvas, label: Label, settings: LabelSettings, place: int) -> None:
    left_mm, top_mm = label_corner_mm(settings, place)
    canvas.saveState()
    # the label's upper left is the origin; y still grows upwards
    canvas.translate(left_mm * mm, (settings.paper_mm[1] - top_mm) * mm)
    if settings.frame:
        canvas.setLineWidth(FRAME_PT)
        canvas.rect(0, -settings.height_mm * mm, settings.width_mm * mm, settings.height_mm * mm)
    modules = qr_modules(label.code(CodeContent(settings.code)))
    square = code_square(settings, len(modules))
    _draw_code(canvas, modules, square)
    _draw_lines(canvas, label, text_area(settings, square))
    canvas.restoreState()


def _draw_code(canvas: Canvas, modules: Modules, square: Square) -> None:
    """One path of all dark runs, so that no hair of light shows between modules of a row."""
    side = square.module_mm * mm
    path = canvas.beginPath()
    for row, line in enumerate(modules):
        bottom = -square.top_mm * mm - (row + 1) * side
        for first, length in _runs(line):
            path.rect(square.left_mm * mm + first * side, bottom, length * side, side)
    canvas.drawPath(path, stroke=0, fill=1)


def _runs(line: Sequence[bool]) -> list[tuple[int, int]]:
    """Where dark modules begin, and how many follow each other."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(line):
        if dark and runs and sum(runs[-1]) == place:
            runs[-1] = runs[-1][0], runs[-1][1] + 1
        elif dark:
            runs.append((place, 1))
    return runs


def _draw_lines(canvas: Canvas, label: Label, area: TextArea) -> None:
    lines = lines_of(label, area.width_mm * mm, area.height_mm * mm, area.line_mm * mm)
    spare = area.height_mm * mm - sum(line.height_pt for line in lines)
    base = -area.top_mm * mm - spare / 2
    for line in lines:
        base -= line.height_pt
        canvas.setFont(line.font, line.letters_pt)
        canvas.drawString(area.left_mm * mm, base + line.height_pt * DESCENT, line.text)
