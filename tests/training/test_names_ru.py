"""Russian names: the table's, those beside it, and the suffixes of series as the IMA writes them."""

import re
from pathlib import Path

import pytest

from mineral_desk.services.minerals import load_minerals
from mineral_desk.training.names_ru import NAMES_RU, RussianNames

TABLE = {"Quartz": "Кварц", "Axinite-(Fe)": "Аксинит-(fe)", "Chabazite-K": "Шабазит-k", "Baryte": ""}
TABLE |= {"Betpakdalite-caca": "Бетпакдалит-caca", "Gjerdingenite-Fe": "Гъердингенит-fe"}


@pytest.mark.parametrize(
    ("name", "name_ru"),
    [
        ("Quartz", "Кварц"),
        ("Axinite-(Fe)", "Аксинит-(Fe)"),
        ("Axinite-(Mg)", "Аксинит-(Mg)"),  # from its sister in the table
        ("Chabazite-K", "Шабазит-K"),
        ("Baryte", "Барит"),
        ("Stilbite-Ca", "Стильбит-Ca"),
        ("Betpakdalite-CaCa", "Бетпакдалит-CaCa"),
        ("Betpakdalite-NaCa", "Бетпакдалит-NaCa"),
        ("Gjerdingenite-Fe", "Гьердингенит-Fe"),  # the table has a slip there
        ("Putnisite", ""),
    ],
)
def test_names_come_from_the_table_its_series_and_the_list_beside_it(name: str, name_ru: str) -> None:
    assert RussianNames(TABLE).of(name) == name_ru


def test_the_table_comes_before_the_list_beside_it() -> None:
    assert RussianNames({"Baryte": "Тяжёлый шпат"}).of("Baryte") == "Тяжёлый шпат"


def test_names_are_written_as_names_are() -> None:
    for name, name_ru in NAMES_RU.items():
        assert re.fullmatch(r"[А-ЯЁ][а-яё]+(?:[- ][а-яё]+)?", name_ru), name


def test_every_mineral_that_is_at_all_common_has_a_russian_name_of_its_own(resources_folder: Path) -> None:
    minerals = load_minerals(resources_folder).list.minerals
    assert [one.name for one in minerals if one.commonness >= 3 and not one.name_ru] == []
    named = [one.name_ru for one in minerals if one.name_ru]
    assert len(set(named)) == len(named) > 1300
