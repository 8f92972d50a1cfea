"""Which models from outside were tried: one runs in this process only after another process has run it once.

A model is known by the sha256 of its card, which holds those of all its files: whoever replaces one of them has
replaced the card as well, or is found out when the file is read.
"""

import hashlib
from contextlib import suppress
from pathlib import Path

from mineral_desk.domain.errors import ModelHarmful, ModelMissing, OutputError
from mineral_desk.domain.phrase import reason_of, said
from mineral_desk.domain.progress import Job
from mineral_desk.services.paths import Folders
from mineral_desk.services.writing import write_text
from mineral_desk.vision.card_files import MAX_CARD_BYTES
from mineral_desk.vision.model_card import CURE

MOST_KEPT, LENGTH = 500, 65
"""How many are written down, and how many letters each takes."""


class TriedModels:
    """Those that fit are written down, unless they do harm later; what is found out here is known until the end."""

    def __init__(self, folders: Folders) -> None:
        self._shipped = folders.shipped_models
        self._file = folders.tried_models_file
        self._fit_here: set[str] = set()
        self._harmful: dict[str, ModelHarmful] = {}

    def try_first(self, card_file: Path) -> Job[None]:
        """Try the model of that card unless it came with the program or was tried. Raises as ``try_model``."""
        if card_file.parent not in self._shipped and not self._fits(sha256 := _sha256(card_file)):
            yield from self._try(card_file, sha256)

    def try_once(self, card_file: Path) -> Job[None]:
        """The same for what is asked for at every photo: a model that did harm is not tried again in this program."""
        sha256 = _sha256(card_file)
        known = self._harmful.get(sha256)
        if known is not None and not self._fits(sha256):
            raise ModelHarmful(known.message, known.hint)
        yield from self.try_first(card_file)

    def try_again(self, card_file: Path) -> Job[None]:
        """Try the model of that card whatever is known of it. Raises as ``try_model``."""
        yield from self._try(card_file, _sha256(card_file))

    def _try(self, card_file: Path, sha256: str) -> Job[None]:
        from mineral_desk.services.trying.trial import try_model  # noqa: PLC0415  a window's start waits for none of it

        self._fit_here.discard(sha256)
        try:
            yield from try_model(card_file)
        except ModelHarmful as fault:
            self._harmful[sha256] = fault
            self._strike_out(sha256)
            raise
        self._harmful.pop(sha256, None)
        self._fit_here.add(sha256)
        if card_file.parent not in self._shipped:
            self._write(*(one for one in self._written() if one != sha256), sha256)

    def _fits(self, sha256: str) -> bool:
        """Written down, also by another program meanwhile, or found out here where nothing can be written."""
        return sha256 in self._fit_here or sha256 in self._written()

    def _written(self) -> list[str]:
        """The sha256 of cards, the latest last; none where they cannot be read: then a model is tried once more."""
        with suppress(OSError, UnicodeDecodeError), self._file.open(encoding="ascii") as file:
            return file.read(MOST_KEPT * LENGTH).split()
        return []

    def _strike_out(self, sha256: str) -> None:
        written = self._written()
        if sha256 in written:
            self._write(*(one for one in written if one != sha256))

    def _write(self, *fitting: str) -> None:
        with suppress(OutputError):
            write_text(self._file, "\n".join(fitting[-MOST_KEPT:]))


def _sha256(card_file: Path) -> str:
    try:
        with card_file.open("rb") as file:
            return hashlib.sha256(file.read(MAX_CARD_BYTES + 1)).hexdigest()
    except OSError as fault:
        words = said("The model card {path} cannot be read: {reason}.", path=card_file, reason=reason_of(fault))
        raise ModelMissing(words, CURE) from fault
