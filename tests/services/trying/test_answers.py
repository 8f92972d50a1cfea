"""A refusal crosses from one process to another with all that a face needs to say it in its language."""

import pytest

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.phrase import said
from mineral_desk.services.trying.answers import answer_of, refusal_of


def test_a_refusal_comes_back_as_a_phrase() -> None:
    inner = said("it is cut short, or no ONNX file")
    before = ModelUnfit(said("The model {name} does not load: {reason}", name="a{b}.onnx", reason=inner), "Do {this}.")
    after = refusal_of(answer_of(before))
    assert isinstance(after, ModelUnfit)
    assert (str(after), after.message.template) == (str(before), before.message.template)
    assert after.message.values == before.message.values
    assert after.hint == "Do {this}."


def test_a_model_that_fits_has_no_refusal() -> None:
    assert refusal_of(answer_of(None)) is None


@pytest.mark.parametrize("line", ["", "null", '"x"', '{"refused": "KeyError"}', "[" * 100_000])
def test_other_lines_are_none(line: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        refusal_of(line)
