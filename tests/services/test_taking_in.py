import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mineral_desk.domain.catalogue import PhotoState
from mineral_desk.domain.errors import UnreadablePhoto
from mineral_desk.domain.progress import finish
from mineral_desk.services.analysing import analyse_taken_in
from mineral_desk.services.desk import Desk
from mineral_desk.services.reviewing import find_photo, open_photo
from mineral_desk.services.taking_in import take_in


def test_files_that_are_no_photos_are_entered_and_told_apart(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "a.jpg").touch()
    (folder / "b.jpg").touch()
    (folder / "c.jpg").write_text("words")
    (folder / os.fsdecode(b"\xff\xfe.jpg")).write_bytes(b"\xff\xd8\xff")
    result = finish(take_in(desk, [folder]))
    assert len(result.taken_in) == 4
    finish(analyse_taken_in(desk))
    stored = [open_photo(desk, photo_id) for photo_id in result.taken_in]
    assert {one.row.state for one in stored} == {PhotoState.FAILED}
    assert all(one.row.error for one in stored)


def test_a_photo_taken_in_again_is_known_wherever_it_lies(desk: Desk, photos: Path, tmp_path: Path) -> None:
    first = finish(take_in(desk, [photos]))
    moved = photos.rename(tmp_path / "elsewhere")
    again = finish(take_in(desk, [moved]))
    assert again.taken_in == ()
    assert again.known == first.taken_in
    row = find_photo(desk, moved / "FMM_31906_01.jpg")
    assert row is not None
    assert row.path.parent == moved


@pytest.mark.parametrize(("name", "number"), [("FMM_31906_01.jpg", "FMM 31906"), ("note.jpg", "")])
def test_numbers_come_from_file_names(desk: Desk, photos: Path, name: str, number: str) -> None:
    finish(take_in(desk, [photos]))
    row = find_photo(desk, photos / name)
    assert row is not None
    assert row.catalogue_number == number


def test_a_folder_that_fails_is_told_after_all_others_were_taken_in(
    desk: Desk, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = Path.iterdir

    def iterdir(folder: Path) -> Iterator[Path]:
        if folder.name == "locked":
            raise PermissionError(13, "Permission denied", str(folder))
        return listed(folder)

    (photos / "locked").mkdir()
    monkeypatch.setattr(Path, "iterdir", iterdir)
    job = take_in(desk, [photos])
    with pytest.raises(UnreadablePhoto, match="locked"):
        finish(job)
    assert len(desk.reading.queue.waiting()) == 4
