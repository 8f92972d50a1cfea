from pathlib import Path

import pytest

from mineral_desk.domain.errors import OutputError
from mineral_desk.services.writing import write_bytes


def test_a_file_is_replaced_whole_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "новая папка" / "mask.png"
    write_bytes(path, b"one")
    write_bytes(path, b"two")
    assert path.read_bytes() == b"two"
    assert [file.name for file in path.parent.iterdir()] == ["mask.png"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match=r"mask\.png") as told:
        write_bytes(tmp_path / "file" / "mask.png", b"")
    assert told.value.hint == "Choose a folder that you may write to."


def test_a_failed_write_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mask.png"
    write_bytes(path, b"old")

    def full_disk(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(OutputError, match="No space left") as told:
        write_bytes(path, b"new")
    assert told.value.hint == "Make room, or choose another folder."
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["mask.png"]
