"""Each confirmed photo has a say at once, and none after it is taken back."""

import numpy as np
import pytest

from mineral_desk.domain.decision import Verb
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.label_name import LabelName
from mineral_desk.domain.progress import Progress, finish
from mineral_desk.services import reviewing, suggesting
from mineral_desk.services.desk import Desk
from tests.services.memory_museum import STARTER, Museum, towards


@pytest.fixture
def museum(desk: Desk) -> Museum:
    finish(suggesting.load_memory(desk))
    return Museum(desk)


def first_name(museum: Museum, photo_id: int) -> str:
    analysis = suggesting.open_for_naming(museum.desk, photo_id).analysis
    assert analysis is not None
    assert analysis.suggestions.best is not None
    return analysis.suggestions.best.species


def test_a_confirmed_photo_has_a_say_at_once_and_none_after_undo(museum: Museum) -> None:
    known, asked = museum.take_in("a.jpg", towards(0, 1)), museum.take_in("b.jpg", towards(0, 2))
    assert first_name(museum, asked) == "Quartz"
    assert suggesting.open_for_naming(museum.desk, asked).evidence.nearest == ()
    museum.confirm(known, "Lazurite")
    stored = suggesting.open_for_naming(museum.desk, asked)
    assert first_name(museum, asked) == "Lazurite"
    assert [one.photo_id for one in stored.evidence.nearest] == [known]
    assert stored.evidence.votes == {"Lazurite": 1}
    museum.confirm(known, "Sodalite")
    assert first_name(museum, asked) == "Sodalite"
    reviewing.undo(museum.desk)
    assert first_name(museum, asked) == "Lazurite"
    reviewing.undo(museum.desk)
    assert first_name(museum, asked) == "Quartz"
    reviewing.redo(museum.desk)
    assert first_name(museum, asked) == "Lazurite"


def test_the_stored_analysis_keeps_what_the_model_said(museum: Museum) -> None:
    known, asked = museum.take_in("a.jpg", towards(0, 1)), museum.take_in("b.jpg", towards(0, 2))
    museum.confirm(known, "Lazurite")
    assert first_name(museum, asked) == "Lazurite"
    kept = museum.desk.reading.stored(asked).analysis
    assert kept is not None
    assert kept.suggestions == STARTER


@pytest.mark.parametrize("verb", [Verb.UNSURE, Verb.GROUP, Verb.REJECT])
def test_only_names_of_species_teach(museum: Museum, verb: Verb) -> None:
    known, asked = museum.take_in("a.jpg", towards(0, 1)), museum.take_in("b.jpg", towards(0, 2))
    museum.confirm(known, "Garnet group", verb)
    assert first_name(museum, asked) == "Quartz"


def test_photos_of_the_same_specimen_have_no_say(museum: Museum) -> None:
    museum.confirm(museum.take_in("a.jpg", towards(0, 1), "FMM 1"), "Lazurite")
    other, same = museum.take_in("b.jpg", towards(0, 2), "FMM 2"), museum.take_in("c.jpg", towards(0, 3), "FMM 1")
    assert first_name(museum, same) == "Quartz"
    assert first_name(museum, other) == "Lazurite"
    museum.confirm(other, "Lazurite")
    assert [one.photo_id for one in suggesting.open_for_naming(museum.desk, other).evidence.nearest] == [1]


def test_photos_of_one_specimen_have_one_vote(museum: Museum) -> None:
    for number in range(3):
        museum.confirm(museum.take_in(f"{number}.jpg", towards(0, number), "FMM 1"), "Lazurite")
    asked = museum.take_in("b.jpg", towards(0, 9))
    assert suggesting.open_for_naming(museum.desk, asked).evidence.votes == {"Lazurite": 1}


def test_another_analysis_of_a_confirmed_photo_takes_the_place_of_its_vector(museum: Museum) -> None:
    known, asked = museum.take_in("a.jpg", towards(0, 1)), museum.take_in("b.jpg", towards(0, 2))
    museum.confirm(known, "Lazurite")
    museum.analyse(known, towards(3))
    assert first_name(museum, asked) == "Quartz"
    museum.analyse(known, towards(0, 5))
    assert first_name(museum, asked) == "Lazurite"
    museum.analyse(known, towards(0, 1), sha256="d" * 64)  # of another model: not comparable
    assert first_name(museum, asked) == "Quartz"
    museum.analyse(asked, towards(0, 2), sha256="d" * 64)
    assert first_name(museum, asked) == "Quartz"


def test_the_labels_of_an_opened_photo_are_read_for_names(museum: Museum) -> None:
    asked = museum.take_in("a.jpg", towards(0, 1))
    assert suggesting.open_for_naming(museum.desk, asked).label_names == ()
    museum.analyse(asked, towards(0, 1), labels=("FMM 31909\nAMETHYST\nMurzinka", "№ 12"))
    stored = suggesting.open_for_naming(museum.desk, asked)
    assert stored.label_names == (LabelName("Quartz", "AMETHYST"),)
    assert stored.analysis is not None
    assert stored.analysis.suggestions == STARTER  # the label has no say in what the model suggests


