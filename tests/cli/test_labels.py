from pathlib import Path

import pytest

from mineral_desk.catalogue.opening import create_catalogue
from tests.cli.conftest import Run
from tests.services.labelling.sheets import Sheets
from tests.services.storing.conftest import fill


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "каталог.mdc"
    with create_catalogue(path) as one:
        fill(one)
    return path


def test_labels_without_a_display(run: Run, catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    out = tmp_path / "Этикетки.pdf"
    status, said, err = run("labels", "size:>50mm", "--catalogue", catalogue, "--out", out)
    assert (status, err) == (0, "")
    assert "3 labels on 1 sheet of A4" in said
    assert {text for text, _ in Sheets(out).codes()} == {"FMM 2", "FMM 3", "FMM 4"}


def test_the_sheet_as_it_is_said(run: Run, catalogue: Path, tmp_path: Path) -> None:
    out = tmp_path / "one.pdf"
    sheet = ("--paper", "A5", "--columns", 1, "--rows", 2, "--width-mm", 100, "--height-mm", 60, "--left-mm", 10)
    status, said, _ = run("labels", "--catalogue", catalogue, "--out", out, *sheet, "--frame", "--code", "record_id")
    assert (status, "9 labels on 5 sheets of A5" in said) == (0, True)
    read = Sheets(out)
    assert read.paper_mm[0] == pytest.approx((148, 210), abs=0.01)
    assert read.ink_mm()[0] == pytest.approx(10, abs=0.2)
    assert all(text.startswith("urn:uuid:") for text, _ in read.codes())


def test_what_does_not_go_on_the_paper(run: Run, catalogue: Path, tmp_path: Path) -> None:
    status, _, err = run("labels", "--catalogue", catalogue, "--out", tmp_path / "a.pdf", "--columns", 5)
    assert (status, "The labels take" in err) == (2, True)
    assert run("labels", "zzzz", "--catalogue", catalogue, "--out", tmp_path / "a.pdf")[0] == 2
    assert not (tmp_path / "a.pdf").exists()
