import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.services.misreading import LOOK_ALIKE, read_otherwise


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("gamet", ["garnet"]),
        ("homblende", ["hornblende", "homblencle", "liomblende"]),
        ("dinochlore", ["clinochlore", "dinoclilore"]),
        ("vvulfenite", ["wulfenite"]),
        ("quartz", []),
        ("", []),
    ],
)
def test_one_exchange_at_a_time(read: str, meant: list[str]) -> None:
    assert list(read_otherwise(read)) == meant


@given(st.text("rnmcldvwliha", max_size=12))
def test_what_is_meant_may_be_read_as_what_was_read(word: str) -> None:
    for meant in read_otherwise(word):
        assert word in read_otherwise(meant)
        assert abs(len(word) - len(meant)) == 1
    assert bool(list(read_otherwise(word))) == any(part in word for pair in LOOK_ALIKE for part in pair)
