"""Where a model is taken from: a folder or a ZIP file, each as the few files that lie beside one card.

Both come from outside: a stick, a colleague, the network. Nothing is unpacked but the files that the card names.
"""

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from mineral_desk.domain.errors import ModelMissing, ModelUnfit, UsageError
from mineral_desk.domain.phrase import reason_of, said
from mineral_desk.vision.card_files import MAX_CARD_BYTES
from mineral_desk.vision.model_store import is_plain_name

CARD_SUFFIX = ".toml"
MAX_ENTRIES = 500
MAX_UNPACKED_BYTES = 6 << 30
"""A model, its labels and its FullGrad graph; more than that is no model but a bomb."""
_CURE = "Ask whoever made the model for another copy."


class ModelSource(Protocol):
    """The files beside one card."""

    @property
    def card(self) -> str:
        """The file name of the card."""

    def size(self, name: str) -> int:
        """How many bytes the file says it has. Raises :class:`ModelMissing`, :class:`ModelUnfit`."""

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """The file, to be read. Raises :class:`ModelMissing`, :class:`ModelUnfit`, also while it is read."""


class FolderSource:
    """A folder, or one card in a folder of several."""

    def __init__(self, place: Path) -> None:
        """Raises :class:`UsageError` where it is not clear which card is meant."""
        self._folder = place if place.is_dir() else place.parent
        self.card = place.name if not place.is_dir() else self._only_card()

    def _only_card(self) -> str:
        cards = sorted(path.name for path in self._folder.glob(f"*{CARD_SUFFIX}") if not path.name.startswith("."))
        return only_card(cards, str(self._folder))

    def size(self, name: str) -> int:
        """As :class:`ModelSource` says."""
        return self._checked(name).st_size

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """As :class:`ModelSource` says."""
        self._checked(name)
        try:
            with (self._folder / name).open("rb") as file:
                yield file
        except OSError as fault:
            raise self._unreadable(name, fault) from fault

    def _checked(self, name: str) -> os.stat_result:
        """A file of that folder itself: a link may lead anywhere."""
        _refuse_path(name)
        try:
            found = (self._folder / name).lstat()
        except OSError as fault:
            raise self._unreadable(name, fault) from fault
        if not stat.S_ISREG(found.st_mode):
            raise ModelUnfit(
                said("{path} is no file but a link or a folder.", path=self._folder / name),
                "Put the file itself there.",
            )
        return found

    def _unreadable(self, name: str, fault: OSError) -> ModelMissing:
        return ModelMissing(
            said("{path} cannot be read: {reason}.", path=self._folder / name, reason=reason_of(fault)), _CURE
        )


class ArchiveSource:
    """A ZIP file; the files may lie in a folder inside of it."""

    def __init__(self, label: str, archive: zipfile.ZipFile) -> None:
        """``label`` is what the file is called. Raises :class:`ModelUnfit` for what a model has no use for."""
        self._label, self._archive = label, archive
        entries = self._safe_entries()
        cards = [name for name in entries if name.endswith(CARD_SUFFIX)]
        chosen = PurePosixPath(only_card(cards, label))
        self.card = chosen.name
        beside = {name: one for name, one in entries.items() if PurePosixPath(name).parent == chosen.parent}
        self._entries = {PurePosixPath(name).name: one for name, one in beside.items()}

    def _safe_entries(self) -> dict[str, zipfile.ZipInfo]:
        listed = self._archive.infolist()
        if len(listed) > MAX_ENTRIES or sum(one.file_size for one in listed) > MAX_UNPACKED_BYTES:
            raise self._refused(said("holds more than a model has"))
        entries: dict[str, zipfile.ZipInfo] = {}
        for one in listed:
            name = one.orig_filename
            parts = PurePosixPath(name).parts
            if name.startswith("/") or "\\" in name or ".." in parts or not all(map(is_plain_name, parts)):
                raise self._refused(said("holds the name {name!r}, which leads out of its folder", name=name))
            if stat.S_ISLNK(one.external_attr >> 16):
                raise self._refused(said("holds {name!r}, which is a link and no file", name=name))
            if one.flag_bits & 1:
                raise self._refused(said("holds {name!r} under a password", name=name))
            if one.is_dir() or any(part.startswith(".") for part in parts) or parts[0] == "__MACOSX":
                continue
            if name in entries:
                raise self._refused(said("holds {name!r} twice", name=name))
            entries[name] = one
        return entries

    def size(self, name: str) -> int:
        """As :class:`ModelSource` says."""
        return self._entry(name).file_size

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """As :class:`ModelSource` says."""
        try:
            with self._archive.open(self._entry(name)) as file:
                yield file
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as fault:
            raise self._refused(said("cannot be unpacked: {name}: {fault}", name=name, fault=fault)) from fault

    def _entry(self, name: str) -> zipfile.ZipInfo:
        _refuse_path(name)
        if name not in self._entries:
            raise ModelMissing(
                said("{label} does not hold {name}, which its card names.", label=self._label, name=name), _CURE
            )
        return self._entries[name]

    def _refused(self, what: str) -> ModelUnfit:
        return ModelUnfit(said("{label} {what}.", label=self._label, what=what), _CURE)


@contextmanager
def open_source(place: Path, label: str = "") -> Iterator[ModelSource]:
    """The model in a folder, beside a card, or in a ZIP file, which messages call ``label``.

    Raises :class:`UsageError`, :class:`ModelMissing`, :class:`ModelUnfit`.
    """
    if not place.exists():
        raise UsageError(said("{place} does not exist.", place=place), "Check the spelling of its name.")
    if place.is_dir() or place.suffix.lower() == CARD_SUFFIX:
        yield FolderSource(place)
        return
    try:
        archive = zipfile.ZipFile(place)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
        hint = said(
            "Name a ZIP file or a folder with the model and its card NAME{card_suffix}.", card_suffix=CARD_SUFFIX
        )
        raise ModelUnfit(said("{place} is no ZIP file with a model.", place=label or place), hint) from fault
    with archive:
        yield ArchiveSource(label or place.name, archive)


def only_card(cards: list[str], where: str) -> str:
    """The one card among ``cards``. Raises :class:`UsageError` for none, or several."""
    if len(cards) != 1:
        found = ", ".join(sorted(cards)[:5]) or said("no card")
        hint = said(
            "A model lies beside its card NAME{card_suffix}; of several, name the card that you mean.",
            card_suffix=CARD_SUFFIX,
        )
        raise UsageError(said("{where} must hold one card, it holds {found}.", where=where, found=found), hint)
    return cards[0]


def read_card_bytes(source: ModelSource) -> bytes:
    """The card; one byte more than a card may have where it is larger than that."""
    with source.open(source.card) as file:
        return file.read(MAX_CARD_BYTES + 1)


def _refuse_path(name: str) -> None:
    if not is_plain_name(name) or name.startswith("."):
        raise ModelUnfit(said("The card names a file outside its folder: {name!r}.", name=name), _CURE)
