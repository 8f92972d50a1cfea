"""Plates as people write them: by hand in ink, on old forms, with a QR code; numbers painted on stones."""

from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from mineral_desk.training.scenes.lettering import Font, font
from mineral_desk.training.scenes.noise import Floats, floats

_SLANTED = (
    "Z003-MediumItalic.otf", "DejaVuSerif-Italic.ttf", "C059-Italic.otf", "URWBookman-LightItalic.otf",
    "LiberationSerif-Italic.ttf", "NotoSerif-Italic.ttf", "Times New Roman Italic.ttf", "timesi.ttf",
)  # fmt: skip
_INKS = ("#1d2a55", "#20201f", "#4a3120", "#26304a", "#3d2a3f")
_PAPERS = ("#f3eedd", "#efe3c2", "#f7f5f0", "#e5d6ae", "#f0ede6", "#dccfae")


def hand_font(choice: int, size: int, cyrillic: bool) -> Font:
    """A slanted font of the system; those without Cyrillic letters are passed over where these are needed."""
    names = ("DejaVuSerif-Italic.ttf",) if cyrillic else _SLANTED[choice % len(_SLANTED) :] + _SLANTED
    for name in names:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return font("serif", size)


def written_plate(lines: Sequence[str], size_mm: tuple[float, float], rng: np.random.Generator) -> Floats:
    """(H, W, 3) linear colours of a card written by hand, on a form with a frame or rules or on plain paper."""
    per_mm = min(20.0, 1200 / size_mm[0])
    width, height = (round(side * per_mm) for side in size_mm)
    card = Image.new("RGB", (width, height), _PAPERS[int(rng.integers(len(_PAPERS)))])
    draw = ImageDraw.Draw(card)
    _form(draw, width, height, len(lines), rng)
    ink = _INKS[int(rng.integers(len(_INKS)))]
    step = height / (len(lines) + 0.7)
    hand, scrawl = int(rng.integers(8)), rng.random() < 0.5
    for number, text in enumerate(lines):
        base = step * (number + 1.1)
        if scrawl and number > 0:
            _scrawl(draw, (0.08 * width, base), (rng.uniform(0.5, 0.85) * width, 0.45 * step), ink, rng)
        else:
            _write(card, text, (0.08 * width, base), 0.72 * step, ink, hand, rng)
    return _aged(np.asarray(card, np.float32) / np.float32(255), rng)


