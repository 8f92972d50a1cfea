"""The job: whole or nothing, one moment of the catalogue, cancelled at any step."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.errors import OutputError, UsageError
from mineral_desk.domain.progress import finish
from mineral_desk.services import reviewing
from mineral_desk.services.desk import Desk
from mineral_desk.services.exporting import exporting
from mineral_desk.services.exporting.exporting import export
from mineral_desk.services.exporting.order import ExportFormat, ExportOrder, Profile
from tests.catalogue.conftest import make_photo
from tests.services.exporting.conftest import DANGEROUS, NOTE, Export

ALL = list(ExportFormat)


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every specimen is a step."""
    monkeypatch.setattr(exporting, "STEP", 1)


def test_json_holds_everything_one_specimen_a_line(exported: Export) -> None:
    text = exported(ExportFormat.JSON, "minerals.json").out.read_text(encoding="utf-8")
    whole = json.loads(text)
    assert (whole["format"], whole["version"]) == ("mineral-desk/specimens", 1)
    assert whole["catalogue"]["name"] == "Каталог № 1.mdc"
    assert [json.loads(line.rstrip(",")) for line in text.splitlines()[1:-1]] == whole["specimens"]
    first, second, third = whole["specimens"]
    assert (first["donor"], first["notes"], first["name_on_label"]) == (DANGEROUS, NOTE, "Малахитъ")
    assert (first["size"]["length_mm"], first["size"]["method"], first["size"]["by"]) == (52.1, "measured", "Anna")
    assert [(one["name"], one["undone"]) for one in first["identifications"]] == [
        ("Malachite", False),
        ("Azurite", True),
        ("Malachite", False),
    ]
    told = first["verification"]
    assert (told["status"], told["by"], told["reason"]) == ("verified", "Борис", "в лупу")
    assert [(one["status"], one["name"], one["by"]) for one in first["verifications"]] == [
        ("verified", "Malachite", "Борис")
    ]
    assert third["identifications"][0]["reason"] == third["last_reason"] == "=label"
    photo = first["photos"][0]
    assert photo["analysis"]["models"]["classifier"]["name"] == "starter"
    assert photo["decisions"][0]["probability"] == 0.71
    assert photo["decisions"][0]["shown"] == ["Malachite", "Azurite"]
    assert second["size"]["depth_mm"] == 15.0
    assert [(one["name"], one["by"], one["from"]) for one in third["identifications"]] == [
        ("@Quartz", "Вера", "record")
    ]


def test_sidecars_of_all_photos_lie_beside_the_file(exported: Export) -> None:
    report = exported(ExportFormat.CSV, "minerals.csv", sidecars=True)
    folder = report.sidecar_folder
    assert folder == report.out.with_name("minerals.sidecars")
    assert report.sidecars == 5
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == len({name.casefold() for name in names}) == 5
    assert {"IMG_1.jpg.json", "_con.jpg.json", "waiting.jpg.json", "камень № 7.jpg.json"} < set(names)
    first = json.loads((folder / "IMG_1.jpg.json").read_text(encoding="utf-8"))
    assert (first["format"], first["photo"]["path"]) == ("mineral-desk/photo", "card/IMG_1.jpg")
    assert first["specimen"]["locality"] == "Гумешевский рудник, Урал"
    assert first["specimen"]["verification"]["status"] == "verified"
    assert first["analysis"]["sha256"] == first["photo"]["sha256"]
    assert [one["name"] for one in first["decisions"]] == ["Malachite"]
    waiting = json.loads((folder / "waiting.jpg.json").read_text(encoding="utf-8"))
    assert (waiting["specimen"], waiting["decisions"], waiting["photo"]["state"]) == (None, [], "to_decide")


def test_sidecars_are_renewed_and_what_else_lies_there_stays(exported: Export) -> None:
    folder = exported(ExportFormat.CSV, "a.csv", sidecars=True).sidecar_folder
    assert folder is not None
    (folder / "mine.txt").write_text("mine")
    (folder / "IMG_1.jpg.json").write_text("old")
    exported(ExportFormat.CSV, "a.csv", sidecars=True)
    assert (folder / "mine.txt").read_text() == "mine"
    assert json.loads((folder / "IMG_1.jpg.json").read_text(encoding="utf-8"))["version"] == 1
    assert len(list(folder.iterdir())) == 6


