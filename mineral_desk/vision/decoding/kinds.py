"""Which family of files a photo belongs to."""

from enum import StrEnum

from mineral_desk.domain.errors import UnreadablePhoto, UnsupportedPhoto
from mineral_desk.domain.phrase import Phrase, said

# fmt: off
CAMERA_RAW_SUFFIXES = frozenset([
    ".3fr", ".arw", ".cr2", ".cr3", ".crw", ".dcr", ".dng", ".erf", ".fff", ".iiq", ".kdc", ".mef", ".mos", ".mrw",
    ".nef", ".nrw", ".orf", ".pef", ".raf", ".raw", ".rw2", ".rwl", ".sr2", ".srf", ".srw", ".x3f",
])
# fmt: on
PHOTO_SUFFIXES = CAMERA_RAW_SUFFIXES | frozenset(
    [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".tif", ".tiff", ".webp", ".bmp", ".dib", ".heic", ".heif", ".hif"]
)
"""Suffixes, in lower case, of the files that may be photos; what a file really is, its content says."""


class FileKind(StrEnum):
    """The families that one reader each opens."""

    JPEG = "JPEG"
    PNG = "PNG"
    TIFF = "TIFF"
    WEBP = "WebP"
    BMP = "BMP"
    HEIF = "HEIC"
    CAMERA_RAW = "camera RAW"


_SIGNATURES: tuple[tuple[int, bytes, FileKind], ...] = (
    (0, b"\xff\xd8\xff", FileKind.JPEG),
    (0, b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (0, b"II*\0", FileKind.TIFF),
    (0, b"MM\0*", FileKind.TIFF),
    (0, b"II+\0", FileKind.TIFF),
    (0, b"MM\0+", FileKind.TIFF),
    (8, b"WEBP", FileKind.WEBP),
    (0, b"BM", FileKind.BMP),
)
_HEIF_BRANDS = frozenset([b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"])
_FOREIGN_SIGNATURES: tuple[tuple[int, bytes, Phrase], ...] = (
    (0, b"GIF8", said("a GIF picture")),
    (0, b"8BPS", said("a Photoshop document")),
    (0, b"%PDF", said("a PDF document")),
    (0, b"\0\0\0\x0cjP  ", said("a JPEG 2000 picture")),
    (0, b"\0\0\0\x0cJXL ", said("a JPEG XL picture")),
    (0, b"\xff\x0a", said("a JPEG XL picture")),
    (4, b"ftypavi", said("an AVIF picture")),
    (4, b"ftyp", said("a video")),
)


def kind_of(head: bytes, suffix: str, name: str) -> FileKind:
    """The kind of a file from its first 32 bytes; most camera RAW files call themselves TIFF: the suffix decides there.

    Raises UnsupportedPhoto for pictures of other kinds and UnreadablePhoto for what is no picture.
    """
    if suffix.lower() in CAMERA_RAW_SUFFIXES:
        return FileKind.CAMERA_RAW
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return FileKind.HEIF
    for offset, signature, kind in _SIGNATURES:
        if head.startswith(signature, offset):
            return kind
    for offset, signature, words in _FOREIGN_SIGNATURES:
        if head.startswith(signature, offset):
            raise UnsupportedPhoto(
                said("{name} is {words}, which this program does not open.", name=name, words=words),
                "Save it as JPEG, PNG or TIFF.",
            )
    raise UnreadablePhoto(
        said("{name} holds no picture.", name=name), "Check that it is the right file, and copy it again if it is."
    )
