"""The edge of a cube is told by what is engraved on it, however scale cubes spell it, and by nothing else."""

import pytest

from mineral_desk.domain.engraved_edge import engraved_edge_mm


@pytest.mark.parametrize(
    ("text", "edge_mm"),
    [
        ("1 cm", 10.0), ("1CM", 10.0), ("T. 1 CM S.", 10.0), ("T.1CM", 10.0), ("Icm", 10.0), ("TCM", 10.0),
        ("10 mm", 10.0), ("1O mm", 10.0), ("|0mm", 10.0), ("1 em", 10.0), ("1 CH", 10.0), ("1 in", 25.4),
        ("I inch", 25.4), ('1"', 25.4), ("1″", 25.4), ("1''", 25.4), ("2.54 cm", 25.4), ("1 см", 10.0),
        ("10 мм", 10.0), ("20 mm", 20.0), ("5 cm", 50.0), ("1 дюйм", 25.4), ("1 ДЮЙМ", 25.4), ("I дюйм", 25.4),
        ("2 дюйма", 50.8), ("1 cм", 10.0), ("1 сm", 10.0), ("10 мМ", 10.0), ("10 mм", 10.0), ("Т СМ", 10.0),
        ("1О мм", 10.0),
    ],
)  # fmt: skip
def test_the_spellings_of_scale_cubes_are_read(text: str, edge_mm: float) -> None:
    assert engraved_edge_mm(text) == pytest.approx(edge_mm)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "N1",
        "S.",
        "FMM 82451",
        "in 1999",
        "1 cmos",
        "Quartz",
        "10",
        "IN",
        "NI",
        "cm",
        "1 CHRYSOTILE",
        "1/2 in",
        "см",
        "1 смена",
        "1 дюймовка",
        "дюйм",
        "1/2 дюйма",
        "12 смн",
    ],
)
def test_other_texts_name_no_edge(text: str) -> None:
    assert engraved_edge_mm(text) is None


@pytest.mark.parametrize("text", ["13 mm", "1 mm", "16 mm", "0.1 cm", "52 mm", "3,5 in"])
def test_figures_that_no_cube_has_are_misread(text: str) -> None:
    assert engraved_edge_mm(text) is None