@pytest.mark.parametrize("kind", ALL)
def test_cancelled_at_any_step_nothing_is_left_and_the_old_file_stays(
    filled: Desk, tmp_path: Path, kind: ExportFormat
) -> None:
    out = tmp_path / "out" / f"a.{kind}"
    order = ExportOrder(kind, out, sidecars=True)
    steps = len(list(export(filled, order)))
    before = {path: path.read_bytes() for path in out.parent.rglob("*") if path.is_file()}
    assert steps > 8
    for wanted in range(1, steps + 1):
        job = export(filled, order)
        for _ in range(wanted):
            next(job)
        job.close()
        assert {path: path.read_bytes() for path in out.parent.rglob("*") if path.is_file()} == before
        assert sorted(path.name for path in out.parent.iterdir()) == sorted([f"a.{kind}", "a.sidecars"])


@pytest.mark.parametrize("kind", ALL)
def test_a_disk_that_fills_up_is_told_and_leaves_nothing(
    filled: Desk, tmp_path: Path, kind: ExportFormat, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        finish(export(filled, ExportOrder(kind, tmp_path / "out" / "a.x", sidecars=False)))
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("kind", ALL)
def test_a_folder_that_cannot_be_made_is_named(filled: Desk, tmp_path: Path, kind: ExportFormat) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="cannot be written"):
        finish(export(filled, ExportOrder(kind, tmp_path / "file" / "a.x")))


@pytest.mark.parametrize("kind", ALL)
def test_what_is_written_meanwhile_is_not_in_the_export(filled: Desk, tmp_path: Path, kind: ExportFormat) -> None:
    job = export(filled, ExportOrder(kind, tmp_path / f"a.{kind}"))
    next(job)
    photo_id, _, _ = filled.write(lambda catalogue: catalogue.photos.add(make_photo("new.jpg"), "new"))
    reviewing.decide(filled, Decision(photo_id, Verb.ACCEPT, "Anna", "Quartz"))
    assert finish(job).specimens == 3
    assert finish(export(filled, ExportOrder(kind, tmp_path / f"a.{kind}"))).specimens == 4


@pytest.mark.parametrize("kind", ALL)
def test_an_empty_catalogue_makes_a_valid_file(desk: Desk, tmp_path: Path, kind: ExportFormat) -> None:
    report = finish(export(desk, ExportOrder(kind, tmp_path / f"a.{kind}", sidecars=True)))
    assert (report.specimens, report.sidecars) == (0, 0)
    if kind is ExportFormat.JSON:
        assert json.loads(report.out.read_text(encoding="utf-8"))["specimens"] == []
    assert report.out.stat().st_size > 0


def test_an_order_that_makes_no_sense_is_refused_before_anything_is_written(filled: Desk, tmp_path: Path) -> None:
    whole = ExportOrder(ExportFormat.JSON, tmp_path / "out" / "a.json")
    catalogue = filled.reading.path
    for order, words in (
        (replace(whole, profile=Profile.EMU), "no columns"),
        (replace(whole, out=tmp_path), "is a folder"),
        (replace(whole, out=catalogue), "no name for an export"),
        (replace(whole, out=catalogue.with_name(catalogue.name + "-wal")), "no name for an export"),
        (replace(whole, out=tmp_path / "IMG_1.JPG"), "no name for an export"),
    ):
        with pytest.raises(UsageError, match=words):
            finish(export(filled, order))
    assert not (tmp_path / "out").exists()


def test_progress_counts_specimens_and_photos(filled: Desk, tmp_path: Path) -> None:
    steps = list(export(filled, ExportOrder(ExportFormat.CSV, tmp_path / "a.csv", sidecars=True)))
    assert [step.done for step in steps] == list(range(9))
    assert {step.total for step in steps} == {8}
    assert (steps[1].text, steps[-1].text) == ("FMM 82451", "waiting.jpg")
