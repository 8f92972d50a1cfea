import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def photos(tmp_path: Path, resources_folder: Path) -> Path:
    folder = tmp_path / "Фото"
    folder.mkdir()
    shutil.copy(resources_folder / "demo" / "FMM_31906_01.jpg", folder / "камень.jpg")
    return folder


def true_size(resources_folder: Path) -> tuple[float, float]:
    truth = json.loads((resources_folder / "demo" / "truth.json").read_text("utf-8"))
    one = next(scene["specimen"] for scene in truth if scene["file"] == "FMM_31906_01.jpg")
    return one["length_mm"], one["width_mm"]


def test_a_slip_in_a_list_is_found_and_written(run: Run, photos: Path, resources_folder: Path, tmp_path: Path) -> None:
    length, width = true_size(resources_folder)
    lines = f"file;length_mm;width_mm;catalogue_number\nкамень.jpg;{length / 10:.1f};{width / 10:.1f};=1+1\n"
    table = tmp_path / "list.csv"
    table.write_bytes(lines.replace(".", ",").replace(",jpg", ".jpg").encode("cp1251"))
    out = tmp_path / "slips.csv"
    status, printed, err = run("check-sizes", "--data", photos, "--csv", table, "--out", out)
    assert (status, err) == (0, "")
    assert "centimetres typed as" in " ".join(printed.split())
    assert "1 contradicted" in printed
    (row,) = csv.DictReader(io.StringIO(out.read_text("utf-8-sig")))
    assert row["slip"] == "ten_times_too_small"
    assert row["catalogue_number"] == "'=1+1"


def test_a_photo_that_is_not_there_ends_with_1_and_the_rest_is_told(run: Run, photos: Path, tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text("file,length_mm\nlost.jpg,5\nкамень.jpg,500\nкамень.jpg,elf\n", "utf-8")
    status, printed, err = run("check-sizes", "--data", photos, "--csv", table, "--out", tmp_path / "o.json")
    assert status == 1
    assert "lost.jpg" in err
    assert "Line 4" in err
    assert "2 failed" in printed
    assert json.loads((tmp_path / "o.json").read_text("utf-8"))["counts"]["failed"] == 2


def test_owners_sizes_of_photos_without_cubes_cannot_be_told(run: Run, shared_data: Path, tmp_path: Path) -> None:
    lines = (shared_data / "validation_photos.csv").read_text("utf-8").splitlines()[:2]
    table = tmp_path / "list.csv"
    table.write_text("\n".join(lines), "utf-8")
    status, printed, err = run("check-sizes", "--data", shared_data / "validation_photos", "--csv", table)
    assert (status, err) == (0, "")
    assert "1 cannot be told" in printed
    assert "Nothing can be told" in printed


def test_a_catalogue_without_typed_sizes_has_none_to_check(run: Run, photos: Path, tmp_path: Path) -> None:
    catalogue = tmp_path / "c.mdc"
    run("analyse", photos, "--catalogue", catalogue, "--limit", "0")
    status, printed, _ = run("check-sizes", "--catalogue", catalogue)
    assert status == 0
    assert printed.startswith("0 typed sizes:")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--data", "."),
        ("--csv", "a.csv"),
        ("--catalogue", "nowhere.mdc"),
        ("--catalogue", "a.mdc", "--data", ".", "--csv", "a.csv"),
        ("--data", ".", "--csv", "nowhere.csv"),
        ("--data", "nowhere", "--csv", "a.csv"),
        ("--data", ".", "--csv", "a.csv", "--out", "a.xls"),
    ],
)
def test_wrong_usage_is_said_with_status_2(run: Run, arguments: tuple[str, ...]) -> None:
    status, _, err = run("check-sizes", *arguments)
    assert status == 2
    assert err
    assert not Path("nowhere.mdc").exists()
