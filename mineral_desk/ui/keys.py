"""Which key of the keyboard was pressed, wherever the layout puts its letters.

The window's letters are places on the keyboard: they must work while a Russian layout is active. The place is read
from the native code where the platform gives one, else the letter is looked up in the Russian layout.
"""

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

LETTER_ROWS = ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")
RUSSIAN_ROWS = ("ЙЦУКЕНГШЩЗ", "ФЫВАПРОЛД", "ЯЧСМИТЬ")
EVDEV_ROW_STARTS = (24, 38, 52)
"""X11 and Wayland: key codes of Q, A and Z; the rest of each row follows."""
DIGITS_EVDEV_START = 10
SIGNS_EVDEV = {34: "[", 35: "]", 59: ","}
SIGNS_RUSSIAN = {"Х": "[", "Ъ": "]", "Б": ","}
"""Two right of P change the brush, one right of M opens the settings: a Russian layout has letters there."""
WINDOWS_VIRTUAL_KEYS = (
    {ord(letter): letter for row in LETTER_ROWS for letter in row}
    | {ord(digit): digit for digit in "0123456789"}
    | {0xDB: "[", 0xDD: "]", 0xBC: ","}
)
MAC_PLACES = dict(zip("ASDFHGZXCV", range(10), strict=True)) | dict(
    zip("BQWERYT", range(11, 18), strict=True), O=31, U=32, I=34, P=35, L=37, J=38, K=40, N=45, M=46
)
MAC_LETTERS = {code: letter for letter, code in MAC_PLACES.items()} | {33: "[", 30: "]", 43: ","}
MODIFIERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier


def _evdev_letters() -> dict[int, str]:
    letters = {
        start + place: letter
        for start, row in zip(EVDEV_ROW_STARTS, LETTER_ROWS, strict=True)
        for place, letter in enumerate(row)
    }
    digits = {DIGITS_EVDEV_START + place: digit for place, digit in enumerate("1234567890")}
    return letters | digits | SIGNS_EVDEV


EVDEV_LETTERS = _evdev_letters()
RUSSIAN_LETTERS = {
    russian: latin
    for russian_row, latin_row in zip(RUSSIAN_ROWS, LETTER_ROWS, strict=True)
    for russian, latin in zip(russian_row, latin_row, strict=True)
} | SIGNS_RUSSIAN


def physical_key(event: QKeyEvent, platform: str | None = None) -> int:
    """The Qt key of the letter printed at that place of a Latin keyboard; other keys as Qt names them."""
    key = event.key()
    if not _prints(key):
        return key
    letter = _native_letter(event, platform or QGuiApplication.platformName())
    if letter is None:
        letter = RUSSIAN_LETTERS.get(chr(key).upper()) if 0x400 <= key < 0x530 else None
    return ord(letter) if letter else key


def _prints(key: int) -> bool:
    """Whether the key is a letter or a digit (punctuation goes by its meaning, not its place)."""
    return 0x30 <= key <= 0x39 or 0x41 <= key <= 0x5A or 0x80 <= key < 0x1000000


def _native_letter(event: QKeyEvent, platform: str) -> str | None:
    if platform in ("xcb", "wayland"):
        return EVDEV_LETTERS.get(event.nativeScanCode())
    if platform == "windows":
        return WINDOWS_VIRTUAL_KEYS.get(event.nativeVirtualKey())
    if platform == "cocoa":
        return MAC_LETTERS.get(event.nativeVirtualKey()) if event.key() >= 0x41 else None
    return None


def combination(event: QKeyEvent) -> QKeyCombination:
    """What was pressed, as a value that can be compared; Enter of the number pad counts as Enter."""
    key = physical_key(event)
    if key == Qt.Key.Key_Enter:
        key = Qt.Key.Key_Return
    modifiers = event.modifiers() & MODIFIERS
    if not (0x41 <= key <= 0x5A) and key < 0x1000000 and not modifiers & Qt.KeyboardModifier.ControlModifier:
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier  # "?" and "+" need Shift on some layouts
    return QKeyCombination(modifiers, Qt.Key(key))


def is_enter(event: QKeyEvent) -> bool:
    """Whether Enter alone was pressed, that of the number pad as well."""
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def parse(keys: str) -> QKeyCombination:
    """``Ctrl+Enter`` as the looks write it."""
    sequence = QKeySequence.fromString(keys.replace("Enter", "Return"), QKeySequence.SequenceFormat.PortableText)
    pressed: QKeyCombination = sequence[0]  # type: ignore[index]
    return pressed
