from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.groups import Fit, GroupList, fit
from mineral_desk.domain.mineral import GroupMatch

GROUPS = GroupList(
    {"Garnet": "гранат", "Calcite": "кальцит", "Feldspar": "полевой шпат"},
    {
        "garnet": "Garnet",
        "garnets": "Garnet",
        "гранаты": "Garnet",
        "K-feldspar": "Feldspar",
        "полевой шпат": "Feldspar",
    },
)


def test_a_word_of_the_list_and_the_name_with_its_ending_mean_a_group() -> None:
    assert GROUPS.meant_by("GARNETS ") == GROUPS.meant_by("garnet group") == "Garnet"
    assert GROUPS.meant_by("Calcite group") == "Calcite"
    assert GROUPS.meant_by("Calcite") == GROUPS.meant_by("garn") == GROUPS.meant_by("") == ""


def test_the_word_that_fits_best_is_told_and_the_best_group_comes_first() -> None:
    assert list(GROUPS.find("garnets")) == [(Fit.WHOLE, GroupMatch("Garnet", "гранат", "garnets"))]
    assert list(GROUPS.find("garn")) == [(Fit.BEGINS, GroupMatch("Garnet", "гранат", "Garnet"))]
    assert list(GROUPS.find("кальц")) == [(Fit.BEGINS, GroupMatch("Calcite", "кальцит", "кальцит"))]
    assert list(GROUPS.find("feldspar")) == [(Fit.WHOLE, GroupMatch("Feldspar", "полевой шпат", "Feldspar"))]
    assert list(GROUPS.find("шпат")) == [(Fit.WORD_BEGINS, GroupMatch("Feldspar", "полевой шпат", "полевой шпат"))]
    assert [match.name for _, match in GROUPS.find("g")] == ["Garnet group", "Calcite group", "Feldspar group"]
    assert list(GROUPS.find("arnet")) == []


@given(st.sampled_from(GROUPS.keys), st.data())
def test_every_word_that_means_a_group_finds_it_from_its_first_letter(key: str, data: st.DataObject) -> None:
    letters = data.draw(st.integers(1, len(key)))
    found = {match.group: how for how, match in GROUPS.find(key[:letters])}
    assert found[GROUPS.meant_by(key)] <= fit(key, key[:letters]) < Fit.ALIKE
    assert GROUPS.by_key(key).group == GROUPS.meant_by(key)
