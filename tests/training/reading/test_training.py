"""The last layer can be undone, and the command makes a head that the program reads with."""

import importlib.metadata
import itertools
import re
import tomllib
from pathlib import Path
from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper

from mineral_desk.domain.progress import finish
from mineral_desk.training.reading import examples, train
from mineral_desk.training.reading.line_pictures import fonts_with_cyrillic, line_picture
from mineral_desk.training.reading.texts import ALPHABET, Words
from mineral_desk.vision.model_check import check_model
from mineral_desk.vision.model_store import ModelStore
from mineral_desk.vision.second_reading import SecondReading
from mineral_desk.vision.text import TextReader
from tests.conftest import CHECKOUT

FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return TextReader(threads=1)


def test_the_features_are_those_that_the_last_layer_was_given(reader: TextReader) -> None:
    model = onnx.load_from_string(reader.recognition)
    weights = {one.name for one in model.graph.initializer}
    *_, last = (node for node in model.graph.node if node.op_type == "MatMul" and node.input[1] in weights)
    answer = model.graph.output[0].name
    model.graph.output.append(helper.make_tensor_value_info(last.input[0], TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    picture = np.random.default_rng(0).integers(0, 256, (1, 3, 48, 96)).astype(np.float32) / 127.5 - 1
    answers, features = session.run([answer, last.input[0]], {model.graph.input[0].name: picture})
    found = examples.last_layer(reader.recognition).features(answers[0])
    assert found.shape == features[0].shape
    assert np.abs(found - features[0]).max() < 1e-3 * np.abs(features).max()


def test_the_command_makes_a_head_that_reads_what_it_learnt(
    tmp_path: Path, reader: TextReader, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(examples, "LINES_A_FILE", 24)
    monkeypatch.setattr(examples, "draw_line", lambda words, rng: ("ГИПС", "ЯШМА", "Цумеб 7")[int(rng.integers(3))])  # noqa: ARG005
    monkeypatch.setattr(train, "parted", lambda fonts: (fonts, fonts))
    clock = itertools.count()  # five seconds a step, however fast the machine is; threads elsewhere keep the real clock
    monkeypatch.setattr(train, "time", SimpleNamespace(monotonic=lambda: 5.0 * next(clock)))
    given = {"fonts": FONTS, "resources": CHECKOUT / "resources", "thousands": 2, "held-out-thousands": 1}
    given |= {"minutes": 10, "cache": tmp_path / "cache", "out": tmp_path / "models"}
    assert train.main([word for key, value in given.items() for word in (f"--{key}", str(value))]) == 0
    told = capsys.readouterr().out
    assert "of the letters wrong" in told
    steps = re.findall(r"^(\d+)/600 step (\d+): loss \d+\.\d{3}, (\d+\.\d) minutes left$", told, re.MULTILINE)
    assert [int(step) for _, step, _ in steps] == list(range(1, 120, 6))  # one line in half a minute, to the end
    assert [float(left) for _, _, left in steps] == pytest.approx(
        [10 - int(spent) / 60 for spent, _, _ in steps], abs=0.06
    )
    card = tomllib.loads((tmp_path / "models" / "cyrillic.toml").read_text(encoding="utf-8"))
    assert card["training"]["recogniser_sha256"] == reader.models[1].sha256
    assert card["training"]["rapidocr"] == importlib.metadata.version("rapidocr")
    assert card["accuracy"]["all"]["wrong_letters"] < 0.5
    store = ModelStore([tmp_path / "models"])
    assert check_model(store, "cyrillic").labels == tuple(ALPHABET)
    second = SecondReading(store.load("cyrillic"))
    picture = line_picture("ЯШМА", fonts_with_cyrillic([FONTS]), np.random.default_rng(3))
    assert second.read(reader.answers(picture))[0] in {"ГИПС", "ЯШМА", "Цумеб 7"}


def test_lines_that_are_there_are_not_drawn_again(
    tmp_path: Path, reader: TextReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examples, "LINES_A_FILE", 3)
    maker = examples.LineMaker(
        Words.read(CHECKOUT / "resources"),
        fonts_with_cyrillic([FONTS]),
        reader,
        examples.last_layer(reader.recognition),
    )
    first = finish(examples.examples(tmp_path, "learnt", 2, maker))
    monkeypatch.setattr(examples, "line_picture", None)  # nothing can be drawn any more
    again = finish(examples.examples(tmp_path, "learnt", 2, maker))
    assert again.texts == first.texts
    assert len(first.texts) == 6
    assert all(np.array_equal(one, other) for one, other in zip(first.features, again.features, strict=True))
