import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.errors import SettingError
from mineral_desk.domain.name_pattern import check_pattern, number_by_pattern


@pytest.mark.parametrize(
    ("pattern", "name", "number"),
    [
        ("{prefix}_{number}_{any}", "FMM_82451_front_2.jpg", "FMM 82451"),
        ("FMM_{number}_{any}", "fmm_82451_a.JPG", "82451"),
        ("{any}-{number}", "2026-11-29-82451.jpg", "11-29-82451"),
        ("{number}", "82451,1.jpg", "82451,1"),
        ("№ {number} {any}", "№ 7 сбоку.jpg", "7"),
        ("FMM_{number}_{any}", "IMG_0001.jpg", ""),
        ("FMM_{number}_{any}", "FMM_82451.jpg", ""),
        ("{prefix}_{number}.{any}", "folder\\..\\A_5.b.jpg", "A 5"),
        ("a{number}a", "a.jpg", ""),
    ],
)
def test_numbers_by_a_pattern(pattern: str, name: str, number: str) -> None:
    check_pattern(pattern)
    assert number_by_pattern(name, pattern) == number


@pytest.mark.parametrize(
    "pattern", ["FMM", "{number}{any}", "{no}", "{number}_{number}", "{number", "}{number}", "{number}" + "x" * 300]
)
def test_patterns_that_make_no_sense(pattern: str) -> None:
    with pytest.raises(SettingError, match=r"pattern|places"):
        check_pattern(pattern)


@given(st.text(max_size=300), st.text(st.sampled_from("a_{}anynumber"), max_size=60))
def test_any_name_and_any_pattern_end(name: str, pattern: str) -> None:
    try:
        check_pattern(pattern)
    except SettingError:
        return
    if pattern:
        assert isinstance(number_by_pattern(name, pattern), str)


def test_the_worst_name_is_looked_at_once() -> None:
    pattern = "{any}_" * 30 + "{number}_x"
    assert number_by_pattern("_" * 1_000_000, pattern) == ""
