import pytest

from mineral_desk.training.compile_minerals import COLOURS, span, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.5–4.0", ("3.5", "4")),
        ("2½ to 3", ("2.5", "3")),
        ("7", ("7", "7")),
        ("5 (measured), 5,5", ("5", "5.5")),
        ("soft", ("", "")),
        ("1000", ("", "")),
    ],
)
def test_numbers_are_found_in_prose(text: str, expected: tuple[str, str]) -> None:
    assert span(text, 0.5, 10) == expected


def test_prose_is_reduced_to_the_vocabulary() -> None:
    assert words("Pale Golden yellow, greenish gray; commonly banded", COLOURS) == "gold yellow green grey"
