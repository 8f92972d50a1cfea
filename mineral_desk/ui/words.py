"""Every visible sentence, in the window's language: the English text is the key.

The language lives in Qt (an installed translator and the default locale), so nothing here is global.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale, QObject, QTranslator

from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.domain.phrase import Filler, Phrase, Value
from mineral_desk.services.language import NOTE, load_sentences

CONTEXT = "mineral-desk"
GROUPING = " "
"""Between thousands in Russian."""
LANGUAGE_NAMES = {"en": "English", "ru": "Русский"}


class TableTranslator(QTranslator):
    """Translates with a table of English text to the language's text."""

    def __init__(self, table: dict[str, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = table

    def isEmpty(self) -> bool:
        return not self._table

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str | None:  # noqa: ARG002
        return self._table.get(text) if context == CONTEXT else None


def chosen_language(setting: str) -> str:
    """The language of a setting that may be ``system``."""
    if setting in LANGUAGE_NAMES:
        return setting
    return "ru" if QLocale.system().language() == QLocale.Language.Russian else "en"


def speak(application: QCoreApplication, resources: Path, language: str) -> None:
    """Use ``language`` (``en`` or ``ru``) for sentences and numbers from now on."""
    for old in application.findChildren(TableTranslator):
        application.removeTranslator(old)
        old.deleteLater()
    application.installTranslator(TableTranslator(load_sentences(resources, language), application))
    locale = QLocale(QLocale.Language.Russian if language == "ru" else QLocale.Language.English)
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    QLocale.setDefault(locale)


def tr(text: str, **values: Any) -> str:
    """The sentence in the window's language, with ``values`` filled in.

    Where one English word stands for two things, a note behind a bar tells them apart (``Set aside|state``).
    """
    translated = _looked_up(text)
    if translated == text:
        translated = text.partition(NOTE)[0]
    return translated.format(**values) if values else translated


def _looked_up(text: str) -> str:
    """What the table says for ``text``; itself where it says nothing, or where Qt could not take it for a key."""
    try:
        return text if "\0" in text else QCoreApplication.translate(CONTEXT, text) or text
    except UnicodeEncodeError:
        return text


def spoken(text: str) -> str:
    """What the core says, in the window's language; text that is no phrase stays as it is."""
    if not isinstance(text, Phrase):
        return text
    values = {name: spoken(value) if isinstance(value, str) else value for name, value in text.values.items()}
    return _LOCAL.fill(_looked_up(text.template), values)


def fill(template: str, values: Mapping[str, Value]) -> str:
    """The translated template with its values; raises KeyError or ValueError where one is missing."""
    return _LOCAL.fill(tr(template), values)


def fault_words(fault: BaseException | None) -> str:
    """The world's fault: what happened and what to do. Of a fault of the program only that it was one."""
    if isinstance(fault, MineralDeskError):
        return spoken(str(fault))
    return tr("Mineral Desk stumbled over a fault of its own.")


class _LocalFiller(Filler):
    """Numbers with the signs of the window's language."""

    def format_field(self, value: Any, format_spec: str) -> str:
        text: str = super().format_field(value, format_spec)
        if not isinstance(value, int | float) or not speaks_russian():
            return text
        return text.replace(",", GROUPING).replace(".", ",")


_LOCAL = _LocalFiller()


def speaks_russian() -> bool:
    """Whether species are shown by their Russian names."""
    return QLocale().language() == QLocale.Language.Russian


def number(value: float, digits: int = 1) -> str:
    """``55.1`` or ``55,1``."""
    return QLocale().toString(float(value), "f", digits)


def as_typed(value: float) -> str:
    """``35.55`` or ``22``: all digits that somebody may have typed into a field."""
    return QLocale().toString(float(value), "g", 9)


def significant(value: float, digits: int = 3) -> str:
    """``0.0169``: so many digits that count."""
    return QLocale().toString(float(value), "g", digits)


def count(value: int) -> str:
    """``5,997`` or ``5 997``."""
    text = f"{value:,}"
    return text.replace(",", GROUPING) if speaks_russian() else text


def date(moment: datetime) -> str:
    """``21 Nov 2026`` or ``21.11.2026``."""
    if speaks_russian():
        return f"{moment:%d.%m.%Y}"
    return f"{moment.day} {QLocale().monthName(moment.month, QLocale.FormatType.ShortFormat)} {moment.year}"


def clock(moment: datetime, seconds: bool = False) -> str:
    """``10:44``, local time."""
    local = moment.astimezone() if moment.tzinfo else moment
    return f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"


def parse_number(text: str) -> float | None:
    """A positive number as people type it, with a point or a comma; None where it is none."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if 0 < value < float("inf") else None
