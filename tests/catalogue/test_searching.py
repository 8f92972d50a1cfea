"""The search index is right after every kind of write, and every query finds what it says."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mineral_desk.catalogue.facets import facets
from mineral_desk.catalogue.opening import Catalogue
from mineral_desk.catalogue.schema_version_4 import FOLDED as FOLDED_IN_THE_FILE
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.measurement import MeasurementStatus
from mineral_desk.domain.searching.folding import FOLDED
from mineral_desk.domain.searching.found import FacetKind, FacetValue, SavedSearch, SortColumn, Sorting
from mineral_desk.domain.searching.parser import parse
from mineral_desk.domain.verification import VerificationStatus

TakeIn = Callable[..., int]
VERIFIED, CONTESTED = VerificationStatus.VERIFIED, VerificationStatus.CONTESTED
NO_SORTING, BY_NUMBER = Sorting(), Sorting(SortColumn.NUMBER, descending=False)


def found(catalogue: Catalogue, text: str, sorting: Sorting = BY_NUMBER) -> list[str]:
    page = catalogue.searching.first_page(parse(text), sorting, 50)
    assert page.count.number == len(page.rows) == len(page.ids)
    whole = [one for chunk in catalogue.searching.order(parse(text), sorting) for one in chunk]
    assert whole == list(page.ids)
    return [row.catalogue_number for row in page.rows]


@pytest.fixture
def museum(catalogue: Catalogue, take_in: TakeIn) -> Catalogue:
    """Five specimens, the fifth without a name."""
    records = (
        ("FMM 9", "Malachite", 52.0, "Гумешевский рудник, Урал", "Шкаф 14, ящик 6", "А. Е. Ферсман"),
        ("FMM 10", "Haüyne", 12.0, "Laacher See, Eifel", "Cabinet 2", ""),
        ("FMM 100", "Quartz", 120.0, "Йошкар-Ола, Ёлкино", "Cabinet 2", "Søren Łódź"),
        ("A-7/2", "Smoky quartz", None, "São Paulo", "", "Ferrari"),
    )
    for number, species, length_mm, locality, storage, donor in records:
        photo_id = take_in(f"{number}.jpg".replace("/", "_"), number, status=MeasurementStatus.FLAGGED)
        size = SizeDecision(SizeVerb.TYPED, length_mm) if length_mm else SizeDecision(SizeVerb.NONE)
        catalogue.decisions.add(Decision(photo_id, Verb.CORRECT, "Anna", species, size=size))
        catalogue.specimens.edit_of_photo(
            photo_id, {"locality": locality, "storage_place": storage, "donor": donor}, "Anna"
        )
    catalogue.decisions.add(Decision(take_in("u.jpg", "U 1"), Verb.UNSURE, "Boris"))
    return catalogue


FOUND = {
    "": ["A-7/2", "FMM 9", "FMM 10", "FMM 100", "U 1"],
    "mal": ["FMM 9"],
    '"mal"': [],
    "mal place:гумеш size:>50mm": ["FMM 9"],
    "hauyne": ["FMM 10"],
    "HAÜYNE": ["FMM 10"],
    "урал": ["FMM 9"],
    "елкино": ["FMM 100"],
    "Ёлкино": ["FMM 100"],
    "и\u0306ошкар": ["FMM 100"],
    "soren lodz": ["FMM 100"],
    "sao": ["A-7/2"],
    "quartz": ["A-7/2", "FMM 100"],
    "species:=Quartz": ["FMM 100"],
    '"smoky quartz"': ["A-7/2"],
    '"quartz smoky"': [],
    "species:cabinet": [],
    "place:cabinet": ["FMM 10", "FMM 100"],
    "место:шкаф": ["FMM 9"],
    "donor:fer": ["A-7/2"],
    "donor:фер": ["FMM 9"],
    "number:fmm": ["FMM 9", "FMM 10", "FMM 100"],
    "FMM-100": ["FMM 100"],
    "A-7/2": ["A-7/2"],
    "size:>50mm": ["FMM 9", "FMM 100"],
    "size:1..6cm": ["FMM 9", "FMM 10"],
    "-size:>50mm": ["A-7/2", "FMM 10", "U 1"],
    "quartz -smoky": ["FMM 100"],
    "-quartz ": ["FMM 9", "FMM 10", "U 1"],
    "quartz size:>50mm": ["FMM 100"],
    "flag:no_cube": ["A-7/2", "FMM 9", "FMM 10", "FMM 100"],
    "-flag:no_cube": ["U 1"],
    "flag:blurred": [],
    "state:named": ["A-7/2", "FMM 9", "FMM 10", "FMM 100"],
    "state:size_to_check": ["U 1"],
    "date:>2000": ["A-7/2", "FMM 9", "FMM 10", "FMM 100", "U 1"],
    "date:<2000": [],
    "who:anna": ["A-7/2", "FMM 9", "FMM 10", "FMM 100"],
    'storage:="Cabinet 2"': ["FMM 10", "FMM 100"],
    "nothing:here": [],
    "species:=Quartz species:=Haüyne": ["FMM 10", "FMM 100"],
    "species:=Quartz species:=Haüyne -size:<50": ["FMM 100"],
    "state:named -state:named": [],
    "date:1900 date:>2000": [],
    "OR AND NOT": [],
}


def test_what_is_found(museum: Catalogue) -> None:
    assert {text: found(museum, text) for text in FOUND} == FOUND


def test_a_row_names_the_first_photo_that_shows_it(museum: Catalogue) -> None:
    page = museum.searching.first_page(parse("quartz"), BY_NUMBER, 5)
    paths = {row.catalogue_number: row.photo_path for row in page.rows}
    assert {number: path.name for number, path in paths.items() if path is not None} == {
        "A-7/2": "A-7_2.jpg",
        "FMM 100": "FMM 100.jpg",
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.one_of(
        st.text(),
        st.lists(st.sampled_from(['"', "-", "*", "a", " ", "size:", "5", ">", "place:", "^", "{"])).map("".join),
    )
)
def test_no_text_is_refused_by_sqlite(museum: Catalogue, text: str) -> None:
    assert museum.searching.first_page(parse(text), NO_SORTING, 3).total == 5


def test_it_is_right_after_every_kind_of_write(museum: Catalogue) -> None:
    photo_id = museum.specimens.photo_ids(1)[0]
    museum.specimens.edit(1, {"species": "Azurite"}, "Anna")
    assert (found(museum, "azurite"), found(museum, "malachite")) == (["FMM 9"], [])
    museum.history.undo("Anna")
    assert (found(museum, "azurite"), found(museum, "malachite")) == ([], ["FMM 9"])
    museum.history.redo("Anna")
    assert found(museum, "azurite") == ["FMM 9"]
    assert found(museum, "flag:no_cube number:9 ") == ["FMM 9"]
    museum.photos.set_number(photo_id, "FMM 10", "Anna")  # now both photos show the specimen of that number
    assert found(museum, "flag:no_cube number:9 ") == []
    museum.history.undo("Anna")
    assert found(museum, "flag:no_cube number:9 ") == ["FMM 9"]
    museum.decisions.add(Decision(photo_id, Verb.REJECT, "Anna"))
    assert museum.check() == []
    while museum.history.undo("Anna"):
        pass
    assert found(museum, "") == []
    assert museum.check() == []


@pytest.mark.parametrize("column", list(SortColumn))
@pytest.mark.parametrize("descending", [False, True])
def test_small_and_large_results_are_sorted_alike(
    museum: Catalogue, monkeypatch: pytest.MonkeyPatch, column: SortColumn, descending: bool
) -> None:
    sorting = Sorting(column, descending)
    for text in ("", "quartz", "size:>20mm", "quartz size:>20mm", "place:cabinet", "-quartz ", "species:=Quartz"):
        small = museum.searching.first_page(parse(text), sorting, 50).ids
        with monkeypatch.context() as patch:
            patch.setattr("mineral_desk.catalogue.searching.COUNTED_UP_TO", 0)
            large = museum.searching.first_page(parse(text), sorting, 50)
        assert large.ids == small
        assert large.count.is_exact == (not small or not text)


def test_words_are_looked_for_in_few_records_as_in_many(museum: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ("quartz size:>20mm", "fmm state:named -donor:fer", "cabinet -size:>20mm", "qu species:=Quartz")
    few = {text: found(museum, text) for text in texts}
    assert all(few.values())
    monkeypatch.setattr("mineral_desk.catalogue.searching.RARE", -1)
    assert {text: found(museum, text) for text in texts} == few


def test_sorting_knows_numbers_and_what_is_missing(museum: Catalogue) -> None:
    assert found(museum, "fmm ", Sorting(SortColumn.NUMBER, descending=True)) == ["FMM 100", "FMM 10", "FMM 9"]
    for descending, first in ((True, "FMM 100"), (False, "FMM 10")):
        numbers = found(museum, "", Sorting(SortColumn.LENGTH, descending))
        assert numbers[0] == first
        assert set(numbers[3:]) == {"A-7/2", "U 1"}


def test_facets_are_counted(museum: Catalogue) -> None:
    counted = facets(museum.database, parse("place:cabinet"))
    assert counted.is_exact
    assert counted.values[FacetKind.STORAGE] == (FacetValue("Cabinet 2", 2),)
    assert counted.values[FacetKind.SPECIES] == (FacetValue("Haüyne", 1), FacetValue("Quartz", 1))
    assert counted.values[FacetKind.FLAG] == (FacetValue("no_cube", 2),)
    whole = facets(museum.database, parse(""))
    assert whole.values[FacetKind.STATE] == (FacetValue("named", 4), FacetValue("size_to_check", 1))
    assert sum(value.count for value in whole.values[FacetKind.YEAR]) == 5


def test_a_facet_that_narrows_still_offers_its_other_values(museum: Catalogue) -> None:
    counted = facets(museum.database, parse("place:cabinet species:=Quartz"))
    assert counted.values[FacetKind.SPECIES] == (FacetValue("Haüyne", 1), FacetValue("Quartz", 1))
    assert counted.values[FacetKind.STORAGE] == (FacetValue("Cabinet 2", 1),)


def test_facets_of_more_than_are_counted_are_lower_bounds(museum: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mineral_desk.catalogue.facets.COUNTED_UP_TO", 1)
    counted = facets(museum.database, parse("quartz"))
    assert not counted.is_exact
    assert counted.values[FacetKind.SPECIES] == (FacetValue("Smoky quartz", 1),)


def test_the_check_proves_the_index_and_says_how_it_is_made_anew(museum: Catalogue) -> None:
    with closing(sqlite3.connect(museum.path)) as meddler, meddler:
        meddler.execute(
            "INSERT INTO specimen_search (specimen_search, rowid, species) VALUES ('delete', 1, 'malachite')"
        )
    assert found(museum, "malachite") == []
    assert museum.check() == ["The search index differs from the records at the word “malachite”."]
    museum.renew_search()
    assert found(museum, "malachite") == ["FMM 9"]
    with closing(sqlite3.connect(museum.path)) as meddler, meddler:
        meddler.execute("DELETE FROM specimen_sought WHERE specimen_id = 1")
    assert museum.check() == ["The search does not know specimen 1 as it is."]
    museum.renew_search()


def test_another_program_for_sqlite_keeps_the_index_right(museum: Catalogue, tmp_path: Path) -> None:
    copy = tmp_path / "copy.mdc"
    with closing(sqlite3.connect(copy)) as other:
        museum.database.conn.backup(other)
        with other:
            other.execute("UPDATE specimen SET species = 'Azurite' WHERE id = 1")
        hits = other.execute("SELECT rowid FROM specimen_search WHERE specimen_search MATCH 'azur*'").fetchall()
        assert hits == [(1,)]


def test_both_sides_fold_the_same_letters() -> None:
    assert FOLDED_IN_THE_FILE == FOLDED


def test_searches_are_kept_by_name(museum: Catalogue) -> None:
    museum.saved_searches.keep(" Large ", "size:>10cm", "Anna")
    museum.saved_searches.keep("Урал", "place:урал", "Anna")
    museum.saved_searches.keep("Large", "size:>5cm", "Boris")
    assert museum.saved_searches.all() == [SavedSearch("Large", "size:>5cm"), SavedSearch("Урал", "place:урал")]
    museum.saved_searches.remove("Large")
    museum.saved_searches.remove("nothing")
    assert [one.name for one in museum.saved_searches.all()] == ["Урал"]
    with pytest.raises(UsageError):
        museum.saved_searches.keep("", "x", "Anna")


def test_names_are_found_by_how_they_stand_and_who_verified_them(museum: Catalogue) -> None:
    ids = {number: one.id for number in ("FMM 9", "FMM 10", "FMM 100") if (one := museum.specimens.by_number(number))}
    museum.verifications.add([ids["FMM 9"], ids["FMM 10"]], VERIFIED, "Łukasz Ёлкин")
    museum.verifications.add([ids["FMM 100"]], CONTESTED, "Carla", "too soft")
    assert found(museum, "verified:yes") == ["FMM 9", "FMM 10"]
    assert found(museum, "verified:no") == ["A-7/2", "FMM 100"]
    assert found(museum, "проверено:открыто") == ["A-7/2"]
    assert found(museum, "verified:contested") == found(museum, "state:name_unsure who:anna") == ["FMM 100"]
    assert found(museum, "-verified:yes") == ["A-7/2", "FMM 100", "U 1"]
    assert found(museum, "verified:yes verified:contested") == ["FMM 9", "FMM 10", "FMM 100"]
    assert found(museum, "verified_by:lukasz ha") == ["FMM 10"]
    assert found(museum, "проверил:елк") == ["FMM 9", "FMM 10"]
    counted = facets(museum.database, parse("verified:yes"))
    assert [(one.value, one.count) for one in counted.values[FacetKind.VERIFICATION]] == [
        ("verified", 2), ("contested", 1), ("open", 1),
    ]  # fmt: skip
    museum.history.undo("Anna")
    whole = facets(museum.database, parse(""))
    assert [(one.value, one.count) for one in whole.values[FacetKind.VERIFICATION]] == [("open", 2), ("verified", 2)]
    (told,) = parse("verified:perhaps").complaints
    assert "perhaps" in str(told)
