"""Photos with names in folders and tables, well-meant and hostile."""

import csv
import os

import pytest

pytest.importorskip("torch")

from mineral_desk.domain.errors import UsageError
from mineral_desk.training.fewshot.folders import read_folders
from mineral_desk.training.fewshot.named_photo import Side, joined
from mineral_desk.training.fewshot.tables import Columns, below, read_table
from tests.training.fewshot.pictures import write_photo


def files(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")


def table(path, *rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def test_folders_name_species_and_specimens(tmp_path):
    files(tmp_path, "Native_gold/a.jpg", "Malachite/FMM 7/a.jpg", "Malachite/FMM 7/b.jpg", "Malachite/c.jpg")
    found = read_folders(tmp_path)
    assert [photo.written for photo in found.photos] == ["Malachite"] * 3 + ["Native gold"]
    by_name = {photo.path.name: photo.specimen for photo in found.photos if photo.written == "Malachite"}
    assert by_name["a.jpg"] == by_name["b.jpg"] != ""
    assert by_name["c.jpg"] == ""
    assert {photo.side for photo in found.photos} == {Side.UNTOLD}


def test_specimens_are_found_in_file_names(tmp_path):
    files(tmp_path, "Malachite/FMM_7_front.jpg", "Malachite/FMM_7_back.jpg", "Malachite/FMM_8_back.jpg")
    back, front, other = sorted(read_folders(tmp_path, "{prefix}_{number}_{any}").photos, key=lambda one: one.path.name)
    assert back.specimen == front.specimen
    assert other.specimen not in ("", back.specimen)


def test_a_split_into_folders_is_kept(tmp_path):
    files(tmp_path, "train/Malachite/a.jpg", "Test/Malachite/b.jpg", "Test/Azurite/c.jpg")
    sides = {photo.path.name: (photo.written, photo.side) for photo in read_folders(tmp_path).photos}
    assert sides == {
        "a.jpg": ("Malachite", Side.TRAINING),
        "b.jpg": ("Malachite", Side.TESTING),
        "c.jpg": ("Azurite", Side.TESTING),
    }


def test_a_photo_in_no_folder_is_left_out_and_none_at_all_is_told(tmp_path):
    files(tmp_path, "loose.jpg", "Malachite/a.jpg")
    found = read_folders(tmp_path)
    assert [photo.path.name for photo in found.photos] == ["a.jpg"]
    assert "no folder named after a species" in found.left_out[0].reason
    (tmp_path / "Malachite" / "a.jpg").unlink()
    with pytest.raises(UsageError, match="no folders named after species"):
        read_folders(tmp_path)
    with pytest.raises(UsageError, match="does not exist"):
        read_folders(tmp_path / "nowhere")


def test_a_table_beside_its_photos(tmp_path):
    files(tmp_path, "photos/a.jpg", "photos/b.jpg")
    path = table(
        tmp_path / "photos.csv",
        ("file", "species", "specimen", "split"),
        ("a.jpg", "Malachite", "7", "train"),
        ("b.jpg", "Azurite", "", "test"),
        ("", "Azurite", "", ""),
        ("b.jpg", "", "", ""),
        ("", "", "", ""),
    )
    found = read_table(path)
    assert [(photo.path, photo.written, photo.side) for photo in found.photos] == [
        (tmp_path / "photos" / "a.jpg", "Malachite", Side.TRAINING),
        (tmp_path / "photos" / "b.jpg", "Azurite", Side.TESTING),
    ]
    assert found.photos[0].specimen.endswith("7")
    assert found.photos[1].specimen == ""
    assert [one.reason for one in found.left_out] == ["it names no photo", "it names no species"]
    assert [one.what for one in found.left_out] == ["photos.csv, row 4", "photos.csv, row 5"]


def test_the_table_of_mineralimage5k_with_paths_of_another_computer(tmp_path):
    files(tmp_path, "images/fmm/1.jpg")
    path = table(tmp_path / "data.csv", ("image_path", "label"), ("/home/they/data/images/fmm/1.jpg", "Галенит"))
    (photo,) = read_table(path).photos
    assert (photo.path, photo.written) == (tmp_path / "images" / "fmm" / "1.jpg", "Галенит")


def test_columns_can_be_named_and_separators_are_recognised(tmp_path):
    files(tmp_path, "a.jpg")
    path = tmp_path / "list.csv"
    path.write_text("Снимок;Минерал;Номер\na.jpg;Малахит;7\n", encoding="cp1251")
    with pytest.raises(UsageError, match=r"no column photo.*--photo-column"):
        read_table(path)
    (photo,) = read_table(path, columns=Columns("снимок", "Минерал", "Номер")).photos
    assert (photo.written, photo.specimen) == ("Малахит", "list.csv: 7")
    with pytest.raises(UsageError, match="no column Вид"):
        read_table(path, columns=Columns("Снимок", "Вид"))


@pytest.mark.parametrize(
    "written",
    ["../secret.jpg", "a/../../secret.jpg", "/etc/passwd", "C:\\Windows\\win.ini", "..\\secret.jpg", "x" * 5000],
)
def test_nothing_outside_the_folder_is_looked_at(tmp_path, written):
    files(tmp_path, "secret.jpg", "photos/a.jpg")
    path = table(tmp_path / "photos.csv", ("photo", "species"), (written, "Malachite"), ("a.jpg", "Malachite"))
    found = read_table(path)
    assert [photo.path.name for photo in found.photos] == ["a.jpg"]
    assert "does not lie below" in found.left_out[0].reason


def test_links_do_not_lead_out(tmp_path):
    write_photo(tmp_path / "secret.png")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "link.png").symlink_to(tmp_path / "secret.png")
    assert below(tmp_path / "photos", "link.png") is None
    assert below(tmp_path / "photos", "nul\0byte.png") is None


def test_bombs_are_refused_in_words(tmp_path):
    path = tmp_path / "bomb.csv"
    path.write_text('photo,species\n"' + "x" * 3_000_000)
    with pytest.raises(UsageError, match="too long"):
        read_table(path)
    path.write_text(",".join(["photo", "species", *("x" * 400)]) + "\n")
    with pytest.raises(UsageError, match="columns"):
        read_table(path)
    path.write_bytes(os.urandom(5000))
    with pytest.raises(UsageError):
        read_table(path)
    path.write_bytes(b"")
    with pytest.raises(UsageError, match="no column photo"):
        read_table(path)
    with pytest.raises(UsageError, match="cannot be read"):
        read_table(tmp_path / "nowhere.csv")


def test_a_photo_named_twice_is_one(tmp_path):
    files(tmp_path, "photos/Azurite/a.jpg")
    tree = read_folders(tmp_path / "photos")
    listed = table(tmp_path / "photos.csv", ("photo", "species"), ("Azurite/a.jpg", "Malachite"))
    (photo,) = joined([tree, read_table(listed)]).photos
    assert photo.written == "Azurite"
