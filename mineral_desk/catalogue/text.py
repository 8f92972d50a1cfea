"""How words and moments are written into the file."""

from datetime import UTC, datetime

from mineral_desk.domain.record_numbers import printable

_UNWANTED = {code: None for code in range(32) if chr(code) not in "\t\n"} | {127: None}


def storable(text: str) -> str:
    """``text`` as SQLite takes it: lone surrogates become private characters or, where that is impossible, "?"."""
    return printable(text).encode("utf-8", "replace").decode("utf-8")


def clean_text(text: str) -> str:
    """``text`` without NUL and other control characters, line ends as one newline, trimmed.

    SQLite's own functions stop at a NUL, and control characters do not survive an export.
    """
    return storable(text).replace("\r\n", "\n").replace("\r", "\n").translate(_UNWANTED).strip()


def clean_line(text: str) -> str:
    """``text`` as one clean line: every run of white space is one space."""
    return " ".join(clean_text(text).split())


def now_text() -> str:
    """This moment in UTC, ISO 8601 to the millisecond. Order is by id, never by this: clocks are set back."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def moment(text: str) -> datetime:
    """The moment that :func:`now_text` wrote."""
    return datetime.fromisoformat(text)
