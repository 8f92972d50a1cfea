"""History, earlier states, verification and undo from the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mineral_desk.catalogue.opening import create_catalogue, open_catalogue
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.verification import VerificationStatus
from tests.catalogue.conftest import make_analysis, make_photo
from tests.cli.conftest import Run

As = Callable[[str], None]


@pytest.fixture
def as_person(tmp_path: Path) -> As:
    """``as_person("Boris")`` says whose settings the next commands find."""

    def set_name(name: str) -> None:
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        (home / "settings.toml").write_text(f'[window]\nperson = "{name}"\n', encoding="utf-8")

    return set_name


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """Two specimens that Anna named; the photo of the first lies beside it."""
    path = tmp_path / "каталог.mdc"
    with create_catalogue(path) as one:
        for name, number, species in (("a.jpg", "7", "Malachite"), ("b.jpg", "8", "Quartz")):
            photo = make_photo(name)
            photo_id, _, _ = one.photos.add(photo, number, "file name", who="Anna")
            one.analyses.add(photo_id, make_analysis(photo), "f")
            one.decisions.add(Decision(photo_id, Verb.ACCEPT, "Anna", species))
    (tmp_path / "moved.jpg").write_bytes(b"a.jpg")
    return path


def test_a_second_person_verifies_and_the_first_cannot(run: Run, catalogue: Path, as_person: As) -> None:
    as_person("Anna")
    status, _, err = run("verify", "7", "--catalogue", catalogue)
    assert (status, "whoever gave the name cannot verify it" in err) == (2, True)
    as_person("Boris")
    status, said, err = run("verify", catalogue.with_name("moved.jpg"), "8", "--catalogue", catalogue)
    assert (status, said, err) == (0, "Written: Verify 2 names.\n", "")
    status, said, _ = run("verify", "7", "--contest", "--reason", "too blue", "--catalogue", catalogue)
    assert (status, said) == (0, "Written: Contest Malachite.\n")
    status, _, err = run("verify", "7", "--contest", "--catalogue", catalogue)
    assert (status, "without a reason" in err) == (2, True)
    as_person("Carla")
    status, said, _ = run("verify", "7", "8", "7", "--catalogue", catalogue)
    assert status == 0
    status, said, _ = run("search", "verified:yes verified_by:carla", "--catalogue", catalogue)
    assert "2 of 2 specimens found" in said
    _, said, _ = run("history", "7", "--catalogue", catalogue)
    assert "Boris: Contested Malachite (too blue)" in said
    assert "Carla: Verified Malachite" in said


def test_names_that_cannot_be_judged_are_told_and_end_with_1(run: Run, catalogue: Path, as_person: As) -> None:
    with open_catalogue(catalogue) as one:
        one.decisions.add(Decision(2, Verb.CORRECT, "Boris", "Calcite"))
    as_person("Boris")
    status, said, _ = run("verify", "7", "8", "--catalogue", catalogue)
    assert status == 1
    assert said.splitlines() == [
        "Written: Verify Malachite.", "1 passed over: whoever gave the name cannot verify it.",
    ]  # fmt: skip


def test_a_state_is_shown_and_then_restored(run: Run, catalogue: Path, as_person: As) -> None:
    with open_catalogue(catalogue) as one:
        one.decisions.add(Decision(1, Verb.CORRECT, "Anna", "Azurite"))
    as_person("Boris")
    _, said, _ = run("history", catalogue.with_name("moved.jpg"), "--catalogue", catalogue)
    heading, *lines = said.splitlines()
    assert heading.endswith("a.jpg  7")
    assert [line.split()[0] for line in lines] == ["4", "3", "2", "1"]
    assert lines[1].endswith("Anna: Accepted Malachite")
    status, said, _ = run("restore-state", "7", "3", "--catalogue", catalogue)
    assert status == 0
    assert "Nothing was written" in said
    assert [row for row in said.splitlines() if "Azurite" in row and "Malachite" in row]
    status, said, _ = run("restore-state", "7", "3", "--apply", "--reason", "slip", "--catalogue", catalogue)
    assert (status, "Written: Restore the state of 20" in said) == (0, True)
    _, said, _ = run("history", "7", "--catalogue", catalogue)
    assert "name: Azurite → Malachite; slip)" in said.splitlines()[1]
    status, said, _ = run("restore-state", "7", "3", "--apply", "--catalogue", catalogue)
    assert "It stands so now" in said
    status, said, _ = run("undo", "--catalogue", catalogue)
    assert said.startswith("Undone: Restore the state of 20")
    with open_catalogue(catalogue) as one:
        record = one.specimens.by_number("7")
        assert record is not None
        assert (record.species, record.verification) == ("Azurite", VerificationStatus.OPEN)


def test_wrong_lines_and_names_are_told(run: Run, catalogue: Path) -> None:
    for arguments, words in (
        (("restore-state", "7", "9"), "Its lines are 1 to 3."),
        (("restore-state", "7", "0"), "The history has no line 0"),
        (("history", "99"), "There is no photo and no record 99."),
        (("verify", "99"), "There is no photo and no record 99."),
    ):
        status, _, err = run(*arguments, "--catalogue", catalogue)
        assert (status, words in err) == (2, True), err


def test_undo_and_redo_name_the_act(run: Run, catalogue: Path) -> None:
    assert run("undo", "--catalogue", catalogue)[1] == "Undone: Accept Quartz.\n"
    assert run("redo", "--catalogue", catalogue)[1] == "Redone: Accept Quartz.\n"
    assert run("redo", "--catalogue", catalogue)[1] == "There is nothing to redo.\n"


def test_an_export_of_what_is_not_decided_says_why_it_is_empty(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "new.mdc"
    with create_catalogue(path) as one:
        one.photos.add(make_photo(), who="Anna")
    status, said, _ = run("export", "--catalogue", path, "--format", "csv", "--out", tmp_path / "a.csv")
    assert status == 0
    assert "Nothing is decided yet: a photo without a decision belongs to no specimen." in said
