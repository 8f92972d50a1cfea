import pytest

from mineral_desk.vision.cube_marks import says_only_a_scale


@pytest.mark.parametrize(
    "text",
    [
        "1 cm",
        "1CM",
        "10 mm",
        "T.",
        "T. 1 CM S.",
        "W.S.",
        "Icm",
        "cm",
        "E. 1 CM",
        "N1",
        "1 in",
        "1",
        "1 C",
        "10",
        "7",
        "W. S. 1 CM 1 CM",
        "1 c m",
        "1 см",
        "1 cм",
        "10 мМ",
        "1 дюйм",
    ],
)
def test_what_stands_on_cubes(text: str) -> None:
    assert says_only_a_scale(text)


@pytest.mark.parametrize(
    "text",
    [
        "FMM 82451",
        "Malachite",
        "12345",
        "",
        "...",
        "SiO2",
        "52 mm long",
        "BSE 12",
        "Tin",
        "Cm. 5, Ural",
        "WEST",
        "11111",
        "см. 12",
        "1 дюймовка",
        "ФММ 1",
    ],
)
def test_what_stands_on_labels(text: str) -> None:
    assert not says_only_a_scale(text)
