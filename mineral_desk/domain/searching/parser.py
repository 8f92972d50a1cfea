"""A search field's text becomes a query. Every text is one: what is not understood is told, and the rest holds.

Terms are parted by spaces; quotation marks keep words together; ``-`` before a term leaves out what it finds;
``field:`` asks one field, ``field:=`` for all of its value. A word finds all that begin with it; in quotation marks it
is whole.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mineral_desk.domain.searching.days import parse_days
from mineral_desk.domain.searching.fields import FIELDS, STATES, VERIFICATIONS, FieldName, OtherField, flags_called
from mineral_desk.domain.searching.folding import folded_words, has_words
from mineral_desk.domain.searching.query import (
    Complaint,
    DayRange,
    ExactField,
    Exactly,
    Flagged,
    RecordState,
    SearchQuery,
    SizeRange,
    Standing,
    Term,
    TextField,
    Verified,
    Words,
)
from mineral_desk.domain.searching.sizes import parse_size

NO_FIELD = "No field is called “{name}”; its words are searched everywhere."
NO_VALUE = "After “{name}:” a value is missing."
NO_SIZE = "“{typed}” is no size; write >50mm, 2..3cm or <=1in."
NO_DAYS = "“{typed}” is no date; write 2026, 2026-11, 21.11.2026 or 2025..2026."
NO_FLAG = "No flag begins with “{typed}”; write flag:no_cube or flag:any."
NO_STATE = "No state is called “{typed}”; write {states}."
NO_VERIFICATION = "“{typed}” says nothing about verification; write verified:yes, no, open or contested."
NOT_CLOSED = "A quotation mark is not closed; all that follows was taken as one phrase."
NO_WORDS = "“{typed}” holds nothing to look for."
NOT_WHOLE = "“{name}:=” cannot be asked; its words are searched."
COMPLAINTS = (NO_FIELD, NO_VALUE, NO_SIZE, NO_DAYS, NO_FLAG, NO_STATE, NO_VERIFICATION, NOT_CLOSED, NO_WORDS, NOT_WHOLE)

_TERM = re.compile(
    r'(?P<minus>-?)(?:(?P<name>[^\W\d_]+(?:_[^\W\d_]+)?):(?P<whole>=?))?(?:"(?P<quoted>[^"]*)(?P<end>"?)|(?P<bare>\S*))'
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One term as it was typed."""

    negated: bool
    name: str
    is_whole: bool
    text: str
    is_quoted: bool
    is_closed: bool


def parse(text: str) -> SearchQuery:
    """What was understood of ``text``, and what was not; never raises."""
    terms: list[Term] = []
    complaints: list[Complaint] = []
    for piece in _pieces(text):
        if not piece.is_closed:
            complaints.append(Complaint(NOT_CLOSED))
        for found in _understood(piece):
            if isinstance(found, Complaint):
                complaints.append(found)
            else:
                terms.append(found)
    return SearchQuery(tuple(terms), tuple(complaints))


def quoted(value: str) -> str:
    """``value`` as one phrase of a query; a quotation mark in it finds nothing and is left out."""
    return '"' + value.replace('"', " ") + '"'


def _pieces(text: str) -> Iterator[_Piece]:
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        found = _TERM.match(text, at)
        if found is None or found.end() == at:  # the pattern takes at least what is no space
            return
        at = found.end()
        is_quoted = found["quoted"] is not None
        yield _Piece(
            negated=bool(found["minus"]),
            name=found["name"] or "",
            is_whole=bool(found["whole"]),
            text=found["quoted"] if is_quoted else found["bare"],
            is_quoted=is_quoted,
            is_closed=not is_quoted or bool(found["end"]),
        )


def _understood(piece: _Piece) -> Iterator[Term | Complaint]:
    field = FIELDS.get(piece.name.lower()) if piece.name else None
    if piece.name and field is None:
        yield Complaint(NO_FIELD, {"name": piece.name})
    if piece.name and field is not None and not piece.text.strip():
        yield Complaint(NO_VALUE, {"name": piece.name})
    elif isinstance(field, OtherField) and not (piece.is_whole and field is OtherField.STORAGE):
        yield _other(piece, field)
    elif piece.is_whole and field is not None:
        yield from _whole(piece, field)
    else:
        yield from _words(piece, field if isinstance(field, TextField) else None)


def _words(piece: _Piece, where: TextField | None) -> Iterator[Term | Complaint]:
    text = folded_words(piece.text)
    if has_words(text):
        yield Words(text.strip("* "), where, not piece.is_quoted, piece.negated)
    elif text.strip():
        yield Complaint(NO_WORDS, {"typed": piece.text})


def _whole(piece: _Piece, field: FieldName) -> Iterator[Term | Complaint]:
    if field.value in {one.value for one in ExactField}:
        yield Exactly(ExactField(field.value), _storable(piece.text), piece.negated)
        return
    yield Complaint(NOT_WHOLE, {"name": piece.name})
    yield from _words(piece, field if isinstance(field, TextField) else None)


def _other(piece: _Piece, field: OtherField) -> Term | Complaint:
    told = piece.text.strip()
    match field:
        case OtherField.SIZE:
            return _signed(parse_size(told), piece) or Complaint(NO_SIZE, {"typed": told})
        case OtherField.DATE:
            return _signed(parse_days(told), piece) or Complaint(NO_DAYS, {"typed": told})
        case OtherField.FLAG:
            codes = flags_called(told)
            return Flagged(codes, piece.negated) if codes else Complaint(NO_FLAG, {"typed": told})
        case OtherField.STATE:
            state = STATES.get(told.lower().replace("-", "_"))
            states = ", ".join(f"state:{one}" for one in RecordState)
            return Standing(state, piece.negated) if state else Complaint(NO_STATE, {"typed": told, "states": states})
        case OtherField.VERIFIED:
            statuses = VERIFICATIONS.get(told.lower())
            return Verified(statuses, piece.negated) if statuses else Complaint(NO_VERIFICATION, {"typed": told})
        case OtherField.STORAGE:
            return next(_words(piece, TextField.PLACE))


def _signed(found: SizeRange | DayRange | None, piece: _Piece) -> SizeRange | DayRange | None:
    return None if found is None else replace(found, negated=piece.negated)


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
