"""What is wrong with a photo's content, in words."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager

from mineral_desk.domain.errors import MineralDeskError, UnreadablePhoto
from mineral_desk.domain.phrase import said
from mineral_desk.vision.decoding.files import COPY_AGAIN, PhotoFile, byte_size_in_words
from mineral_desk.vision.decoding.kinds import FileKind

_END_OF_JPEG = b"\xff\xd9"
_TAIL = 2**16
_SUSPICIOUS_ZEROS = 64
_START_OF_SCAN = b"\xff\xda"
_MOST_MEGAPIXEL_SCANS = 20_000
"""A decoder walks over every pixel once a scan: this many take some 2 s. Real files have at most 24 scans."""


def ends_too_early(file: PhotoFile) -> UnreadablePhoto:
    """The file was cut short."""
    there = byte_size_in_words(file.byte_size)
    return UnreadablePhoto(
        said("{name}: the file ends too early; only {there} are there.", name=file.name, there=there), COPY_AGAIN
    )


def damaged(file: PhotoFile, kind: FileKind) -> UnreadablePhoto:
    """The file is a picture that its reader cannot make sense of."""
    return UnreadablePhoto(said("{name} is a damaged {kind} file.", name=file.name, kind=kind), COPY_AGAIN)


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
        raise UnreadablePhoto(
            said("{name} needs more memory than there is.", name=file.name), "Close other programs."
        ) from trouble
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
        raise UnreadablePhoto(said("{name}: the end of the file is blank.", name=file.name), COPY_AGAIN)


def check_progressive_scans(file: PhotoFile, pixels: int) -> None:
    """Raise UnreadablePhoto for a progressive JPEG with so many scans that to decode it would take minutes or hours.

    A scan that adds nothing is a dozen bytes long, and the format limits their number nowhere.
    """
    scans, seam = 0, b""
    file.stream.seek(_behind_headers(file))
    while block := file.stream.read(2**20):
        block = seam + block
        end = block.find(_END_OF_JPEG)
        scans += block.count(_START_OF_SCAN, 0, len(block) if end < 0 else end)
        if end >= 0:
            break
        seam = block[-1:]
    file.stream.seek(0)
    if scans * pixels > _MOST_MEGAPIXEL_SCANS * 1e6:
        raise damaged(file, FileKind.JPEG)


def _behind_headers(file: PhotoFile) -> int:
    """Where the first scan of a JPEG begins: the segments before it may hold whole pictures of their own."""
    at = 2
    while at < file.byte_size:
        file.stream.seek(at)
        head = file.stream.read(4)
        if len(head) < 4 or head[:2] == _START_OF_SCAN:
            break
        # padding, or something that is no segment: a decoder looks for the next mark
        at += 2 + int(struct.unpack(">H", head[2:])[0]) if head[0] == 0xFF and head[1] not in (0, 0xFF) else 1
    return at


def _declares_more_than_there_is(file: PhotoFile, kind: FileKind) -> bool:
    """Whether the container's own header names a length or an offset behind the end of the file."""
    head = file.head
    if kind is FileKind.WEBP and len(head) >= 8:
        return file.byte_size < int(struct.unpack("<I", head[4:8])[0]) + 8
    if kind is FileKind.TIFF and len(head) >= 8 and head[2:4] in (b"*\0", b"\0*"):
        order = "<" if head.startswith(b"II") else ">"
        return file.byte_size < int(struct.unpack(f"{order}I", head[4:8])[0]) + 2
    return len(head) < 32
