"""QR codes (ISO/IEC 18004) as rows of dark and light modules."""

import segno

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.phrase import said

QUIET_MODULES = 4
"""Light modules around a code (ISO/IEC 18004, 9.1)."""

Modules = tuple[tuple[bool, ...], ...]
"""Square, from the top; True is dark. Without the quiet zone."""


def qr_modules(text: str) -> Modules:
    """The smallest code for ``text`` that can be read with 15 % of it spoilt, or more where that costs no room.

    Raises :class:`UsageError` for a text that is empty or does not go into any code.
    """
    if not text:
        raise UsageError("There is nothing to put into a QR code.", "Give the specimen a number.")
    try:
        code = segno.make_qr(text, error="m", boost_error=True)
    except segno.DataOverflowError as fault:
        raise UsageError(said("“{text}…” is too long for a QR code.", text=text[:40]), "Shorten the number.") from fault
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)
