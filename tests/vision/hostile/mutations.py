"""How a file is spoilt. The same seed and number make the same file from the same originals."""

import random
import struct
import zlib
from collections.abc import Callable, Mapping

from tests.vision.hostile.bombs import BOMBS

Content = bytearray
NUMBERS = (0, 1, 2, 3, 7, 8, 127, 128, 255, 256, 4096, 15_800, 32_767, 32_768, 40_000, 65_535, 65_536, 2**24, 2**31 - 1,
           2**31, 2**32 - 1, 2**63 - 1, 2**64 - 1)  # fmt: skip
ENDINGS = (".jpg", ".png", ".tif", ".webp", ".bmp", ".heic", ".dng", ".cr2", ".cr3", ".nef", ".raf", ".x3f", ".bin", "")
MARKS = (
    *(b"\xff" + code for code in (b"\xd8", b"\xd9", b"\xda", b"\xc0", b"\xc2", b"\xc4", b"\xdb", b"\xdd")),
    *b"IHDR PLTE IDAT IEND tRNS iCCP eXIf acTL fcTL VP8L VP8X ANIM ANMF ALPH ispe hvcC iloc grid Adobe".split(),
    b"II*\0", b"MM\0*", b"VP8 ", b"Exif\0\0", b"ICC_PROFILE\0",
)  # fmt: skip
METADATA = (b"Exif\0\0", b"eXIf", b"EXIF", b"iCCP", b"ICC_PROFILE", b"acsp")


def spoilt(originals: Mapping[str, bytes], seed: int, number: int) -> tuple[str, bytes]:
    """The name and the content of hostile file ``number``."""
    chance = random.Random(f"{seed}/{number}")
    if chance.random() < 0.004:
        name = chance.choice(sorted(BOMBS))
        return f"bomb {name}", BOMBS[name]()
    name = chance.choice(sorted(originals))
    content, others = Content(originals[name]), list(originals.values())
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 6))):
        chance.choice(WAYS)(content, chance, others)
    if content.startswith(b"\x89PNG") and chance.random() < 0.7:
        _mend_checksums(content)
    stem, _, ending = name.rpartition(".")
    return f"{stem}{chance.choice(ENDINGS) if chance.random() < 0.1 else '.' + ending}", bytes(content)


def _place(content: Content, chance: random.Random) -> int:
    """Anywhere, but rather in the header."""
    return chance.randrange(max(1, min(len(content), chance.choice((64, 256, 1024, len(content) + 1)))))


def _flip_bits(content: Content, chance: random.Random, _: list[bytes]) -> None:
    for _number in range(chance.choice((1, 2, 8, 40)) if content else 0):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def _set_bytes(content: Content, chance: random.Random, _: list[bytes]) -> None:
    for _number in range(chance.choice((1, 2, 4)) if content else 0):
        content[_place(content, chance)] = chance.randrange(256)


def _set_number(content: Content, chance: random.Random, _: list[bytes]) -> None:
    """A length, count or dimension becomes one that is seldom expected."""
    at, code, order = _place(content, chance), chance.choice("BHIQ"), chance.choice("<>")
    size = struct.calcsize(code)
    if chance.random() < 0.5:
        at &= ~1
    content[at : at + size] = struct.pack(order + code, chance.choice(NUMBERS) % 2 ** (8 * size))


