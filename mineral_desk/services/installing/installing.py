"""Installing and removing models: verified aside, then put in place in one step; until then the old one stays."""

import hashlib
import os
import re
import shutil
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from mineral_desk.domain.errors import ModelAltered, ModelHarmful, ModelUnfit, OutputError, UsageError
from mineral_desk.domain.model import ModelCard
from mineral_desk.domain.phrase import reason_of, said
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.services.installing.download import download, is_address, without_secrets
from mineral_desk.services.installing.sources import CARD_SUFFIX, ModelSource, open_source, read_card_bytes
from mineral_desk.services.paths import Folders
from mineral_desk.services.trying.tried import TriedModels
from mineral_desk.vision.card_files import named_files, parsed_card, refuse_slips
from mineral_desk.vision.model_store import MAX_MODEL_BYTES, ModelStore, installed_models

CHUNK_BYTES = 4 << 20
ABANDONED_S = 24 * 3600
"""What was left unfinished so long ago is nobody's work any more."""
PARTS_KEPT_S = 30 * 24 * 3600
"""So long a broken download can go on."""
_NAME = re.compile(r"\w[\w .+-]{0,63}")
_STAGING, DOWNLOADS = ".unfinished", ".downloads"


@dataclass(frozen=True, slots=True)
class Installed:
    """A model as it was installed, and whether another version of it was there before."""

    card: ModelCard
    folder: Path
    replaced: bool


def install_model(folders: Folders, source: Path | str, sha256: str = "", name: str = "") -> Job[Installed]:
    """Install the model in a folder, a ZIP file or at an https address under ``name``, or the name of its card.

    It is tried in a process of its own first, see :mod:`mineral_desk.services.trying`.

    ``sha256`` is that of the ZIP file. Raises a :class:`ModelError` where the model does not fit, UsageError,
    :class:`DownloadFailed`, :class:`OutputError`; whatever happens, models installed before stay as they are.
    """
    if not is_address(str(source)):
        place = Path(source)
        if sha256:
            yield from _compare_file(place, sha256)
        return (yield from _install_from(folders, place, name))
    part = yield from download(str(source), folders.own_models / DOWNLOADS, sha256)
    try:
        installed = yield from _install_from(folders, part.path, name, without_secrets(str(source)))
    except (ModelUnfit, ModelAltered, ModelHarmful, UsageError):
        part.forget()  # what was refused once would be refused again
        raise
    part.forget()
    return installed


def _install_from(folders: Folders, place: Path, name: str, label: str = "") -> Job[Installed]:
    with open_source(place, label) as source:
        data = read_card_bytes(source)
        card = parsed_card(data, source.card)
        refuse_slips(card, source.card)
        name = _checked_name(folders, name or source.card[: -len(CARD_SUFFIX)])
        staging = folders.own_models / f"{_STAGING}.{uuid4().hex}"
        try:
            _clear_abandoned(folders.own_models)
            staging.mkdir(parents=True)
            (staging / f"{name}{CARD_SUFFIX}").write_bytes(data)
            yield from _copy(source, named_files(card), staging)
            yield from TriedModels(folders).try_first(staging / f"{name}{CARD_SUFFIX}")
            return _put_in_place(folders, staging, ModelStore([staging]).card(name))
        except OSError as fault:
            words = said(
                "The model cannot be written into {own_models}: {reason}.",
                own_models=folders.own_models,
                reason=reason_of(fault),
            )
            raise OutputError(words, "Make room on the disk, or ask for permission.") from fault
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _checked_name(folders: Folders, name: str) -> str:
    if not _NAME.fullmatch(name) or name.endswith((" ", ".")):
        raise UsageError(
            said("{name!r} is no name for a model.", name=name), "Use letters, digits, blanks, dots and hyphens."
        )
    if name.casefold() in map(str.casefold, ModelStore(folders.shipped_models).names()):
        raise UsageError(
            said("A model {name} comes with the program and stays.", name=name), "Install it under another name."
        )
    return name


