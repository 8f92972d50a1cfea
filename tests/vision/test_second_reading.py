"""Cyrillic is read out of the answers of a network that never learnt it; everything else is read as before."""

from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper
from PIL import Image, ImageDraw, ImageFont

from mineral_desk.domain.analysis import ModelRef
from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.model_store import LoadedModel, ModelStore
from mineral_desk.vision.second_reading import (
    CLASSES_OUTPUT,
    MOST_RATIOS,
    PROBABILITIES_OUTPUT,
    RATIOS_INPUT,
    SecondReading,
    is_cyrillic,
    log_ratios,
    silence,
)
from mineral_desk.vision.text import TextReader

FONT = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSerif.ttf"


@pytest.fixture(scope="module")
def model(models_folder: Path) -> LoadedModel:
    return ModelStore([models_folder]).load("cyrillic")


@pytest.fixture(scope="module")
def plain() -> TextReader:
    return TextReader(threads=1)


@pytest.fixture(scope="module")
def reader(model: LoadedModel) -> TextReader:
    return TextReader(threads=1, second=SecondReading(model))


def line(text: str, size: int = 30) -> Pixels:
    """Dark letters on cream."""
    font = ImageFont.truetype(str(FONT), size)
    picture = Image.new("RGB", (round(font.getlength(text)) + size, round(1.6 * size)), (240, 234, 220))
    ImageDraw.Draw(picture).text((size // 2, round(0.15 * size)), text, fill=(30, 28, 40), font=font)
    return np.asarray(picture)


@pytest.mark.parametrize("size", [16, 30, 60])
@pytest.mark.parametrize(
    "text", ["МАЛАХИТ", "Чароит", "ФММ 31917", "Мурунский массив", "Щётка аметиста", "Гумёшевский рудник"]
)
def test_russian_is_read(reader: TextReader, text: str, size: int) -> None:
    found, sure = reader.read(line(text, size))
    assert found == text
    assert sure > 0.8


@pytest.mark.parametrize(
    "text", ["FMM 82451", "Malachite", "1 cm", "10 mm", "Dalnegorsk, Primorye", "Inv. 47879", "T. 1 CM S."]
)
def test_what_is_no_russian_is_read_as_before(reader: TextReader, plain: TextReader, text: str) -> None:
    assert reader.read(line(text)) == plain.read(line(text))


def test_both_alphabets_stand_in_one_line(reader: TextReader) -> None:
    assert reader.read(line("АЗУРИТ Azurite"))[0] == "АЗУРИТ Azurite"


def test_letters_that_both_alphabets_have_prove_nothing() -> None:
    assert is_cyrillic("МАЛАХИТ")
    assert is_cyrillic("ФММ 31917")
    assert not is_cyrillic("АВТОМАТ")  # every letter of it may be Latin
    assert is_cyrillic("АЗУРИТ Azurite")
    assert not is_cyrillic("Фнелкite")  # a word of both alphabets is misread
    assert not is_cyrillic("Ж")
    assert not is_cyrillic("Azurite Ж")
    assert not is_cyrillic("12.05.1934")
    assert not is_cyrillic("")


def test_with_another_recognition_network_it_is_silent(model: LoadedModel, plain: TextReader) -> None:
    facts = {**model.card.facts, "training": {"recogniser_sha256": "0" * 64}}
    stranger = SecondReading(replace(model, card=replace(model.card, facts=facts)))
    assert TextReader(threads=1, second=stranger).read(line("МАЛАХИТ")) == plain.read(line("МАЛАХИТ"))


def test_why_it_is_silent_is_told(model: LoadedModel, plain: TextReader) -> None:
    _, network = plain.models
    assert silence(model.card, network) == ""
    words = silence(model.card, ModelRef("PP-OCRv7_rec_small", "0" * 64))
    assert "cyrillic.onnx is silent" in words
    assert "PP-OCRv7_rec_small (sha256 000000000000)" in words
    assert f"PP-OCRv6_rec_small (sha256 {network.sha256[:12]})" in words
    assert "pip install rapidocr==" in words
    unnamed = replace(model.card, facts={})
    assert "belongs to unknown (sha256 unknown)" in silence(unnamed, network)
    assert "pip install" not in silence(unnamed, network)


def test_fewer_answers_than_it_looks_at_are_no_line(model: LoadedModel) -> None:
    assert SecondReading(model).read(np.full((5, 40), 1 / 40, np.float32)) == ("", 0.0)


def test_a_model_without_its_letters_is_refused(model: LoadedModel) -> None:
    with pytest.raises(ModelUnfit, match="letters"):
        SecondReading(replace(model, card=replace(model.card, labels=("а", "б"))))


def head(name: str, steps: int | str, width: int, classes: np.ndarray, letters: int = 3) -> bytes:
    """A model with the ports of a head: the operator ``name`` makes its probabilities of a product of matrices."""
    values = np.geomspace(0.1, 3, width * letters, dtype=np.float32).reshape(width, letters)
    weights = numpy_helper.from_array(values, "weights")
    graph = helper.make_graph(
        [
            helper.make_node("MatMul", [RATIOS_INPUT, "weights"], ["logits"]),
            helper.make_node(name, ["logits"], [PROBABILITIES_OUTPUT]),
            helper.make_node("Identity", ["numbers"], [CLASSES_OUTPUT]),
        ],
        "head",
        [helper.make_tensor_value_info(RATIOS_INPUT, TensorProto.FLOAT, [1, steps, width])],
        [
            helper.make_tensor_value_info(PROBABILITIES_OUTPUT, TensorProto.FLOAT, None),
            helper.make_tensor_value_info(CLASSES_OUTPUT, helper.np_dtype_to_tensor_dtype(classes.dtype), None),
        ],
        [weights, numpy_helper.from_array(classes, "numbers")],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return bytes(made.SerializeToString())


CLASSES = np.array([1, 4], np.int64)


def with_head(model: LoadedModel, data: bytes) -> LoadedModel:
    return replace(model, data=data, card=replace(model.card, labels=("а", "б")))


def test_a_small_head_is_taken(model: LoadedModel) -> None:
    second = SecondReading(with_head(model, head("Softmax", "T", 2, CLASSES)))
    assert second.read(np.array([[0.2, 0.01, 0.2, 0.2, 0.39]] * 4, np.float32))[0] == "б"


@pytest.mark.parametrize(
    "data",
    [
        head("Log", "T", 2, CLASSES),  # of nothing: -inf
        head("Exp", "T", 2, CLASSES, letters=4),
        head("Softmax", 1, 2, CLASSES),  # one step of a line and no more
        head("Softmax", "T", 2, np.array([-1, 4], np.int64)),
        head("Softmax", "T", 2, np.array([1, 4, 5], np.int64)),
        head("Softmax", "T", 2, np.array([1.5, 4], np.float32)),
        head("Softmax", "T", MOST_RATIOS + 1, np.arange(MOST_RATIOS + 1)),
        head("Sqrt", "T", 2, CLASSES)[:-40],
    ],
)
def test_a_model_that_is_no_head_is_refused(model: LoadedModel, data: bytes) -> None:
    with pytest.raises(ModelUnfit) as fault:
        SecondReading(with_head(model, data))
    assert fault.value.hint


def test_what_becomes_no_probability_on_the_way_is_no_line(model: LoadedModel) -> None:
    second = SecondReading(with_head(model, head("Exp", "T", 2, CLASSES)))  # e to the power of nought as it is tried
    assert second.read(np.array([[0.2, 0.01, 0.2, 0.2, 0.39]] * 4, np.float32)) == ("", 0.0)
    assert second.read(np.full((4, 5), np.nan, np.float32)) == ("", 0.0)


def test_ratios_do_not_depend_on_what_all_probabilities_share() -> None:
    answers = np.random.default_rng(0).dirichlet(np.ones(50), 4).astype(np.float32)
    classes = np.arange(0, 50, 5)
    assert np.allclose(log_ratios(answers, classes), log_ratios(answers * np.float32(0.25), classes), atol=1e-5)
    assert np.isfinite(log_ratios(np.zeros_like(answers), classes)).all()