def test_a_group_on_a_label_is_proposed_as_one(museum: Museum) -> None:
    asked = museum.take_in("a.jpg", towards(0, 1))
    museum.analyse(asked, towards(0, 1), labels=("ФММ 31909\nГранат\nКительское",))
    assert suggesting.open_for_naming(museum.desk, asked).proposed == "Garnet group"
    museum.analyse(asked, towards(0, 1), labels=("ФММ 31909\nГранат", "Альмандин"))
    assert suggesting.open_for_naming(museum.desk, asked).proposed == "Almandine"


def test_until_the_memory_is_loaded_the_model_alone_speaks(desk: Desk) -> None:
    museum = Museum(desk)
    museum.confirm(museum.take_in("a.jpg", towards(0, 1)), "Lazurite")
    asked = museum.take_in("b.jpg", towards(0, 2))
    assert first_name(museum, asked) == "Quartz"
    steps = list(suggesting.load_memory(desk))
    assert all(isinstance(step, Progress) for step in steps)
    assert first_name(museum, asked) == "Lazurite"


def test_what_was_written_while_the_memory_was_loaded_is_not_missed(desk: Desk) -> None:
    museum = Museum(desk)
    for number in range(3):
        museum.take_in(f"{number}.jpg", towards(number))
    job = suggesting.load_memory(desk)
    next(job)
    museum.confirm(1, "Lazurite")
    asked = museum.take_in("b.jpg", towards(0, 2))
    finish(job)
    assert first_name(museum, asked) == "Lazurite"


def test_after_too_much_was_written_it_says_so_and_is_loaded_again(
    museum: Museum, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not suggesting.memory_is_stale(museum.desk)
    monkeypatch.setattr("mineral_desk.catalogue.embeddings.CHANGES_FOLLOWED", 3)
    for number in range(3):
        museum.confirm(museum.take_in(f"{number}.jpg", towards(0, number)), "Lazurite")
    asked = museum.take_in("b.jpg", towards(0, 9))
    assert first_name(museum, asked) == "Quartz"
    assert suggesting.memory_is_stale(museum.desk)
    finish(suggesting.load_memory(museum.desk))
    assert not suggesting.memory_is_stale(museum.desk)
    assert first_name(museum, asked) == "Lazurite"


def test_vectors_that_are_none_stop_nobody(museum: Museum) -> None:
    known, asked = museum.take_in("a.jpg", towards(0, 1)), museum.take_in("b.jpg", towards(0, 2))
    museum.confirm(known, "Lazurite")
    bad = museum.take_in("c.jpg", towards(0, 3))
    museum.confirm(bad, "Sodalite")
    lie = np.full(8, np.nan, "<f2").tobytes()
    museum.desk.write(lambda one: _overwrite(one.database, bad, lie))
    finish(suggesting.load_memory(museum.desk))
    assert museum.desk.memory.unusable == {bad}
    assert first_name(museum, asked) == "Lazurite"
    assert first_name(museum, bad) == "Quartz"
    with pytest.raises(UsageError, match="cannot be compared"):
        suggesting.find_alike_in_catalogue(museum.desk, bad)
    museum.analyse(bad, towards(0, 4))
    assert first_name(museum, asked) == "Lazurite"
    assert museum.desk.memory.unusable == frozenset()


def _overwrite(database, photo_id: int, vector: bytes) -> None:  # type: ignore[no-untyped-def]
    database.execute(
        "UPDATE embedding SET vector = ? WHERE analysis_id = (SELECT max(id) FROM analysis WHERE photo_id = ?)",
        (vector, photo_id),
    )
    database.conn.commit()


def test_alike_specimens_are_of_the_whole_catalogue_named_or_not(museum: Museum) -> None:
    asked = museum.take_in("a.jpg", towards(0, 1), "FMM 1")
    museum.take_in("same.jpg", towards(0, 2), "FMM 1")
    museum.confirm(asked, "Lazurite")
    near, far = museum.take_in("near.jpg", towards(0, 3)), museum.take_in("far.jpg", towards(4))
    named = museum.take_in("named.jpg", towards(0, 4))
    museum.confirm(named, "Sodalite")
    aside = museum.take_in("aside.jpg", towards(0, 5))
    museum.confirm(aside, "", Verb.REJECT)
    found = suggesting.find_alike_in_catalogue(museum.desk, asked)
    assert {one.photo_id for one in found[:2]} == {near, named}
    assert {one.photo_id for one in found} == {near, named, far}  # neither of its own specimen, nor set aside
    assert next(one for one in found if one.photo_id == named).species == "Sodalite"
    likeness = [one.likeness for one in found]
    assert likeness == sorted(likeness, reverse=True)
    assert len(suggesting.find_alike_in_catalogue(museum.desk, asked, limit=1)) == 1


def test_a_photo_without_an_analysis_has_nothing_alike(museum: Museum) -> None:
    with pytest.raises(UsageError, match="not analysed"):
        suggesting.find_alike_in_catalogue(museum.desk, 99)


def test_another_catalogue_is_another_memory(museum: Museum, tmp_path) -> None:  # type: ignore[no-untyped-def]
    museum.confirm(museum.take_in("a.jpg", towards(0, 1)), "Lazurite")
    museum.desk.open_catalogue(tmp_path / "another.mdc")
    finish(suggesting.load_memory(museum.desk))
    assert first_name(museum, museum.take_in("b.jpg", towards(0, 2))) == "Quartz"
