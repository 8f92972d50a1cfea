import csv
import io
import json
from pathlib import Path

import pytest

from mineral_desk.catalogue.opening import create_catalogue
from tests.cli.conftest import Run
from tests.services.exporting.conftest import fill


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "каталог.mdc"
    with create_catalogue(path) as one:
        fill(one)
    return path


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "dwca"])
def test_each_format_is_written(run: Run, catalogue: Path, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"out.{kind}"
    status, said, err = run("export", "--catalogue", catalogue, "--format", kind, "--out", out)
    assert (status, err) == (0, "")
    assert f"3 specimens written to {out}." in said
    assert out.stat().st_size > 500


def test_profile_separator_and_sidecars(run: Run, catalogue: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    options = ("--profile", "emu", "--separator", "semicolon", "--sidecars")
    status, said, _ = run("export", "--catalogue", catalogue, "--format", "csv", "--out", out, *options)
    assert status == 0
    assert "A JSON file for each of 5 photos in" in said
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig")), delimiter=";"))
    assert rows[0]["CatNumber"] == "82451"
    assert json.loads((tmp_path / "out.sidecars" / "IMG_1.jpg.json").read_text("utf-8"))["version"] == 1


def test_wrong_usage_is_told_in_words(run: Run, catalogue: Path, tmp_path: Path) -> None:
    status, _, err = run("export", "--catalogue", tmp_path / "no.mdc", "--format", "csv", "--out", tmp_path / "a.csv")
    assert (status, "There is no catalogue" in err) == (2, True)
    status, _, err = run("export", "--catalogue", catalogue, "--format", "csv", "--out", catalogue)
    assert (status, "is read in this run" in err) == (2, True)
    status, _, err = run(
        "export", "--catalogue", catalogue, "--format", "dwca", "--profile", "emu", "--out", tmp_path / "a.zip"
    )
    assert (status, "no columns" in err) == (2, True)
    assert not (tmp_path / "a.zip").exists()
    status, _, err = run("export", "--catalogue", catalogue, "--format", "pdf", "--out", tmp_path / "a.pdf")
    assert status == 2


def test_a_place_that_cannot_be_written_ends_with_1(run: Run, catalogue: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    status, _, err = run("export", "--catalogue", catalogue, "--format", "csv", "--out", tmp_path / "file" / "a.csv")
    assert status == 1
    assert "cannot be written" in err


def test_the_history_tells_edits_of_the_record(run: Run, catalogue: Path, tmp_path: Path) -> None:
    photo = tmp_path / "p.jpg"
    photo.write_bytes(b"card/IMG_1.jpg")
    status, said, err = run("history", photo, "--catalogue", catalogue)
    assert (status, err) == (0, "")
    assert "Anna: Edited the record: name on the label, group, locality, donor, storage place, notes (" in said
    assert "locality: Гумешевский рудник, Урал" in said
