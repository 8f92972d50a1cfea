from pathlib import Path

import pytest

from mineral_desk.domain.errors import SettingError, UsageError
from mineral_desk.domain.labelling import LabelSettings
from mineral_desk.domain.progress import finish
from mineral_desk.services.desk import Desk
from mineral_desk.services.labelling import labelling
from mineral_desk.services.labelling.labelling import make_labels
from mineral_desk.services.whose import Whose
from tests.services.exporting.conftest import fill
from tests.services.labelling.sheets import Sheets


@pytest.fixture
def filled(desk: Desk) -> Desk:
    desk.write(fill)
    return desk


def test_labels_of_what_a_search_finds(filled: Desk, tmp_path: Path) -> None:
    out = tmp_path / "Этикетки" / "all.pdf"
    report = finish(make_labels(filled, Whose(), LabelSettings(), out))
    assert (report.labels, report.sheets, report.out) == (3, 1, out)
    read = Sheets(out)
    texts = sorted(text for text, _ in read.codes())
    assert texts[:2] == ["007", "FMM 82451"]
    assert texts[2].startswith("urn:uuid:"), "a specimen without a number has its id there"
    assert "Гумешевский" in read.texts[0]
    assert finish(make_labels(filled, Whose("урал"), LabelSettings(), out)).labels == 1


def test_labels_of_those_chosen_in_their_order(filled: Desk, tmp_path: Path) -> None:
    report = finish(make_labels(filled, Whose(ids=(2, 1)), LabelSettings(), tmp_path / "two.pdf"))
    assert report.labels == 2
    text = Sheets(report.out).texts[0]
    assert text.index("007") < text.index("FMM 82451")


@pytest.mark.parametrize(
    ("whose", "settings", "name"),
    [
        (Whose("zzzz"), LabelSettings(), "a.pdf"),
        (Whose(), LabelSettings(), "a.mdc"),
        (Whose(), LabelSettings(rows=30), "a.pdf"),
        (Whose(), LabelSettings(width_mm=20.0), "a.pdf"),
    ],
)
def test_what_makes_no_labels_leaves_no_file(
    filled: Desk, tmp_path: Path, whose: Whose, settings: LabelSettings, name: str
) -> None:
    with pytest.raises((UsageError, SettingError)):
        finish(make_labels(filled, whose, settings, tmp_path / "new" / name))
    assert not list(tmp_path.glob("new/*"))


def test_too_many_for_one_file(filled: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labelling, "MOST_LABELS", 2)
    with pytest.raises(UsageError, match="too many"):
        finish(make_labels(filled, Whose(), LabelSettings(), tmp_path / "a.pdf"))


def test_a_job_that_is_cancelled_leaves_nothing(filled: Desk, tmp_path: Path) -> None:
    one_a_sheet = LabelSettings(columns=1, rows=1)
    out = tmp_path / "a.pdf"
    job = make_labels(filled, Whose(), one_a_sheet, out)
    next(job)
    job.close()
    assert not out.exists()
    assert finish(make_labels(filled, Whose(), one_a_sheet, out)).sheets == 3
    assert len(Sheets(out).paper_mm) == 3
