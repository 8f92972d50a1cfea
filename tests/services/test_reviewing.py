from pathlib import Path

import pytest

from mineral_desk.domain.geometry import Box
from mineral_desk.domain.progress import finish
from mineral_desk.domain.region import RegionKind
from mineral_desk.services import reviewing
from mineral_desk.services.analysing import analyse_taken_in
from mineral_desk.services.desk import Desk
from mineral_desk.services.taking_in import take_in


@pytest.fixture
def labelled(desk: Desk, resources_folder: Path) -> Desk:
    finish(take_in(desk, [resources_folder / "demo" / "FMM_31909_01.jpg"]))
    finish(analyse_taken_in(desk))
    return desk


def test_a_plate_can_be_left_visible_covered_again_and_that_undone(labelled: Desk) -> None:
    analysis = reviewing.open_photo(labelled, 1).analysis
    assert analysis is not None
    (plate,) = analysis.regions_of(RegionKind.LABEL)
    reviewing.turn_plate(labelled, 1, plate.box_px)
    finish(analyse_taken_in(labelled, [1]))
    turned = reviewing.open_photo(labelled, 1).analysis
    assert turned is not None
    assert turned.overrules.uncovered_px == (plate.box_px,)
    covered = {one.name: one.did for one in turned.steps}["cover"]
    assert covered == "No places covered."
    reviewing.turn_plate(labelled, 1, plate.box_px)
    assert labelled.reading.photos.overrules(1).uncovered_px == ()
    reviewing.undo(labelled)
    assert labelled.reading.photos.overrules(1).uncovered_px == (plate.box_px,)


def test_the_whole_photo_can_be_named_from(labelled: Desk) -> None:
    analysis = reviewing.open_photo(labelled, 1).analysis
    assert analysis is not None
    whole = Box(0, 0, analysis.photo.width_px, analysis.photo.height_px)
    assert analysis.classified_px != whole
    reviewing.turn_whole_photo(labelled, 1)
    finish(analyse_taken_in(labelled, [1]))
    turned = reviewing.open_photo(labelled, 1).analysis
    assert turned is not None
    assert turned.classified_px == whole
    assert turned.measurement.length_mm == pytest.approx(analysis.measurement.length_mm)
    reviewing.turn_whole_photo(labelled, 1)
    assert labelled.reading.photos.overrules(1).specimen_px is None
