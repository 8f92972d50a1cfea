import json
from dataclasses import replace
from pathlib import Path

import pytest

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.contradiction import Agreement, TypedSize
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.errors import UnreadablePhoto
from mineral_desk.domain.flag import Flag, FlagCode
from mineral_desk.domain.measurement import NOT_MEASURED, Measurement, MeasurementStatus
from mineral_desk.domain.photo import Photo
from mineral_desk.domain.progress import Progress, finish
from mineral_desk.domain.quality import QualityReport, Verdict
from mineral_desk.domain.slips import Slip
from mineral_desk.domain.typed_photo import TypedPhoto
from mineral_desk.services.contradictions import check_sizes, typed_in_catalogue
from mineral_desk.services.desk import Desk
from mineral_desk.services.spreadsheets import csv_bytes

MEASURED = Measurement(MeasurementStatus.MEASURED, (), 52.3, 1.2, 33.0, 0.9)
NO_CUBE = replace(NOT_MEASURED, flags=(Flag(FlagCode.NO_CUBE),))


def analysis(path: Path, measurement: Measurement, number: int = 0) -> Analysis:
    photo = Photo(path, f"{number:064d}", 1, 160, 120)
    return Analysis(photo, QualityReport(Verdict.OK), measurement=measurement)


def typed(name: str, *sides: float | None, number: str = "") -> TypedPhoto:
    return TypedPhoto(Path(name), TypedSize(*sides), number)


def never(path: Path) -> Analysis:
    raise AssertionError(f"{path} was analysed")


def test_slips_come_first_and_every_photo_is_accounted_for() -> None:
    photos = [
        typed("right.jpg", 52, 33),
        typed("depth.jpg", 60, 33),
        typed("centimetres.jpg", 5.2, 3.3, number="FMM 3"),
        typed("far.jpg", 120, 83),
        typed("lost.jpg", 52, 33),
    ]

    def analyse(path: Path) -> Analysis:
        if path.name == "lost.jpg":
            raise UnreadablePhoto("lost.jpg is not there any more.", "Look elsewhere.")
        return analysis(path, MEASURED)

    job = check_sizes(photos, analyse)
    assert next(job) == Progress(1, 5, "right.jpg")
    checks = finish(job)
    assert [one.photo.path.name for one in checks.photos[:3]] == ["centimetres.jpg", "far.jpg", "depth.jpg"]
    assert [one.photo.path.name for one in checks.findings] == ["centimetres.jpg", "far.jpg", "depth.jpg"]
    assert checks.faults == ("lost.jpg is not there any more. Look elsewhere.",)
    assert checks.summary() == (
        "5 typed sizes: 2 contradicted, 1 different but perhaps right, 1 agree, 0 cannot be told, 1 failed.",
    )
    row = checks.rows(checks.findings)[1]
    assert row[:3] == ("centimetres.jpg", "FMM 3", "5.2 × 3.3")
    assert row[5] == "Likely centimetres typed as millimetres: 52 mm instead of 5.2."
    assert "depth" in checks.rows(checks.findings)[3][5]
    record = json.loads(json.dumps(checks.as_dict(), allow_nan=False))
    assert record["photos"][0]["slip"] == "ten_times_too_small"
    assert record["counts"]["failed"] == 1


def test_why_nothing_can_be_told_is_said_cleanly() -> None:
    answers = {
        "a.jpg": NO_CUBE,
        "b.jpg": NO_CUBE,
        "c.jpg": replace(MEASURED, status=MeasurementStatus.FLAGGED, flags=(Flag(FlagCode.CUBE_CUT),)),
    }
    photos = [*(typed(name, 6, 4) for name in answers), typed("d.jpg"), typed("e.jpg", None, None, 5)]
    checks = finish(check_sizes(photos, lambda path: analysis(path, answers.get(path.name, MEASURED))))
    assert checks.findings == ()
    words = "\n".join(checks.summary())
    assert "2 cannot be told: no cube." in words
    assert "1 cannot be told: measured with doubts (cube cut off)." in words
    assert "1 cannot be told: no size was typed." in words
    assert "1 cannot be told: only a height was typed." in words
    assert words.endswith("Nothing can be told: no photo shows a size that the program vouches for.")


def test_what_was_not_typed_is_not_analysed() -> None:
    checks = finish(check_sizes([typed("a.jpg")], never))
    assert checks.count(Agreement.CANNOT_TELL) == 1


def test_nothing_in_the_written_table_is_a_formula() -> None:
    photos = [typed("=cmd.jpg", 5.2, 3.3, number="=HYPERLINK(1)"), typed("b.jpg", 52, 33, number="+7")]
    checks = finish(check_sizes(photos, lambda path: analysis(path, MEASURED)))
    text = csv_bytes(checks.csv_rows()).decode("utf-8-sig")
    headings, first, _ = text.splitlines()
    assert headings.startswith("file,catalogue_number,typed_length_mm")
    assert first.startswith("'=cmd.jpg,'=HYPERLINK(1),5.2,3.3,")


@pytest.fixture
def catalogue(desk: Desk) -> Desk:
    """Photos with typed, accepted and undone sizes; one without an analysis and one set aside."""
    sizes = [
        SizeDecision(SizeVerb.TYPED, 5.2, 3.3),
        SizeDecision(SizeVerb.ACCEPTED, 520.0, 330.0),
        SizeDecision(SizeVerb.TYPED, 52.0, 33.0, 20.0),
        SizeDecision(SizeVerb.TYPED, 25.0, 33.0),
        SizeDecision(SizeVerb.TYPED, 1.0, 1.0),
    ]
    for number, size in enumerate(sizes, start=1):
        made = analysis(Path(f"Фото {number}.jpg"), NO_CUBE if number == 3 else MEASURED, number)
        photo_id, _, _ = desk.write(
            lambda opened, made=made: opened.photos.add(made.photo, f"№ {made.photo.sha256[-1]}")
        )
        if number != 4:
            desk.write(lambda opened, made=made, photo_id=photo_id: opened.analyses.add(photo_id, made, "print"))
        verb = Verb.REJECT if number == 5 else Verb.ACCEPT
        decision = Decision(photo_id, verb, "Anna", "Quartz", size=size)
        desk.write(lambda opened, decision=decision: opened.decisions.add(decision))
    return desk


def test_typed_sizes_of_a_catalogue_are_checked_against_its_own_analyses(catalogue: Desk) -> None:
    photos = typed_in_catalogue(catalogue)
    assert [(one.path.name, one.catalogue_number) for one in photos] == [
        ("Фото 1.jpg", "№ 1"),
        ("Фото 3.jpg", "№ 3"),
        ("Фото 4.jpg", "№ 4"),
    ]
    checks = finish(check_sizes(photos, never))
    assert [one.check.slip for one in checks.photos] == [Slip.TEN_TIMES_TOO_SMALL, None, None]
    assert "1 cannot be told: no cube." in "\n".join(checks.summary())
    assert "1 cannot be told: not measured." in "\n".join(checks.summary())


def test_an_undone_decision_is_not_checked(catalogue: Desk) -> None:
    for _ in range(5):
        catalogue.write(lambda opened: opened.history.undo("Anna"))
    assert typed_in_catalogue(catalogue) == ()
