"""The id of a record outside the catalogue: its GUID as a URN (RFC 9562), in archives and in the codes of labels."""

import re

_URN = re.compile(r"urn:uuid:([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})", re.IGNORECASE)


def record_urn(guid: str) -> str:
    """``urn:uuid:`` and the id in its groups; ``guid`` has 32 hexadecimal digits."""
    return f"urn:uuid:{guid[:8]}-{guid[8:12]}-{guid[12:16]}-{guid[16:20]}-{guid[20:]}"


def guid_in(text: str) -> str:
    """The GUID of :func:`record_urn`; empty where the text is something else."""
    found = _URN.fullmatch(text.strip())
    return "".join(found.groups()).lower() if found else ""
