"""What label plates say is looked up in the real list of minerals, and nothing else is taken for a name."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.label_name import LabelName, name_told
from mineral_desk.domain.mineral import Mineral
from mineral_desk.domain.suggestion import GROUP_ENDING
from mineral_desk.services.label_names import MOST_LETTERS, MOST_NAMES, MOST_WORDS, names_on_labels
from mineral_desk.services.minerals import load_minerals
from tests.conftest import CHECKOUT

MINERALS = load_minerals(CHECKOUT / "resources")


@pytest.mark.parametrize(
    ("text", "species"),
    [
        ("FMM 82451\nMALACHITE\nGumeshevsk, Urals", ["Malachite"]),
        ("Calcite on Fluorite\nDalnegorsk, Primorye", ["Calcite", "Fluorite"]),
        ("Smoky quartz, Mont Blanc", ["Quartz"]),
        ("Lapis lazuli", ["Lazurite"]),
        ("АЗУРИТ  Azurite\nСлюдянка", ["Azurite"]),
        ("Stilbite, Poona", ["Stilbite-Ca"]),
        ("Stilbite-Na, Poona", ["Stilbite-Na"]),
        ("Chabazite-K", ["Chabazite-K"]),
        ("Gold Hill, Utah\nAzurite", ["Azurite"]),
        ("Copper Queen Mine, Bisbee, Arizona", []),
        ("Zinc ore, Franklin", []),
        ("Domeykite, Copper Harbor, Michigan", ["Domeykite"]),
        ("Green lead ore, Freiberg", ["Pyromorphite"]),
        ("CEPA\nПриморье", ["Sulphur"]),
        ("Cepa, Водинское", ["Sulphur"]),
        ("Hau\u0308yne, Eifel", ["Haüyne"]),
        ("Slyudyanka, Baikal", []),
        ("ФММ 61228\nCEPA\nЦумеб, Намибия", ["Sulphur"]),
        ("МАЛАХИТ\nГумёшевский рудник", ["Malachite"]),
        ("GARNET\nFort Wrangell, Alaska", ["Garnet group"]),
        ("Гранат\nШерловая гора", ["Garnet group"]),
        ("ФММ 11204\nТУРМАЛИН", ["Tourmaline group"]),
        ("CЛЮДA", ["Mica group"]),
        ("Полевой шпат, Ильмены", ["Feldspar group"]),
        ("Amphiboles, Kola", ["Amphibole group"]),
        ("Группа слюд", ["Mica group"]),
        ("Calcite group", ["Calcite group"]),
        ("Apatite, Ilmen Mountains", ["Apatite group"]),
        ("ФММ 20117\nХлорит, Ахматовская копь", ["Chlorite group"]),
        ("Tetrahedrite, Hübnerite", ["Tetrahedrite group", "Hübnerite"]),
        ("Monazite-(La)", ["Monazite-(La)"]),
        ("Chlorite (clinochlore)", ["Clinochlore"]),
        ("Plagioclase", ["Albite"]),
        ("Calcite", ["Calcite"]),
        ("Almandine, garnet group", ["Almandine"]),
        ("Garnet (pyrope), Bohemia", ["Pyrope"]),
        ("Aquamarine on feldspar", ["Beryl", "Feldspar group"]),
        ("Garnet in mica schist, Zillertal", ["Garnet group"]),
        ("Garnet Ridge, Arizona", []),
        ("Mica mine, Bihar", []),
        ("Clay Center, Ohio\nCelestine", ["Celestine"]),
        ("Fluorite, Lake George", ["Fluorite"]),
        ("Azurite\nMine de Chessy", ["Azurite"]),
        ("Inv. 47879", []),
        ("", []),
    ],
)
def test_names_stand_on_labels_and_places_do_too(text: str, species: list[str]) -> None:
    found = names_on_labels([text], MINERALS)
    assert [one.species for one in found] == species
    assert all(one.sure for one in found)


@pytest.mark.parametrize(
    ("read", "species"),
    [
        ("MA1ACHlTE", "Malachite"),
        ("Fluorlte", "Fluorite"),
        ("HEMATLTE", "Hematite"),
        ("TOURMALLNE", "Tourmaline group"),
        ("FELD5PAB", "Feldspar group"),
        ("Турмалии", "Tourmaline group"),
        ("Gamet", "Garnet group"),
        ("Homblende", "Ferro-hornblende"),
        ("Dinochlore", "Clinochlore"),
        ("Vvulfenite", "Wulfenite"),
        ("Hahte", "Halite"),
    ],
)
def test_a_slip_of_the_reader_is_offered_but_not_sure(read: str, species: str) -> None:
    assert names_on_labels([read], MINERALS) == (LabelName(species, read, sure=False),)


def test_a_rarity_that_may_be_a_common_mineral_badly_read_is_not_sure() -> None:
    assert names_on_labels(["usovite"], MINERALS) == (LabelName("Usovite", "usovite", sure=False),)
    assert names_on_labels(["Putnisite"], MINERALS) == (LabelName("Putnisite", "Putnisite"),)


def test_nothing_is_guessed_at_where_a_name_is_written_right() -> None:
    assert [one.species for one in names_on_labels(["Fluorlte", "Calcite"], MINERALS)] == ["Calcite"]


def test_one_sure_name_is_told_and_several_are_not() -> None:
    calcite, fluorite = LabelName("Calcite", "CALCITE"), LabelName("Fluorite", "Fluorite")
    assert name_told([calcite]) == "Calcite"
    assert name_told([calcite, fluorite]) == ""
    assert name_told([LabelName("Calcite", "Caclite", sure=False)]) == ""
    assert name_told([]) == ""


def test_a_group_is_told_where_nothing_else_is_named_and_takes_nothing_from_a_species_before_it() -> None:
    beryl, fluorite = LabelName("Beryl", "Aquamarine"), LabelName("Fluorite", "Fluorite")
    feldspar, mica = LabelName("Feldspar group", "feldspar"), LabelName("Mica group", "Слюда")
    assert name_told([feldspar]) == "Feldspar group"
    assert name_told([beryl, feldspar, mica]) == "Beryl"
    assert name_told([feldspar, beryl]) == ""
    assert name_told([feldspar, mica]) == ""
    assert name_told([beryl, feldspar, fluorite]) == ""
    assert name_told([LabelName("Feldspar group", "Feldspab", sure=False)]) == ""


WORDS = st.sampled_from([*MINERALS.keys[::40], *MINERALS.group_list.keys, "on", "mine", "schist", "\n", ","])


@given(st.lists(st.text(max_size=60) | st.lists(WORDS, max_size=12).map(" ".join), max_size=4))
def test_whatever_is_read_gives_a_few_known_names_each_once(texts: list[str]) -> None:
    found = names_on_labels(texts, MINERALS)
    names = [one.species for one in found]
    assert len(names) == len(set(names)) <= MOST_NAMES
    for one in found:
        known = one.species.removesuffix(GROUP_ENDING) in MINERALS.group_list.names_ru
        assert known if one.is_group else MINERALS.by_name(one.species) is not None
    told = name_told(found)
    assert told in ("", names[0] if names else "")


SPECIES = st.sampled_from([name for name in MINERALS.groups if "<" not in name])
"""Those of a group; the list has markup in a few names, which no label has."""


@given(SPECIES, st.sampled_from(MINERALS.group_list.keys), st.booleans())
def test_a_species_wins_over_its_own_group(species: str, words: str, first: bool) -> None:
    found = [one.species for one in names_on_labels([f"{words}\n{species}", f"{species}, {words}"][first:], MINERALS)]
    meant = MINERALS.meant_by(species)
    assert meant is not None
    assert meant.name in found
    assert (f"{MINERALS.group_meant_by(words)}{GROUP_ENDING}" in found) == (
        MINERALS.groups.get(meant.name) != MINERALS.group_meant_by(words)
    )


@given(st.sampled_from(MINERALS.group_list.keys), st.sampled_from([str.lower, str.upper, str.title]))
def test_every_word_for_a_group_tells_it_however_it_is_written(words: str, spelling: Callable[[str], str]) -> None:
    found = names_on_labels([f"FMM 12345\n{spelling(words)}, Ural"], MINERALS)
    assert name_told(found) == f"{MINERALS.group_meant_by(words)}{GROUP_ENDING}"


def test_of_pages_of_text_so_many_words_are_looked_at() -> None:
    page = "Slyudyanka " * MOST_WORDS
    assert names_on_labels(["Azurite", page], MINERALS) == (LabelName("Azurite", "Azurite"),)
    assert names_on_labels([page, "Azurite"], MINERALS) == ()
    assert names_on_labels(["x" * MOST_LETTERS, "Azurite"], MINERALS) == ()


@given(st.sampled_from([one for one in MINERALS.list.minerals if one.commonness]), st.sampled_from(["", "FMM 12345\n"]))
def test_every_common_mineral_is_found_by_its_own_name(mineral: Mineral, before: str) -> None:
    name = mineral.name
    assert name in [one.species for one in names_on_labels([f"{before}{name.upper()}"], MINERALS)]


@pytest.mark.parametrize(
    ("text", "group", "usual"),
    [
        ("Apatite", "Apatite group", "Fluorapatite"),
        ("ОЛИВИН", "Olivine group", "Forsterite"),
        ("Wolframite", "Wolframite group", "Ferberite"),
        ("Fahlore", "Tetrahedrite group", "Tetrahedrite-(Fe)"),
        ("Garnet", "Garnet group", ""),
        ("Apatite group", "Apatite group", ""),
    ],
)
def test_a_word_that_lists_give_to_a_species_names_the_group_and_tells_the_species(
    text: str, group: str, usual: str
) -> None:
    assert names_on_labels([text], MINERALS) == (LabelName(group, text, usual=usual),)


def test_the_usual_species_of_a_word_with_a_slip_is_told_too() -> None:
    assert names_on_labels(["Serpentlne"], MINERALS) == (
        LabelName("Serpentine group", "Serpentlne", sure=False, usual="Antigorite"),
    )


def test_a_group_whose_word_is_used_like_a_species_name_is_a_rival() -> None:
    quartz, apatite = LabelName("Quartz", "Quartz"), LabelName("Apatite group", "apatite", usual="Fluorapatite")
    assert name_told([quartz, apatite]) == name_told([apatite, quartz]) == ""
    assert name_told([apatite]) == "Apatite group"


@pytest.mark.parametrize(
    "read",
    ["Berlin", "Franklin", "Slyudyanka", "Tsumeb", "Bolivia", "Jordan", "KBAPU", "HEMAT", "Гранит", "Пироксенит"],
)
def test_words_that_only_begin_like_names_are_none(read: str) -> None:
    assert names_on_labels([read], MINERALS) == ()
