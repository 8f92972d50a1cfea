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

MOST_KEPT = 500


class TriedModels:
    """Those that fit are written down; those that did harm are known until the program ends."""

    def __init__(self, folders: Folders) -> None:
        self._shipped = folders.shipped_models
        self._file = folders.tried_models_file
        self._harmful: dict[str, ModelHarmful] = {}

    def try_first(self, card_file: Path) -> Job[None]:
        """Try the model of that card unless it came with the program or was tried. Raises as ``try_model``."""
        if card_file.parent not in self._shipped and (sha256 := _sha256(card_file)) not in self._fitting():
            yield from self._try(card_file, sha256)

    def try_once(self, card_file: Path) -> Job[None]:
        """The same for what is asked for at every photo: a model that did harm is not tried again in this program."""
        sha256 = _sha256(card_file)
        known = self._harmful.get(sha256)
        if known is not None and sha256 not in self._fitting():
            raise ModelHarmful(known.message, known.hint)
        yield from self.try_first(card_file)

    def try_again(self, card_file: Path) -> Job[None]:
        """Try the model of that card whatever is known of it. Raises as ``try_model``."""
        yield from self._try(card_file, _sha256(card_file))

    def _try(self, card_file: Path, sha256: str) -> Job[None]:
        from mineral_desk.services.trying.trial import try_model  # noqa: PLC0415  a window's start waits for none of it

        try:
            yield from try_model(card_file)
        except ModelHarmful as fault:
            self._harmful[sha256] = fault
            raise
        self._harmful.pop(sha256, None)
        if card_file.parent not in self._shipped:
            self._write_down(sha256)

    def _fitting(self) -> list[str]:
        """The sha256 of cards, the latest last; none where they cannot be read: then a model is tried once more."""
        with suppress(OSError, UnicodeDecodeError):
            return self._file.read_text("ascii").split()
        return []

    def _write_down(self, sha256: str) -> None:
        known = [one for one in self._fitting() if one != sha256]
        with suppress(OutputError):
            write_text(self._file, "\n".join([*known, sha256][-MOST_KEPT:]))


def _sha256(card_file: Path) -> str:
    try:
        with card_file.open("rb") as file:
            return hashlib.sha256(file.read(MAX_CARD_BYTES + 1)).hexdigest()
    except OSError as fault:
        words = said("The model card {path} cannot be read: {reason}.", path=card_file, reason=reason_of(fault))
        raise ModelMissing(words, CURE) from fault