def _set_dimensions(content: Content, chance: random.Random, _: list[bytes]) -> None:
    """Width and height where this kind of file keeps them."""
    width, height = (chance.choice((0, 1, 3, 47, 49, 255, 4000, 15_800, 65_535, 2**31 - 1)) for _side in "wh")
    if content.startswith(b"\x89PNG"):
        content[16:24] = struct.pack(">II", width, height)
    elif content.startswith(b"BM"):
        content[18:26] = struct.pack("<ii", width, chance.choice((1, -1)) * height)
    elif (at := _found(content, rb"ispe")) > 0:
        content[at + 8 : at + 16] = struct.pack(">II", width, height)
    elif (at := max(_found(content, b"\xff\xc0"), _found(content, b"\xff\xc2"))) > 0:
        content[at + 5 : at + 9] = struct.pack(">HH", height % 65_536, width % 65_536)
    elif (at := _found(content, b"VP8X")) > 0:
        content[at + 12 : at + 18] = (width % 2**24).to_bytes(3, "little") + (height % 2**24).to_bytes(3, "little")
    else:
        for tag, value in ((256, width), (257, height)):
            at = _found(content, struct.pack("<H", tag) + b"\3\0\1\0\0\0")
            if at > 0:
                content[at + 8 : at + 10] = struct.pack("<H", value % 65_536)


def _truncate(content: Content, chance: random.Random, _: list[bytes]) -> None:
    del content[int(len(content) * chance.choice((0.0, 0.01, chance.random(), chance.random(), 0.99))) :]


def _remove(content: Content, chance: random.Random, _: list[bytes]) -> None:
    at = _place(content, chance)
    del content[at : at + chance.choice((1, 2, 4, 12, 100))]


def _repeat(content: Content, chance: random.Random, _: list[bytes]) -> None:
    at, length = _place(content, chance), chance.choice((1, 4, 12, 100, 1000))
    content[at:at] = content[at : at + length] * chance.choice((1, 2, 50))


def _splice(content: Content, chance: random.Random, others: list[bytes]) -> None:
    other = chance.choice(others)
    start = chance.randrange(len(other))
    at = _place(content, chance)
    piece = other[start : start + chance.choice((4, 60, 500, len(other)))]
    content[at : at + chance.choice((0, len(piece)))] = piece


def _insert_mark(content: Content, chance: random.Random, _: list[bytes]) -> None:
    at, mark = _place(content, chance), chance.choice(MARKS)
    content[at : at + chance.choice((0, len(mark)))] = mark


def _append(content: Content, chance: random.Random, others: list[bytes]) -> None:
    content += chance.choice((chance.randbytes(chance.choice((1, 100, 5000))), bytes(70_000), chance.choice(others)))


def _spoil_metadata(content: Content, chance: random.Random, _: list[bytes]) -> None:
    """Inside of an EXIF block or a colour profile."""
    found = [
        at
        for mark in (b"Exif\0\0", b"eXIf", b"EXIF", b"iCCP", b"ICC_PROFILE", b"acsp")
        if (at := content.find(mark)) >= 0
    ]
    if not found:
        return _set_number(content, chance, [])
    at = chance.choice(found) + chance.randrange(4, 200)
    content[at : at + 4] = chance.choice((b"\xff" * 4, bytes(4), chance.randbytes(4), struct.pack(">I", 2**31)))
    return None


def _swap(content: Content, chance: random.Random, _: list[bytes]) -> None:
    """Two pieces change places, as segments and chunks out of order."""
    one, other, length = _place(content, chance), _place(content, chance), chance.choice((2, 12, 64, 300))
    first, second = content[one : one + length], content[other : other + length]
    content[one : one + length], content[other : other + length] = second, first


WAYS: tuple[Callable[[Content, random.Random, list[bytes]], None], ...] = (
    _flip_bits, _flip_bits, _set_bytes, _set_bytes, _set_number, _set_number, _set_number, _set_dimensions, _truncate,
    _remove, _repeat, _splice, _splice, _insert_mark, _append, _spoil_metadata, _spoil_metadata, _swap,
)  # fmt: skip


def _found(content: Content, mark: bytes) -> int:
    return content.find(mark)


def _mend_checksums(content: Content) -> None:
    """Where chunks still follow each other: decoders turn away wrong checksums before they look at anything else."""
    at = 8
    while at + 12 <= len(content):
        length = struct.unpack(">I", content[at : at + 4])[0]
        end = at + 8 + length
        if end + 4 > len(content):
            return
        content[end : end + 4] = struct.pack(">I", zlib.crc32(content[at + 4 : end]))
        at = end + 4
