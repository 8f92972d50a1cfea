from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.catalogue import StoredPhoto
from mineral_desk.domain.change import ChangeKind
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.errors import SettingError, UsageError
from mineral_desk.domain.flag import Flag, FlagCode
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.hand import HandMarks
from mineral_desk.domain.measurement import Measurement, MeasurementStatus
from mineral_desk.domain.progress import finish
from mineral_desk.services import reviewing
from mineral_desk.services.analysing import analyse_taken_in
from mineral_desk.services.desk import Desk
from mineral_desk.services.rescaling import (
    all_photos,
    photos_in_folder,
    photos_taken_in,
    photos_with_edge,
    preview_rescaling,
    rescale,
    rescaled_analysis,
)
from mineral_desk.services.taking_in import take_in
from tests.services.hand_scene import scene

INCH = 25.4
FACTOR = 2.54

TakeIn = Callable[..., int]


@pytest.fixture
def named(desk: Desk) -> Desk:
    desk.settings = replace(desk.settings, window=replace(desk.settings.window, person="Boris"))
    return desk


@pytest.fixture
def take(named: Desk) -> TakeIn:
    """Take in a photo whose cube was measured with 10 mm; with a size verb, also decide about it."""

    def one(name: str, size: SizeDecision | None = None, analysis: Analysis | None = None, number: str = "") -> int:
        found = analysis or scene()
        photo = replace(found.photo, path=Path("photos") / name, sha256=name.encode().hex().ljust(64, "0"))
        photo_id, _, _ = named.write(lambda catalogue: catalogue.photos.add(photo, number, who="Anna"))
        named.write(lambda catalogue: catalogue.analyses.add(photo_id, replace(found, photo=photo), "f"))
        if size is not None:
            stored = reviewing.open_photo(named, photo_id)
            reviewing.decide(named, Decision(photo_id, Verb.ACCEPT, "Anna", "Quartz", size=machine_or(size, stored)))
        return photo_id

    return one


def machine_or(size: SizeDecision, stored: StoredPhoto) -> SizeDecision:
    """An accepted size is the machine's."""
    if size.verb is not SizeVerb.ACCEPTED or stored.analysis is None:
        return size
    m = stored.analysis.measurement
    return replace(
        size,
        length_mm=m.length_mm,
        width_mm=m.width_mm,
        length_error_mm=m.length_error_mm,
        width_error_mm=m.width_error_mm,
    )


ACCEPTED = SizeDecision(SizeVerb.ACCEPTED, height_mm=11.0)
TYPED = SizeDecision(SizeVerb.TYPED, 77.0, 44.0)


def whole_state(desk: Desk, photo_ids: list[int]) -> list[object]:
    """All that a person sees of the photos: row, decision, size on the screen, record."""
    seen: list[object] = []
    for photo_id in photo_ids:
        stored = reviewing.open_photo(desk, photo_id)
        assert stored.analysis is not None
        record = desk.reading.specimens.of_photo(photo_id)
        seen += [stored.row, stored.analysis_id, stored.analysis.measurement, stored.decision, record]
        seen.append(desk.reading.photos.overrules(photo_id))
    return [*seen, reviewing.queue_counts(desk)]


def test_the_preview_says_what_changes_and_what_stays(take: TakeIn, named: Desk) -> None:
    no_cube = replace(scene(found=False), measurement=Measurement(MeasurementStatus.NOT_MEASURED))
    by_edge = SizeDecision(SizeVerb.ADJUSTED, 50.0, 30.0, marks=HandMarks(cube_edge_mm=INCH))
    ids = [
        take("open.jpg"),
        take("accepted.jpg", ACCEPTED),
        take("typed.jpg", TYPED),
        take("by_edge.jpg", by_edge),
        take("none.jpg", SizeDecision(SizeVerb.NONE)),
        take("no_cube.jpg", analysis=no_cube),
        take("right.jpg", analysis=rescaled_analysis(scene(), INCH)),
    ]
    named.write(lambda catalogue: catalogue.photos.add(replace(scene().photo, sha256="e" * 64)))
    before = whole_state(named, ids)
    rows = preview_rescaling(named, [*ids, ids[0], 8], INCH)
    assert [row.kept_because for row in rows] == [
        "",
        "",
        "The size was typed by hand.",
        "The size was set by hand, with an edge of its own.",
        "It was decided that there is no size.",
        "No cube was found.",
        "The edge is this already.",
        "The photo was not analysed yet.",
    ]
    assert [row.edge_changes for row in rows] == [True] * 5 + [False] * 3
    machine = scene().measurement
    for row in rows[:2]:
        assert (row.old_edge_mm, row.new_edge_mm) == (10.0, INCH)
        assert row.old.length_mm == pytest.approx(machine.length_mm, abs=1e-3)
        assert row.new.length_mm == pytest.approx(FACTOR * (row.old.length_mm or 0))
        assert row.new.width_error_mm == pytest.approx(FACTOR * (row.old.width_error_mm or 0))
    assert rows[2].new == rows[2].old
    assert rows[2].new.length_mm == 77.0
    assert whole_state(named, ids) == before


