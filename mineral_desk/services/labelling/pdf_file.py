"""The PDF file of labels."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from mineral_desk.domain.labelling import CodeContent, Label, LabelSettings, label_corner_mm
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.services.labelling.codes import Modules, qr_modules
from mineral_desk.services.labelling.label_layout import Square, TextArea, code_square, text_area
from mineral_desk.services.labelling.label_lines import lines_of
from mineral_desk.services.printing.paper import MM_PER_PT, Paper

DESCENT = 0.25
"""Of a line's height below its base line."""


def draw_labels(path: Path, labels: Iterable[Label], settings: LabelSettings, total: int) -> Job[int]:
    """Write the labels to the new file ``path``, a step a sheet; the result is the number of sheets.

    Raises :class:`SettingError` where a code would be too small to be read.
    """
    paper = Paper(path, settings.paper_mm, "Labels")
    done = 0
    for label in labels:
        place = done % settings.a_sheet
        if done and not place:
            paper.next_page()
            yield Progress(done, total)
        _draw(paper, label, settings, place)
        done += 1
    paper.save()
    return -(-done // settings.a_sheet)


def _draw(paper: Paper, label: Label, settings: LabelSettings, place: int) -> None:
    paper.moved(*label_corner_mm(settings, place))
    if settings.frame:
        paper.rectangle(0, 0, settings.width_mm, settings.height_mm)
    modules = qr_modules(label.code(CodeContent(settings.code)))
    square = code_square(settings, len(modules))
    paper.fill(_dark_runs(modules, square))
    _draw_lines(paper, label, text_area(settings, square))
    paper.back()


def _dark_runs(modules: Modules, square: Square) -> Iterator[tuple[float, float, float, float]]:
    """The rectangles of the code."""
    side_mm = square.module_mm
    for row, line in enumerate(modules):
        for first, length in _runs(line):
            left_mm, top_mm = square.left_mm + first * side_mm, square.top_mm + row * side_mm
            yield left_mm, top_mm, length * side_mm, side_mm


def _runs(line: Sequence[bool]) -> list[tuple[int, int]]:
    """Where dark modules begin, and how many follow each other."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(line):
        if dark and runs and sum(runs[-1]) == place:
            runs[-1] = runs[-1][0], runs[-1][1] + 1
        elif dark:
            runs.append((place, 1))
    return runs


def _draw_lines(paper: Paper, label: Label, area: TextArea) -> None:
    room_pt, height_pt, line_pt = (side / MM_PER_PT for side in (area.width_mm, area.height_mm, area.line_mm))
    lines = lines_of(label, room_pt, height_pt, line_pt)
    spare_pt = height_pt - sum(line.height_pt for line in lines)
    base = area.top_mm + spare_pt / 2 * MM_PER_PT
    for line in lines:
        base += line.height_pt * MM_PER_PT
        descent = line.height_pt * DESCENT * MM_PER_PT
        paper.text(area.left_mm, base - descent, line.text, line.letters_pt, line.font)
