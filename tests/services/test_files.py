from pathlib import Path

import pytest

from mineral_desk.domain.errors import UsageError
from mineral_desk.services.files import photo_files


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