def test_sizes_grow_as_one_act_that_is_undone_and_redone_also_after_a_restart(
    take: TakeIn, named: Desk, tmp_path: Path
) -> None:
    ids = [take("open.jpg"), take("accepted.jpg", ACCEPTED, number="7"), take("typed.jpg", TYPED, number="8")]
    before = whole_state(named, ids)
    changes = rescale(named, ids, INCH)
    assert changes.name == "Cube edge 25.4 mm"
    assert changes.photo_ids == frozenset(ids)
    assert {ChangeKind.ANALYSIS, ChangeKind.DECISION, ChangeKind.SPECIMEN, ChangeKind.PHOTO} <= changes.kinds
    after = whole_state(named, ids)

    machine, grown = before[2], after[2]
    assert isinstance(machine, Measurement)
    assert isinstance(grown, Measurement)
    assert grown.length_mm == pytest.approx(FACTOR * (machine.length_mm or 0), abs=2e-3)
    assert grown.cube_edge_mm == INCH
    assert grown.length_line_px == machine.length_line_px
    decision = reviewing.open_photo(named, ids[1]).decision
    assert decision is not None
    assert (decision.who, decision.reason) == ("Boris", "Cube edge 25.4 mm instead of 10 mm")
    assert (decision.species, decision.size.verb, decision.size.height_mm) == ("Quartz", SizeVerb.ACCEPTED, 11.0)
    record = named.reading.specimens.by_number("7")
    assert record is not None
    assert record.length_mm == pytest.approx(FACTOR * (machine.length_mm or 0), abs=2e-3)
    assert record.height_mm == 11.0
    typed = named.reading.specimens.by_number("8")
    assert typed is not None
    assert typed.length_mm == 77.0
    told = reviewing.history(named, ids[1])
    assert "Cube edge 25.4 mm instead of 10 mm" in [line.why for line in told]
    assert any(line.what.startswith("Analysed with a cube of 25.4 mm") for line in told)

    undone = reviewing.undo(named)
    assert undone.photo_ids == frozenset(ids)
    assert ChangeKind.ANALYSIS in undone.kinds
    assert whole_state(named, ids) == before
    named.close()
    with Desk(named.folders, named.settings, tmp_path / "Каталог № 1.mdc") as later:
        reviewing.redo(later)
        assert whole_state(later, ids) == after
        reviewing.undo(later)
        assert whole_state(later, ids) == before
        assert later.reading.check() == []


def test_there_and_back_gives_the_same_sizes(take: TakeIn, named: Desk) -> None:
    photo_id = take("accepted.jpg", ACCEPTED)
    before = reviewing.open_photo(named, photo_id)
    rescale(named, [photo_id], INCH)
    rescale(named, [photo_id], 10.0)
    after = reviewing.open_photo(named, photo_id)
    assert before.analysis is not None
    assert after.analysis is not None
    assert before.decision is not None
    assert after.decision is not None
    assert after.analysis.measurement.length_mm == pytest.approx(before.analysis.measurement.length_mm, abs=1e-3)
    assert after.decision.size.length_mm == pytest.approx(before.decision.size.length_mm)
    assert after.analysis.overrules.cube_edge_mm == 10.0


def test_the_same_edge_again_writes_nothing(take: TakeIn, named: Desk) -> None:
    photo_id = take("open.jpg")
    assert rescale(named, [photo_id], INCH)
    assert not rescale(named, [photo_id], INCH)


def test_a_contradicted_edge_is_judged_anew(take: TakeIn, named: Desk) -> None:
    found = scene()
    wrong = replace(
        found.measurement,
        status=MeasurementStatus.FLAGGED,
        cube_engraving="1 in",
        flags=(Flag(FlagCode.CUBE_EDGE_CONTRADICTED, {"engraving": "1 in", "edge_mm": 10.0}, Box(0, 0, 1, 1)),),
    )
    photo_id = take("inch.jpg", analysis=replace(found, measurement=wrong))
    (row,) = preview_rescaling(named, [photo_id], INCH)
    assert (row.old_flags, row.new_flags) == ((FlagCode.CUBE_EDGE_CONTRADICTED,), ())
    rescale(named, [photo_id], INCH)
    assert reviewing.open_photo(named, photo_id).row.size_status is MeasurementStatus.MEASURED
    (row,) = preview_rescaling(named, [photo_id], 10.0)
    assert row.new_flags == (FlagCode.CUBE_EDGE_CONTRADICTED,)


def test_a_ruler_that_contradicted_the_edge_is_asked_again(take: TakeIn, named: Desk) -> None:
    found, values = scene(), {"engraving": "25.1 mm", "edge_mm": 10.0, "ruler_mm_per_px": 0.06}
    flag = Flag(FlagCode.CUBE_EDGE_CONTRADICTED, values, Box(5, 6, 7, 8))
    flagged = replace(found.measurement, status=MeasurementStatus.FLAGGED, flags=(flag,))
    photo_id = take("ruler.jpg", analysis=replace(found, measurement=flagged))
    (right,) = preview_rescaling(named, [photo_id], INCH)
    assert right.new_flags == ()
    (wrong,) = preview_rescaling(named, [photo_id], 50.0)
    assert wrong.new_flags == (FlagCode.CUBE_EDGE_CONTRADICTED,)


