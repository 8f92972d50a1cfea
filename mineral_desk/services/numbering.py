"""Photos and catalogue numbers brought together: what photos tell themselves, lists, and what is left unmatched.

Precedence: typed by a person, a list, a code in the frame, a label plate, the file's name. The machine gives a number
only to photos that nobody touched; where two sources contradict each other the first one counts, and it is told.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mineral_desk.catalogue.text import clean_line
from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.change import NOTHING_CHANGED, Changes
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.headings import plain_heading
from mineral_desk.domain.numbering import (
    BY_PEOPLE,
    NumberSource,
    Told,
    chosen,
    contradicting,
    in_latin,
    numbers_told,
    same_number,
)
from mineral_desk.domain.phrase import Phrase, phrase_of, said
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.domain.record_id import guid_in
from mineral_desk.domain.region import RegionKind
from mineral_desk.services.desk import Desk
from mineral_desk.services.importing.tables import open_table

PHOTO_HEADINGS = ("photo", "file", "file name", "filename", "image", "picture", "фото", "файл", "имя файла", "снимок")
STEP = 500
"""Photos between two steps."""
NUMBER_HEADINGS = (
    "number",
    "catalogue number",
    "catalog number",
    "no",
    "номер",
    "каталожный номер",
    "инвентарный номер",
)


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A photo without a number, or one about which the sources contradict each other.

    ``told`` are all numbers told, in the order of precedence; the one that the photo has comes first.
    """

    photo_id: int
    path: Path
    number: str
    told: tuple[Told, ...]


@dataclass(slots=True)
class ListReport:
    """What came of a list: how many photos got numbers, and what could not be done, in words."""

    numbered: int = 0
    same: int = 0
    faults: list[Phrase] = field(default_factory=list)
    changes: Changes = NOTHING_CHANGED


def propose_number(desk: Desk, photo_id: int, analysis: Analysis) -> Changes:
    """Give the photo the number that its codes, its labels or its name tell, unless a person touched it."""
    told = numbers_told(
        _resolved(desk, [code.text for code in analysis.regions_of(RegionKind.CODE)]),
        [label.text for label in analysis.regions_of(RegionKind.LABEL)],
        analysis.photo.path.name,
        desk.settings.window.file_name_pattern,
    )
    one = chosen(told)
    if one is None:
        return NOTHING_CHANGED
    number = _as_the_catalogue_has_it(desk, one.number)
    return desk.write(lambda catalogue: catalogue.numbers.propose(photo_id, number, one.source))


def _as_the_catalogue_has_it(desk: Desk, number: str) -> str:
    """In Latin letters where the catalogue knows a number so and not in Cyrillic: else a specimen would be two."""
    latin, numbers = in_latin(number), desk.reading.numbers
    return latin if latin != number and numbers.is_known(latin) and not numbers.is_known(number) else number


def _resolved(desk: Desk, codes: Sequence[str]) -> list[str]:
    """The texts of codes, with the number in the place of a record's id that our labels may have."""
    return [desk.reading.numbers.of_record(guid) if (guid := guid_in(text)) else text for text in codes]


def unmatched(desk: Desk) -> Iterator[Unmatched]:
    """The photos that need a person for their number; nothing that was set aside."""
    return (one for one in _looked_at(desk) if one is not None)


def _looked_at(desk: Desk) -> Iterator[Unmatched | None]:
    """Every photo that was not set aside; None for those that are all right."""
    pattern = desk.settings.window.file_name_pattern
    for row in desk.reading.numbers.photos():
        told = numbers_told(_resolved(desk, row["codes"]), row["labels"], row["path"].name, pattern)
        if row["source"] == NumberSource.TYPED and row["number"]:  # a person looked at it
            yield None
            continue
        if row["number"]:
            own = Told(_source(row["source"]), row["number"])
            told = (own, *(one for one in told if same_number(one.number) != same_number(own.number)))
        fine = row["number"] and not contradicting(told)
        yield None if fine else Unmatched(row["id"], row["path"], row["number"], told)


def list_unmatched(desk: Desk) -> Job[list[Unmatched]]:
    """The same as a job; a large catalogue takes seconds."""
    total = desk.reading.exports.counts()[1]
    found: list[Unmatched] = []
    for done, one in enumerate(_looked_at(desk), start=1):
        if one is not None:
            found.append(one)
        if done % STEP == 0:
            yield Progress(done, total)
    return found


