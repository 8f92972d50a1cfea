"""What is wrong with a photo's content, in words."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager

from mineral_desk.domain.errors import MineralDeskError, UnreadablePhoto
from mineral_desk.vision.decoding.files import COPY_AGAIN, PhotoFile, byte_size_in_words
from mineral_desk.vision.decoding.kinds import FileKind

_END_OF_JPEG = b"\xff\xd9"
_TAIL = 2**16
_SUSPICIOUS_ZEROS = 64


def ends_too_early(file: PhotoFile) -> UnreadablePhoto:
    """The file was cut short."""
    there = byte_size_in_words(file.byte_size)
    return UnreadablePhoto(f"{file.name}: the file ends too early; only {there} are there.", COPY_AGAIN)


def damaged(file: PhotoFile, kind: FileKind) -> UnreadablePhoto:
    """The file is a picture that its reader cannot make sense of."""
    return UnreadablePhoto(f"{file.name} is a damaged {kind} file.", COPY_AGAIN)


@contextmanager
def library_trouble(file: PhotoFile, kind: FileKind) -> Iterator[None]:
    """Whatever a picture library raises about a file from outside is a fault of that file.

    The libraries promise no error types for hostile files: beside OSError they raise SyntaxError, ValueError,
    struct.error, KeyError and more. Hence the one broad ``except`` of the decoder.
    """
    try:
        yield
    except MineralDeskError:
        raise
    except MemoryError as trouble:
        raise UnreadablePhoto(f"{file.name} needs more memory than there is.", "Close other programs.") from trouble
    except Exception as trouble:
        told = str(trouble).lower()
        cut = "truncated" in told or "end of file" in told or _declares_more_than_there_is(file, kind)
        raise (ends_too_early(file) if cut else damaged(file, kind)) from trouble


def check_jpeg_tail(file: PhotoFile) -> None:
    """Raise UnreadablePhoto for a JPEG whose tail is zeros without an end mark: a copy that stopped half-way.

    Such a file has its full length, and a decoder takes the zeros for grey pixels.
    """
    end, tail = file.byte_size, b""
    while end > 0 and not tail.strip(b"\0"):
        start = max(0, end - _TAIL)
        file.stream.seek(start)
        tail, end = file.stream.read(end - start), start
    padding = file.byte_size - end - len(tail.rstrip(b"\0"))
    file.stream.seek(0)
    if padding >= _SUSPICIOUS_ZEROS and _END_OF_JPEG not in tail:
        raise UnreadablePhoto(f"{file.name}: the end of the file is blank.", COPY_AGAIN)


def _declares_more_than_there_is(file: PhotoFile, kind: FileKind) -> bool:
    """Whether the container's own header names a length or an offset behind the end of the file."""
    head = file.head
    if kind is FileKind.WEBP and len(head) >= 8:
        return file.byte_size < int(struct.unpack("<I", head[4:8])[0]) + 8
    if kind is FileKind.TIFF and len(head) >= 8 and head[2:4] in (b"*\0", b"\0*"):
        order = "<" if head.startswith(b"II") else ">"
        return file.byte_size < int(struct.unpack(f"{order}I", head[4:8])[0]) + 2
    return len(head) < 32
