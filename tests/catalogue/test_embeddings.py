"""What the museum's memory is made of: vectors with the names that people gave, and what touched them since."""

from collections.abc import Callable

import numpy as np
import pytest

from mineral_desk.catalogue.embeddings import Remembered
from mineral_desk.catalogue.opening import Catalogue
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.neighbours import Neighbour
from mineral_desk.domain.verification import VerificationStatus
from tests.catalogue.conftest import make_analysis, make_photo

TakeIn = Callable[..., int]
MODEL = "c" * 64


def unit(seed: int, dimensions: int = 16) -> np.ndarray:
    vector = np.random.default_rng(seed).normal(size=dimensions).astype(np.float32)
    return vector / np.linalg.norm(vector)


def all_of(catalogue: Catalogue, photo_ids: list[int] | None = None) -> Remembered:
    pages = list(catalogue.embeddings.remembered(MODEL, 16, photo_ids))
    assert len(pages) <= 1
    return pages[0] if pages else Remembered(np.zeros(0, np.int64), np.zeros((0, 16), np.float32), np.zeros(0), ())


def names(catalogue: Catalogue) -> dict[int, str]:
    found = all_of(catalogue)
    return {int(photo_id): name for photo_id, name in zip(found.photo_ids, found.species, strict=True)}


def test_names_are_those_a_person_gave_and_undo_takes_them_back(catalogue: Catalogue, take_in: TakeIn) -> None:
    photos = [take_in(f"{number}.jpg", embedding=unit(number)) for number in range(5)]
    for photo_id, verb in zip(photos, [Verb.ACCEPT, Verb.CORRECT, Verb.UNSURE, Verb.GROUP], strict=False):
        catalogue.decisions.add(Decision(photo_id, verb, "Anna", f"Species {photo_id}"))
    assert names(catalogue) == {1: "Species 1", 2: "Species 2", 3: "", 4: "", 5: ""}
    catalogue.decisions.add(Decision(5, Verb.REJECT, "Anna"))
    assert set(names(catalogue)) == {1, 2, 3, 4}  # a photo set aside is not of the collection
    for _ in range(4):
        catalogue.history.undo("Anna")
    assert names(catalogue) == {1: "Species 1", 2: "", 3: "", 4: "", 5: ""}
    catalogue.history.redo("Anna")
    assert names(catalogue)[2] == "Species 2"
    found = all_of(catalogue)
    np.testing.assert_allclose(found.vectors, [unit(number) for number in range(5)], atol=1e-3)
    np.testing.assert_allclose(np.linalg.norm(found.vectors, axis=1), 1, atol=1e-6)


def test_photos_of_one_specimen_bear_the_name_that_it_has_now(catalogue: Catalogue, take_in: TakeIn) -> None:
    for number in range(3):
        take_in(f"{number}.jpg", "FMM 1" if number < 2 else "FMM 2", embedding=unit(number))
    catalogue.decisions.add(Decision(1, Verb.ACCEPT, "Anna", "Quartz"))
    catalogue.decisions.add(Decision(2, Verb.CORRECT, "Anna", "Calcite"))
    catalogue.decisions.add(Decision(3, Verb.ACCEPT, "Anna", "Quartz"))
    found = all_of(catalogue)
    assert found.species == ("Calcite", "Calcite", "Quartz")
    assert found.specimens[0] == found.specimens[1] != found.specimens[2]
    catalogue.history.undo("Anna")
    catalogue.history.undo("Anna")
    assert names(catalogue) == {1: "Quartz", 2: "", 3: ""}


def test_a_contested_name_teaches_nothing_until_it_stands_again(catalogue: Catalogue, take_in: TakeIn) -> None:
    take_in("0.jpg", "FMM 1", embedding=unit(0))
    catalogue.decisions.add(Decision(1, Verb.ACCEPT, "Anna", "Quartz", "FMM 1"))
    record = catalogue.specimens.by_number("FMM 1")
    assert record is not None
    before = catalogue.embeddings.mark()
    catalogue.verifications.add([record.id], VerificationStatus.CONTESTED, "Boris", "too soft")
    assert names(catalogue) == {1: ""}
    assert catalogue.embeddings.touched_since(before, catalogue.embeddings.mark()) == [1]
    catalogue.history.undo("Boris")
    assert names(catalogue) == {1: "Quartz"}


