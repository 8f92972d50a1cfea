"""Why a row is not taken over, in the window's language."""

import re

from mineral_desk.domain.importing import IMPORT_FIELDS
from mineral_desk.services.importing.order import JudgedRow
from mineral_desk.ui.words import tr

CONFLICT = "{field}: “{kept}” in the catalogue, “{offered}” in the list"
REASONS = (
    "there is no catalogue number",
    "there are more cells than headings",
    "the catalogue number has more than {0} letters",
    "the record id is not one of Mineral Desk",
    "the record with this record id has {0} in the catalogue",
    "{0} stands in row {1} already",
    "“{0}” is no size such as 60 x 35 x 30 mm",
    "“{0}” is no size",
    "“{0}” is no error of a size",
    "“{0}” is too large for a size",
    "“{0}” is no unit of length; mm, cm, m and in are",
    "“{0}” is no day such as 2026-11-29",
    "“{0}” is another kind of measurement",
    "“{0}” is neither “group” nor “unsure”",
)
"""What the import says of a row; a field may stand before it."""
_FIELDS = sorted({*IMPORT_FIELDS.values(), "size"}, key=len, reverse=True)


def reasons_in_own_words(judged: JudgedRow) -> str:
    """All reasons of a row."""
    if judged.conflicts:
        told = (
            tr(CONFLICT, field=tr(IMPORT_FIELDS[one.field]), kept=one.kept, offered=one.offered)
            for one in judged.conflicts
        )
    else:
        told = (_in_own_words(reason) for reason in judged.reasons)
    return "; ".join(told)


def _in_own_words(reason: str) -> str:
    field = next((words for words in _FIELDS if reason.startswith(f"{words}: ")), "")
    bare = reason.removeprefix(f"{field}: ") if field else reason
    for words in REASONS:
        pattern = re.escape(words).replace(r"\{0\}", "(.+)").replace(r"\{1\}", "(.+)")
        found = re.fullmatch(pattern, bare)
        if found is not None:
            bare = tr(words).format(*found.groups())
            break
    return f"{tr(field)}: {bare}" if field else bare
