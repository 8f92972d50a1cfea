"""A Desk over the shipped models and a fresh catalogue."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import Folders
from mineral_desk.services.settings import Settings


@pytest.fixture
def folders(tmp_path: Path, models_folder: Path, resources_folder: Path) -> Folders:
    return Folders(
        models=(tmp_path / "user" / "models", models_folder), resources=resources_folder, user=tmp_path / "user"
    )


@pytest.fixture
def desk(tmp_path: Path, folders: Folders) -> Iterator[Desk]:
    with Desk(folders, Settings(), tmp_path / "Каталог № 1.mdc") as desk:
        yield desk


@pytest.fixture
def photos(tmp_path: Path, resources_folder: Path) -> Path:
    """A folder with two of the demo photos, a near-duplicate of the second, and a file that is no photo."""
    folder = tmp_path / "Фото № 3"
    folder.mkdir()
    for name in ("FMM_31906_01.jpg", "FMM_31907_01.jpg", "FMM_31907_02.jpg"):
        shutil.copy(resources_folder / "demo" / name, folder / name)
    (folder / "note.jpg").write_text("not a photo at all", encoding="utf-8")
    return folder
