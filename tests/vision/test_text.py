"""Text is found where it stands and read, without the network."""

import shutil
import socket
from pathlib import Path

import cv2
import numpy as np
import pytest

from mineral_desk.domain.errors import ModelMissing, ModelUnfit
from mineral_desk.domain.geometry import Box
from mineral_desk.vision.text import TextReader
from mineral_desk.vision.text_models import text_models
from tests.vision.labels import ground, plate

LABEL = Box(300, 500, 700, 640)


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return TextReader(threads=1)


def test_lines_are_found_where_they_stand_and_read(reader: TextReader) -> None:
    scene = ground()
    plate(scene, LABEL, ["FMM 82451", "Malachite"])
    first, second = reader.detect(scene)
    for line in (first, second):
        assert line.box_px.intersection(LABEL).area > 0.95 * line.box_px.area
        assert line.score > 0.6
    assert first.box_px.y1 < second.box_px.centre[1]
    text, score = reader.read_box(scene, first)
    assert text.replace(" ", "") == "FMM82451"
    assert score > 0.9


@pytest.mark.parametrize("size", [(400, 280), (3000, 2100)])
def test_the_photos_size_does_not_matter(reader: TextReader, size: tuple[int, int]) -> None:
    scene = ground()
    plate(scene, LABEL, ["FMM 82451"])
    resized = np.asarray(cv2.resize(scene, size, interpolation=cv2.INTER_AREA), np.uint8)
    (line,) = reader.detect(resized)
    assert line.box_px.scaled(1000 / size[0]).intersection(LABEL).area > 0.05 * LABEL.area
    assert "82451" in reader.read_box(resized, line)[0]


def test_an_upright_line_is_turned_before_it_is_read(reader: TextReader) -> None:
    scene = np.full((700, 1000, 3), 150, np.uint8)
    plate(scene, Box(300, 300, 700, 400), ["WESTCOTT"])
    turned = np.asarray(cv2.rotate(scene, cv2.ROTATE_90_CLOCKWISE), np.uint8)
    (line,) = reader.detect(np.asarray(cv2.rotate(turned, cv2.ROTATE_180), np.uint8))
    assert line.line_height_px > line.line_length_px
    assert reader.read_box(np.asarray(cv2.rotate(turned, cv2.ROTATE_180), np.uint8), line)[0] != ""


def test_an_empty_picture_holds_no_text(reader: TextReader) -> None:
    blank = np.full((300, 400, 3), 128, np.uint8)
    assert reader.detect(blank) == []
    assert reader.read(blank[:0]) == ("", 0.0)


def test_nothing_touches_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket.socket, "connect", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    scene = ground()
    plate(scene, LABEL, ["FMM 82451"])
    fresh = TextReader(threads=1)
    assert [fresh.read_box(scene, line)[0].replace(" ", "") for line in fresh.detect(scene)] == ["FMM82451"]


def test_models_that_are_missing_or_strange_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"_det_") as refusal:
        TextReader(folder=tmp_path).detect(ground(100, 80))
    assert "pip install" in refusal.value.hint
    (tmp_path / "x_det_y.onnx").write_bytes(b"no model")
    (tmp_path / "x_rec_y.onnx").write_bytes(b"no model")
    with pytest.raises(ModelUnfit, match="x_rec_y"):
        text_models(tmp_path)


def test_the_models_state_name_and_hash(tmp_path: Path) -> None:
    detection, recognition = TextReader().models
    assert "_det_" in detection.name
    assert "_rec_" in recognition.name
    assert len(detection.sha256) == 64
    import rapidocr

    for path in (Path(rapidocr.__file__).parent / "models").glob("*_???_*.onnx"):
        shutil.copy(path, tmp_path)
    assert TextReader(folder=tmp_path).models == (detection, recognition)