def test_a_size_adjusted_with_the_edge_that_was_set_follows_it(take: TakeIn, named: Desk) -> None:
    corners = scene().measurement.cube_corners_px
    by_corners = SizeDecision(SizeVerb.ADJUSTED, 50.0, 30.0, marks=HandMarks(corners, (0, 1, 2)))
    no_cube = replace(scene(found=False), measurement=Measurement(MeasurementStatus.NOT_MEASURED))
    ids = [take("found.jpg", by_corners), take("not_found.jpg", by_corners, no_cube)]
    rescale(named, ids, INCH)
    for photo_id in ids:
        decision = reviewing.open_photo(named, photo_id).decision
        assert decision is not None
        assert decision.size.verb is SizeVerb.ADJUSTED
        assert decision.size.length_mm == pytest.approx(50.0 * FACTOR)
        assert decision.size.marks == by_corners.marks


def test_a_record_that_a_person_edited_since_stays(take: TakeIn, named: Desk) -> None:
    photo_id = take("accepted.jpg", ACCEPTED, number="7")
    record = named.reading.specimens.by_number("7")
    assert record is not None
    named.write(lambda catalogue: catalogue.specimens.edit(record.id, {"length_mm": 33.0}, "Anna"))
    rescale(named, [photo_id], INCH)
    after = named.reading.specimens.by_number("7")
    assert after is not None
    assert after.length_mm == 33.0


def test_who_identified_the_specimen_stays(take: TakeIn, named: Desk) -> None:
    photo_id = take("accepted.jpg", ACCEPTED, number="7")
    rescale(named, [photo_id], INCH)
    row = next(named.reading.database.query("SELECT identified_by, size_by FROM specimen"))
    assert row == {"identified_by": "Anna", "size_by": "Boris"}


@pytest.mark.parametrize("edge_mm", [0.0, -1.0, 1e6, float("nan")])
def test_an_edge_that_makes_no_sense_is_refused(take: TakeIn, named: Desk, edge_mm: float) -> None:
    photo_id = take("open.jpg")
    for act in (preview_rescaling, rescale):
        with pytest.raises(SettingError):
            act(named, [photo_id], edge_mm)


def test_a_photo_that_is_none_leaves_all_as_they_were(take: TakeIn, named: Desk) -> None:
    photo_id = take("open.jpg")
    before = whole_state(named, [photo_id])
    with pytest.raises(UsageError):
        rescale(named, [photo_id, 99], INCH)
    assert whole_state(named, [photo_id]) == before
    assert reviewing.can_undo(named) is None


def test_photos_are_chosen_by_folder_day_and_edge(take: TakeIn, named: Desk) -> None:
    first = take("a.jpg")
    second = take("box/b.jpg", analysis=rescaled_analysis(scene(), INCH))
    assert all_photos(named) == [first, second]
    assert photos_in_folder(named, Path("photos")) == [first, second]
    assert photos_in_folder(named, Path("photos/box")) == [second]
    assert photos_in_folder(named, Path("phot")) == []
    today, long_ago = datetime.now(UTC).date(), datetime(1999, 1, 1, tzinfo=UTC).date()
    assert photos_taken_in(named, today, today) == [first, second]
    assert photos_taken_in(named, long_ago, today) == [first, second]
    assert photos_taken_in(named, long_ago, long_ago) == []
    assert photos_with_edge(named, INCH) == [second]
    assert photos_with_edge(named, 10.0) == [first]


def test_analysing_again_respects_the_edge_and_finds_the_same_size(named: Desk, resources_folder: Path) -> None:
    named.settings = replace(named.settings, analysis=replace(named.settings.analysis, explain="none"))
    finish(take_in(named, [resources_folder / "demo" / "FMM_31906_01.jpg"]))
    finish(analyse_taken_in(named))
    rescale(named, [1], INCH)
    rescaled = reviewing.open_photo(named, 1)
    assert finish(analyse_taken_in(named, [1])) == 1
    assert reviewing.open_photo(named, 1).analysis_id == rescaled.analysis_id
    finish(analyse_taken_in(named, [1], again=True))
    again = reviewing.open_photo(named, 1)
    assert again.analysis_id != rescaled.analysis_id
    assert again.analysis is not None
    assert rescaled.analysis is not None
    one, other = rescaled.analysis.measurement, again.analysis.measurement
    assert other.cube_edge_mm == INCH
    assert other.length_mm == pytest.approx(one.length_mm, abs=2e-3)
    assert other.width_error_mm == pytest.approx(one.width_error_mm, abs=2e-3)
    assert [flag.code for flag in other.flags] == [flag.code for flag in one.flags]
