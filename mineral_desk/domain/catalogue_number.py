"""Catalogue numbers in label text and in file names.

A number is one to five capital letters (the collection's acronym) and three to seven digits, "FMM 82451", possibly with
a part, "ALH 84001,0"; or digits after a number sign, "№ 12345". The names that cameras give are no catalogue numbers.
"""

import re
from collections.abc import Iterable

# fmt: off
_CAMERA_PREFIXES = frozenset([
    "IMG", "IMGP", "DSC", "DSCF", "DSCN", "DCIM", "DCP", "DJI", "GOPR", "GP", "GH", "MVI", "MOV", "PICT", "PIC", "PANO",
    "PXL", "SAM", "SDC", "SNC", "CIMG", "CRW", "DPP", "HPIM", "KIF", "MG", "P", "PA", "PB", "PC", "PHOTO", "FOTO", "F",
    "SCAN", "VID", "WP", "EOS", "IM", "STA", "STC", "STD", "STE", "RIMG", "EPSON", "FILE", "COPY", "FINAL", "EDIT", "X",
    "HDR", "RAW", "JPG", "JPEG", "TIFF", "PNG", "DOC", "PAGE", "USA", "TEL", "FAX", "ISO", "IMA", "ФОТО", "СКАН",
])
_MONTHS = frozenset(["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "SEPT", "OCT", "NOV", "DEC"])
# fmt: on
_WITH_ACRONYM = re.compile(
    r"(?<![A-Z0-9А-ЯЁ])(?P<acronym>[A-ZА-ЯЁ]{1,5}(?:[-. ][A-ZА-ЯЁ]{1,3})?)[\s_.:№#-]{0,3}(?:N[OoОо°º]\.?\s?)?"
    r"(?P<digits>\d{3,7})(?P<part>(?:[,/]\d{1,3})?)(?![\d]|[.,]\d|[A-ZА-ЯЁ]{2})"
)
_WITH_SIGN = re.compile(
    r"(?:№|(?<![A-Z])N[oо°º]\.?|#)\s{0,2}(?P<digits>\d{2,7})(?P<part>(?:[,/]\d{1,3})?)(?!\d|[.,]\d)"
)
_SERIES = re.compile(r"(?:[_\-\s.]+(?:\d{1,2}|[a-zа-я]|\(\d{1,2}\)|copy|edit))+$", re.IGNORECASE)
_YEARS = range(1700, 2100)


def catalogue_number_in(texts: Iterable[str]) -> str | None:
    """The first catalogue number among lines of a label, written "FMM 82451" or "№ 12345"; None where there is none.

    A number with an acronym comes before one with a mere number sign. Cyrillic acronyms stay Cyrillic.
    """
    lines = [" ".join(text.split()) for text in texts]
    for pattern in (_with_acronym, _with_sign):
        for line in lines:
            found = pattern(line)
            if found is not None:
                return found
    return None


def number_from_file_name(file_name: str) -> str | None:
    """The catalogue number that a file's name states: "FMM_31907_01.JPG" gives "FMM 31907"; camera names give None."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", re.split(r"[\\/]", file_name)[-1])
    words = _SERIES.sub("", stem).replace("_", " ")
    first = re.match(r"[^\W\d]*", words.strip(" -").upper())
    if first is not None and first[0] in _CAMERA_PREFIXES:
        return None
    return _with_acronym(words.upper()) or _with_sign(words)


def _with_acronym(line: str) -> str | None:
    for match in _WITH_ACRONYM.finditer(line):
        acronym, digits = match["acronym"].strip(" .-"), match["digits"]
        a_year = len(digits) == 4 and int(digits) in _YEARS and len(acronym) == 1
        if acronym in _CAMERA_PREFIXES or acronym in _MONTHS or a_year:
            continue
        return f"{acronym} {digits}{match['part']}"
    return None


def _with_sign(line: str) -> str | None:
    match = _WITH_SIGN.search(line)
    return f"№ {match['digits']}{match['part']}" if match else None
