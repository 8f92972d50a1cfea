"""The segmentation network as a function: sizes, refusals, and what the shipped model sees."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.model import ModelCard
from mineral_desk.vision.measuring.classes import SegmentClass
from mineral_desk.vision.model_store import LoadedModel, ModelStore
from mineral_desk.vision.pipeline import load_pipeline
from mineral_desk.vision.segmenter import LONG_SIDE_PX, STEP_PX, fitted_size, network_input, segmenter

SIDES = st.integers(1, 12000)


@given(SIDES, SIDES)
def test_the_network_sees_multiples_of_its_step(height, width):
    fitted = fitted_size(height, width)
    assert all(side % STEP_PX == 0 and STEP_PX <= side <= LONG_SIDE_PX for side in fitted)
    assert max(fitted) == LONG_SIDE_PX


@given(st.integers(300, 6000), st.floats(0.5, 2))
def test_the_aspect_is_kept_up_to_half_a_step(height, aspect):
    width = round(height * aspect)
    found_height, found_width = fitted_size(height, width)
    scale = LONG_SIDE_PX / max(height, width)
    assert abs(found_height - height * scale) <= STEP_PX / 2
    assert abs(found_width - width * scale) <= STEP_PX / 2


def test_black_and_white_span_the_range_of_the_input():
    assert np.all(network_input(np.zeros((50, 80, 3), np.uint8)) == -1)
    assert np.all(network_input(np.full((900, 20, 3), 255, np.uint8)) == 1)


def test_a_network_of_other_classes_is_refused():
    onnx = pytest.importorskip("onnx")
    floats = onnx.TensorProto.FLOAT
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("Softmax", ["image"], ["probabilities"], axis=1)],
        "three",
        [onnx.helper.make_tensor_value_info("image", floats, ["N", 3, "h", "w"])],
        [onnx.helper.make_tensor_value_info("probabilities", floats, ["N", 3, "h", "w"])],
    )
    proto = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)])
    proto.ir_version = 8
    with pytest.raises(ModelUnfit, match="does not tell apart"):
        segmenter(LoadedModel(ModelCard("three", "1", "three.onnx", ""), proto.SerializeToString()))


def test_the_cube_judge_is_no_segmentation_network(models_folder):
    with pytest.raises(ModelUnfit):
        segmenter(ModelStore([models_folder]).load("cube_acceptance"))


def test_the_shipped_network_segments_photos_of_any_size(models_folder):
    segment = segmenter(ModelStore([models_folder]).load("segmentation"))
    for height, width in ((1, 1), (40, 700), (480, 640)):
        found = segment(np.full((height, width, 3), 128, np.uint8)).at(30, 40)
        assert found.probabilities.shape == (len(SegmentClass), 30, 40)
        assert np.allclose(found.probabilities.sum(axis=0), 1, atol=1e-3)


def test_the_pipeline_measures_with_the_shipped_network(models_folder):
    pipeline = load_pipeline(ModelStore([models_folder]))
    assert pipeline.models["segmentation"] == ModelStore([models_folder]).load("segmentation").card.ref
    assert pipeline.segment(np.zeros((30, 40, 3), np.uint8)).probabilities.shape[0] == len(SegmentClass)
