"""What comes from outside is hostile or broken: the command line says so in words, and goes on."""

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mineral_desk.domain.analysis import Analysis
from mineral_desk.vision.pipeline import Pipeline
from tests.cli.conftest import Run


@pytest.fixture
def photo(resources_folder: Path, tmp_path: Path) -> Path:
    """A demo photo in a folder of its own, small for speed."""
    path = tmp_path / "photos" / "a.jpg"
    path.parent.mkdir()
    with Image.open(resources_folder / "demo" / "FMM_31906_01.jpg") as image:
        image.resize((480, 320)).save(path)
    return path


def test_names_are_never_markup_nor_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    names = ("[red]closed.jpg", "esc\x1b[31m.jpg", "two\nlines.jpg", ":smile:.jpg", os.fsdecode(b"\xe9\xff.jpg"))
    for name in names:
        (tmp_path / name).touch()
    status, out, err = run("analyse", tmp_path, "--jsonl", tmp_path / "out.jsonl")
    assert status == 1
    assert len(err.splitlines()) == len(names)
    for text in (out, err):
        assert "\x1b" not in text
        for seen in ("[red]closed.jpg", r"esc\x1b[31m.jpg", r"two\nlines.jpg", ":smile:.jpg", r"\udce9\udcff.jpg"):
            assert seen in text
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert str(tmp_path / "two\nlines.jpg") in [line["photo"] for line in lines]
    assert all(line["seconds"] == {"decode": 0.0, "total": 0.0} for line in lines)


def test_a_photo_over_which_the_program_stumbles_gets_its_line_and_the_run_goes_on(
    run: Run, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.fromarray(np.zeros((40, 60, 3), np.uint8)).save(photo.parent / "0.png")
    analyse = Pipeline.analyse

    def stumbling(pipeline: Pipeline, path: Path, *more: object) -> Analysis:
        if path.name == "0.png":
            raise ZeroDivisionError("a fault of the program")
        return analyse(pipeline, path, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(Pipeline, "analyse", stumbling)
    status, out, err = run("analyse", photo.parent, "--explain", "none", "--jsonl", "-")
    first, second = (json.loads(line) for line in out.splitlines())
    assert status == 1
    assert "0.png" in first["error"]
    assert "0.png" in err
    assert second["error"] is None


def test_thin_photos_end_no_run(run: Run, photo: Path) -> None:
    for width, height in ((1, 1), (900, 1), (1, 900), (2, 2)):
        Image.fromarray(np.full((height, width, 3), 99, np.uint8)).save(photo.parent / f"{width} x {height}.png")
    _, out, _ = run("analyse", photo.parent, "--explain", "none", "--jsonl", "-")
    assert len(out.splitlines()) == 5
    assert json.loads(out.splitlines()[-1])["error"] is None


def test_a_locked_folder_is_told_and_the_other_photos_are_analysed(run: Run, photo: Path) -> None:
    locked = photo.parent / "locked"
    locked.mkdir()
    locked.chmod(0)
    if os.access(locked, os.R_OK):
        pytest.skip("this account may read everything")
    try:
        status, out, err = run("analyse", photo.parent, locked / "b.jpg", "--explain", "none", "--jsonl", "-")
        catalogue = run("analyse", photo, "--catalogue", locked / "c.mdc")
        undo = run("undo", "--catalogue", locked / "c.mdc")
    finally:
        locked.chmod(0o755)
    assert status == 1
    assert str(locked) in err
    first, second = (json.loads(line) for line in out.splitlines())
    assert first["error"] is None
    assert "b.jpg" in second["error"]
    for code, _, words in (catalogue, undo):
        assert code != 0
        assert "c.mdc" in words
        assert "stumbled" not in words


def test_an_empty_folder_is_said_to_be_empty(run: Run, tmp_path: Path) -> None:
    status, _, err = run("analyse", tmp_path)
    assert status == 0
    assert str(tmp_path) in err


def test_a_limit_below_nothing_is_wrong_usage(run: Run, photo: Path) -> None:
    assert run("analyse", photo, "--limit", "-1")[0] == 2


def test_masks_never_come_to_lie_over_photos(run: Run, photo: Path) -> None:
    shutil.copy(photo, photo.with_name("b.jpg"))
    Image.open(photo).save(photo.with_name("c.png"))
    before = photo.with_name("c.png").read_bytes()
    status, _, err = run("analyse", photo.parent, "--masks", photo.parent)
    assert status == 2
    assert str(photo.parent) in err
    assert photo.with_name("c.png").read_bytes() == before


def test_masks_in_a_sub_folder_are_no_photos_of_the_next_run(run: Run, photo: Path) -> None:
    for _ in range(2):
        _, out, _ = run("analyse", photo.parent, "--masks", photo.parent / "masks", "--jsonl", "-")
        assert [json.loads(line)["photo"] for line in out.splitlines()] == [str(photo)]


def test_lines_never_overwrite_what_is_read(run: Run, photo: Path, tmp_path: Path) -> None:
    catalogue = tmp_path / "c.mdc"
    run("analyse", photo, "--explain", "none", "--catalogue", catalogue)
    for target in (photo, catalogue):
        before = target.read_bytes()
        status, _, err = run("analyse", photo, "--explain", "none", "--catalogue", catalogue, "--jsonl", target)
        assert status == 2
        assert target.name in err
        assert target.read_bytes()[:16] == before[:16]


def test_lines_of_an_earlier_run_outlive_a_model_that_is_not_there(run: Run, photo: Path, tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text("precious\n", encoding="utf-8")
    assert run("analyse", photo, "--model", "crystal-ball", "--jsonl", lines)[0] == 1
    assert lines.read_text("utf-8") == "precious\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a disk that is always full")
def test_a_full_disk_is_told_in_words(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    status, _, err = run("analyse", tmp_path / "a.jpg", "--jsonl", "/dev/full")
    assert status == 1
    assert "/dev/full cannot be written: No space left" in err
    assert "stumbled" not in err


def test_an_evaluation_names_the_photos_that_failed(run: Run, photo: Path, tmp_path: Path) -> None:
    species = tmp_path / "data" / "Quartz"
    species.mkdir(parents=True)
    photo.rename(species / "a.jpg")
    status, out, err = run("evaluate", "classification", "--data", tmp_path / "data")
    assert (status, err) == (0, "")
    (species / "b.jpg").touch()
    status, out, err = run("evaluate", "classification", "--data", tmp_path / "data")
    assert status == 1
    assert "b.jpg is empty" in err
    assert "all photos" in out
