"""Which photos, folders and catalogues a person means: dialogs, and what was dropped on the window."""

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QFileDialog, QWidget

from mineral_desk.ui.words import tr

CATALOGUE_SUFFIX = ".mdc"
SAMPLE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")


def ask_photos(parent: QWidget) -> list[Path]:
    """Files; none where the dialog was left."""
    names, _ = QFileDialog.getOpenFileNames(parent, tr("Add photos"))
    return [Path(name) for name in names]


def ask_folder(parent: QWidget) -> list[Path]:
    """One folder, or none."""
    name = QFileDialog.getExistingDirectory(parent, tr("Add folder"))
    return [Path(name)] if name else []


def ask_catalogue(parent: QWidget | None) -> Path | None:
    """A catalogue that exists or is to be made."""
    name, _ = QFileDialog.getSaveFileName(
        parent,
        tr("Open another catalogue"),
        filter=f"*{CATALOGUE_SUFFIX}",
        options=QFileDialog.Option.DontConfirmOverwrite,
    )
    return _with_ending(name, CATALOGUE_SUFFIX)


def ask_new_backup(parent: QWidget, suggested: Path) -> Path | None:
    """Where a backup is to go. A name that exists is refused later, in words: a backup overwrites nothing."""
    name, _ = QFileDialog.getSaveFileName(
        parent,
        tr("Back up now…"),
        str(suggested),
        filter=f"*{CATALOGUE_SUFFIX}",
        options=QFileDialog.Option.DontConfirmOverwrite,
    )
    return _with_ending(name, CATALOGUE_SUFFIX)


def ask_backup(parent: QWidget | None, folder: Path, title: str = "") -> Path | None:
    """A backup, a snapshot or another catalogue that exists; looked for in ``folder`` first."""
    name, _ = QFileDialog.getOpenFileName(
        parent, title or tr("Restore from a backup…"), str(folder), filter=f"*{CATALOGUE_SUFFIX}"
    )
    return Path(name) if name else None


def ask_export(parent: QWidget, suggested: str, ending: str) -> Path | None:
    """The file to export to; the system asks before one that is there is replaced."""
    name, _ = QFileDialog.getSaveFileName(parent, tr("Export"), suggested, f"*{ending}")
    return _with_ending(name, ending)


def ask_list(parent: QWidget) -> Path | None:
    """The list of specimens to import."""
    kinds = f"{tr('Lists')} (*.csv *.tsv *.txt *.xlsx);;{tr('All files')} (*)"
    name, _ = QFileDialog.getOpenFileName(parent, tr("Import records"), filter=kinds)
    return Path(name) if name else None


def _with_ending(name: str, ending: str) -> Path | None:
    """The file named, with ``ending`` where it was typed without one; None where nothing was named."""
    if not name:
        return None
    return Path(name) if Path(name).suffix else Path(name + ending)


def dropped_places(data: QMimeData) -> list[Path]:
    """The local files and folders among what was dropped."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def sample_photos(folder: Path) -> list[Path]:
    """The rendered photos that come with the program."""
    return sorted(path for path in folder.glob("*.*") if path.suffix.lower() in SAMPLE_SUFFIXES)
