"""What a command reads, and whatever is a catalogue, is never written over."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from mineral_desk.catalogue.opening import create_catalogue, open_catalogue
from tests.catalogue.conftest import make_analysis, make_photo
from tests.cli.conftest import Run
from tests.services.exporting.conftest import fill


def filled(path: Path) -> Path:
    with create_catalogue(path) as one:
        fill(one)
    return path


@pytest.mark.parametrize(
    ("command", "option", "ending"),
    [
        ("accuracy", "--json", ".mdc"),
        ("reliability", "--json", ".json"),
        ("boxes", "--out", ".json"),
        ("boxes", "--order", ".csv"),
        ("conflicts", "--out", ".csv"),
        ("check-sizes", "--out", ".json"),
    ],
)
def test_the_catalogue_that_is_read_outlives_a_slip(
    run: Run, tmp_path: Path, command: str, option: str, ending: str
) -> None:
    catalogue = filled(tmp_path / f"каталог{ending}")
    link = tmp_path / f"link{ending}"
    link.symlink_to(catalogue)
    for out in (catalogue, link):
        status, _, err = run(command, "--catalogue", catalogue, option, out)
        assert (status, f"{out} is read in this run" in err) == (2, True)
    with open_catalogue(catalogue) as one:
        assert one.specimens.count() == 3


def test_the_other_catalogue_of_a_merge_outlives_a_slip(run: Run, tmp_path: Path) -> None:
    ours, other = filled(tmp_path / "ours.mdc"), filled(tmp_path / "other.json")
    status, _, err = run("merge", other, "--catalogue", ours, "--conflicts", other)
    assert (status, "other.json is read in this run" in err) == (2, True)
    with open_catalogue(other) as one:
        assert one.specimens.count() == 3


def test_a_catalogue_that_is_not_read_outlives_a_slip_too(run: Run, tmp_path: Path) -> None:
    ours, other = filled(tmp_path / "ours.mdc"), filled(tmp_path / "other.mdc")
    status, _, err = run("accuracy", "--catalogue", ours, "--json", other)
    assert (status, "other.mdc is a catalogue" in err) == (2, True)
    with open_catalogue(other) as one:
        assert one.specimens.count() == 3


def test_another_file_is_replaced_as_the_help_says(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    out.write_text("of yesterday", encoding="utf-8")
    assert run("accuracy", "--catalogue", filled(tmp_path / "a.mdc"), "--json", out)[0] == 0
    assert "whole" in json.loads(out.read_text("utf-8"))


@pytest.mark.parametrize("target", ["-", "found.jsonl"])
def test_a_photo_whose_name_is_no_text_has_a_line_like_the_others(run: Run, tmp_path: Path, target: str) -> None:
    catalogue, photo = tmp_path / "a.mdc", replace(make_photo(), path=tmp_path / os.fsdecode(b"\xe9\xff.jpg"))
    with create_catalogue(catalogue) as one:
        photo_id, _, _ = one.photos.add(photo, "7", "file name", who="Anna")
        one.analyses.add(photo_id, make_analysis(photo), "f")
        one.specimens.edit_of_photo(photo_id, {"locality": "Ural"}, "Anna")
    out = target if target == "-" else tmp_path / target
    status, said, err = run("search", "--catalogue", catalogue, "--jsonl", out)
    assert (status, err) == (0, "")
    (line,) = (said if target == "-" else (tmp_path / target).read_text("utf-8")).splitlines()[:1]
    assert json.loads(line)["photo_path"].endswith("\uefe9\uefff.jpg")


def test_a_photo_that_may_not_be_looked_at_is_not_called_missing(run: Run, tmp_path: Path) -> None:
    status, _, err = run("identify", tmp_path / f"{'a' * 300}.jpg")
    assert status == 1
    assert "does not exist" not in err
    assert "File name too long" in err


def test_a_photo_that_is_not_there_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    catalogue, photo = filled(tmp_path / "a.mdc"), tmp_path / "no.jpg"
    for command in (["identify", photo], ["similar", photo, "--catalogue", catalogue]):
        status, _, err = run(*command)
        assert (status, err) == (2, f"{photo} does not exist. Check the spelling of its name.\n")
