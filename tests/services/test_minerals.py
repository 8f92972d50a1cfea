import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.domain.mineral import MineralMatch
from mineral_desk.domain.minerals import folded
from mineral_desk.services.language import Language, load_language
from mineral_desk.services.minerals import MineralNames, load_minerals, name_in


@pytest.fixture(scope="module")
def names(resources_folder: Path) -> MineralNames:
    return load_minerals(resources_folder)


def test_the_list_of_the_ima_is_whole(names: MineralNames) -> None:
    assert len(names) == 5997
    quartz = names.by_name("Quartz")
    assert quartz is not None
    assert (quartz.name_ru, quartz.formula, quartz.crystal_system) == ("Кварц", "SiO2", "hexagonal")
    almandine = names.by_name("Almandine")
    assert almandine is not None
    assert almandine.mohs == (7.0, 7.5)
    assert almandine.group == "Garnet"


@pytest.mark.parametrize(
    ("species", "said"),
    [("Quartz", "Кварц"), ("Garnet group", "Группа: гранат"), ("Mineralite-7", "Mineralite-7"), ("", "")],
)
def test_names_in_a_language(names: MineralNames, resources_folder: Path, species: str, said: str) -> None:
    assert name_in(names, load_language(resources_folder, "ru"), species) == said
    assert name_in(names, Language(), species) == species


def test_no_name_or_formula_holds_markup(names: MineralNames) -> None:
    told = [text for one in names.list.minerals for text in (one.name, one.name_ru, one.formula)]
    assert [text for text in told if re.search(r"</?(sup|sub|i)>", text)] == []


@pytest.mark.parametrize(
    ("typed", "species"),
    [
        ("ixiolite-(Fe2+)", "Ixiolite-(Fe²⁺)"),
        ("Иксиолит-(Fe2+)", "Ixiolite-(Fe²⁺)"),
        ("ferrierite-nh4", "Ferrierite-NH₄"),
        ("ferronigerite-2n1s", "Ferronigerite-2N1S"),
        ("Ixiolite-(Fe<sup>2+</sup>)", "Ixiolite-(Fe²⁺)"),
        ("Ferronigerite-2<i>N</i>1S", "Ferronigerite-2N1S"),
    ],
)
def test_names_are_found_as_they_are_typed_and_as_they_were_kept_before(
    names: MineralNames, resources_folder: Path, typed: str, species: str
) -> None:
    assert names.find(typed)[0].mineral.name == species
    assert names.meant_by(typed) == names.by_name(species)
    assert name_in(names, Language(), typed if "<" in typed else species) == species


@pytest.mark.parametrize(
    ("typed", "species"),
    [
        ("аметист", "Quartz"),
        ("amethist", "Quartz"),
        ("malachit", "Malachite"),
        ("малаколит", "Diopside"),
        ("Lapis", "Lazurite"),
    ],
)
def test_synonyms_and_slips_lead_to_the_species(names: MineralNames, typed: str, species: str) -> None:
    assert species in [match.mineral.name for match in names.find(typed)]


def test_what_begins_so_comes_before_what_is_alike(names: MineralNames) -> None:
    assert names.find("malachit")[0].mineral.name == "Malachite"


@pytest.mark.parametrize(
    ("typed", "species"),
    [
        ("qu", "Quartz"),
        ("cal", "Calcite"),
        ("flu", "Fluorite"),
        ("кв", "Quartz"),
        ("каль", "Calcite"),
        ("gold", "Gold"),
    ],
)
def test_two_or_three_letters_give_the_commonest_first(names: MineralNames, typed: str, species: str) -> None:
    assert names.find(typed)[0].mineral.name == species


