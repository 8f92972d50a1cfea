import json
import sqlite3
from contextlib import closing
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


def test_specimens_are_listed(run: Run, catalogue: Path) -> None:
    status, said, err = run("search", "урал", "--catalogue", catalogue)
    assert (status, err) == (0, "")
    assert "82451" in said
    assert "1 of 3 specimens found." in said


def test_a_russian_name_finds_the_species(run: Run, catalogue: Path) -> None:
    _, said, _ = run("search", "малах", "--catalogue", catalogue, "--jsonl", "-")
    assert [json.loads(line)["species"] for line in said.splitlines()] == ["Malachite"]


def test_lines_a_limit_and_an_order(run: Run, catalogue: Path, tmp_path: Path) -> None:
    out = tmp_path / "found.jsonl"
    status, said, _ = run(
        "search", "--catalogue", catalogue, "--limit", 2, "--sort", "species", "--ascending", "--jsonl", out
    )
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert status == 0
    assert "3 of 3 specimens found, 2 shown." in said
    assert [row["species"] for row in rows] == sorted(row["species"] for row in rows)
    assert {"catalogue_number", "length_mm", "state"} < set(rows[0])
    assert all((row["photo_path"] is None) == (row["photo_id"] is None) for row in rows)


def test_what_is_not_understood_is_told_and_the_rest_is_found(run: Run, catalogue: Path) -> None:
    status, said, err = run("search", "size:huge урал", "--catalogue", catalogue)
    assert status == 0
    assert "“huge” is no size" in err
    assert "1 of 3 specimens found." in said


def test_wrong_usage(run: Run, catalogue: Path, tmp_path: Path) -> None:
    status, _, err = run("search", "x", "--catalogue", catalogue, "--limit", 0)
    assert (status, "--limit 0" in err) == (2, True)
    status, _, err = run("search", "x", "--catalogue", tmp_path / "no.mdc")
    assert (status, "There is no catalogue" in err) == (2, True)


def test_the_index_is_made_anew_as_the_check_advises(run: Run, catalogue: Path) -> None:
    with closing(sqlite3.connect(catalogue)) as database, database:
        database.execute("INSERT INTO specimen_search (specimen_search) VALUES ('delete-all')")
    status, _, err = run("check", "--catalogue", catalogue)
    assert status == 1
    assert "search --renew-index" in err
    assert run("search", "урал", "--renew-index", "--catalogue", catalogue)[0] == 0
    assert run("check", "--catalogue", catalogue)[0] == 0
