from pathlib import Path

import pytest

from mineral_desk.catalogue.opening import create_catalogue, open_catalogue
from tests.cli.conftest import Run


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "каталог.mdc"
    create_catalogue(path).close()
    return path


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "список.csv"
    path.write_bytes("Инв. №;Минерал;Место находки;Длина, см\nФММ 1;Малахит;Урал;5,2\n;Кварц;;\n".encode("cp1251"))
    return path


def test_a_list_is_imported_and_taken_back(run: Run, catalogue: Path, listed: Path, tmp_path: Path) -> None:
    failed = tmp_path / "failed.csv"
    status, said, err = run("import-csv", listed, "--catalogue", catalogue, "--failed", failed, "--who", "Вера")
    assert status == 1
    assert "2 rows: 1 new, 1 failed." in said
    assert "windows-1251" in said
    assert err == "Row 3: there is no catalogue number.\n"
    with open_catalogue(catalogue) as one:
        record = one.specimens.by_number("ФММ 1")
        assert record is not None
        assert (record.species, record.locality, record.length_mm) == ("Malachite", "Урал", 52.0)
    status, said, _ = run("undo", "--catalogue", catalogue)
    assert (status, "Import список.csv" in said) == (0, True)
    with open_catalogue(catalogue) as one:
        assert one.specimens.count() == 0


def test_a_dry_run_writes_nothing(run: Run, catalogue: Path, listed: Path) -> None:
    status, said, _ = run("import-csv", listed, "--catalogue", catalogue, "--dry-run")
    assert (status, "Nothing was written" in said) == (1, True)
    with open_catalogue(catalogue) as one:
        assert one.specimens.count() == 0


def test_columns_are_said_once_and_remembered(run: Run, catalogue: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("code,what,number\nA 1,Quartz,7\n", encoding="utf-8")
    status, said, _ = run("import-csv", path, "--catalogue", catalogue, "--map", "code=number", "--map", "what=name")
    assert (status, "1 new" in said) == (0, True)
    status, said, _ = run("import-csv", path, "--catalogue", catalogue)
    assert (status, "1 unchanged" in said) == (0, True)


def test_wrong_usage_is_told_in_words(run: Run, catalogue: Path, listed: Path, tmp_path: Path) -> None:
    for options, words in (
        (("--encoding", "rot13"), "not known"),
        (("--map", "Colour=name"), "no column"),
        (("--map", "Минерал=colour"), "no field"),
        (("--profile", "emu"), "none of the columns"),
        (("--map", "Инв. №="), "catalogue number"),
    ):
        status, _, err = run("import-csv", listed, "--catalogue", catalogue, *options)
        assert (status, words in err) == (2, True), err
    status, _, err = run("import-csv", listed, "--catalogue", tmp_path / "no.mdc")
    assert (status, "There is no catalogue" in err) == (2, True)
