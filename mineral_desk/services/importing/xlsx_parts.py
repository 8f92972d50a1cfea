"""The parts of an XLSX file: XML inside a ZIP file, read a piece at a time with a bound to everything.

Packages for XLSX keep a whole row as a tree or a whole sheet as a rectangle; a file of a few kilobytes can make either
larger than the computer's memory. The standard library's ZIP and XML readers, fed piece by piece, cannot be made to.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from xml.parsers import expat

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.phrase import phrase_of, said

PIECE_BYTES = 1 << 16
LARGEST_TAG_BYTES = 1 << 20
"""A tag with its attributes, or a comment, is held as a whole while it is read."""
DEEPEST = 64
LARGEST_PART_BYTES = 2_000_000_000
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OverflowError, ValueError)
"""What Python raises for a ZIP file that is damaged, encrypted or packed in some unusual way."""


class Elements:
    """What a reader of one part wants to hear: elements by their local names. Subclasses say more."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def text(self, letters: str) -> None:
        """Letters inside of it, perhaps in several calls."""

    def end(self, name: str) -> None:
        """It ends."""


def spoilt(why: str) -> UsageError:
    """The error for a file that is no sound XLSX file."""
    return UsageError(
        said("The XLSX file cannot be read: {why}.", why=phrase_of(why)),
        "Open it in a spreadsheet and save it again, or as CSV.",
    )


@contextmanager
def in_words() -> Iterator[None]:
    """Say in words what is wrong with the file."""
    try:
        yield
    except expat.ExpatError as fault:
        raise spoilt(
            said("its XML is damaged ({reason})", reason=expat.errors.messages.get(fault.code, fault))
        ) from fault
    except _FAULTS as fault:
        raise spoilt(str(fault).rstrip(".") or said("it is damaged")) from fault


def fed(archive: zipfile.ZipFile, name: str, elements: Elements) -> Iterator[None]:
    """Read the part ``name`` into ``elements``, yielding after each piece. Raises :class:`UsageError`."""
    try:
        about = archive.getinfo(name)
    except KeyError:
        raise spoilt(said("{name} is missing in it", name=name)) from None
    if about.file_size > LARGEST_PART_BYTES:
        raise spoilt(said("{name} is larger than {megabytes} MB", name=name, megabytes=LARGEST_PART_BYTES // 10**6))
    parser = _parser(elements)
    with in_words(), archive.open(about) as part:
        done = 0
        while piece := part.read(PIECE_BYTES):
            parser.Parse(piece, False)
            done += len(piece)
            if done - parser.CurrentByteIndex > LARGEST_TAG_BYTES:
                raise spoilt(said("a tag in it never ends"))
            yield
        parser.Parse(b"", True)
    yield


def read_part(archive: zipfile.ZipFile, name: str, elements: Elements) -> None:
    """Read a part at once."""
    for _ in fed(archive, name, elements):
        pass


def target_of(base: str, target: str) -> str:
    """A relation's target as a name in the archive; nothing is ever unpacked to a disk."""
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(base, target))


def _parser(elements: Elements) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise spoilt(said("it is nested too deeply"))
        elements.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        elements.end(_local(name))

    def refuse(*_: object) -> None:
        raise spoilt(said("it declares entities, which no spreadsheet writes"))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = elements.text
    parser.StartDoctypeDeclHandler = refuse  # without a DOCTYPE there are no entities to multiply
    return parser


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