def _form(draw: ImageDraw.ImageDraw, width: int, height: int, rows: int, rng: np.random.Generator) -> None:
    """The printed part of an old form: a frame, rules, a printed head."""
    grey = "#8a7f70"
    if rng.random() < 0.5:
        inset = round(0.03 * height + 3)
        draw.rectangle([inset, inset, width - inset, height - inset], outline=grey, width=max(2, height // 110))
    if rng.random() < 0.4:
        for row in range(rows):
            y = height * (row + 1.15) / (rows + 0.7)
            draw.line([(0.06 * width, y), (0.94 * width, y)], grey, max(1, height // 200))


def _write(  # noqa: PLR0917
    card: Image.Image, text: str, start: tuple[float, float], size: float, ink: str, hand: int, rng: np.random.Generator
) -> None:
    """Letter by letter, each a little turned, shifted and of its own size, along a line that sways."""
    cyrillic = any("а" <= letter.lower() <= "я" or letter in "ёЁ№" for letter in text)
    letters = hand_font(hand, max(8, round(size)), cyrillic)
    wanted = sum(ImageDraw.Draw(card).textlength(letter, font=letters) for letter in text)
    shrink = min(1.0, 0.82 * card.width / max(wanted, 1))
    letters = hand_font(hand, max(8, round(size * shrink)), cyrillic)
    x, y = start
    sway, phase = rng.uniform(0.0, 0.06) * size, rng.uniform(0, 6)
    for letter in text:
        advance = ImageDraw.Draw(card).textlength(letter, font=letters)
        side = max(4, round(2.2 * size))
        stamp = Image.new("L", (side, side), 0)
        ImageDraw.Draw(stamp).text((0.3 * side, 0.7 * side), letter, 255, font=letters, anchor="ls")
        stamp = stamp.rotate(float(rng.normal(0, 3)), Image.Resampling.BILINEAR)
        lift = sway * np.sin(phase + 3 * x / card.width) + rng.normal(0, 0.03) * size
        card.paste(ink, (round(x - 0.3 * side), round(y + lift - 0.7 * side)), stamp)
        x += advance * float(rng.uniform(0.9, 1.08))


def _scrawl(
    draw: ImageDraw.ImageDraw, start: tuple[float, float], size: tuple[float, float], ink: str, rng: np.random.Generator
) -> None:
    """Handwriting that cannot be read: words of joined loops and hooks."""
    x, end = start[0], start[0] + size[0]
    tall = size[1]
    while x < end:
        count = int(rng.integers(6, 22))
        t = np.arange(count)
        heights = np.where(t % 2 == 0, 0.0, rng.choice([0.45, 0.5, 1.0, -0.4], count, p=[0.4, 0.35, 0.17, 0.08]))
        xs = x + np.cumsum(rng.uniform(0.16, 0.3, count)) * tall + heights * tall * 0.35
        ys = start[1] - heights * tall + rng.normal(0, 0.03, count) * tall
        fine = np.linspace(0, count - 1, 8 * count)
        corners = np.stack([np.interp(fine, t, xs), np.interp(fine, t, ys)], axis=1).astype(np.float32)
        curve = cv2.GaussianBlur(corners, (1, 9), sigmaX=1e-3, sigmaY=2.2)
        draw.line([(float(a), float(b)) for a, b in curve], ink, max(2, round(0.09 * tall)), joint="curve")
        x = float(xs[-1]) + rng.uniform(0.3, 0.6) * tall


def _aged(card: Floats, rng: np.random.Generator) -> Floats:
    """Faded, foxed and unevenly yellowed, as linear colours."""
    small = rng.random((6, 8), dtype=np.float32)
    blotches = cv2.resize(small, (card.shape[1], card.shape[0]), interpolation=cv2.INTER_CUBIC)[..., None]
    yellow = floats([0.02, 0.05, 0.14]) * np.float32(rng.uniform(0, 1))
    return floats(np.power(np.clip(card - yellow * blotches, 0, 1), 2.2))


def with_code(card: Floats, text: str) -> Floats:
    """The card with a QR code of ``text`` at its right (in place of what was there)."""
    code = cv2.QRCodeEncoder.create().encode(text)
    side = round(0.8 * card.shape[0])
    big = cv2.resize(code, (side, side), interpolation=cv2.INTER_NEAREST)
    marked = card.copy()
    top = (card.shape[0] - side) // 2
    left = card.shape[1] - side - top
    if left > 0.3 * card.shape[1]:
        marked[top : top + side, left : left + side] = np.where(big[..., None] > 128, 0.85, 0.015)
    return floats(marked)


def painted_number(text: str, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Picture (H, W, 3) in linear colours and cover (H, W) of a number painted on a stone, bare or on a white daub."""
    width, height = 360, 180
    on_white = rng.random() < 0.6
    cover = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(cover)
    if on_white:
        turn = np.linspace(0, 2 * np.pi, 40)
        wobble = 1 + 0.06 * np.sin(3 * turn + rng.uniform(0, 6)) + rng.normal(0, 0.015, 40)
        daub = [
            (180 + 172 * float(w * np.cos(a)), 90 + 84 * float(w * np.sin(a)))
            for a, w in zip(turn, wobble, strict=True)
        ]
        draw.polygon(daub, 255)
    picture = Image.new(
        "RGB", (width, height), "#ece9e0" if on_white else ("#b01c18", "#f0eee6", "#151515")[int(rng.integers(3))]
    )
    letters = hand_font(int(rng.integers(8)), round(330 / max(len(text), 3)), cyrillic=False)
    where = ImageDraw.Draw(picture) if on_white else draw
    where.text((180, 90), text, "#161616" if on_white else 255, font=letters, anchor="mm")
    soft = cv2.GaussianBlur(np.asarray(cover, np.float32) / np.float32(255), (0, 0), 1.5)
    return floats(np.power(np.asarray(picture, np.float32) / 255, 2.2)), floats(soft)
