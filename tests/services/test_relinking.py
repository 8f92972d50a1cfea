"""Moved and renamed photos are found again; a copy with other bytes is not."""

import shutil
from pathlib import Path

import pytest

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.progress import finish
from mineral_desk.services.desk import Desk
from mineral_desk.services.relinking import missing_photos, relink
from mineral_desk.services.taking_in import take_in


def test_moved_photos_are_found_by_their_content(desk: Desk, photos: Path, tmp_path: Path) -> None:
    finish(take_in(desk, [photos]))
    assert missing_photos(desk) == []
    away = tmp_path / "Архив" / "2026"
    away.mkdir(parents=True)
    first, second = sorted(photos.glob("FMM_3190[67]_01.jpg"))
    data = second.read_bytes()
    shutil.move(first, away / "renamed.jpg")
    second.unlink()
    (away / "FMM_31907_01.jpg").write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert len(missing_photos(desk)) == 2
    report = finish(relink(desk, tmp_path / "Архив"))
    assert report.found == [(first, away / "renamed.jpg")]
    assert report.missing == [second]
    assert [one.path for one in missing_photos(desk)] == [second]
    assert report.changes.photo_ids == {1}
    assert finish(relink(desk, tmp_path / "Архив")).found == []


def test_a_folder_that_is_not_there(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        finish(relink(desk, tmp_path / "no"))
