"""What a row of somebody's list says about a specimen, and what becomes of it. Pure: no files, no catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mineral_desk.domain.record_fields import FIELD_WORDS, SIZE_FIELDS, FieldValues

NUMBER, RECORD_ID = "catalogue_number", "record_id"
PROVENANCE: Mapping[str, str] = {
    "qualifier": "name qualifier",
    "identified_by": "identified by",
    "identified_at": "identified on",
    "size_method": "size method",
    "size_by": "size by",
    "size_at": "size on",
}
"""Who named or measured it, and when: goes with the name and the size, and is never taken over without them."""
PARTS: Mapping[str, str] = {
    "number_prefix": "number: letters",
    "number_digits": "number: digits",
    "number_suffix": "number: suffix",
    "written_size": "size as text",
    "size_unit": "unit of the sizes",
    **{
        f"{side}_{part}": f"{side}: {part}"
        for side in ("length", "width", "height", "depth")
        for part in ("unit", "kind")
    },
    **{f"{side}_remark": f"{side}: remark" for side in ("length", "width")},
}
"""Columns that are put together or tell what is in another one."""
IMPORT_FIELDS: Mapping[str, str] = {
    NUMBER: "catalogue number",
    **FIELD_WORDS,
    **PROVENANCE,
    RECORD_ID: "record id",
    **PARTS,
}
"""Everything that a column can be read as, with what it is called."""

SAME_MM = 0.0006
"""Sizes that differ by less are the same: exports round to a thousandth."""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row of a list as it was understood; ``faults`` say in words why it cannot be imported.

    ``line`` is the row's place in the file as a spreadsheet counts (the headings are row 1). ``cells`` are as read.
    """

    line: int
    cells: tuple[str, ...]
    number: str = ""
    record_id: str = ""
    values: FieldValues = field(default_factory=dict)
    provenance: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()


class Fate(StrEnum):
    """What becomes of a row."""

    CREATED = "created"
    FILLED = "filled"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    FAILED = "failed"


FATE_WORDS: Mapping[Fate, str] = {
    Fate.CREATED: "new",
    Fate.FILLED: "filled",
    Fate.UPDATED: "overwritten",
    Fate.UNCHANGED: "unchanged",
    Fate.CONFLICT: "in conflict",
    Fate.FAILED: "failed",
}
"""As people are told."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """The catalogue says one thing and the list another."""

    field: str
    kept: str
    offered: str

    def __str__(self) -> str:
        return f"{IMPORT_FIELDS[self.field]}: “{self.kept}” in the catalogue, “{self.offered}” in the list"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a row does to the record that is there: the fields to be written, and what contradicts it."""

    fate: Fate
    values: FieldValues = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    reason: str = ""
    """Why it fails, in words."""


def judge(now: FieldValues | None, offered: FieldValues, *, update: bool) -> Verdict:
    """What ``offered`` does to a record that says ``now`` (None: there is none).

    Empty fields are filled. A field that says something else stays and is told as a conflict, unless ``update``
    lets the list win. What the list leaves empty changes nothing.
    """
    said = {name: value for name, value in offered.items() if value not in (None, "")}
    if now is None:
        return Verdict(Fate.CREATED, said)
    empty = {name: value for name, value in said.items() if now.get(name) in (None, "")}
    other = {name: value for name, value in said.items() if name not in empty and not _same(name, now[name], value)}
    if update and other:
        return Verdict(Fate.UPDATED, empty | other)
    conflicts = tuple(Conflict(name, _words(now[name]), _words(value)) for name, value in other.items())
    fate = Fate.CONFLICT if conflicts else Fate.FILLED if empty else Fate.UNCHANGED
    return Verdict(fate, empty, conflicts)


def _same(name: str, one: str | float | None, other: str | float | None) -> bool:
    if name in SIZE_FIELDS and isinstance(one, float) and isinstance(other, float):
        return abs(one - other) < SAME_MM
    return one == other


def _words(value: str | float | None) -> str:
    text = f"{value:g} mm" if isinstance(value, float) else " ".join(str(value).split())
    return text if len(text) <= 80 else f"{text[:79]}…"
