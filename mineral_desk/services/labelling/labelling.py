"""The job that writes labels for specimens of the catalogue into a PDF file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mineral_desk.catalogue.label_rows import labels
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.labelling import Label, LabelSettings, check_labels
from mineral_desk.domain.phrase import said
from mineral_desk.domain.progress import Job
from mineral_desk.services.desk import Desk
from mineral_desk.services.whose import Whose, specimen_ids
from mineral_desk.services.writing import replacing

ENDING = ".pdf"
MOST_LABELS = 20_000
"""In one file: what is larger no printer takes, and the file is put together in memory."""
READ_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class LabelReport:
    """How many labels were written on how many sheets."""

    out: Path
    labels: int
    sheets: int


def make_labels(desk: Desk, whose: Whose, settings: LabelSettings, out: Path) -> Job[LabelReport]:
    """Write a label for each specimen; the file appears whole when the job ends, cancelled nothing is left.

    Raises :class:`UsageError` where there is nothing to write or too much, :class:`SettingError` for labels that do
    not go on the paper or are too small for the code, :class:`OutputError` where the file cannot be written.
    """
    check_labels(settings)
    if out.suffix.lower() != ENDING:
        raise UsageError(
            said("{name} is no name for labels.", name=out.name), said("End it with {ending}.", ending=ENDING)
        )
    ids = specimen_ids(desk, whose)
    if not ids:
        raise UsageError("There is no specimen to make a label for.", "Choose some, or search for something else.")
    if len(ids) > MOST_LABELS:
        raise UsageError(
            said("{n} labels are too many for one file.", n=len(ids)),
            said("Choose up to {most} specimens.", most=MOST_LABELS),
        )
    from mineral_desk.services.labelling.pdf_file import draw_labels  # noqa: PLC0415  the window starts sooner

    with replacing(out) as part:
        sheets = yield from draw_labels(part, _labels(desk, ids), settings, len(ids))
    return LabelReport(out, len(ids), sheets)


def _labels(desk: Desk, ids: Sequence[int]) -> Iterator[Label]:
    for first in range(0, len(ids), READ_AT_ONCE):
        yield from labels(desk.reading.database, ids[first : first + READ_AT_ONCE])
