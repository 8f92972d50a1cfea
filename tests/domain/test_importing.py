from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.importing import Fate, judge

fields = st.dictionaries(st.sampled_from(["species", "locality", "notes"]), st.sampled_from(["", "a", "b"]))


def test_empty_fields_are_filled_and_others_are_kept() -> None:
    now = {"species": "Quartz", "locality": "", "length_mm": 52.1, "width_mm": None}
    verdict = judge(now, {"species": "Topaz", "locality": "Ural", "length_mm": 52.1004, "width_mm": 3.0}, update=False)
    assert verdict.fate is Fate.CONFLICT
    assert verdict.values == {"locality": "Ural", "width_mm": 3.0}
    assert [str(one) for one in verdict.conflicts] == ["name: “Quartz” in the catalogue, “Topaz” in the list"]


def test_the_list_wins_where_it_is_told_to() -> None:
    verdict = judge({"species": "Quartz", "notes": "x"}, {"species": "Topaz", "notes": ""}, update=True)
    assert (verdict.fate, verdict.values, verdict.conflicts) == (Fate.UPDATED, {"species": "Topaz"}, ())


@given(fields, fields, st.booleans())
def test_what_a_record_says_is_lost_only_by_an_update(now: dict, offered: dict, update: bool) -> None:
    verdict = judge(now, offered, update=update)
    after = {**now, **verdict.values}
    for name, value in now.items():
        if value and not update:
            assert after[name] == value
        if value and not offered.get(name):
            assert after[name] == value
    for name, value in offered.items():
        assert not value or after[name] == value or name in {one.field for one in verdict.conflicts}