def test_a_photo_belongs_to_the_specimen_of_its_number_before_it_is_decided(
    catalogue: Catalogue, take_in: TakeIn
) -> None:
    take_in("0.jpg", "FMM 1", embedding=unit(0))
    catalogue.decisions.add(Decision(1, Verb.ACCEPT, "Anna", "Quartz"))
    take_in("1.jpg", "FMM 1", embedding=unit(1))
    take_in("2.jpg", embedding=unit(2))
    specimen = int(all_of(catalogue).specimens[0])
    assert set(catalogue.embeddings.specimens_of(1)) == {-1, specimen}
    assert set(catalogue.embeddings.specimens_of(2)) == {-2, specimen}
    assert catalogue.embeddings.specimens_of(3) == (-3,)


@pytest.mark.parametrize(
    "lie",
    [
        np.full(16, np.nan, "<f2"),
        np.full(16, np.inf, "<f2"),
        np.zeros(16, "<f2"),
        np.ones(15, "<f2"),
        np.ones(1, "<f2"),
    ],
    ids=["nan", "infinite", "no direction", "short", "one number"],
)
def test_vectors_that_are_none_are_left_out_and_named(catalogue: Catalogue, take_in: TakeIn, lie: np.ndarray) -> None:
    for number in range(3):
        take_in(f"{number}.jpg", embedding=unit(number))
    catalogue.database.execute("UPDATE embedding SET vector = ? WHERE analysis_id = 2", (lie.tobytes(),))
    catalogue.database.conn.commit()
    assert catalogue.embeddings.shape(MODEL)[1] == 16
    found = all_of(catalogue)
    assert found.photo_ids.tolist() == [1, 3]
    assert found.unusable == (2,)
    assert np.isfinite(found.vectors).all()


def test_another_model_is_another_memory(catalogue: Catalogue, take_in: TakeIn) -> None:
    take_in("a.jpg", embedding=unit(0))
    assert catalogue.embeddings.shape("d" * 64) == (0, 0)
    assert list(catalogue.embeddings.remembered("d" * 64, 0)) == []


def test_whatever_touches_a_photo_is_told(catalogue: Catalogue, take_in: TakeIn) -> None:
    for number in range(4):
        take_in(f"{number}.jpg", f"FMM {number}", embedding=unit(number))
    told = []

    def since(act: Callable[[], object]) -> set[int]:
        mark = catalogue.embeddings.mark()
        act()
        touched = catalogue.embeddings.touched_since(mark, catalogue.embeddings.mark())
        assert touched is not None
        told.append(touched)
        return set(touched)

    assert since(lambda: None) == set()
    assert since(lambda: catalogue.decisions.add(Decision(1, Verb.ACCEPT, "Anna", "Quartz"))) == {1}
    assert since(lambda: catalogue.history.undo("Anna")) >= {1}
    assert since(lambda: catalogue.history.redo("Anna")) >= {1}
    assert since(lambda: catalogue.photos.set_number(2, "FMM 0", "Anna")) == {2}
    again = make_analysis(make_photo("2.jpg"), embedding=unit(9))
    assert since(lambda: catalogue.analyses.add(3, again, "again")) == {3}


def test_too_much_to_follow_is_said(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, take_in: TakeIn) -> None:
    monkeypatch.setattr("mineral_desk.catalogue.embeddings.CHANGES_FOLLOWED", 2)
    mark = catalogue.embeddings.mark()
    for number in range(3):
        take_in(f"{number}.jpg", embedding=unit(number))
    assert catalogue.embeddings.touched_since(mark, catalogue.embeddings.mark()) is None


def test_alike_photos_are_told_with_name_number_and_who_named_them(catalogue: Catalogue, take_in: TakeIn) -> None:
    take_in("a.jpg", "FMM 1", embedding=unit(0))
    take_in("b.jpg", embedding=unit(1))
    catalogue.decisions.add(Decision(1, Verb.ACCEPT, "Anna", "Quartz"))
    asked = [Neighbour(2, -2, 0.9), Neighbour(1, 1, 0.8), Neighbour(99, 5, 0.7)]
    second, first = catalogue.embeddings.alike(asked)
    assert (first.species, first.catalogue_number, first.who, first.likeness) == ("Quartz", "FMM 1", "Anna", 0.8)
    assert first.when is not None
    assert (second.photo_id, second.species, second.who, second.when) == (2, "", "", None)