def test_commonness_is_told_of_minerals_that_are_in_the_list(names: MineralNames, resources_folder: Path) -> None:
    with (resources_folder / "commonness.csv").open(encoding="utf-8", newline="") as lines:
        told = [(row["name"], int(row["commonness"])) for row in csv.DictReader(lines)]
    assert len(told) == len(dict(told)) > 1000
    for name, commonness in told:
        mineral = names.by_name(name)
        assert mineral is not None, name
        assert mineral.name == name
        assert 1 <= commonness == mineral.commonness <= 12


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("garnet", ["Garnet group", "Grossular"]),
        ("Гранат", ["Garnet group"]),
        ("слюда", ["Mica group"]),
        ("tourm", ["Tourmaline group", "Elbaite"]),
        ("garnett", ["Garnet group"]),
        ("garn", ["Garnet group", "Népouite", "Grossular"]),
        ("gar", ["Garnet group", "Garronite-Ca"]),
        ("mic", ["Microcline", "Mica group"]),
        ("тур", ["Tourmaline group"]),
        ("пол", ["Polybasite", "Polylithionite", "Pollucite", "Feldspar group"]),
        ("apat", ["Fluorapatite", "Apatite group"]),
        ("apatite", ["Apatite group", "Fluorapatite"]),
        ("серпентин", ["Serpentine group", "Antigorite"]),
        ("tetrahedrite", ["Tetrahedrite group", "Tetrahedrite-(Fe)"]),
        ("calcite", ["Calcite", "Calcite group"]),
        ("шпинель", ["Spinel", "Spinel group"]),
        ("шпат", ["Calcite", "Fluorite", "Baryte", "Siderite", "Smithsonite", "Feldspar group"]),
        ("clay", ["Clay group"]),
        ("", []),
    ],
)
def test_groups_stand_among_the_names(names: MineralNames, typed: str, found: list[str]) -> None:
    assert [match.name for match in names.find_names(typed, 6)][: len(found)] == found
    assert bool(names.find_names(typed, 6)) == bool(found)


@given(st.data())
def test_the_minerals_among_the_names_stand_as_they_do_alone(names: MineralNames, data: st.DataObject) -> None:
    typed = data.draw(st.sampled_from([*names.keys, *names.group_list.keys]))
    typed = typed[: data.draw(st.integers(1, len(typed)))]
    limit = data.draw(st.integers(1, 8))
    both, alone = names.find_names(typed, limit), names.find(typed, limit)
    minerals = [match for match in both if isinstance(match, MineralMatch)]
    assert minerals == list(alone[: len(minerals)])
    assert len({match.name for match in both}) == len(both) >= len(alone)


def test_words_for_groups_mean_known_groups_and_no_species_by_its_own_name(
    names: MineralNames, resources_folder: Path
) -> None:
    with (resources_folder / "group_words.csv").open(encoding="utf-8", newline="") as lines:
        told = [(row["words"], row["group"]) for row in csv.DictReader(lines)]
    assert len(told) == len({folded(words) for words, _ in told})
    assert {group for _, group in told} == set(names.group_list.names_ru) == set(names.groups.values())
    for words, group in told:
        species = names.meant_by(words)
        if species is not None:  # by a synonym, or as the commonest of a series: never by its own name
            assert folded(words) not in (folded(species.name), folded(species.name_ru)), words
            assert species.curators_group == group, words
        assert names.group_meant_by(words.upper()) == group
    assert all(name_ru for name_ru in names.group_list.names_ru.values())


@pytest.mark.parametrize(
    ("text", "group"),
    [("гранаты", "Garnet"), ("Блёклые руды", "Tetrahedrite"), ("Pyrite group", "Pyrite"), ("Pyrite", ""), ("clay", "")],
)
def test_groups_are_meant_by_their_words(names: MineralNames, text: str, group: str) -> None:
    assert names.group_meant_by(text) == group


def test_a_group_is_meant_by_its_name_unless_a_species_is_called_so(names: MineralNames) -> None:
    for group, name_ru in names.group_list.names_ru.items():
        for word in (group, name_ru):
            species = names.meant_by(word)
            if species is not None and species.name != group and folded(species.name_ru) != folded(word):
                assert names.group_meant_by(word) == group, word


def test_every_mineral_has_a_formula_and_plausible_hardness(names: MineralNames) -> None:
    for mineral in names.list.minerals:
        assert mineral.formula
        assert mineral.mohs is None or 0.5 <= mineral.mohs[0] <= mineral.mohs[1] <= 10


def test_a_missing_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(MineralDeskError, match="mineral list"):
        load_minerals(tmp_path)


def test_a_list_cut_short_is_told(tmp_path: Path, resources_folder: Path) -> None:
    for name in ("minerals.csv", "synonyms.csv", "mineral_groups.csv", "group_words.csv"):
        (tmp_path / name).write_bytes((resources_folder / name).read_bytes())
    (tmp_path / "commonness.csv").write_text("name,commonness\nQuartz\n", encoding="utf-8")
    with pytest.raises(MineralDeskError, match="mineral list"):
        load_minerals(tmp_path)
