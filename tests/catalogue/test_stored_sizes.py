"""Sizes for a storage plan: the record's, other photos', and the reasons of those that have none."""

from mineral_desk.catalogue.opening import Catalogue
from mineral_desk.catalogue.stored_sizes import in_number_order, stored_specimens
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.flag import FlagCode
from mineral_desk.domain.measurement import MeasurementStatus
from mineral_desk.domain.storing.sizes import StoredSpecimen, Unsized
from tests.services.storing.conftest import accepted, add_photo, typed


def only(catalogue: Catalogue) -> StoredSpecimen:
    ids = [row[0] for row in catalogue.database.execute("SELECT id FROM specimen")]
    (found,) = stored_specimens(catalogue.database, ids)
    return found


def test_the_accepted_size_counts_and_its_undoing(catalogue: Catalogue) -> None:
    photo_id = add_photo(catalogue, "FMM 1", None, MeasurementStatus.FLAGGED)
    first = only(catalogue)
    assert (first.view, first.unsized, first.flags) == (None, Unsized.FLAGGED, (FlagCode.NO_CUBE,))
    size = SizeDecision(SizeVerb.ADJUSTED, 52.1, 33.0, None, 1.2, 0.9)
    catalogue.decisions.add(Decision(photo_id, Verb.ACCEPT, "Anna", "Quartz", catalogue_number="FMM 1", size=size))
    found = only(catalogue)
    assert (found.length_mm, found.length_error_mm, found.width_mm, found.width_error_mm) == (52.1, 1.2, 33.0, 0.9)
    assert (found.unsized, found.photo_id) == (None, photo_id)
    catalogue.history.undo("Anna")
    assert only(catalogue) == first


def test_sizes_of_a_record_without_photos(catalogue: Catalogue) -> None:
    photo_id = add_photo(catalogue, "FMM 1", typed(60.0, 40.0, 20.0))
    catalogue.specimens.edit_of_photo(photo_id, {"length_mm": 61.5, "depth_mm": 12.0}, "Anna")
    found = only(catalogue)
    assert (found.length_mm, found.height_mm, found.depth_mm) == (61.5, 20.0, 12.0)
    catalogue.specimens.edit_of_photo(photo_id, {"width_mm": None}, "Anna")
    assert (only(catalogue).view, only(catalogue).unsized) == (None, Unsized.ONE_SIDE)


def test_other_photos_of_the_specimen(catalogue: Catalogue) -> None:
    add_photo(catalogue, "FMM 1", accepted(52.0, 33.0))
    assert only(catalogue).others == ()
    add_photo(catalogue, "FMM 1", accepted(52.3, 21.0), name="second.jpg")
    add_photo(catalogue, "FMM 1", None, MeasurementStatus.FLAGGED, name="third.jpg")
    assert [view.width.length_mm for view in only(catalogue).others] == [33.0, 21.0]


def test_of_several_reasons_the_one_that_something_can_be_made_of(catalogue: Catalogue) -> None:
    add_photo(catalogue, "FMM 1", SizeDecision(SizeVerb.NONE), MeasurementStatus.NOT_MEASURED)
    assert only(catalogue).unsized is Unsized.NO_SIZE
    add_photo(catalogue, "FMM 1", None, MeasurementStatus.FLAGGED, name="second.jpg")
    assert only(catalogue).unsized is Unsized.FLAGGED


def test_the_order_asked_for_without_those_that_are_gone(catalogue: Catalogue) -> None:
    for number in ("FMM 1", "FMM 2", "FMM 3"):
        add_photo(catalogue, number, typed(10.0, 5.0))
    found = stored_specimens(catalogue.database, [3, 99, 1])
    assert [one.number for one in found] == ["FMM 3", "FMM 1"]


def test_the_order_of_the_numbers_each_once_without_those_that_are_gone(catalogue: Catalogue) -> None:
    for number in ("FMM 10", "", "FMM 9", "A 7"):
        add_photo(catalogue, number, accepted(30.0, 20.0), name=f"{number}.jpg")
    ids = [row.id for row in stored_specimens(catalogue.database, range(1, 9))]
    ordered = in_number_order(catalogue.database, [*reversed(ids), 999, ids[0]])
    assert [one.number for one in stored_specimens(catalogue.database, ordered)] == ["A 7", "FMM 9", "FMM 10", ""]


def test_without_a_number_a_specimen_is_known_by_its_photo(catalogue: Catalogue) -> None:
    add_photo(catalogue, "", typed(10.0, 5.0), name="IMG_7.jpg")
    found = only(catalogue)
    assert (found.number, found.photo_name, found.known_as) == ("", "IMG_7", "IMG_7")


def test_a_number_comes_before_the_photo(catalogue: Catalogue) -> None:
    add_photo(catalogue, "FMM 1", typed(10.0, 5.0), name="IMG_7.jpg")
    assert only(catalogue).known_as == "FMM 1"
