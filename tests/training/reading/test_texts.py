"""Lines hold only signs that are told apart, in both alphabets, none too long."""

import numpy as np
import pytest

from mineral_desk.training.reading.texts import ALPHABET, LONGEST, Words, draw_line
from mineral_desk.vision.second_reading import is_cyrillic
from tests.conftest import CHECKOUT

WORDS = Words.read(CHECKOUT / "resources")


def test_words_are_of_both_alphabets_and_of_one_piece() -> None:
    assert "Малахит" in [name.capitalize() for name in WORDS.names_ru]
    assert "Malachite" in WORDS.names
    assert len(WORDS.ordinary) > 500
    assert all(set(word) <= set(ALPHABET) for word in WORDS.ordinary)


@pytest.mark.parametrize("seed", range(300))
def test_a_line_can_be_learnt_from(seed: int) -> None:
    line = draw_line(WORDS, np.random.default_rng(seed))
    assert 0 < len(line) <= LONGEST
    assert set(line) <= set(ALPHABET)
    assert line == " ".join(line.split())


def test_most_lines_are_cyrillic_and_some_are_not() -> None:
    rng = np.random.default_rng(0)
    lines = [draw_line(WORDS, rng) for _ in range(400)]
    assert 0.5 < np.mean([is_cyrillic(line) for line in lines]) < 0.95
    assert len(set(lines)) > 350


def test_every_sign_is_there_once() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET)
