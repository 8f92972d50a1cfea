"""backup, restore and check from the command line: words, exit statuses, and nothing overwritten."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mineral_desk.catalogue.opening import create_catalogue, open_catalogue
from mineral_desk.domain.decision import Decision, Verb
from tests.catalogue.conftest import make_photo
from tests.cli.conftest import Run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "каталог.mdc"
    with create_catalogue(path) as catalogue:
        catalogue.photos.add(make_photo(), who="Anna")
        catalogue.decisions.add(Decision(1, Verb.ACCEPT, "Anna", "Malachite"))
    return path


def decide(path: Path, species: str) -> None:
    with open_catalogue(path) as catalogue:
        catalogue.decisions.add(Decision(1, Verb.CORRECT, "Anna", species))


def species_in(path: Path) -> str:
    with open_catalogue(path) as catalogue:
        decision = catalogue.decisions.latest(1)
    assert decision is not None
    return decision.species


def test_back_up_decide_on_and_restore(run: Run, path: Path, tmp_path: Path) -> None:
    backup = tmp_path / "резерв № 1.mdc"
    with open_catalogue(path):  # as it is open in a window
        status, out, err = run("backup", "--catalogue", path, "--out", backup)
    assert (status, err) == (0, "")
    assert f"{backup}: 1 photo, 1 decision, last act 20" in out
    decide(path, "Azurite")
    status, out, err = run("restore", "--from", backup, "--catalogue", path)
    assert (status, err) == (0, "")
    assert f"{path} is as {backup} has it: 1 photo, 1 decision" in out
    assert "What it was before (1 photo, 2 decisions" in out
    assert species_in(path) == "Malachite"
    (kept,) = tmp_path.glob("*before-restore*")
    assert species_in(kept) == "Azurite"


def test_a_folder_gets_dated_files(run: Run, path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for _ in range(2):
        assert run("backup", "--catalogue", path, "--out", folder)[0] == 0
    names = sorted(one.name for one in folder.iterdir())
    assert len(names) == 2
    assert all(name.startswith("каталог 20") and name.endswith(".mdc") for name in names)


def test_a_folder_that_is_not_there_yet_is_made(run: Run, path: Path, tmp_path: Path) -> None:
    assert run("backup", "--catalogue", path, "--out", f"{tmp_path}/new/year/")[0] == 0
    (made,) = (tmp_path / "new" / "year").iterdir()
    assert species_in(made) == "Malachite"


def test_a_backup_overwrites_nothing(run: Run, path: Path) -> None:
    status, _, err = run("backup", "--catalogue", path, "--out", path)
    assert status == 1
    assert f"{path} exists already. Choose another name." in err
    assert species_in(path) == "Malachite"


def test_an_open_catalogue_is_not_restored(run: Run, path: Path, tmp_path: Path) -> None:
    run("backup", "--catalogue", path, "--out", tmp_path / "b.mdc")
    with open_catalogue(path):
        status, _, err = run("restore", "--from", tmp_path / "b.mdc", "--catalogue", path)
    assert status == 1
    assert "is open in another program or window. Close it there, then try again" in err
    assert not list(tmp_path.glob("*before-restore*"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("backup", "--catalogue", "none.mdc", "--out", "copy.mdc"),
        ("restore", "--from", "none.mdc", "--catalogue", "каталог.mdc"),
        ("check", "--catalogue", "none.mdc"),
        ("check",),
        ("restore", "--from", "каталог.mdc", "--catalogue", "каталог.mdc"),
    ],
)
def test_wrong_usage_makes_nothing(
    run: Run, path: Path, tmp_path: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    status, _, err = run(*arguments)
    assert status == 2
    assert err
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_sound_catalogue(run: Run, path: Path) -> None:
    status, out, err = run("check", "--catalogue", path)
    assert (status, err) == (0, "")
    assert f"{path} is sound: 1 photo, 1 decision" in out


def test_findings_are_told_with_what_to_do(run: Run, path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE photo_state SET state = 'waiting'")
        raw.commit()
    status, out, err = run("check", "--catalogue", path)
    assert (status, out) == (1, "")
    assert err == (
        "The state of photo 1 is stale. Nothing is lost: decide or analyse the photo again, which renews it.\n"
    )


def test_what_is_no_catalogue_fails_in_words(run: Run, tmp_path: Path) -> None:
    (tmp_path / "text.mdc").write_text("no catalogue at all")
    status, _, err = run("check", "--catalogue", tmp_path / "text.mdc")
    assert status == 1
    assert "is no catalogue, or it is damaged" in err
