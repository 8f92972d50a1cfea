"""Small real models that are made to harm: each is the small classifier with something before its first convolution."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

from tests.vision.small_model import SmallModel, card_text

onnx = pytest.importorskip("onnx", reason="the onnx package makes the small models")
helper, numpy_helper = onnx.helper, onnx.numpy_helper
FLOAT, BOOL, INT64 = onnx.TensorProto.FLOAT, onnx.TensorProto.BOOL, onnx.TensorProto.INT64
USUAL_KEY = b"\x0a\x08location"
NO_ARRAYS: Mapping[str, np.ndarray] = MappingProxyType({})


def write_harmful(folder: Path, model: "onnx.ModelProto | bytes", name: str = "small") -> Path:
    """The model with a card that fits it; the card's path."""
    small = SmallModel()
    small.write(folder, name)
    data = model if isinstance(model, bytes) else model.SerializeToString()
    (folder / f"{name}.onnx").write_bytes(data)
    labels = (folder / f"{name}.labels.txt").read_bytes()
    card = folder / f"{name}.toml"
    card.write_text(card_text(name, data, labels, small.outputs), encoding="utf-8")
    return card


def with_before(nodes: Sequence["onnx.NodeProto"], arrays: Mapping[str, np.ndarray] = NO_ARRAYS) -> "onnx.ModelProto":
    """The small classifier, and ``nodes`` whose output ``harm`` is added to what it looks at."""
    proto = SmallModel().proto()
    whole = [*nodes, helper.make_node("Add", ["image", "harm"], ["harmed"]), *proto.graph.node]
    whole[len(nodes) + 1].input[0] = "harmed"
    del proto.graph.node[:]
    proto.graph.node.extend(whole)
    proto.graph.initializer.extend(numpy_helper.from_array(array, key) for key, array in arrays.items())
    return proto


def endless() -> "onnx.ModelProto":
    """A loop that goes on for ever."""
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["cond_in"], ["cond_out"]),
            helper.make_node("Mul", ["x_in", "x_in"], ["x_out"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("turn", INT64, []),
            helper.make_tensor_value_info("cond_in", BOOL, []),
            helper.make_tensor_value_info("x_in", FLOAT, [1]),
        ],
        [helper.make_tensor_value_info("cond_out", BOOL, []), helper.make_tensor_value_info("x_out", FLOAT, [1])],
    )
    loop = helper.make_node("Loop", ["", "always", "one"], ["harm"], body=body)
    return with_before([loop], {"always": np.array(True), "one": np.ones(1, np.float32)})


def hungry(gigabytes: int = 100) -> "onnx.ModelProto":
    """A node whose output takes that much memory."""
    value = helper.make_tensor("value", FLOAT, [1], [1.0])
    nodes = [
        helper.make_node("ConstantOfShape", ["shape"], ["much"], value=value),
        helper.make_node("ReduceSum", ["much"], ["harm"], keepdims=0),
    ]
    return with_before(nodes, {"shape": np.array([gigabytes, 250_000_000], np.int64)})


def nested(depth: int) -> "onnx.ModelProto":
    """An If within an If, ``depth`` graphs in all beside the outermost."""
    plain = graph = _branch([helper.make_node("Constant", [], ["out0"], value_float=0.0)], 0)
    for level in range(1, depth):
        node = helper.make_node("If", ["always"], [f"out{level}"], then_branch=graph, else_branch=plain)
        graph = _branch([node], level)
    outer = helper.make_node("If", ["always"], ["harm"], then_branch=graph, else_branch=plain)
    return with_before([outer], {"always": np.array(True)})


def _branch(nodes: Sequence["onnx.NodeProto"], level: int) -> "onnx.GraphProto":
    return helper.make_graph(nodes, f"branch{level}", [], [helper.make_tensor_value_info(f"out{level}", FLOAT, None)])


def with_many_nodes(count: int) -> "onnx.ModelProto":
    """A row of nodes that do nothing."""
    nodes = [
        helper.make_node("Identity", ["image" if place == 0 else f"n{place - 1}"], [f"n{place}"])
        for place in range(count)
    ]
    return with_before([*nodes, helper.make_node("Identity", [f"n{count - 1}"], ["harm"])])


def with_foreign_operator() -> "onnx.ModelProto":
    """A node that only a library of its maker's knows."""
    proto = with_before([helper.make_node("Format", ["image"], ["harm"], domain="org.example.disk")])
    proto.opset_import.append(helper.make_opsetid("org.example.disk", 1))
    return proto


def with_weights_elsewhere(location: str = "../../../etc/passwd", key: bytes = b"", high_bits: int = 0) -> bytes:
    """The first weights are said to lie in another file.

    ``key`` spells the word ``location`` in another way, ``high_bits`` are set in the numbers of the fields that say so.
    """
    proto = SmallModel().proto()
    tensor = proto.graph.initializer[0]
    tensor.data_location = onnx.TensorProto.EXTERNAL
    tensor.ClearField("raw_data")
    tensor.external_data.add(key="location", value=location)
    data: bytes = proto.SerializeToString()
    return _spelt_otherwise(data, proto, key or USUAL_KEY, high_bits)


def _spelt_otherwise(data: bytes, proto: "onnx.ModelProto", key: bytes, high_bits: int) -> bytes:
    """The same message with a longer spelling in two places: the lengths of all that is around them grow with it."""
    entry = proto.graph.initializer[0].external_data[0].SerializeToString()
    longer = entry.replace(USUAL_KEY, key, 1)
    tensor = proto.graph.initializer[0]
    before = tensor.SerializeToString()
    after = before.replace(_framed(13, entry), _framed(13, longer, high_bits), 1)
    after = after.replace(_varint(14 << 3) + b"\x01", _varint(14 << 3 | high_bits) + b"\x01", 1)
    graph = proto.graph.SerializeToString()
    new_graph = graph.replace(_framed(5, before), _framed(5, after), 1)
    return data.replace(_framed(7, graph), _framed(7, new_graph), 1)


def _framed(number: int, content: bytes, high_bits: int = 0) -> bytes:
    """A field of bytes as protobuf writes it."""
    return _varint(number << 3 | 2 | high_bits) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
