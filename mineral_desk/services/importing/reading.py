"""A row of a list, understood with the mapping of its columns."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from mineral_desk.catalogue.text import clean_line, clean_text
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.headings import Mapped, unit_of_heading
from mineral_desk.domain.importing import IMPORT_FIELDS, NUMBER, RECORD_ID, ReadRow
from mineral_desk.domain.phrase import said
from mineral_desk.domain.record_fields import FIELD_WORDS, SIZE_FIELDS
from mineral_desk.services.exporting.columns import METHOD_WORDS
from mineral_desk.services.importing.cells import (
    day,
    error_in_remark_mm,
    error_mm,
    joined_number,
    length_and_error_mm,
)
from mineral_desk.services.importing.tables import Row
from mineral_desk.services.truth_files import written_lengths_mm

LONGEST_NUMBER = 200
_SIDES = ("length", "width", "height", "depth")
_TEXTS = tuple(name for name in FIELD_WORDS if name not in SIZE_FIELDS)
_QUALIFIERS = {"": "", "group": "group", "unsure": "unsure", "?": "unsure", "группа": "group"}
_METHODS = {words: name for name, words in METHOD_WORDS.items() if name}
_GUID = re.compile(r"[0-9a-f]{32}")
Values = dict[str, str | float | None]
Told = TypeVar("Told")


def check_mapping(mapped: Mapped, headings: Sequence[str]) -> None:
    """Raise :class:`UsageError` for a mapping with which nothing can be imported."""
    if unknown := [name for name in mapped if name and name not in IMPORT_FIELDS]:
        raise UsageError(
            said("There is no field {unknown}.", unknown=unknown[0]),
            said("The fields are {fields}.", fields=", ".join(IMPORT_FIELDS)),
        )
    doubled = [name for name in IMPORT_FIELDS if mapped.count(name) > 1]
    if doubled:
        both = ", ".join(f"“{heading}”" for heading, name in zip(headings, mapped, strict=False) if name == doubled[0])
        raise UsageError(
            said("The columns {both} are both read as {field}.", both=both, field=doubled[0]), "Leave one of them out."
        )
    if not {NUMBER, RECORD_ID, "number_digits", "number_prefix"} & set(mapped):
        raise UsageError(
            "No column is read as the catalogue number.",
            said(
                "Say which one is, for instance --map “{heading}”=catalogue_number.",
                heading=headings[0] if headings else "No.",
            ),
        )


class RowReader:
    """Understands the rows of one list."""

    def __init__(self, headings: Sequence[str], mapped: Mapped) -> None:
        check_mapping(mapped, headings)
        self._mapped, self._width = mapped, len(headings)
        self._units = {name: unit_of_heading(heading) for heading, name in zip(headings, mapped, strict=False) if name}

    def read(self, row: Row) -> ReadRow:
        """The row with its values, or with what is wrong with it."""
        line, cells = row
        faults: list[str] = []
        told = {name: cell for name, cell in zip(self._mapped, cells, strict=False) if name and cell.strip()}
        if any(cell.strip() for cell in cells[self._width :]):
            faults.append("there are more cells than headings")
        values: Values = {name: _text(name, told[name]) for name in _TEXTS if name in told}
        provenance: dict[str, str] = {}
        for fault in (*self._sizes(told, values), *_provenance(told, provenance)):
            faults.append(fault)
        number = _number(told)
        record_id = told.get(RECORD_ID, "").strip().lower()
        faults.extend(_identity_faults(number, record_id))
        return ReadRow(line, cells, number, record_id, values, provenance, tuple(faults))

    def _sizes(self, told: Mapping[str, str], values: Values) -> Iterator[str]:
        """Put the sizes into ``values``; yields what is wrong with them."""
        for side in _SIDES:
            name = f"{side}_mm"
            kind = told.get(f"{side}_kind", side).strip()
            if name in told and kind.lower() != side:
                yield f"{IMPORT_FIELDS[name]}: “{kind[:40]}” is another kind of measurement"
            else:
                yield from self._side(side, told, values)
        yield from _written(told, values)

    def _side(self, side: str, told: Mapping[str, str], values: Values) -> Iterator[str]:
        name, error = f"{side}_mm", f"{side}_error_mm"
        unit = told.get(f"{side}_unit", "") or self._units.get(name, "") or told.get("size_unit", "")
        none: tuple[float | None, float | None] = (None, None)
        (length, aside), fault = _tried(lambda: length_and_error_mm(told.get(name, ""), unit), none)
        if fault:
            yield f"{IMPORT_FIELDS[name]}: {fault}"
        if length is not None:
            values[name] = length
        if error in SIZE_FIELDS:
            own = self._units.get(error, "") or unit
            told_error, fault = _tried(lambda: error_mm(told.get(error, ""), own), None)
            if fault:
                yield f"{IMPORT_FIELDS[error]}: {fault}"
            _put_error(values, name, error, (told_error, aside, error_in_remark_mm(told.get(f"{side}_remark", ""))))


def _put_error(values: Values, name: str, error: str, known: tuple[float | None, ...]) -> None:
    """The first error that is known; an error without a size says nothing."""
    found = next((one for one in known if one is not None), None)
    if found is not None and name in values:
        values[error] = found


def _written(told: Mapping[str, str], values: Values) -> Iterator[str]:
    """Sizes in one cell, "6 x 3.5 x 3 cm": the longest is the length, where no column says another."""
    text = told.get("written_size", "")
    if not text or any(f"{side}_mm" in values for side in _SIDES):
        return
    unit = told.get("size_unit", "")
    sides = written_lengths_mm(text[:200]) or written_lengths_mm(f"{text[:200]} {unit}")
    if not sides:
        yield f"size: “{' '.join(text.split())[:40]}” is no size such as 60 x 35 x 30 mm"
    for name, side in zip(("length_mm", "width_mm", "height_mm"), sides, strict=False):
        if side > 0:
            values[name] = side


def _provenance(told: Mapping[str, str], provenance: dict[str, str]) -> Iterator[str]:
    for name in ("identified_by", "size_by"):
        if name in told:
            provenance[name] = clean_line(told[name])
    for name in ("identified_at", "size_at"):
        if name in told:
            found, fault = _tried(lambda: day(told[name]), "")  # noqa: B023
            provenance[name] = found
            if fault:
                yield f"{IMPORT_FIELDS[name]}: {fault}"
    qualifier = told.get("qualifier", "").strip().lower()
    if qualifier in _QUALIFIERS:
        provenance["qualifier"] = _QUALIFIERS[qualifier]
    else:
        yield f"name qualifier: “{qualifier[:40]}” is neither “group” nor “unsure”"
    method = clean_line(told.get("size_method", ""))
    provenance["size_method"] = _METHODS.get(method, "typed")


def _number(told: Mapping[str, str]) -> str:
    whole = told.get(NUMBER, "") or joined_number(
        *(told.get(f"number_{part}", "") for part in ("prefix", "digits", "suffix"))
    )
    return clean_line(whole)


def _identity_faults(number: str, record_id: str) -> Iterator[str]:
    if not number and not record_id:
        yield "there is no catalogue number"
    if len(number) > LONGEST_NUMBER:
        yield f"the catalogue number has more than {LONGEST_NUMBER} letters"
    if record_id and not _GUID.fullmatch(record_id):
        yield "the record id is not one of Mineral Desk"


def _text(name: str, cell: str) -> str:
    return clean_text(cell) if name == "notes" else clean_line(cell)


def _tried(read: Callable[[], Told], otherwise: Told) -> tuple[Told, str]:
    """What ``read`` gives, or ``otherwise`` and the reason why it gives nothing."""
    try:
        return read(), ""
    except ValueError as fault:
        return otherwise, str(fault)
