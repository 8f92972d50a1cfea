"""Species belong to the groups that curators name, not to whatever has their structure."""

import pytest

from mineral_desk.services.minerals import load_minerals
from mineral_desk.training.mineral_groups import GROUPS, group_of


@pytest.mark.parametrize(
    ("species", "group"),
    [
        ("Almandine", "Garnet"), ("Elbaite", "Tourmaline"), ("Tremolite", "Amphibole"), ("Diopside", "Pyroxene"),
        ("Microcline", "Feldspar"), ("Muscovite", "Mica"), ("Natrolite", "Zeolite"), ("Stilbite-Ca", "Zeolite"),
        ("Fluorapatite", "Apatite"), ("Vanadinite", "Apatite"), ("Quartz", "Silica"), ("Opal", "Silica"),
        ("Dolomite", "Calcite"), ("Calcite", "Calcite"), ("Cerussite", "Aragonite"), ("Magnetite", "Spinel"),
        ("Carrollite", "Thiospinel"), ("Galena", "Galena"), ("Halite", "Halite"), ("Adamite", "Olivenite"),
        ("Andalusite", "Aluminium silicate"), ("Hübnerite", "Wolframite"), ("Azurite", ""), ("Fluorite", ""),
    ],
)  # fmt: skip
def test_the_shipped_list_has_the_groups_of_the_textbooks(resources_folder, species: str, group: str) -> None:  # type: ignore[no-untyped-def]
    mineral = load_minerals(resources_folder).by_name(species)
    assert mineral is not None
    assert mineral.curators_group == group


def test_every_group_has_a_russian_name_and_two_species(resources_folder) -> None:  # type: ignore[no-untyped-def]
    names = load_minerals(resources_folder)
    members = list(names.groups.values())
    for rule in GROUPS:
        assert members.count(rule.name) >= 2, rule.name
        assert names.group_list.names_ru[rule.name] == rule.name_ru
    assert len({rule.name for rule in GROUPS}) == len(GROUPS)


def test_a_structure_alone_makes_no_group() -> None:
    row = {"name": "Cryolite", "structural_group": "Perovskite", "fleischers_group": "", "ima_formula": "Na2NaAlF6"}
    assert group_of(row) == ""
    row = {"name": "X", "structural_group": "Spinel", "fleischers_group": "", "ima_formula": "FeCr2S4"}
    assert group_of(row) == "Thiospinel"


def test_a_hand_magnet_is_known_of_few() -> None:
    from mineral_desk.training.compile_minerals import magnetism

    assert magnetism("Magnetite", "Fe, O") == "strong"
    assert magnetism("Quartz", "O, Si") == "none"
    assert magnetism("Siderite", "C, Fe, O") == ""