def _copy(source: ModelSource, files: dict[str, str], staging: Path) -> Generator[Progress, None, None]:
    """Copy the files and compare what is written with the card, whatever sizes were promised."""
    sizes = {name: source.size(name) for name in files}
    total, done = sum(sizes.values()), 0
    for name, size in sizes.items():
        if size > MAX_MODEL_BYTES or name.lower().endswith(CARD_SUFFIX):
            raise ModelUnfit(
                said("The file {name} is larger than a model can be, or a card.", name=name), "It is no model."
            )
    if total > shutil.disk_usage(staging).free:
        raise OutputError(
            said("The model needs {megabytes:.0f} MB, more than is free.", megabytes=total / 1e6),
            "Make room on the disk.",
        )
    for name, sha256 in files.items():
        digest, written = hashlib.sha256(), 0
        with source.open(name) as incoming, (staging / name).open("xb") as out:
            while chunk := incoming.read(CHUNK_BYTES):
                written += len(chunk)
                if written > sizes[name]:
                    raise ModelUnfit(said("The file {name} is larger than it says.", name=name), "It is no model.")
                digest.update(chunk)
                out.write(chunk)
                yield Progress(done + written, total, said("Copying"))
            out.flush()
            os.fsync(out.fileno())
        done += written
        if digest.hexdigest() != sha256:
            words = said("The file {name} is not the one its card describes (its sha256 differs).", name=name)
            raise ModelAltered(words, "Copy or download it again.")


def _put_in_place(folders: Folders, staging: Path, card: ModelCard) -> Installed:
    """The folder gets its name in one step; the versions before go afterwards."""
    older = installed_models(folders.own_models).get(card.name, [])
    number = 1 + max((int(one.name.rpartition("@")[2]) for one in older), default=0)
    place = folders.own_models / f"{card.name}@{number}"
    staging.rename(place)
    flat = (folders.own_models / f"{card.name}{CARD_SUFFIX}").exists()
    for one in older:
        _discard(one)
    if flat:
        _remove_flat(folders.own_models, card.name)
    return Installed(card, place, bool(older) or flat)


def remove_model(folders: Folders, name: str, in_use: str) -> None:
    """Remove an installed model; ``in_use`` is the classifier that suggests names now.

    Raises :class:`UsageError` for one that comes with the program, that is in use, or that is not there.
    """
    own, shipped = folders.own_models, ModelStore(folders.shipped_models).names()
    installed = installed_models(own).get(name, [])
    if not installed and name not in ModelStore([own]).names():
        if name in shipped:
            raise UsageError(
                said("The model {name} comes with the program and stays.", name=name), "Only installed ones go."
            )
        raise UsageError(said("There is no model {name}.", name=name), "Run mineral-desk models list for the names.")
    if name == in_use and name not in shipped:
        raise UsageError(said("The model {name} is in use.", name=name), "Use another one first.")
    try:
        for one in installed:
            _discard(one)
        _remove_flat(own, name)
    except OSError as fault:
        raise OutputError(
            said("{own} cannot be changed: {reason}.", own=own, reason=reason_of(fault)), "Ask for permission."
        ) from fault


def _discard(place: Path) -> None:
    """Out of the list in one step, then from the disk; what another program holds goes later."""
    gone = place.with_name(f"{_STAGING}.{uuid4().hex}")
    place.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def _remove_flat(folder: Path, name: str) -> None:
    """A model that was put there by hand or by training: the card first, then its files that no other card names."""
    card_file = folder / f"{name}{CARD_SUFFIX}"
    if not card_file.is_file():
        return
    mine = _files_of(card_file)
    card_file.unlink()
    others = set().union(*(_files_of(one) for one in folder.glob(f"*{CARD_SUFFIX}")))
    for file in mine - others:
        if Path(file).name == file:
            (folder / file).unlink(missing_ok=True)


def _files_of(card_file: Path) -> set[str]:
    try:
        return set(named_files(parsed_card(card_file.read_bytes(), card_file.name)))
    except ModelUnfit:
        return set()


def _clear_abandoned(folder: Path) -> None:
    for place in folder.glob(f"{_STAGING}.*"):
        if time.time() - place.lstat().st_mtime > ABANDONED_S:
            shutil.rmtree(place, ignore_errors=True)
    for part in folder.glob(f"{DOWNLOADS}/*"):
        if time.time() - part.lstat().st_mtime > PARTS_KEPT_S:
            part.unlink(missing_ok=True)


def _compare_file(place: Path, sha256: str) -> Generator[Progress, None, None]:
    if not place.is_file():
        raise UsageError(
            "A sha256 is that of a ZIP file.", "Leave it out for a folder: its card has those of its files."
        )
    digest, done, total = hashlib.sha256(), 0, place.stat().st_size
    with place.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            done += len(chunk)
            yield Progress(done, total, said("Checking"))
    if digest.hexdigest() != sha256.lower():
        raise ModelAltered(
            said("{place} has another sha256 than the one given.", place=place), "Copy or download it again."
        )
