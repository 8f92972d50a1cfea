from dataclasses import replace

import pytest

from mineral_desk.domain.errors import SettingError
from mineral_desk.domain.storing.boxes import BoxSize, DrawerSize
from mineral_desk.domain.storing.rules import Borderline, StorageSettings, UnknownHeight, rules_of
from tests.domain.storing.drawn import RULES


def test_the_defaults_are_rules() -> None:
    rules = rules_of(StorageSettings())
    assert [box.name for box in rules.boxes] == list("ABCDEF")
    assert all(map(rules.goes_into_a_drawer, rules.boxes))
    assert (rules.unknown_height, rules.borderline) == (UnknownHeight.WIDTH, Borderline.SMALLER)


@pytest.mark.parametrize(
    "wrong",
    [
        {"boxes": "none"},
        {"drawer": "large"},
        {"padding_mm": -1.0},
        {"padding_mm": float("nan")},
        {"safety_sd": 7.0},
        {"unknown_height": "guess"},
        {"borderline": ""},
        {"drawer_order": "colour"},
    ],
)
def test_impossible_rules_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingError):
        rules_of(replace(StorageSettings(), **wrong))


@pytest.mark.parametrize(
    ("box", "goes"),
    [
        (BoxSize("exact", 398, 598, 129), True),
        (BoxSize("long", 599, 300, 50), False),
        (BoxSize("wide", 450, 410, 50), False),
        (BoxSize("high", 40, 30, 129.5), False),
    ],
)
def test_boxes_that_go_into_a_drawer(box: BoxSize, goes: bool) -> None:
    rules = replace(RULES, drawer=DrawerSize(600, 400, 130))
    assert rules.goes_into_a_drawer(box) is goes
