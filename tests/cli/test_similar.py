"""What looks alike, from the command line; and suggestions with a catalogue, which know what was confirmed."""

import json
import shutil
from pathlib import Path

import pytest

from mineral_desk.catalogue.opening import open_catalogue
from mineral_desk.domain.decision import Decision, Verb
from tests.cli.conftest import Run


@pytest.fixture
def photos(tmp_path: Path, resources_folder: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in ("FMM_31906_01.jpg", "FMM_31907_01.jpg", "FMM_31909_01.jpg"):
        shutil.copy(resources_folder / "demo" / name, folder / name)
    return folder


@pytest.fixture
def catalogue(run: Run, photos: Path, tmp_path: Path) -> Path:
    """Two photos analysed, the first one confirmed as a species that no photo would suggest."""
    path = tmp_path / "каталог.mdc"
    names = sorted(photos.iterdir())
    run("analyse", *names[:2], "--catalogue", path, "--explain", "none")
    with open_catalogue(path) as one:
        one.decisions.add(Decision(1, Verb.CORRECT, "Anna", "Vivianite"))
    return path


def lines(said: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in said.splitlines()]


def test_a_photo_of_the_catalogue_is_compared_with_all_others(run: Run, catalogue: Path, photos: Path) -> None:
    status, said, err = run("similar", photos / "FMM_31907_01.jpg", "--catalogue", catalogue, "--jsonl", "-")
    assert (status, err) == (0, "")
    (found,) = lines(said)
    assert found["photo"] == str(photos / "FMM_31906_01.jpg")
    assert (found["species"], found["catalogue_number"], found["named_by"]) == ("Vivianite", "FMM 31906", "Anna")
    assert -1 <= float(str(found["likeness"])) <= 1


def test_a_photo_from_elsewhere_is_analysed_and_not_stored(run: Run, catalogue: Path, photos: Path) -> None:
    other = photos / "FMM_31909_01.jpg"
    status, said, _ = run("similar", other, "--catalogue", catalogue)
    assert status == 0
    assert "Vivianite" in said
    assert "2 specimens of 2 photos" in said
    with open_catalogue(catalogue) as one:
        assert len(one.queue.rows(next(iter(one.queue.counts())))) <= 2
    status, said, _ = run("similar", other, "--catalogue", catalogue, "--limit", 1, "--jsonl", "-")
    assert len(lines(said)) == 1


def test_wrong_usage(run: Run, catalogue: Path, photos: Path, tmp_path: Path) -> None:
    photo = photos / "FMM_31906_01.jpg"
    status, _, err = run("similar", photo, "--catalogue", catalogue, "--limit", 0)
    assert (status, "--limit 0" in err) == (2, True)
    status, _, err = run("similar", photo, "--catalogue", tmp_path / "no.mdc")
    assert (status, "There is no catalogue" in err) == (2, True)
    (tmp_path / "text.jpg").write_text("no photo")
    status, _, err = run("similar", tmp_path / "text.jpg", "--catalogue", catalogue)
    assert status == 1
    assert "text.jpg" in err


def test_suggestions_with_a_catalogue_know_what_was_confirmed(run: Run, catalogue: Path, photos: Path) -> None:
    twin = photos / "twin.jpg"
    twin.write_bytes((photos / "FMM_31906_01.jpg").read_bytes() + b"\0")  # another file of the same specimen
    command = ("analyse", twin, "--catalogue", catalogue, "--jsonl", "-", "--explain", "none")
    first = lines(run(*command)[1])[0]["suggestions"]
    assert isinstance(first, list)
    assert first[0]["species"] == "Vivianite"
    assert lines(run(*command)[1])[0]["suggestions"] == first  # from the stored analysis: the same again
    run("undo", "--catalogue", catalogue)
    plain = lines(run(*command)[1])[0]["suggestions"]
    alone = lines(run("analyse", twin, "--jsonl", "-", "--explain", "none")[1])[0]["suggestions"]
    assert plain == alone
    assert "Vivianite" not in [one["species"] for one in plain]  # type: ignore[index, union-attr]


def test_the_memory_is_judged_collection_by_collection(run: Run, photos: Path, tmp_path: Path) -> None:
    rows = ["file,species,collection,measured_size"]
    shutil.copy(photos / "FMM_31906_01.jpg", photos / "again.jpg")
    rows += [f"{name},Vivianite,one,6 x 4 x 3 cm" for name in ("FMM_31906_01.jpg", "again.jpg")]
    rows += ["FMM_31907_01.jpg,Vivianite,one,", "FMM_31909_01.jpg,Azurite,two,"]
    table = tmp_path / "table.csv"
    table.write_text("\n".join(rows), encoding="utf-8")
    out = tmp_path / "out.json"
    command = ("evaluate", "classification", "--data", photos, "--csv", table, "--json", out, "--memory")
    status, said, err = run(*command, "leave-one-specimen-out")
    assert (status, err) == (0, "")
    assert "nearest confirmed alone" in said
    found = json.loads(out.read_text("utf-8"))
    assert found["collections"]["one"]["species_in_memory"] == 1.0
    assert found["collections"]["two"]["species_in_memory"] == 0.0
    assert [one["nearest"] for one in found["photos"]] == [["Vivianite"], ["Vivianite"], ["Vivianite"], []]
    assert found["collections"]["all"]["photos"] == 4
