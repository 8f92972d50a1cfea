"""What an ONNX file holds is read without running it, and what is not to be run is refused."""

import random
from contextlib import suppress

import pytest

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.vision import onnx_file
from mineral_desk.vision.onnx_file import contents, refuse_file
from tests.services.trying.harmful_models import (
    nested,
    onnx,
    with_foreign_operator,
    with_many_nodes,
    with_weights_elsewhere,
)
from tests.vision.small_model import SmallModel


def refused(data: bytes) -> str:
    with pytest.raises(ModelUnfit) as fault:
        refuse_file(data, "small.onnx")
    assert fault.value.hint
    return str(fault.value)


def test_what_is_counted(models_folder) -> None:
    proto = SmallModel().proto()
    held = contents(proto.SerializeToString(), "small.onnx")
    assert (held.nodes, held.tensors, held.depth) == (len(proto.graph.node), len(proto.graph.initializer), 1)
    for path in sorted(models_folder.glob("*.onnx")):
        data = path.read_bytes()
        graph = onnx.load_from_string(data).graph
        inner = sum(attribute.HasField("t") for node in graph.node for attribute in node.attribute)
        held = contents(data, path.name)
        assert (held.nodes, held.tensors) == (len(graph.node), len(graph.initializer) + inner)
        refuse_file(data, path.name)


def test_the_fields_are_those_of_onnx() -> None:
    """Whatever can hold a tensor is walked, in this version of the format too."""
    for message, within in onnx_file._MESSAGES.items():
        fields = getattr(onnx, message).DESCRIPTOR.fields
        held = {one.number: one.message_type.name for one in fields if one.message_type is not None}
        wanted = {number: kind for number, kind in held.items() if kind in onnx_file._MESSAGES}
        assert within == wanted, message
    for message, number in onnx_file._DOMAIN_FIELD.items():
        assert getattr(onnx, message).DESCRIPTOR.fields_by_number[number].name == "domain"
    tensor = onnx.TensorProto.DESCRIPTOR.fields_by_name
    assert tensor["external_data"].number == onnx_file._EXTERNAL_DATA_FIELD
    assert tensor["data_location"].number == onnx_file._DATA_LOCATION_FIELD


@pytest.mark.parametrize("location", ["../../../etc/passwd", "small.weights", "*/_ORT_MEM_ADDR_/*"])
def test_weights_elsewhere_are_refused(location: str) -> None:
    assert "keeps its weights in another file" in refused(with_weights_elsewhere(location))


def test_weights_elsewhere_are_refused_however_they_are_spelt() -> None:
    usual, longer = with_weights_elsewhere(), with_weights_elsewhere(key=b"\x0a\x88\x00location")
    assert onnx.load_from_string(longer) == onnx.load_from_string(usual)
    assert b"\x0a\x08location" not in longer
    assert "keeps its weights in another file" in refused(longer)


@pytest.mark.parametrize("high_bits", [1 << 32, 1 << 34, 1 << 62])
def test_a_field_whose_number_is_too_high_to_be_one_is_refused(high_bits: int) -> None:
    """Up to 35 bits ONNX Runtime takes such a field for the one that the lower 32 name."""
    spelt = with_weights_elsewhere(key=b"\x0a\x88\x00location", high_bits=high_bits)
    assert "no ONNX file" in refused(spelt)


def test_weights_elsewhere_are_found_in_an_attribute_of_a_graph_within() -> None:
    model = nested(2)
    (inner,) = (one for node in model.graph.node for one in node.attribute if one.name == "then_branch")
    tensor = inner.g.initializer.add(name="w", data_type=1, dims=[1])
    tensor.data_location = onnx.TensorProto.EXTERNAL
    assert "keeps its weights in another file" in refused(model.SerializeToString())


def test_operators_that_are_not_here_are_refused() -> None:
    model = with_foreign_operator()
    assert "operators of 'org.example.disk'" in refused(model.SerializeToString())
    body = [onnx.helper.make_node("Identity", ["x"], ["y"])]
    opset = [onnx.helper.make_opsetid("", 17)]
    model.functions.append(onnx.helper.make_function("org.example.disk", "Format", ["x"], ["y"], body, opset))
    refuse_file(model.SerializeToString(), "small.onnx")


def test_too_much_of_anything_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_file(nested(onnx_file.DEEPEST - 1).SerializeToString(), "small.onnx")
    assert "more than 8 graphs one within the other" in refused(nested(onnx_file.DEEPEST).SerializeToString())
    assert "more than 50000 nodes" in refused(with_many_nodes(onnx_file.MOST_NODES).SerializeToString())
    monkeypatch.setattr(onnx_file, "MOST_TENSORS", 3)
    assert "more than 3 tensors" in refused(SmallModel().proto().SerializeToString())


def test_what_is_no_onnx_file_is_refused() -> None:
    whole = SmallModel().proto().SerializeToString()
    for data in (b"no model", whole[:-1], b"\xff" * 30, b"\x3b\x3c", b"\x3a\xff\xff\xff\xff\x0f"):
        assert "does not load: it is cut short, or no ONNX file" in refused(data)


def test_spoilt_files_give_words_and_nothing_else() -> None:
    whole, rng = nested(3).SerializeToString(), random.Random(7)
    for _ in range(500):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 8)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        with suppress(ModelUnfit):
            refuse_file(bytes(data[: rng.randint(0, len(data))]), "small.onnx")
