"""What was found out by hand is kept with the record, re-orders suggestions, and is taken back by undo."""

import pytest

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.decision import Verb
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.progress import finish
from mineral_desk.domain.properties import Property, TypedProperties
from mineral_desk.domain.property_fit import Verdict
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.services import recording, reviewing, suggesting
from mineral_desk.services.desk import Desk
from mineral_desk.services.typed_properties import type_property
from tests.services.memory_museum import STARTER, Museum, towards


@pytest.fixture
def museum(desk: Desk) -> Museum:
    finish(suggesting.load_memory(desk))
    return Museum(desk)


def shown(museum: Museum, photo_id: int) -> Analysis:
    analysis = suggesting.open_for_naming(museum.desk, photo_id).analysis
    assert analysis is not None
    return analysis


def test_hardness_puts_calcite_before_quartz_and_undo_takes_it_back(museum: Museum) -> None:
    photo_id = museum.take_in("a.jpg", towards(0))
    assert [one.species for one in shown(museum, photo_id).suggestions.items] == ["Quartz", "Calcite"]
    type_property(museum.desk, photo_id, Property.HARDNESS, "3")
    stored = suggesting.open_for_naming(museum.desk, photo_id)
    assert stored.analysis is not None
    assert [one.species for one in stored.analysis.suggestions.items] == ["Calcite", "Quartz"]
    assert stored.properties == TypedProperties(hardness=(3.0, 3.0))
    told = {one.species: (one.verdict, one.known) for one in stored.reasons}
    assert told == {"Calcite": (Verdict.FITS, "3"), "Quartz": (Verdict.AGAINST, "7")}
    assert stored.row.decided == ""  # nothing was decided about the name
    reviewing.undo(museum.desk)
    assert shown(museum, photo_id).suggestions == STARTER
    reviewing.redo(museum.desk)
    assert shown(museum, photo_id).suggestions.items[0].species == "Calcite"
    kept = museum.desk.reading.stored(photo_id).analysis
    assert kept is not None
    assert kept.suggestions == STARTER  # what the model said is never changed


def test_it_is_kept_as_understood_and_empty_takes_it_away(museum: Museum) -> None:
    photo_id = museum.take_in("a.jpg", towards(0), "FMM 1")
    type_property(museum.desk, photo_id, Property.HARDNESS, "3 ½ – 4")
    type_property(museum.desk, photo_id, Property.STREAK, "White")
    record = recording.record_of(museum.desk, photo_id)
    assert record is not None
    assert (record.hardness, record.streak) == ("3.5-4", "white")
    type_property(museum.desk, photo_id, Property.HARDNESS, "")
    record = recording.record_of(museum.desk, photo_id)
    assert record is not None
    assert (record.hardness, record.streak) == ("", "white")
    with pytest.raises(UsageError, match="is no hardness"):
        type_property(museum.desk, photo_id, Property.HARDNESS, "soft")


def test_a_later_decision_and_another_analysis_leave_it(museum: Museum) -> None:
    photo_id = museum.take_in("a.jpg", towards(0), "FMM 1")
    type_property(museum.desk, photo_id, Property.DENSITY, "2.71")
    museum.confirm(photo_id, "Calcite")
    museum.analyse(photo_id, towards(3))
    record = recording.record_of(museum.desk, photo_id)
    assert record is not None
    assert (record.species, record.density) == ("Calcite", "2.71")
    assert "density" in " ".join(line.what for line in museum.desk.reading.history.lines(photo_id))


def test_a_name_brought_to_the_front_is_recommended_low_at_most(museum: Museum) -> None:
    for number in range(12):
        museum.confirm(museum.take_in(f"{number}.jpg", towards(0, number)), "Quartz")
    museum.confirm(museum.take_in("calcite.jpg", towards(0, 50)), "Calcite")
    asked = museum.take_in("asked.jpg", towards(0, 99))
    type_property(museum.desk, asked, Property.HARDNESS, "3")
    suggestions = shown(museum, asked).suggestions
    assert suggestions.items[0].species == "Calcite"
    assert suggestions.recommendation in (Recommendation.LOW, Recommendation.NONE)


def test_a_photo_set_aside_has_no_record_to_keep_it_in(museum: Museum) -> None:
    photo_id = museum.take_in("a.jpg", towards(0))
    museum.confirm(photo_id, "", Verb.REJECT)
    with pytest.raises(UsageError, match="set aside"):
        type_property(museum.desk, photo_id, Property.STREAK, "white")
