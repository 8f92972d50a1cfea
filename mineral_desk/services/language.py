"""Sentences and numbers in a language, without a window: what a file says that people read."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

NOTE = "|"
ENGLISH, RUSSIAN = "en", "ru"
SPOKEN = (ENGLISH, RUSSIAN)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Speech(Protocol):
    """How something is said: the window speaks by Qt, a file by :class:`Language`."""

    def say(self, text: str, **values: Any) -> str:
        """The sentence, with ``values`` filled in."""

    def number(self, value: float, digits: int = 1) -> str:
        """With so many decimals."""

    def significant(self, value: float, digits: int = 3) -> str:
        """With so many digits that count."""

    def count(self, value: int) -> str:
        """How many, in groups of three digits."""


@dataclass(frozen=True, slots=True)
class Language:
    """See :class:`Speech`. ``sentences`` has those of the language by their English; English needs none."""

    code: str = ENGLISH
    sentences: Mapping[str, str] = field(default_factory=dict)

    def say(self, text: str, **values: Any) -> str:
        """The sentence with ``values`` filled in; what stands behind a bar only tells two meanings apart."""
        said = self.sentences.get(text) or text.partition(NOTE)[0]
        return said.format(**values) if values else said

    def number(self, value: float, digits: int = 1) -> str:
        """``55.1`` or ``55,1``."""
        return self._pointed(f"{value:.{digits}f}")

    def significant(self, value: float, digits: int = 3) -> str:
        """``0.0169``: so many digits that count."""
        return self._pointed(f"{value:.{digits}g}")

    def count(self, value: int) -> str:
        """``5,997`` or ``5 997``."""
        text = f"{value:,}"
        return text.replace(",", " ") if self.code == RUSSIAN else text

    def day(self, day: date) -> str:
        """``21 Nov 2026`` or ``21.11.2026``."""
        return f"{day:%d.%m.%Y}" if self.code == RUSSIAN else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def _pointed(self, text: str) -> str:
        return text.replace(".", ",") if self.code == RUSSIAN else text


def load_sentences(resources: Path, code: str) -> dict[str, str]:
    """The sentences of a language by their English; none for English."""
    path = resources / "translations" / f"{code}.toml"
    if code == ENGLISH or not path.is_file():
        return {}
    sentences: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))["sentences"]
    return sentences


def load_language(resources: Path, code: str) -> Language:
    """A language out of the program's resources."""
    return Language(code, load_sentences(resources, code))
