import os
from pathlib import Path

import pytest

from mineral_desk.domain.errors import UnreadablePhoto, UsageError
from mineral_desk.services.files import find_photos, photo_files


def test_a_folder_gives_its_photos_by_name_and_a_file_itself(tmp_path: Path) -> None:
    for name in ("b.JPG", "a.png", "sub/c.tif", ".hidden.jpg", "read me.txt", "z.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = photo_files([tmp_path, tmp_path / "z.txt"])
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["a.png", "b.JPG", "sub/c.tif", "z.txt"]


def test_a_link_in_a_circle_ends(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    assert photo_files([tmp_path]) == [tmp_path / "a.jpg"]


def test_a_place_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"lost\.jpg"):
        photo_files([tmp_path / "lost.jpg"])


def test_what_is_named_twice_is_one_photo_at_its_first_place(tmp_path: Path) -> None:
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).touch()
    assert photo_files([tmp_path / "b.jpg", tmp_path, tmp_path]) == [tmp_path / "b.jpg", tmp_path / "a.jpg"]


def test_a_sub_folder_can_be_passed_over(tmp_path: Path) -> None:
    for name in ("a.jpg", "masks/a.png", "more/b.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = find_photos([tmp_path], passed_over=tmp_path / "more" / ".." / "masks")
    assert [path.name for path in found.files] == ["a.jpg", "b.jpg"]


def test_a_locked_folder_is_told_and_the_search_goes_on(tmp_path: Path) -> None:
    for name in ("a.jpg", "locked/b.jpg", "z.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "locked").chmod(0)
    if os.access(tmp_path / "locked", os.R_OK):
        pytest.skip("this account may read everything")
    try:
        found = find_photos([tmp_path, tmp_path / "locked" / "b.jpg"])
        with pytest.raises(UnreadablePhoto, match="locked"):
            photo_files([tmp_path])
    finally:
        (tmp_path / "locked").chmod(0o755)
    assert [path.name for path in found.files] == ["a.jpg", "z.jpg", "b.jpg"]
    assert [str(tmp_path / "locked") in fault.message for fault in found.faults] == [True]
