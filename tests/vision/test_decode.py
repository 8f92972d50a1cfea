"""Every kind of file comes out as upright sRGB; every broken one as a sentence."""

import hashlib
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageCms

from mineral_desk.domain.errors import PhotoError, PhotoTooLarge, UnreadablePhoto, UnsupportedPhoto
from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.decode import PHOTO_SUFFIXES, decode, decode_thumbnail, inspect, unreadable
from tests.conftest import CHECKOUT
from tests.vision.dng import write_dng

RED, GREEN, BLUE, GREY = (200, 30, 40), (30, 170, 60), (40, 60, 210), (128, 128, 128)


def quarters(width: int = 96, height: int = 64) -> Pixels:
    """Red, green / blue, grey: every turn and mirror of it differs."""
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2], pixels[: height // 2, width // 2 :] = RED, GREEN
    pixels[height // 2 :, : width // 2], pixels[height // 2 :, width // 2 :] = BLUE, GREY
    return pixels


def corners(pixels: Pixels) -> list[tuple[int, ...]]:
    """The colours a quarter in from the four corners, row by row."""
    height, width = pixels.shape[:2]
    return [
        tuple(int(v) for v in pixels[y, x])
        for y in (height // 4, 3 * height // 4)
        for x in (width // 4, 3 * width // 4)
    ]


def assert_like(pixels: Pixels, expected: list[tuple[int, int, int]], tolerance: float = 6) -> None:
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous
    assert pixels.shape[2] == 3
    np.testing.assert_allclose(corners(pixels), expected, atol=tolerance)


def save_pillow(name: str, **options: object) -> Callable[[Path], Path]:
    def save(folder: Path) -> Path:
        path = folder / name
        Image.fromarray(quarters()).save(path, **options)
        return path

    return save


def save_heic(folder: Path) -> Path:
    path = folder / "a.heic"
    pillow_heif.from_pillow(Image.fromarray(quarters())).save(path, quality=95)
    return path


KINDS = {
    "jpeg": save_pillow("a.JPG", quality=95),
    "progressive jpeg": save_pillow("a.jpeg", quality=95, progressive=True),
    "png": save_pillow("a.png"),
    "tiff": save_pillow("a.tif"),
    "lzw tiff": save_pillow("a.tiff", compression="tiff_lzw"),
    "webp": save_pillow("a.webp", quality=95),
    "lossless webp": save_pillow("a.webp", lossless=True),
    "bmp": save_pillow("a.bmp"),
    "heic": save_heic,
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_file_gives_its_colours_and_facts(kind: str, tmp_path: Path) -> None:
    path = KINDS[kind](tmp_path)
    decoded = decode(path)
    assert_like(decoded.pixels, [RED, GREEN, BLUE, GREY], tolerance=8)
    content = path.read_bytes()
    assert decoded.reduction == 1
    assert (decoded.photo.width_px, decoded.photo.height_px) == (96, 64)
    assert decoded.photo.sha256 == hashlib.sha256(content).hexdigest()
    assert decoded.photo.byte_size == len(content)
    assert inspect(path) == decoded.photo
    assert path.suffix.lower() in PHOTO_SUFFIXES


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("there", [0.0, 0.2, 0.5, 0.9])
def test_a_file_that_was_cut_short_is_refused_in_words(kind: str, there: float, tmp_path: Path) -> None:
    path = KINDS[kind](tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * there)])
    with pytest.raises(UnreadablePhoto) as refusal:
        decode(path)
    assert path.name in refusal.value.message
    assert "Copy it again" in refusal.value.hint


def test_a_jpeg_cut_in_its_pixels_says_how_much_is_there(tmp_path: Path) -> None:
    path = tmp_path / "cut.jpg"
    noise = np.random.default_rng(0).integers(0, 255, (300, 400, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[:50_000])
    with pytest.raises(UnreadablePhoto, match="ends too early; only 50 kB are there"):
        decode(path)


def test_a_jpeg_whose_copy_stopped_and_left_zeros_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "blank.jpg"
    noise = np.random.default_rng(0).integers(0, 255, (300, 400, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path)
    content = path.read_bytes()
    path.write_bytes(content + b"\0" * 100_000)
    decode(path)  # padding behind a whole photo does no harm
    path.write_bytes(content[:50_000].ljust(len(content), b"\0"))
    with pytest.raises(UnreadablePhoto, match="the end of the file is blank"):
        decode(path)


TURNED = {
    1: [RED, GREEN, BLUE, GREY],
    2: [GREEN, RED, GREY, BLUE],
    3: [GREY, BLUE, GREEN, RED],
    4: [BLUE, GREY, RED, GREEN],
    5: [RED, BLUE, GREEN, GREY],
    6: [BLUE, RED, GREY, GREEN],
    7: [GREY, GREEN, BLUE, RED],
    8: [GREEN, GREY, RED, BLUE],
}


@pytest.mark.parametrize("orientation", TURNED)
@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp"])
def test_exif_orientation_turns_the_photo_upright(orientation: int, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"turned.{suffix}"
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(quarters()).save(path, exif=exif, quality=95)
    for pixels in (decode(path).pixels, decode_thumbnail(path, 48)):
        assert_like(pixels, TURNED[orientation], tolerance=8)
    photo = inspect(path)
    assert (photo.width_px, photo.height_px) == ((64, 96) if orientation >= 5 else (96, 64))


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_turned_heic_is_turned_once(orientation: int, tmp_path: Path) -> None:
    path = tmp_path / "turned.heic"
    exif = Image.Exif()
    exif[0x0112] = orientation
    pillow_heif.encode("RGB", (96, 64), quarters().tobytes(), path, quality=95, exif=exif.tobytes())
    assert_like(decode(path).pixels, TURNED[orientation], tolerance=8)


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_sixteen_bits_grey_are_scaled_not_cut(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"deep.{suffix}"
    values = (quarters()[..., 0].astype(np.uint16)) * 257
    Image.fromarray(values).save(path)
    assert_like(decode(path).pixels, [(c[0],) * 3 for c in (RED, GREEN, BLUE, GREY)], tolerance=1)


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_sixteen_bits_colour(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"deep.{suffix}"
    deep = quarters()[..., ::-1].astype(np.uint16) * 257
    path.write_bytes(cv2.imencode(f".{suffix}", deep)[1].tobytes())
    assert_like(decode(path).pixels, [RED, GREEN, BLUE, GREY], tolerance=1)


def test_float_tiff_from_zero_to_one(tmp_path: Path) -> None:
    path = tmp_path / "float.tif"
    Image.fromarray(quarters()[..., 0].astype(np.float32) / 255).save(path)
    assert_like(decode(path).pixels, [(c[0],) * 3 for c in (RED, GREEN, BLUE, GREY)], tolerance=1)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1"])
def test_transparent_parts_are_white_and_palettes_are_expanded(mode: str, tmp_path: Path) -> None:
    path = tmp_path / "alpha.png"
    if mode in ("RGBA", "LA"):
        picture = Image.fromarray(np.full((64, 96, 3), 50, np.uint8)).convert(mode)
        alpha = np.full((64, 96), 255, np.uint8)
        alpha[:32, :48], alpha[:32, 48:] = 0, 128
        picture.putalpha(Image.fromarray(alpha))
        picture.save(path)
        assert_like(decode(path).pixels, [(255,) * 3, (152,) * 3, (50,) * 3, (50,) * 3], tolerance=2)
    elif mode == "P":
        Image.fromarray(quarters()).quantize(4).save(path, transparency=0)
        found = sorted(corners(decode(path).pixels))
        assert (255, 255, 255) in found
        assert len(set(found)) == 4
    else:
        Image.fromarray(quarters()[..., 0] > 100).save(path)
        assert_like(decode(path).pixels, [(255,) * 3, (0,) * 3, (0,) * 3, (255,) * 3], tolerance=0)


def _without_segment(jpeg: bytes, marker: int) -> bytes:
    kept, at = jpeg[:2], 2
    while jpeg[at + 1] != 0xDA:
        length = struct.unpack(">H", jpeg[at + 2 : at + 4])[0] + 2
        kept += b"" if jpeg[at + 1] == marker else jpeg[at : at + length]
        at += length
    return kept + jpeg[at:]


def test_cmyk_with_and_without_adobes_inversion(tmp_path: Path) -> None:
    path = tmp_path / "cmyk.jpg"
    Image.fromarray(quarters()).convert("CMYK").save(path, quality=97)
    assert b"Adobe" in path.read_bytes()
    assert_like(decode(path).pixels, [RED, GREEN, BLUE, GREY], tolerance=10)
    inverted = Image.fromarray(255 - np.asarray(Image.fromarray(quarters()).convert("CMYK")), mode="CMYK")
    inverted.save(path, quality=97)
    path.write_bytes(_without_segment(path.read_bytes(), 0xEE))
    assert b"Adobe" not in path.read_bytes()
    assert_like(decode(path).pixels, [RED, GREEN, BLUE, GREY], tolerance=10)


def test_cmyk_tiff(tmp_path: Path) -> None:
    path = tmp_path / "cmyk.tif"
    Image.fromarray(quarters()).convert("CMYK").save(path)
    assert_like(decode(path).pixels, [RED, GREEN, BLUE, GREY], tolerance=2)


def test_an_icc_profile_is_applied_and_a_broken_one_ignored(tmp_path: Path) -> None:
    path = tmp_path / "profile.tif"
    lab = ImageCms.createProfile("LAB")
    srgb = ImageCms.createProfile("sRGB")
    picture = Image.fromarray(quarters())
    as_lab = ImageCms.profileToProfile(picture, srgb, lab, outputMode="LAB")
    assert as_lab is not None
    as_lab.save(path)
    assert_like(decode(path).pixels, [RED, GREEN, BLUE, GREY], tolerance=6)
    for profile in (b"nonsense", ImageCms.ImageCmsProfile(srgb).tobytes(), ImageCms.ImageCmsProfile(lab).tobytes()):
        other = tmp_path / "profile.png"
        picture.save(other, icc_profile=profile)
        assert_like(decode(other).pixels, [RED, GREEN, BLUE, GREY], tolerance=0)


def _linear_profile() -> bytes:
    """sRGB's primaries with a gamma of 1: the tone curves of a profile made by the library, replaced."""
    content = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", content[128:132])[0]
    for index in range(count):
        entry = 132 + 12 * index
        name, offset = bytes(content[entry : entry + 4]), struct.unpack(">I", content[entry + 4 : entry + 8])[0]
        if name in (b"rTRC", b"gTRC", b"bTRC"):
            content[offset : offset + 12] = b"curv" + b"\0" * 8
        if name == b"desc":
            at = content.find("sRGB".encode("utf-16-be"), offset)
            content[at : at + 8] = "Line".encode("utf-16-be")
    return bytes(content)


def test_a_wide_profile_changes_the_colours_as_it_says(tmp_path: Path) -> None:
    path = tmp_path / "linear.png"
    linear = np.array([((v / 255 + 0.055) / 1.055) ** 2.4 * 255 for v in range(256)]).round().astype(np.uint8)
    Image.fromarray(linear[quarters()]).save(path, icc_profile=_linear_profile())
    assert_like(decode(path).pixels, [RED, GREEN, BLUE, GREY], tolerance=8)


def test_the_first_page_of_several(tmp_path: Path) -> None:
    path = tmp_path / "pages.tif"
    first, second = Image.fromarray(quarters()), Image.new("RGB", (30, 30), "white")
    first.save(path, save_all=True, append_images=[second])
    assert_like(decode(path).pixels, [RED, GREEN, BLUE, GREY], tolerance=0)


def test_exif_date_and_focal_length(tmp_path: Path) -> None:
    path = tmp_path / "dated.jpg"
    exif = Image.Exif()
    detail = exif.get_ifd(0x8769)
    detail[0x9003], detail[0xA405] = "2021:05:06 07:08:09", 85
    Image.fromarray(quarters()).save(path, exif=exif)
    assert inspect(path).taken_at == datetime(2021, 5, 6, 7, 8, 9)
    assert inspect(path).focal_length_35mm == 85


def test_focal_length_is_computed_from_the_focal_plane(tmp_path: Path) -> None:
    path = tmp_path / "macro.jpg"
    exif = Image.Exif()
    detail = exif.get_ifd(0x8769)
    detail[0x920A], detail[0xA20E], detail[0xA210] = 60.0, 96 / 2.4, 3  # 96 px on 24 mm
    Image.fromarray(quarters()).save(path, exif=exif)
    assert inspect(path).focal_length_35mm == pytest.approx(90, rel=0.01)
    assert inspect(path).taken_at is None


def test_a_large_photo_is_reduced_and_says_by_how_much(tmp_path: Path) -> None:
    for name in ("large.jpg", "large.png"):
        path = tmp_path / name
        Image.fromarray(quarters(1600, 1200)).save(path, quality=95)
        decoded = decode(path, working_megapixels=0.3)
        height, width = decoded.pixels.shape[:2]
        assert width * height == pytest.approx(0.3e6, rel=0.01)
        assert decoded.reduction == pytest.approx(1600 / width)
        assert (decoded.photo.width_px, decoded.photo.height_px) == (1600, 1200)
        assert_like(decoded.pixels, [RED, GREEN, BLUE, GREY], tolerance=4)


def test_reducing_averages_and_keeps_places(tmp_path: Path) -> None:
    path = tmp_path / "fine.png"
    fine = np.zeros((999, 1501, 3), np.uint8)
    fine[::2] = 255
    fine[400:600, 700:900] = 0
    Image.fromarray(fine).save(path)
    decoded = decode(path, working_megapixels=0.1)
    assert abs(float(decoded.pixels[:60].mean()) - 127.5) < 2
    dark = np.argwhere(decoded.pixels[..., 0] < 30) * decoded.reduction
    np.testing.assert_allclose([dark.min(axis=0), dark.max(axis=0)], [(400, 700), (600, 900)], atol=9)


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp"])
def test_thumbnails_fit_the_long_side(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"t.{suffix}"
    Image.fromarray(quarters(900, 600)).save(path, quality=95)
    thumbnail = decode_thumbnail(path, 120)
    assert thumbnail.shape == (80, 120, 3)
    assert_like(thumbnail, [RED, GREEN, BLUE, GREY], tolerance=8)
    assert decode_thumbnail(path, 5000).shape == (600, 900, 3)


def _png_of_zeros(path: Path, width: int, height: int) -> Path:
    """A real PNG of any size, written row by row."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    packer = zlib.compressobj(1)
    row = b"\0" + bytes(width * 3)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b""))
    return path


def _bomb(path: Path) -> Path:
    """The header of a PNG of 40,000 x 40,000 pixels; nothing behind it is ever looked at."""
    _png_of_zeros(path, 16, 16)
    content = bytearray(path.read_bytes())
    content[16:24] = struct.pack(">II", 40_000, 40_000)
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    path.write_bytes(content)
    return path


def test_a_bomb_is_refused_by_its_header(tmp_path: Path) -> None:
    path = _bomb(tmp_path / "bomb.png")
    for attempt in (decode, lambda bomb: decode_thumbnail(bomb, 100)):
        with pytest.raises(PhotoTooLarge, match=r"40000 x 40000 pixels, 1,600 megapixels; the limit is 250") as refusal:
            attempt(path)
        assert refusal.value.hint


def test_the_limit_is_the_callers(tmp_path: Path) -> None:
    path = KINDS["png"](tmp_path)
    with pytest.raises(PhotoTooLarge):
        decode(path, max_megapixels=0.005)


def test_progressive_jpegs_of_thousands_of_scans_are_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "scans.jpg"
    Image.fromarray(quarters(800, 600)).save(path, progressive=True, exif=_with_thumbnail())
    content = path.read_bytes()
    last = content.rindex(b"\xff\xda")
    decode(path)
    for more, marks in ((30, b"\xff\xff"), (60_000, b"\xff\xff")):
        path.write_bytes(content[:last] + content[last:-2] * more + content[-2:] + marks + b"\xff\xda" * 99_000)
        if more == 30:
            assert decode(path).photo.width_px == 800
        else:
            for attempt in (decode, lambda bomb: decode_thumbnail(bomb, 100)):
                with pytest.raises(UnreadablePhoto, match="damaged JPEG"):
                    attempt(path)


def _with_thumbnail() -> Image.Exif:
    """A picture in the metadata has scans and an end of its own."""
    exif = Image.Exif()
    exif[0x9286] = b"\xff\xda" * 20_000 + b"\xff\xd9"
    return exif


def test_a_moving_picture_on_a_vast_canvas_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "moving.webp"
    first, second = (Image.fromarray(quarters()), Image.new("RGB", (96, 64)))
    first.save(path, save_all=True, append_images=[second])
    assert_like(decode(path).pixels, [RED, GREEN, BLUE, GREY], tolerance=30)
    content = bytearray(path.read_bytes())
    canvas = content.index(b"VP8X") + 12
    content[canvas : canvas + 6] = (9999).to_bytes(3, "little") * 2
    path.write_bytes(content)
    assert inspect(path).width_px == 10_000
    with pytest.raises(PhotoTooLarge, match="moving picture of 100 megapixels; the limit for those is 50"):
        decode(path)


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"", UnreadablePhoto, "is empty"),
        (b"A letter about apatite.", UnreadablePhoto, "holds no picture"),
        (b"GIF89a" + bytes(40), UnsupportedPhoto, "GIF"),
        (b"%PDF-1.7" + bytes(40), UnsupportedPhoto, "PDF"),
        (bytes(4) + b"ftypmp42" + bytes(40), UnsupportedPhoto, "video"),
        (b"\xff\xd8\xff\xe0" + bytes(10), UnreadablePhoto, "№ 7"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), UnreadablePhoto, "№ 7"),
    ],
)
def test_what_is_no_photo_is_told_apart(content: bytes, error: type, words: str, tmp_path: Path) -> None:
    path = tmp_path / "№ 7.jpg"
    path.write_bytes(content)
    with pytest.raises(error, match=words) as refusal:
        decode(path)
    assert isinstance(refusal.value, PhotoError)
    assert refusal.value.hint
    photo = unreadable(path)
    assert (photo.width_px, photo.byte_size) == (0, len(content))


def test_missing_folder_and_forbidden(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePhoto, match="not there any more"):
        decode(tmp_path / "gone.jpg")
    (tmp_path / "folder.jpg").mkdir()
    with pytest.raises(UnreadablePhoto, match="is a folder"):
        decode(tmp_path / "folder.jpg")
    assert unreadable(tmp_path / "gone.jpg").sha256 == ""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = KINDS["png"](tmp_path)
    path.chmod(0)
    with pytest.raises(UnreadablePhoto, match="may not be read"):
        decode(path)


def test_names_in_cyrillic_and_long_paths(tmp_path: Path) -> None:
    folder = tmp_path / "Фотографии № 3 — гранаты"
    while len(str(folder)) < 240:
        folder /= "ещё одна папка"
    folder.mkdir(parents=True)
    path = folder / ("образец " * 4 + "№ 12.png")
    assert len(str(path)) > 260
    Image.fromarray(quarters()).save(path)
    assert_like(decode(path).pixels, [RED, GREEN, BLUE, GREY], tolerance=0)


def test_broken_metadata_costs_only_the_metadata(tmp_path: Path) -> None:
    path = tmp_path / "meta.jpg"
    Image.fromarray(quarters()).save(path, exif=b"Exif\0\0MM\0*" + b"\xff" * 30, quality=95)
    decoded = decode(path)
    assert decoded.photo.taken_at is None
    assert_like(decoded.pixels, [RED, GREEN, BLUE, GREY], tolerance=8)


def test_camera_raw(tmp_path: Path) -> None:
    pytest.importorskip("rawpy", reason="the raw extra is not installed")
    path = tmp_path / "a.dng"
    mosaic = np.full((400, 600), 20_000, np.uint16)
    mosaic[100:300, 100:300] = 50_000
    write_dng(path, mosaic, orientation=6)
    decoded = decode(path)
    assert decoded.pixels.shape == (600, 400, 3)
    assert (decoded.photo.width_px, decoded.photo.height_px) == (400, 600)
    assert decoded.photo.taken_at == datetime(2021, 5, 6, 7, 8, 9)
    assert decoded.pixels[200, 200].mean() > decoded.pixels[500, 200].mean() + 20
    assert decode_thumbnail(path, 150).shape == (150, 100, 3)


def test_camera_raw_without_its_extra_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.nef"
    write_dng(path, np.zeros((40, 60), np.uint16))
    monkeypatch.setitem(sys.modules, "rawpy", None)
    with pytest.raises(UnsupportedPhoto, match=r"pip install \"mineral-desk\[raw\]\""):
        decode(path)


_PEAK_OF_DECODING = """
import sys
from pathlib import Path
from mineral_desk.vision.decode import decode
from tests.benchmarks.bench_decode import peak_bytes
decoded = decode(Path(sys.argv[1]))
print(decoded.photo.width_px * decoded.photo.height_px, peak_bytes())
"""
_MAKE_JPEG = "import sys; from PIL import Image; Image.new('RGB', (11600, 8700), (90, 120, 60)).save(sys.argv[1])"


@pytest.mark.skipif(sys.platform == "win32", reason="no resource usage of processes here")
@pytest.mark.parametrize("suffix", ["jpg", "png"])
def test_a_hundred_megapixels_stay_within_memory(suffix: str, tmp_path: Path) -> None:
    """The models take some 250 MB of the promised 1 GB, so decoding may take 700."""
    path = tmp_path / f"hundred.{suffix}"
    if suffix == "jpg":
        subprocess.run([sys.executable, "-c", _MAKE_JPEG, str(path)], check=True)
    else:
        _png_of_zeros(path, 11600, 8700)
    told = subprocess.run(
        [sys.executable, "-c", _PEAK_OF_DECODING, str(path)], check=True, capture_output=True, text=True, cwd=CHECKOUT
    )
    pixels, peak_bytes = (int(word) for word in told.stdout.split())
    assert pixels > 100e6
    assert peak_bytes < 700e6


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are POSIX")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(UnreadablePhoto, match=r"pipe\.jpg"):
        inspect(tmp_path / "pipe.jpg")
