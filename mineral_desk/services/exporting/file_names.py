"""Names of files that every system can hold."""

import re
import unicodedata

LONGEST_BYTES = 200
"""Of 255: room for an ending and for a mark that tells two of the same name apart."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)", re.IGNORECASE)


def safe_name(name: str) -> str:
    """``name`` as one plain part of a path, on Windows as well: no separators, no reserved names, not too long."""
    plain = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", name)).rstrip(" .")
    if not plain.strip("."):
        plain = "_"
    if _RESERVED.match(plain) or plain.startswith("."):
        plain = f"_{plain}"
    while len(plain.encode("utf-8")) > LONGEST_BYTES:
        plain = plain[:-1]
    return plain


class FreeNames:
    """Hands out each name once, whatever the case of its letters: some systems do not tell them apart."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, name: str, mark: str, ending: str) -> str:
        """``name`` + ``ending`` or, where that is taken, with the ``mark`` before the ending."""
        plain = safe_name(name)
        for candidate in (plain + ending, f"{plain}-{mark[:8]}{ending}", f"{plain}-{mark}{ending}"):
            key = candidate.casefold()
            if key not in self._taken:
                self._taken.add(key)
                return candidate
        raise ValueError(f"{name} with the mark {mark} was taken before")
