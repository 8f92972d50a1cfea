"""Tables for spreadsheets, in which nothing is a formula.

A spreadsheet computes a cell that begins with ``=`` and the like, whoever wrote it: a label text or a note could start
a program. An apostrophe before such a beginning keeps it text (OWASP, "CSV Injection"). It is put wherever a cell could
begin, also behind a comma or semicolon within a text, because a file may be opened with another separator than it was
written with. :func:`as_it_was` takes exactly these apostrophes away again.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

_SIGNS = "=+\\-@＝＋－＠"
_BEGINNING = re.compile(rf"^([ ']*)(?=[{_SIGNS}\t\r\n])")
_WITHIN = re.compile(rf"([;,\t])([ ']*)(?=[{_SIGNS}])")
_MARKED_BEGINNING = re.compile(rf"^'([ ']*)(?=[{_SIGNS}\t\r\n])")
_MARKED_WITHIN = re.compile(rf"([;,\t])'([ ']*)(?=[{_SIGNS}])")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?")


def is_risky(cell: str) -> bool:
    """Whether some spreadsheet would compute the cell or a part of it; plain numbers are none."""
    return not _NUMBER.fullmatch(cell) and bool(_BEGINNING.search(cell) or _WITHIN.search(cell))


def harmless(cell: str) -> str:
    """``cell`` as text: apostrophes keep a spreadsheet from computing it. Numbers stay what they are."""
    return _WITHIN.sub(r"\1'\2", _BEGINNING.sub(r"'\1", cell)) if is_risky(cell) else cell


def as_it_was(cell: str) -> str:
    """What :func:`harmless` was given."""
    return _MARKED_WITHIN.sub(r"\1\2", _MARKED_BEGINNING.sub(r"\1", cell)) if is_risky(cell) else cell


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as CSV in UTF-8 with its mark, which spreadsheets need to read Cyrillic."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([harmless(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig", errors="replace")
