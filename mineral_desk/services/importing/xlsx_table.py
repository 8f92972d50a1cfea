"""The first sheet of an XLSX file, row by row (ECMA-376, part 1, chapter 18)."""

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from mineral_desk.domain.phrase import said
from mineral_desk.services.importing.limits import (
    LONGEST_CELL,
    LONGEST_ROW,
    MOST_COLUMNS,
    MOST_ROWS,
    too_long,
    too_many_columns,
    too_many_rows,
)
from mineral_desk.services.importing.xlsx_parts import Elements, fed, in_words, read_part, spoilt, target_of

WORKBOOK, RELATIONS, STRINGS, STYLES = (
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
)
MOST_STRINGS, MOST_STRING_LETTERS = 5_000_000, 200_000_000
MOST_STYLES = 100_000
_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
"""The numbers of the built-in formats for days and times (18.8.30)."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_DAY_1900, _DAY_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)


def xlsx_rows(path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows that have cells, each with its number, as they are shown: days as YYYY-MM-DD, numbers without padding.

    Raises :class:`UsageError` for what is no sound XLSX file or too large, OSError where it cannot be read.
    """
    with in_words():
        archive = zipfile.ZipFile(path)
    with archive:
        names = set(archive.namelist())
        book = _Book()
        read_part(archive, WORKBOOK, book)
        relations = _Relations()
        read_part(archive, RELATIONS, relations)
        strings, styles = _Strings(), _Styles()
        for name, part in ((STRINGS, strings), (STYLES, styles)):
            if name in names:
                read_part(archive, name, part)
        sheet = _Sheet(strings.found, styles.dates(), book.first_day)
        for _ in fed(archive, target_of("xl", relations.targets.get(book.sheet, "")), sheet):
            yield from sheet.ready
            sheet.ready.clear()


class _Book(Elements):
    """Which sheet is the first one that is shown, and when days are counted from."""

    def __init__(self) -> None:
        self.sheet, self.first_day = "", _DAY_1900

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr" and attributes.get("date1904", "0") not in ("0", "false"):
            self.first_day = _DAY_1904
        if name == "sheet" and not self.sheet and attributes.get("state", "visible") == "visible":
            self.sheet = attributes.get("id", "")


class _Relations(Elements):
    """Where each part lies."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and len(self.targets) < MOST_STYLES:
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")


class _Styles(Elements):
    """Which cell formats show a number as a day."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self._formats: list[str] = []
        self._in_formats = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._formats) + len(self._codes) > MOST_STYLES:
            raise spoilt(said("it has too many formats"))
        if name == "cellXfs":
            self._in_formats = True
        elif name == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "xf" and self._in_formats:
            self._formats.append(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_formats = False

    def dates(self) -> frozenset[str]:
        """The cell formats, by number as text, that are days."""
        days = {str(one) for one in _DATES} | {key for key, code in self._codes.items() if _is_day(code)}
        return frozenset(str(place) for place, key in enumerate(self._formats) if key in days)


def _is_day(code: str) -> bool:
    return bool(re.search(r"[yd]", _QUOTED.sub("", code[:255]).lower()))


class _Strings(Elements):
    """The texts that cells refer to by number; how they are read aloud (phonetic runs) is left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._in_text = self._in_reading = False
        self._letters = self._length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002
        if name == "rPh":
            self._in_reading = True
        self._in_text = name == "t" and not self._in_reading

    def text(self, letters: str) -> None:
        if self._in_text:
            self._letters += len(letters)
            self._length += len(letters)
            if self._letters > MOST_STRING_LETTERS or self._length > LONGEST_CELL:
                raise spoilt(said("its texts are too large"))
            self._parts.append(letters)

    def end(self, name: str) -> None:
        self._in_text = False
        if name == "rPh":
            self._in_reading = False
        elif name == "si":
            if len(self.found) >= MOST_STRINGS:
                raise spoilt(said("it has too many texts"))
            self.found.append(_unescaped("".join(self._parts)))
            self._parts.clear()
            self._length = 0


class _Sheet(Elements):
    """Rows while they are read; those that are whole wait in ``ready``."""

    def __init__(self, strings: list[str], dates: frozenset[str], first_day: datetime) -> None:
        self.ready: list[tuple[int, tuple[str, ...]]] = []
        self._strings, self._dates, self._first_day = strings, dates, first_day
        self._line = self._column = self._letters = self._cell_letters = 0
        self._row: dict[int, str] = {}
        self._parts: list[str] = []
        self._kind = self._style = ""
        self._in_value = self._in_reading = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._begin_row(attributes.get("r", ""))
        elif name == "c":
            self._column = _column(attributes.get("r", "")) or self._column + 1
            if self._column > MOST_COLUMNS:
                raise too_many_columns(self._line)
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._parts.clear()
            self._cell_letters = 0
        elif name == "rPh":
            self._in_reading = True
        self._in_value = name in ("v", "t") and not self._in_reading

    def text(self, letters: str) -> None:
        if not self._in_value:
            return
        self._letters += len(letters)
        self._cell_letters += len(letters)
        if self._cell_letters > LONGEST_CELL or self._letters > LONGEST_ROW:
            raise too_long(self._line)
        self._parts.append(letters)

    def end(self, name: str) -> None:
        self._in_value = False
        if name == "rPh":
            self._in_reading = False
        elif name == "c":
            self._row[self._column] = self._shown("".join(self._parts))
        elif name == "row" and self._row:
            width = max(self._row)
            self.ready.append((self._line, tuple(self._row.get(place, "") for place in range(1, width + 1))))

    def _begin_row(self, number: str) -> None:
        self._line = int(number) if number.isascii() and number.isdigit() and len(number) <= 7 else self._line + 1
        if self._line > MOST_ROWS:
            raise too_many_rows()
        self._row.clear()
        self._column = self._letters = 0

    def _shown(self, value: str) -> str:
        if self._kind == "s":
            place = int(value) if value.isascii() and value.isdigit() and len(value) <= 9 else -1
            if not 0 <= place < len(self._strings):
                raise spoilt(said("a cell of row {row} refers to a text that is not there", row=self._line))
            text = self._strings[place]
            self._letters += len(text)
            if len(text) > LONGEST_CELL or self._letters > LONGEST_ROW:
                raise too_long(self._line)
            return text
        if self._kind in ("inlineStr", "str"):
            return _unescaped(value)
        if self._kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value, value)
        return _number(value, self._first_day if self._style in self._dates else None)


def _column(reference: str) -> int:
    """The number of the column in "AB12", from 1; 0 where there is none."""
    number = 0
    for letter in reference[:4]:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    return number


def _number(value: str, first_day: datetime | None) -> str:
    try:
        found = float(value)
    except ValueError:
        return value
    if first_day is not None and 0 <= found < 2_958_466:  # the year 9999 is the last one
        moment = first_day + timedelta(days=found)
        return moment.date().isoformat() if found == int(found) else moment.isoformat(sep=" ", timespec="seconds")
    return f"{found:.15g}" if abs(found) < 1e15 else value


def _unescaped(text: str) -> str:
    """Letters that XML cannot hold stand as "_x000D_", and such a text itself as "_x005F_x000D_" (18.4.12)."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
