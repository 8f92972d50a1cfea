"""In which encoding a list was written, judged from its bytes."""

import codecs
from collections.abc import Sequence
from pathlib import Path

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.phrase import said

ENCODINGS = ("utf-8", "utf-16", "windows-1251", "windows-1252", "cp866", "koi8-r", "mac-roman", "latin-1")
"""What a person may say; Python knows each by this name."""
_MARKS: Sequence[tuple[bytes, str]] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
PIECE_BYTES = 1 << 20


def recognise_encoding(path: Path) -> str:
    """UTF-8 or UTF-16 by the mark or by the bytes; what is neither is Windows-1251, which older programs write here.

    Reads the file once, a piece at a time. Raises OSError where it cannot be read.
    """
    with path.open("rb") as file:
        first = file.read(4096)
        for mark, name in _MARKS:
            if first.startswith(mark):
                return name
        unmarked = _utf_16_without_mark(first)
        if unmarked:
            return unmarked
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while piece := file.read(PIECE_BYTES):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "windows-1251"
    return "utf-8"


def checked_encoding(name: str) -> str:
    """The encoding that a person named. Raises :class:`UsageError` for one that is none of :data:`ENCODINGS`."""
    wanted = name.strip().lower().replace("_", "-")
    wanted = {"utf8": "utf-8", "utf16": "utf-16", "cp1251": "windows-1251", "cp1252": "windows-1252"}.get(
        wanted, wanted
    )
    if wanted not in ENCODINGS:
        raise UsageError(
            said("The encoding {name} is not known.", name=name),
            said("Use one of {encodings}.", encodings=", ".join(ENCODINGS)),
        )
    return "utf-8-sig" if wanted == "utf-8" else wanted


def _utf_16_without_mark(first: bytes) -> str:
    """Headings in Latin letters have a zero in every second byte."""
    whole = first[: len(first) // 2 * 2]
    if len(whole) < 8:
        return ""
    even, odd = whole[::2].count(0), whole[1::2].count(0)
    half = len(whole) // 2
    if odd > 0.6 * half and even == 0:
        return "utf-16-le"
    if even > 0.6 * half and odd == 0:
        return "utf-16-be"
    return ""