def read_number_list(path: Path) -> list[tuple[int, str, str]]:
    """The rows of a list of photos and numbers, CSV or XLSX: the row's place, the photo as named, its number.

    The photo stands in a column "photo" or "file", the number in "number". Nothing of the list is ever opened as a
    file. Raises :class:`UsageError` where it cannot be read or has no such columns.
    """
    table = open_table(path)
    headings = [plain_heading(heading) for heading in table.headings]
    photo, number = (_column(path, headings, known) for known in (PHOTO_HEADINGS, NUMBER_HEADINGS))
    width = max(photo, number) + 1
    return [(line, *_both(cells + ("",) * width, photo, number)) for line, cells in table.rows()]


def give_numbers(desk: Desk, path: Path) -> ListReport:
    """Give photos their numbers from a list, as one act that undo takes back.

    A number that a person gave stays, and the contradiction is told; so is a name that no photo or several have.
    Raises :class:`UsageError` for a list that cannot be read.
    """
    rows, report = read_number_list(path), ListReport()
    photos = _by_name(desk)
    wanted: dict[int, str] = {}
    for line, name, number in rows:
        fault = _match(photos, wanted, name, number, report)
        if fault:
            report.faults.append(
                said("Row {line}, {name}: {fault}", line=line, name=name or said("no photo"), fault=fault)
            )
    if wanted:
        act, who = f"Numbers from {path.name}", desk.settings.who
        report.changes = desk.write(lambda one: one.numbers.give(wanted.items(), NumberSource.LIST, act, who))
    report.numbered = len(wanted)
    return report


@dataclass(frozen=True, slots=True)
class _Known:
    photo_id: int
    parts: tuple[str, ...]
    number: str
    source: str


def _by_name(desk: Desk) -> Mapping[str, list[_Known]]:
    found: dict[str, list[_Known]] = defaultdict(list)
    for row in desk.reading.numbers.photos():
        parts = _parts(str(row["path"]))
        if parts:
            found[parts[-1]].append(_Known(row["id"], parts, row["number"], row["source"]))
    return found


def _match(
    photos: Mapping[str, list[_Known]], wanted: dict[int, str], name: str, number: str, report: ListReport
) -> Phrase | None:
    """Add the photo to ``wanted``; returns what is wrong, in words."""
    parts = _parts(name)
    if not parts or not number:
        return said("the photo or the number is missing.")
    found = [one for one in photos.get(parts[-1], ()) if one.parts[-len(parts) :] == parts]
    if len(found) != 1:
        several = said("{n} photos are called so; name the folder too.", n=len(found))
        return several if found else said("no photo is called so.")
    return _take(found[0], wanted, number, report)


def _take(photo: _Known, wanted: dict[int, str], number: str, report: ListReport) -> Phrase | None:
    if wanted.get(photo.photo_id, number) != number:
        return said("the list gives it two numbers, {one} and {other}.", one=wanted[photo.photo_id], other=number)
    if photo.number == number:
        report.same += 1
    elif photo.number and photo.source in BY_PEOPLE:
        return said(
            "it has the number {kept} ({source}), the list says {number}; nothing was changed.",
            kept=photo.number,
            source=phrase_of(photo.source),
            number=number,
        )
    else:
        wanted[photo.photo_id] = number
    return None


def _parts(name: str) -> tuple[str, ...]:
    """The parts of a path of any system, in small letters; ``.`` and ``..`` are none."""
    return tuple(part for part in name.casefold().replace("\\", "/").split("/") if part.strip() not in ("", ".", ".."))


def _both(cells: Sequence[str], photo: int, number: int) -> tuple[str, str]:
    return clean_line(cells[photo]), clean_line(cells[number])


def _column(path: Path, headings: Sequence[str], known: Sequence[str]) -> int:
    for heading in known:
        if heading in headings:
            return headings.index(heading)
    raise UsageError(
        said("The list {path} has no column “{column}”.", path=path, column=known[0]),
        "Its first row must name the columns.",
    )


def _source(stored: str) -> NumberSource:
    return next((one for one in NumberSource if one.value == stored), NumberSource.FILE_NAME)
