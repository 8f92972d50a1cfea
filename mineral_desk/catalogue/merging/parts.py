"""What belongs together in a row, and whether two sides say the same about it.

A name goes with who gave it and when, and with its verification; a size with its errors, its method and who vouches for
it. Two people disagree about the ``telling`` columns of a part; the others tell where it came from and go along.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from mineral_desk.catalogue.log import Row, Value
from mineral_desk.domain.merging import PART_WORDS
from mineral_desk.domain.numbering import PRECEDENCE

Told = tuple[Value, ...]
"""The telling columns of a part; None where nothing is said."""


@dataclass(frozen=True, slots=True)
class Part:
    """Columns that are taken from one side or from the other, never mixed."""

    name: str
    columns: tuple[str, ...]
    telling: tuple[str, ...]

    def values(self, row: Mapping[str, Value] | None) -> Row:
        """The part's columns of a row; of none, nothing."""
        return {} if row is None else {name: row[name] for name in self.columns if name in row}

    def told(self, row: Mapping[str, Value] | None) -> Told:
        """What the row says; None for each column about which it says nothing, as a row that is not there does."""
        return tuple(None if row is None else _said(name, row.get(name)) for name in self.telling)


RECORD = Part("record", (), ())
"""Whether a record is there at all."""
DECISION = Part("decision", ("decision_id",), ("decision_id",))
"""Which of a photo's decisions counts."""
NUMBER = Part("number", ("catalogue_number",), ("catalogue_number",))
"""The number of a record."""
_SAYING_NOTHING = {"verification": "open", "undone": 0}

_PARTS: Mapping[str, tuple[Part, ...]] = {
    "photo": (
        Part("number", ("catalogue_number", "number_source"), ("catalogue_number",)),
        Part("overrules", ("overrules",), ("overrules",)),
    ),
    "specimen": (
        NUMBER,
        Part(
            "name",
            (
                "species", "qualifier", "identified_by", "identified_at",
                "verification", "verified_by", "verified_at", "verification_reason",
            ),
            ("species", "qualifier", "verification"),
        ),
        Part(
            "size",
            (
                "length_mm", "length_error_mm", "width_mm", "width_error_mm", "height_mm", "depth_mm",
                "size_method", "size_by", "size_at",
            ),
            ("length_mm", "length_error_mm", "width_mm", "width_error_mm", "height_mm", "depth_mm"),
        ),
        Part("origin", ("origin",), ()),
    ),
    "specimen_photo": (Part("specimen", ("specimen_id",), ("specimen_id",)),),
}  # fmt: skip
_PROVENANCE = {
    "name": ("identified_at", "identified_by", "verified_at", "verified_by"),
    "size": ("size_at", "size_by", "size_method"),
}
_ORDER = {name: place for place, name in enumerate(PART_WORDS)}
_ORIGINS = ("typed", "import", "decision")
_KEY_COLUMNS = frozenset({"id", "guid", "photo_id"})


@cache
def part_of(table: str, column: str) -> Part:
    """The part that a column belongs to; most are a part of their own."""
    found = next((part for part in _PARTS.get(table, ()) if column in part.columns), None)
    return found or Part(column, (column,), (column,))


@cache
def part_named(table: str, name: str) -> Part:
    """The part of that name."""
    if name in (RECORD.name, DECISION.name):
        return RECORD if name == RECORD.name else DECISION
    return next((part for part in _PARTS.get(table, ()) if part.name == name), None) or part_of(table, name)


def parts_in(table: str, columns: Iterable[str]) -> list[Part]:
    """The parts to which these columns belong, each once, in the order of a record; a row's keys belong to none."""
    found = {part_of(table, name) for name in columns if name not in _KEY_COLUMNS}
    return sorted(found, key=lambda part: (_ORDER.get(part.name, len(_ORDER)), part.name))


def theirs_comes_first(part: Part, ours: Row, theirs: Row) -> bool:
    """Of two rows that say the same about a part: whether the source of ``theirs`` is the one to keep.

    The same on whichever computer it is asked: the earlier act, the surer source; one that is known before one that is
    not.
    """
    return _rank(part, theirs) < _rank(part, ours)


def _rank(part: Part, row: Row) -> tuple[object, ...]:
    if part.name == "origin":
        origin = row.get("origin")
        return (_ORIGINS.index(str(origin)) if origin in _ORIGINS else len(_ORIGINS),)
    if part.name == "number":
        sources = [str(source) for source in PRECEDENCE]
        source = str(row.get("number_source", ""))
        return (sources.index(source) if source in sources else len(sources),)
    return tuple((not row.get(name), str(row.get(name) or "")) for name in _PROVENANCE.get(part.name, ()))


def _said(column: str, value: Value) -> Value:
    return None if value == _SAYING_NOTHING.get(column, "") else value
