"""``merge`` and ``conflicts`` as scripts call them."""

import csv
import json
from pathlib import Path

import pytest

from mineral_desk.catalogue.opening import open_catalogue
from mineral_desk.cli.main import main
from tests.catalogue.merging.hands import Person

Told = pytest.CaptureFixture[str]


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    one = Person("Anna", tmp_path / "Анна.mdc")
    one.take_in("a.jpg")
    one.decide("a.jpg", "Malachite", "7", 52.0)
    one.edit("7", locality="Ural", donor="X")
    one.catalogue.close()
    return one.path


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    one = Person("Boris", tmp_path / "Борис.mdc")
    one.take_in("b.jpg")
    one.decide("b.jpg", "Malachite", "7", 52.0)
    one.edit("7", locality="=Altai", donor="Y")
    one.take_in("c.jpg")
    one.decide("c.jpg", "Azurite", "8")
    one.catalogue.close()
    return one.path


def value(path: Path, column: str) -> object:
    with open_catalogue(path) as catalogue:
        return catalogue.database.execute(f"SELECT {column} FROM specimen WHERE catalogue_number = '7'").fetchone()[0]


def test_a_dry_run_tells_and_writes_nothing(ours: Path, theirs: Path, capsys: Told) -> None:
    before = ours.read_bytes()
    assert main(["merge", str(theirs), "--catalogue", str(ours), "--dry-run"]) == 1
    told = capsys.readouterr().out
    assert "would come: 3 acts, 2 photos" in told
    assert "1 record that was here under another GUID" in told
    assert "Boris: 3 acts" in told
    assert "2 conflicts" in told
    assert "leave --dry-run out" in told
    assert sorted(one.name for one in ours.parent.glob("*.mdc")) == sorted((ours.name, theirs.name))
    assert ours.read_bytes() == before


def test_merged_listed_and_settled(ours: Path, theirs: Path, tmp_path: Path, capsys: Told) -> None:
    listed = tmp_path / "what waits.csv"
    command = ["merge", str(theirs), "--catalogue", str(ours), "--who", "Anna", "--conflicts", str(listed)]
    assert main(command) == 1
    told = capsys.readouterr().out
    assert "before-merge" in told
    rows = list(csv.DictReader(listed.read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["about"], row["part"], row["ours"], row["theirs"]) for row in rows] == [
        ("7", "locality", "Ural", "'=Altai"),
        ("7", "donor", "X", "Y"),
    ]
    assert main(["conflicts", "--catalogue", str(ours)]) == 1
    told = capsys.readouterr().out
    assert "=Altai (Boris, " in told
    assert "2 conflicts left." in told
    assert main(["conflicts", "--catalogue", str(ours), "--take", "theirs", rows[0]["id"], "--who", "Anna"]) == 1
    assert value(ours, "locality") == "=Altai"
    assert main(["conflicts", "--catalogue", str(ours), "--type", "Z", rows[1]["id"], "--who", "Anna"]) == 0
    assert value(ours, "donor") == "Z"
    assert "No conflicts are left." in capsys.readouterr().out
    assert main(["undo", "--catalogue", str(ours)]) == 0
    assert value(ours, "donor") == "X"
    out = tmp_path / "left.json"
    assert main(["conflicts", "--catalogue", str(ours), "--out", str(out)]) == 1
    assert [one["theirs"] for one in json.loads(out.read_text(encoding="utf-8"))] == ["Y"]
    assert main(["check", "--catalogue", str(ours)]) == 0
    told = capsys.readouterr()
    assert "1 conflict waits for a person" in told.out


def test_merging_again_brings_nothing(ours: Path, theirs: Path, capsys: Told) -> None:
    main(["conflicts", "--catalogue", str(ours)])
    main(["merge", str(theirs), "--catalogue", str(ours)])
    capsys.readouterr()
    assert main(["merge", str(theirs), "--catalogue", str(ours)]) == 1  # something still waits
    assert "holds nothing that is not here" in capsys.readouterr().out
    assert main(["merge", str(ours), "--catalogue", str(theirs)]) == 1


def test_undo_stops_at_the_merge_and_says_how_to_go_on(ours: Path, theirs: Path, capsys: Told) -> None:
    main(["merge", str(theirs), "--catalogue", str(ours)])
    assert main(["undo", "--catalogue", str(ours)]) == 2
    told = capsys.readouterr().err
    assert "merging Борис.mdc" in told
    assert "mineral-desk restore --from" in told
    kept = next(ours.parent.glob("*.before-merge*"))
    assert main(["restore", "--from", str(kept), "--catalogue", str(ours)]) == 0
    with open_catalogue(ours) as catalogue:
        assert catalogue.specimens.count() == 1
        assert catalogue.conflicts.count() == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["merge", "{none}", "--catalogue", "{ours}"], (1, "There is no catalogue at")),
        (["merge", "{ours}", "--catalogue", "{ours}"], (2, "the open catalogue itself")),
        (["merge", "{theirs}", "--catalogue", "{none}"], (2, "There is no catalogue")),
        (["merge", "{theirs}", "--catalogue", "{ours}", "--conflicts", "x.txt"], (2, "End it with .csv or .json")),
        (["conflicts", "--catalogue", "{ours}", "--take", "ours", "55"], (1, "no open conflict 55")),
        (["conflicts", "--catalogue", "{ours}", "55"], (2, "not said what is to stand")),
        (["conflicts", "--catalogue", "{ours}", "--take", "ours"], (2, "not said which conflict")),
        (["conflicts", "--catalogue", "{ours}", "--type", "x", "1", "2"], (2, "One value cannot settle several")),
        (["conflicts", "--catalogue", "{ours}", "--type", "x", "--take", "ours", "1"], (2, "say two things")),
    ],
)
def test_wrong_usage_is_said_in_words(
    ours: Path, theirs: Path, capsys: Told, arguments: list[str], told: tuple[int, str]
) -> None:
    places = {"ours": ours, "theirs": theirs, "none": ours.with_name("none.mdc")}
    assert main([one.format(**places) for one in arguments]) == told[0]
    words = capsys.readouterr().err
    assert told[1] in words
    assert "Traceback" not in words
