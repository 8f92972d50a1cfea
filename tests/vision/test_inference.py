"""Networks load from bytes only, run, and are refused in words."""

import numpy as np
import pytest

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.vision.inference import Network, Port
from tests.vision.small_model import SIZE_PX, SmallModel, helper, onnx


def test_runs_and_names_its_ports():
    network = Network(SmallModel().proto().SerializeToString(), "small.onnx", threads=1)
    assert network.inputs == (Port("image", (None, 3, SIZE_PX, SIZE_PX)),)
    images = np.random.default_rng(0).normal(size=(3, 3, SIZE_PX, SIZE_PX)).astype(np.float32)
    logits, embedding = network.run({"image": images}, ["logits", "embedding"])
    assert logits.shape == (3, 7)
    np.testing.assert_allclose(np.linalg.norm(embedding, axis=1), 1, atol=1e-5)


def test_the_number_of_threads_changes_nothing():
    data = SmallModel().proto().SerializeToString()
    images = np.random.default_rng(0).normal(size=(2, 3, SIZE_PX, SIZE_PX)).astype(np.float32)
    one, two = (Network(data, "small.onnx", threads).run({"image": images}, ["logits"])[0] for threads in (1, 2))
    np.testing.assert_allclose(one, two, atol=1e-6)


@pytest.mark.parametrize("data", [b"", b"not a model", b"\x08\x08" * 50], ids=["empty", "text", "bytes"])
def test_what_is_no_model_is_refused(data):
    with pytest.raises(ModelUnfit, match=r"The model odd\.onnx does not load") as refused:
        Network(data, "odd.onnx")
    assert refused.value.hint


def test_half_a_model_is_refused():
    data = SmallModel().proto().SerializeToString()
    with pytest.raises(ModelUnfit, match="does not load"):
        Network(data[: len(data) // 2], "half.onnx")


def test_weights_in_another_file_are_never_opened(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    model = SmallModel().proto()
    onnx.save_model(model, "outside.onnx", save_as_external_data=True, location="weights.bin", size_threshold=0)
    assert (tmp_path / "weights.bin").is_file()
    with pytest.raises(ModelUnfit, match="keeps its weights in another file"):
        Network((tmp_path / "outside.onnx").read_bytes(), "outside.onnx")


def test_an_unknown_operator_is_refused():
    node = helper.make_node("Steal", ["image"], ["secrets"], domain="evil")
    value = helper.make_tensor_value_info("image", onnx.TensorProto.FLOAT, [1])
    graph = helper.make_graph(
        [node], "g", [value], [helper.make_tensor_value_info("secrets", onnx.TensorProto.FLOAT, [1])]
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("evil", 1)]
    model = helper.make_model(graph, opset_imports=opsets)
    with pytest.raises(ModelUnfit, match="does not load"):
        Network(model.SerializeToString(), "evil.onnx")


def test_a_wrong_input_is_refused_in_words():
    network = Network(SmallModel().proto().SerializeToString(), "small.onnx", threads=1)
    with pytest.raises(ModelUnfit, match=r"The model small\.onnx does not run"):
        network.run({"image": np.zeros((1, 3, 5, 5), np.float32)}, ["logits"])
