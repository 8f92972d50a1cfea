import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.mineral import Mineral
from mineral_desk.domain.minerals import MineralList, Synonym, folded, root_name

MINERALS = MineralList(
    [
        Mineral("Haüyne", "Гаюин"),
        Mineral("Malachite", "Малахит", commonness=9),
        Mineral("Malayaite"),
        Mineral("Malacca"),
        Mineral("Diopside", "Диопсид"),
        Mineral("Ralstonite"),
        Mineral("Pumpellyite-(Mg)"),
        Mineral("Fluorapatite"),
    ],
    [Synonym("Malacolite", "Diopside", "Малаколит"), Synonym("Blue stone", "Haüyne"), Synonym("Lost", "Nowhere")],
)


@pytest.mark.parametrize(
    ("typed", "species", "matched"),
    [
        ("mala", "Malachite", "Malachite"),
        ("hauy", "Haüyne", "Haüyne"),
        ("HAÜY", "Haüyne", "Haüyne"),
        ("малако", "Diopside", "Малаколит"),
        ("stone", "Haüyne", "Blue stone"),
        ("(mg", "Pumpellyite-(Mg)", "Pumpellyite-(Mg)"),
    ],
)
def test_a_few_letters_find_the_mineral(typed: str, species: str, matched: str) -> None:
    matches = MINERALS.find(typed)
    assert (species, matched) in [(match.mineral.name, match.matched) for match in matches]


def test_the_letters_yo_and_ye_are_the_same() -> None:
    assert folded("Жёлтая") == folded("желтая")


def test_nothing_typed_finds_nothing() -> None:
    assert MINERALS.find("  ") == ()
    assert MINERALS.find("zzz") == ()


def test_a_name_in_full_is_found_whatever_its_case() -> None:
    mineral = MINERALS.by_name("hauyne")
    assert mineral is not None
    assert mineral.name == "Haüyne"
    assert MINERALS.by_name("Malacolite") is None


@given(st.text(max_size=6), st.integers(1, 4))
def test_any_text_finds_at_most_the_limit_and_no_mineral_twice(text: str, limit: int) -> None:
    names = [match.mineral.name for match in MINERALS.find(text, limit)]
    assert len(names) <= limit
    assert len(set(names)) == len(names)


@given(st.sampled_from(MINERALS.minerals), st.integers(1, 4))
def test_the_beginning_of_a_name_finds_it(mineral: Mineral, letters: int) -> None:
    assert mineral in [match.mineral for match in MINERALS.find(mineral.name[:letters], limit=10)]


def test_the_commonest_come_first_then_the_alphabet() -> None:
    found = [match.mineral.name for match in MINERALS.find("mala")]
    assert found == ["Malachite", "Malacca", "Diopside", "Malayaite"]


def test_what_is_typed_in_full_comes_before_what_is_commoner() -> None:
    minerals = MineralList([Mineral("Goldmanite", commonness=9), Mineral("Gold", commonness=1)])
    assert [match.mineral.name for match in minerals.find("gold")] == ["Gold", "Goldmanite"]


@given(st.lists(st.integers(0, 12), min_size=1, max_size=20), st.integers(1, 20))
def test_nothing_that_is_left_out_is_commoner_than_what_is_listed(grades: list[int], limit: int) -> None:
    minerals = MineralList(Mineral(f"Name {number:02}", commonness=grade) for number, grade in enumerate(grades))
    found = [match.mineral.commonness for match in minerals.find("name", limit)]
    assert found == sorted(grades, reverse=True)[:limit]


@pytest.mark.parametrize(
    ("species", "root"),
    [
        ("Stilbite-Ca", "Stilbite"),
        ("Tetrahedrite-(Zn)", "Tetrahedrite"),
        ("Cerite-(CeCa)", "Cerite"),
        ("Betpakdalite-NaCa", "Betpakdalite"),
        ("Julgoldite-(Fe²⁺)", "Julgoldite"),
        ("Fluor-uvite", "Fluor-uvite"),
        ("Quartz", "Quartz"),
    ],
)
def test_species_of_a_series_have_one_root(species: str, root: str) -> None:
    assert root_name(species) == root


@pytest.mark.parametrize(
    ("text", "species"),
    [
        ("HAUYNE", "Haüyne"),
        ("Малаколит", "Diopside"),
        ("pumpellyite", "Pumpellyite-(Mg)"),
        ("pumpell", None),
        ("", None),
    ],
)
def test_a_whole_name_means_one_mineral(text: str, species: str | None) -> None:
    mineral = MINERALS.meant_by(text)
    assert (mineral and mineral.name) == species


def test_the_name_of_a_series_means_its_commonest_species() -> None:
    names = {"Stilbite-Na": 5, "Stilbite-Ca": 8, "Tetrahedrite-(Zn)": 6, "Tetrahedrite-(Cd)": 1}
    russian = {"Stilbite-Ca": "Стильбит-Ca", "Stilbite-Na": "Стильбит-Na"}
    minerals = MineralList(Mineral(name, russian.get(name, ""), commonness=grade) for name, grade in names.items())
    series_names = (("stilbite", "Stilbite-Ca"), ("СТИЛЬБИТ", "Stilbite-Ca"), ("Tetrahedrite", "Tetrahedrite-(Zn)"))
    for series, species in series_names:
        found = minerals.meant_by(series)
        assert found is not None
        assert found.name == species
