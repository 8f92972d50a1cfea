"""``mineral-desk models``: what is listed, verified, installed, removed, used and compared."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from mineral_desk.services.settings import load_settings
from mineral_desk.services.trying import limits
from tests.cli.conftest import Run
from tests.conftest import CHECKOUT
from tests.services.installing.models_at_hand import model_files, packed, packed_model
from tests.services.trying.harmful_models import endless, hungry, write_harmful
from tests.vision.foreign_reader import write_foreign_reader
from tests.vision.small_model import SmallModel

SHIPPED = len(list((CHECKOUT / "models").glob("*.toml")))
"""All of them are in use."""


def test_the_shipped_models_are_listed_with_the_device(run: Run) -> None:
    status, out, err = run("models", "list")
    assert (status, err) == (0, "")
    assert "of 262 photos" in out.replace("\n", " ")
    assert out.count("in use") == SHIPPED
    assert "Device: CPU" in out


def test_a_model_in_use_that_is_gone_is_told(run: Run, tmp_path: Path) -> None:
    run("models", "install", packed_model(tmp_path))
    run("models", "use", "small")
    shutil.rmtree(tmp_path / "home" / "models")
    status, _, err = run("models", "list")
    assert (status, "The settings name the model small, which is not there" in err) == (1, True)


def test_all_shipped_models_are_intact(run: Run) -> None:
    status, out, err = run("models", "verify")
    assert (status, err) == (0, "")
    assert out.count("intact") == SHIPPED


def test_a_silent_reader_is_told_and_is_no_failure(run: Run, tmp_path: Path, models_folder: Path) -> None:
    write_foreign_reader(models_folder, tmp_path / "home" / "models")
    status, out, err = run("models", "verify")
    assert status == 0
    assert "cyrillic.onnx is silent" in err
    assert out.count("intact") == SHIPPED
    assert "intact, silent" in out.replace("\n", " ")
    assert run("models", "list")[2] == ""


def test_installed_used_and_removed(run: Run, tmp_path: Path) -> None:
    status, out, _ = run("models", "install", packed_model(tmp_path))
    assert status == 0
    assert "small version 7 is installed in" in out
    assert "models use small" in out
    assert (tmp_path / "home" / "models" / "small@1" / "small.onnx").is_file()
    assert run("models", "use", "small")[0] == 0
    assert load_settings(tmp_path / "home" / "settings.toml").analysis.model == "small"
    status, _, err = run("models", "remove", "small")
    assert (status, "is in use" in err) == (2, True)
    assert run("models", "use", "species")[0] == 0
    assert load_settings(tmp_path / "home" / "settings.toml").analysis.model == ""
    assert run("models", "remove", "small")[0] == 0
    assert run("models", "remove", "small")[0] == 2
    assert run("models", "remove", "species")[0] == 2


def test_a_model_that_does_not_fit_is_refused_with_the_reason(run: Run, tmp_path: Path) -> None:
    files = model_files(tmp_path / "files")
    files["small.toml"] = files["small.toml"].replace(b"temperature", b"temprature")
    status, out, err = run("models", "install", packed(tmp_path / "a.zip", files))
    assert (status, out) == (1, "")
    assert "unknown key 'temprature'" in err
    assert run("models", "install", packed_model(tmp_path), "--sha256", "0" * 64)[0] == 1
    assert run("models", "install", "http://example.org/a.zip")[0] == 2
    assert not list((tmp_path / "home" / "models").glob("*@*"))


def test_names_that_are_no_minerals_are_kept_and_marked(run: Run, tmp_path: Path) -> None:
    SmallModel(("Azurite", "Sulphur of Etna", "Malachite")).write(tmp_path / "odd", "odd")
    status, out, _ = run("models", "install", tmp_path / "odd")
    assert status == 0
    assert "Labels that are not in the IMA list (1): Sulphur of Etna" in out.replace("\n", " ")
    assert "odd: labels that are not in the IMA list: 1." in run("models", "list")[1]


def test_a_model_that_was_spoilt_is_named(run: Run, tmp_path: Path) -> None:
    run("models", "install", packed_model(tmp_path))
    model = tmp_path / "home" / "models" / "small@1" / "small.onnx"
    model.write_bytes(model.read_bytes() + b"x")
    status, out, err = run("models", "verify")
    assert (status, out.count("intact"), "cannot be used" in out) == (1, SHIPPED, True)
    assert "small.onnx" in err
    model.unlink()
    assert run("models", "verify")[0] == 1
    assert run("models", "use", "small")[0] == 1
    assert run("models", "use", "segmentation")[0] == 1


def test_models_made_to_harm_are_refused_in_words(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LEAST_CPU_S", 3.0)
    run("models", "install", packed_model(tmp_path))
    for harm, said in ((endless(), "small came to no end within"), (hungry(), "small wants more than the 1.5 GB")):
        status, out, err = run("models", "install", write_harmful(tmp_path / "harm", harm))
        assert (status, out, said in err) == (1, "", True)
        assert "Do without it, or ask whoever made it for another copy." in err
    assert [one.name for one in (tmp_path / "home" / "models").iterdir()] == ["small@1"]
    write_harmful(tmp_path / "home" / "models", hungry(), "by hand")
    status, out, err = run("models", "verify")
    assert (status, out.count("intact"), "by hand wants more than" in err) == (1, SHIPPED + 1, True)
    assert run("models", "use", "by hand")[0] == 1
    assert load_settings(tmp_path / "home" / "settings.toml").analysis.model == ""


@pytest.fixture
def photos(tmp_path: Path, resources_folder: Path) -> Path:
    """Two demo photos whose names are known, and one that is no photo."""
    folder = tmp_path / "photos"
    folder.mkdir()
    names = sorted(path.name for path in (resources_folder / "demo").glob("*.jpg"))[:2]
    for name in names:
        shutil.copy(resources_folder / "demo" / name, folder / name)
    (folder / "broken.jpg").write_text("no photo", "utf-8")
    rows = [(names[0], "Quartz"), (names[1], "Azurite"), ("broken.jpg", "Gypsum")]
    with (folder / "truth.csv").open("w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows([("file", "species"), *rows])
    return folder


def test_two_models_are_compared_photo_by_photo(run: Run, tmp_path: Path, photos: Path) -> None:
    run("models", "install", packed_model(tmp_path))
    status, out, err = run("models", "compare", "species", "small", "--data", photos, "--json", tmp_path / "c.json")
    assert status == 1  # one photo is none
    assert "broken.jpg" in err
    assert "2 photos:" in out
    assert "mean of species, top 1" in out
    report = json.loads((tmp_path / "c.json").read_text("utf-8"))
    assert [one["name"] for one in report["models"]] == ["species", "small"]
    assert (report["photos"], report["failed"], len(report["by_photo"])) == (3, 1, 3)
    gains = [one["gain"] for one in report["by_photo"]]
    assert gains[2] is None
    assert gains[0] <= gains[1]
    assert all(len(one["names"][0]) == len(one["names"][1]) == 5 for one in report["by_photo"][:2])


def test_comparing_needs_two_classifiers_and_photos(run: Run, tmp_path: Path, photos: Path) -> None:
    assert run("models", "compare", "species", "species", "--data", photos)[0] == 2
    assert run("models", "compare", "species", "segmentation", "--data", photos)[0] == 1
    assert run("models", "compare", "species", "nothing", "--data", photos)[0] == 1
    assert run("models", "compare", "species", "small", "--data", tmp_path / "none")[0] == 2
    assert run("models", "compare", "species", "small")[0] == 2
