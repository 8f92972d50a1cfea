import pytest

from mineral_desk.domain.markup import without_markup


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quartz", "Quartz"),
        ("Julgoldite-(Fe<sup>3+</sup>)", "Julgoldite-(Fe³⁺)"),
        ("Dendoraite-(NH<sub>4</sub>)", "Dendoraite-(NH₄)"),
        ("Magnesiohögbomite-6<i>N</i>12<i>S</i>", "Magnesiohögbomite-6N12S"),
        ("SiO2·<i>n</i>H2O", "SiO2·nH2O"),
        ("AgxPb40-2xAs48+xS112 (3 < x < 4)", "AgxPb40-2xAs48+xS112 (3 < x < 4)"),
        ("<sup>b</sup>", "b"),
    ],
)
def test_names_lose_their_markup_and_nothing_else(text: str, expected: str) -> None:
    assert without_markup(text) == expected
    assert without_markup(expected) == expected
