"""Cyrillic is read out of the answers of a network that never learnt it; everything else is read as before."""

from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.photo import Pixels
from mineral_desk.vision.model_store import LoadedModel, ModelStore
from mineral_desk.vision.second_reading import SecondReading, is_cyrillic, log_ratios
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


def test_fewer_answers_than_it_looks_at_are_no_line(model: LoadedModel) -> None:
    assert SecondReading(model).read(np.full((5, 40), 1 / 40, np.float32)) == ("", 0.0)


def test_a_model_without_its_letters_is_refused(model: LoadedModel) -> None:
    with pytest.raises(ModelUnfit, match="letters"):
        SecondReading(replace(model, card=replace(model.card, labels=("а", "б"))))


def test_ratios_do_not_depend_on_what_all_probabilities_share() -> None:
    answers = np.random.default_rng(0).dirichlet(np.ones(50), 4).astype(np.float32)
    classes = np.arange(0, 50, 5)
    assert np.allclose(log_ratios(answers, classes), log_ratios(answers * np.float32(0.25), classes), atol=1e-5)
    assert np.isfinite(log_ratios(np.zeros_like(answers), classes)).all()
