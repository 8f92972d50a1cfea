"""Searching in the words of the trade: Russian names, synonyms, what is kept."""

from pathlib import Path

import pytest

from mineral_desk.domain.progress import finish
from mineral_desk.domain.searching.found import Sorting
from mineral_desk.domain.searching.parser import parse
from mineral_desk.domain.searching.query import Words
from mineral_desk.services import browsing
from mineral_desk.services.desk import Desk
from mineral_desk.services.minerals import MineralNames, load_minerals
from mineral_desk.services.paths import Folders, find_folders
from mineral_desk.services.settings import Settings
from tests.benchmarks.big_catalogue import fill_quickly


@pytest.fixture(scope="module")
def minerals() -> MineralNames:
    return load_minerals(find_folders().resources)


@pytest.mark.parametrize(
    ("text", "species"),
    [("малахит ", ("Malachite",)), ("МАЛАХИТ ", ("Malachite",)), ("вид:малах", ("Malachite",)), ("malachite", ()),
     ("ма", ()), ("место:малахит", ()), ("гранаты ", ("Garnet group",)), ("вид:слю", ("Mica group",)),
     ("апатит ", ("Fluorapatite", "Apatite group")), ("garnet ", ()), ("место:гранат", ())],
)  # fmt: skip
def test_what_a_name_means_in_the_catalogue(minerals: MineralNames, text: str, species: tuple[str, ...]) -> None:
    (term,) = browsing.understood(text, minerals).terms
    assert isinstance(term, Words)
    assert term.also_species == species


def test_everything_else_is_understood_as_typed(minerals: MineralNames) -> None:
    text = "size:>5cm -flag:any species:=Quartz colour:x"
    assert browsing.understood(text, minerals).complaints == parse(text).complaints
    assert browsing.understood(text, minerals).terms == parse(text).terms


def test_the_first_page_the_order_and_the_rows_agree(tmp_path: Path) -> None:
    path, found = tmp_path / "a.mdc", find_folders()
    fill_quickly(path, 300)
    with Desk(Folders(found.models, found.resources, tmp_path), Settings(), path) as desk:
        page = browsing.first_page(desk, "кварц", Sorting(), 5)
        assert {row.species for row in page.rows} == {"Quartz"}
        ids = finish(browsing.whole_order(desk, "кварц", Sorting())).ids
        assert len(ids) == page.count.number
        assert list(ids[:5]) == list(page.ids)
        assert browsing.specimen_rows(desk, page.ids) == list(page.rows)
        browsing.keep_search(desk, "Quartz", "кварц")
        assert [one.query for one in browsing.saved_searches(desk)] == ["кварц"]
        browsing.forget_search(desk, "Quartz")
        assert browsing.saved_searches(desk) == []
