"""What the core says, in English, so that a face can say it in another language.

A :class:`Phrase` is the finished English sentence and also knows the template and the values that it was made of:
command line, log and catalogue take it as the text that it is, the window looks the template up in its table and fills
the same values in. Values are data and never read as templates; a value that is a phrase itself is said in the other
language, too.
"""

import errno
import socket
import string
from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from types import MappingProxyType
from typing import Any

Value = str | int | float
"""Text that stays what it is in every language, a phrase, or a number that the language writes in its own way."""


class Phrase(str):
    """``template.format(**values)``; a template without values is the sentence itself, braces and all."""

    template: str
    values: Mapping[str, Value]

    def __new__(cls, template: str, values: Mapping[str, object] | None = None) -> "Phrase":
        """``template`` with its values; KeyError for one that is missing."""
        kept = {name: _kept(value) for name, value in (values or {}).items()}
        phrase = super().__new__(cls, _ENGLISH.fill(template, kept))
        phrase.template = str.__str__(template)
        phrase.values = MappingProxyType(kept)
        return phrase

    def __reduce__(self) -> tuple[Any, ...]:
        """Copied and sent to other processes with all that it knows."""
        return Phrase, (self.template, dict(self.values))


def said(template: str, /, **values: object) -> Phrase:
    """The English sentence ``template`` with its values; texts, paths and the like become text, numbers stay numbers.

    ``template`` is written where this is called, or a constant: never anything that came from outside. Raises KeyError
    for a value that is missing.
    """
    return Phrase(template, values)


def phrase_of(text: str) -> Phrase:
    """A phrase as it is; any other text as one without values, which other languages may know as a whole."""
    return text if isinstance(text, Phrase) else Phrase(text)


def listed(parts: Iterable[str], separator: str = ", ") -> Phrase:
    """Several phrases or texts one after the other, each still to be said in another language."""
    values = {f"part_{place}": part for place, part in enumerate(parts)}
    return Phrase(separator.join(f"{{{name}}}" for name in values), values)


class Filler(string.Formatter):
    """``str.format``, and ``{name!c}`` for a value that begins a sentence."""

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        """What a conversion makes of a value; ``c`` is a capital letter at its beginning."""
        if conversion == "c":
            text = str(value)
            return text[:1].upper() + text[1:]
        return super().convert_field(value, conversion)

    def fill(self, template: str, values: Mapping[str, Value]) -> str:
        """``template`` with its values; as it is where there are none."""
        return self.vformat(template, (), values) if values else template


def reason_of(fault: OSError) -> Phrase:
    """Why the system refused, to stand within a sentence: ``Permission denied``."""
    known = _SYSTEM_REASONS.get(fault.errno or 0)
    return known if known is not None else phrase_of(fault.strerror or str(fault).rstrip("."))


_ENGLISH = Filler()
_SYSTEM_REASONS = {
    errno.EPERM: said("Operation not permitted"),
    errno.ENOENT: said("No such file or directory"),
    errno.EIO: said("Input/output error"),
    errno.EACCES: said("Permission denied"),
    errno.EBUSY: said("Device or resource busy"),
    errno.EEXIST: said("File exists"),
    errno.ENODEV: said("No such device"),
    errno.ENOTDIR: said("Not a directory"),
    errno.EISDIR: said("Is a directory"),
    errno.EMFILE: said("Too many open files"),
    errno.EFBIG: said("File too large"),
    errno.ENOSPC: said("No space left on device"),
    errno.EROFS: said("Read-only file system"),
    errno.ENAMETOOLONG: said("File name too long"),
    errno.ENOTEMPTY: said("Directory not empty"),
    errno.ECONNREFUSED: said("Connection refused"),
    errno.ETIMEDOUT: said("Connection timed out"),
    errno.ENETUNREACH: said("Network is unreachable"),
    errno.EHOSTUNREACH: said("No route to host"),
    errno.ECONNRESET: said("Connection reset by peer"),
    socket.EAI_NONAME: said("Name or service not known"),
    socket.EAI_AGAIN: said("Temporary failure in name resolution"),
}
"""As the C library says it in English, whatever the system's language is."""


def _kept(value: object) -> Value:
    if isinstance(value, Phrase):
        return value
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value)
    text = str(value)
    return text if isinstance(text, Phrase) else str.__str__(text)
