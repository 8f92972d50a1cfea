"""What the core says can be said again in another language, and what is filled in is never read as a template."""

import copy
import errno
import json
import pickle
import sqlite3
import string
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.errors import MineralDeskError, UnreadablePhoto
from mineral_desk.domain.phrase import Filler, Phrase, listed, phrase_of, reason_of, said

HOSTILE = (
    "{0.__class__}",
    "{name}",
    "{",
    "}}",
    "100 %s %(x)d",
    "two\nlines",
    "a\0b",
    "№ {name!r:>9}",
    "\udcff.jpg",
    "",
)
names = st.text() | st.sampled_from(HOSTILE)


def again(phrase: Phrase) -> str:
    """The same sentence, made from what it knows of itself."""
    return Filler().fill(phrase.template, phrase.values)


def test_a_phrase_is_its_english_sentence() -> None:
    phrase = said("{name} has {n} sides of {size:.1f} mm.", name=Path("a.jpg"), n=np.int64(3), size=np.float32(2.5))
    assert phrase == "a.jpg has 3 sides of 2.5 mm."
    assert phrase.template == "{name} has {n} sides of {size:.1f} mm."
    assert phrase.values == {"name": "a.jpg", "n": 3, "size": 2.5}
    assert [type(value) for value in phrase.values.values()] == [str, int, float]


def test_a_sentence_without_values_keeps_its_braces() -> None:
    assert said("A pattern has {number} once.") == "A pattern has {number} once."
    with pytest.raises(KeyError):
        said("{name} is empty.", path="a.jpg")


def test_a_value_may_begin_a_sentence() -> None:
    assert said("{what!c}: gone.", what=said("specimen of photo")) == "Specimen of photo: gone."
    assert said("{what!c}.", what="") == "."
    assert said("{what!r}.", what="a") == "'a'."


@given(names, names)
def test_values_are_never_read_as_templates(name: str, other: str) -> None:
    phrase = said("{name}, then {other}: 100 % {{so}}.", name=name, other=said("“{inner}”", inner=other))
    assert phrase == f"{name}, then “{other}”: 100 % {{so}}."
    assert phrase.values["name"] == name
    assert again(phrase) == phrase


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), names | st.integers() | st.floats(), max_size=4))
def test_any_template_of_any_values(values: dict[str, str | int | float]) -> None:
    template = " ".join(f"{{{name}}}" for name in values)
    phrase = said(template, **values)
    assert phrase == " ".join(str(value) for value in values.values())
    assert again(phrase) == phrase
    for other in (pickle.loads(pickle.dumps(phrase)), copy.deepcopy(phrase)):
        assert type(other) is Phrase
        assert other == phrase
        assert str(dict(other.values)) == str(dict(phrase.values))  # as nan is not itself


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_fault_crosses_to_another_process_with_its_phrases(protocol: int) -> None:
    fault = UnreadablePhoto(said("{name} is empty.", name="{0.__class__}.jpg"), "Copy it again.")
    other = pickle.loads(pickle.dumps(fault, protocol))
    assert type(other) is UnreadablePhoto
    assert (other.message.template, other.message.values) == ("{name} is empty.", {"name": "{0.__class__}.jpg"})
    assert str(other) == "{0.__class__}.jpg is empty. Copy it again."


def test_the_text_of_a_fault_is_a_phrase_of_its_parts() -> None:
    fault = MineralDeskError(said("{name} is empty.", name="a.jpg"), "Copy it again.")
    text = str(fault)
    assert isinstance(text, Phrase)
    assert list(text.values.values()) == [fault.message, fault.hint]
    assert all(isinstance(value, Phrase) for value in text.values.values())
    assert str(MineralDeskError("Only that.")) == "Only that."
    assert said("On {computer}: {what}", computer="c", what=fault).values["what"] == text


def test_files_and_logs_get_plain_text() -> None:
    phrase = said("{name} is empty.", name="a.jpg")
    assert json.loads(json.dumps({"error": phrase})) == {"error": "a.jpg is empty."}
    assert sqlite3.connect(":memory:").execute("SELECT ?", (phrase,)).fetchone() == ("a.jpg is empty.",)
    assert type(f"{phrase}") is type(phrase + "") is str


def test_parts_stay_phrases_in_a_list() -> None:
    parts = listed([said("a"), "{b}", said("{n} c", n=1)], "; ")
    assert parts == "a; {b}; 1 c"
    assert [isinstance(value, Phrase) for value in parts.values.values()] == [True, False, True]
    assert listed([]) == ""


def test_phrases_of_text() -> None:
    phrase = said("{n} c", n=1)
    assert phrase_of(phrase) is phrase
    assert phrase_of("{n} c") == "{n} c"
    assert not phrase_of("{n} c").values


def test_reasons_of_the_system() -> None:
    assert reason_of(OSError(errno.ENOSPC, "Auf dem Gerät ist kein Speicherplatz mehr verfügbar")) == (
        "No space left on device"
    )
    assert reason_of(OSError(9999, "Something rare")) == "Something rare"
    assert reason_of(TimeoutError("timed out.")) == "timed out"


@given(st.text(alphabet=st.characters(exclude_characters="{}")))
def test_the_same_names_in_another_order(text: str) -> None:
    """What a translation does: it puts the same values elsewhere."""
    phrase = said("{one} before {other}", one=text, other=3)
    assert Filler().fill("{other}: {one}", phrase.values) == f"3: {text}"
    assert {name for _, name, _, _ in string.Formatter().parse(phrase.template)} == set(phrase.values)
