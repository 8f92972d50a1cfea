"""What an ONNX file holds, read without running or building anything of it: tensors kept elsewhere, foreign operators,
graphs within graphs, numbers of nodes.

The file is walked as the messages of protobuf that it is made of, field by field; what a field holds is looked at only
where it matters here, and weights are stepped over. Written for files from outside: nothing is kept of them, graphs
within graphs are walked one after the other and not one inside the other, and every length is checked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.phrase import Phrase, said

MOST_NODES, MOST_TENSORS = 50_000, 50_000
"""The largest networks that are published for photos have some thousands of each."""
DEEPEST = 8
"""Graphs within graphs: the body of a loop, the branches of an If. More than two are rare."""
KNOWN_DOMAINS = frozenset({"", "ai.onnx", "ai.onnx.ml", "com.microsoft"})
"""The families of operators that ONNX Runtime brings."""
LONGEST_DOMAIN = 60
"""Of which anything is kept; those that are known are shorter."""
_CURE = "Ask whoever made the model for one in a single file, made of the usual operators."

_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5
_LONGEST_VARINT, _HIGHEST_KEY = 10, (1 << 32) - 1
"""Of a higher key the libraries that read such files drop bits, and come to another field than we."""
_MESSAGES = {
    "ModelProto": {7: "GraphProto", 20: "TrainingInfoProto", 25: "FunctionProto"},
    "GraphProto": {1: "NodeProto", 5: "TensorProto", 15: "SparseTensorProto"},
    "NodeProto": {5: "AttributeProto"},
    "AttributeProto": {
        5: "TensorProto", 6: "GraphProto", 10: "TensorProto", 11: "GraphProto",
        22: "SparseTensorProto", 23: "SparseTensorProto",
    },
    "SparseTensorProto": {1: "TensorProto", 2: "TensorProto"},
    "FunctionProto": {7: "NodeProto", 11: "AttributeProto"},
    "TrainingInfoProto": {1: "GraphProto", 2: "GraphProto"},
    "TensorProto": {},
}  # fmt: skip
"""The messages within each message by the number of the field, as in ``onnx.proto``: all that can hold a tensor."""
_DOMAIN_FIELD = {"NodeProto": 7, "FunctionProto": 10}
_EXTERNAL_DATA_FIELD, _DATA_LOCATION_FIELD = 13, 14
_Field = tuple[int, int, int, int]
"""Number, wire type, and where the content begins and ends; of a varint the value and 0."""


@dataclass(slots=True)
class OnnxContents:
    """What was counted in a file. ``domains`` are those of its nodes, ``own_domains`` of its own functions."""

    nodes: int = 0
    tensors: int = 0
    depth: int = 0
    keeps_elsewhere: bool = False
    domains: set[str] = field(default_factory=set)
    own_domains: set[str] = field(default_factory=set)


def refuse_file(data: bytes, name: str) -> None:
    """Raise :class:`ModelUnfit` for an ONNX file that ONNX Runtime is not to be given; ``name`` is what it is called.

    Whatever passes may still be wrong, or take more time or memory than there is: that shows when it is run.
    """
    held = contents(data, name)
    if held.keeps_elsewhere:
        raise ModelUnfit(said("The model {name} keeps its weights in another file.", name=name), _CURE)
    foreign = sorted(held.domains - held.own_domains - KNOWN_DOMAINS)
    if foreign:
        raise ModelUnfit(
            said("The model {name} needs operators of {domain!r}, which are not here.", name=name, domain=foreign[0]),
            _CURE,
        )
    for count, most, what in (
        (held.nodes, MOST_NODES, said("nodes")),
        (held.tensors, MOST_TENSORS, said("tensors")),
        (held.depth, DEEPEST, said("graphs one within the other")),
    ):
        if count > most:
            raise ModelUnfit(
                said("The model {name} has more than {most} {what}.", name=name, most=most, what=what), _CURE
            )


def contents(data: bytes, name: str) -> OnnxContents:
    """Count what the file holds, as far as it may have it. Raises :class:`ModelUnfit` for what is no ONNX file."""
    held = OnnxContents()
    waiting = [("ModelProto", 0, len(data), 0)]
    while waiting:
        message, start, end, depth = waiting.pop()
        within, domain = _MESSAGES[message], b""
        for number, wire_type, begins, ends in _fields(data, start, end, name):
            if message == "TensorProto":
                held.keeps_elsewhere |= _is_elsewhere(number, wire_type, begins)
            elif wire_type == _BYTES and number in within:
                inner = within[number]
                waiting.append((inner, begins, ends, depth + (inner == "GraphProto")))
                _count(held, *waiting[-1][::3])
            elif wire_type == _BYTES and number == _DOMAIN_FIELD.get(message):
                domain = data[begins:ends]
            if _has_too_much(held):
                return held
        if message in _DOMAIN_FIELD:
            domains = held.domains if message == "NodeProto" else held.own_domains
            domains.add(domain[:LONGEST_DOMAIN].decode("utf-8", "replace"))
    return held


def _count(held: OnnxContents, message: str, depth: int) -> None:
    held.nodes += message == "NodeProto"
    held.tensors += message == "TensorProto"
    held.depth = max(held.depth, depth)


def _has_too_much(held: OnnxContents) -> bool:
    """What is refused anyway is not counted to its end."""
    return held.keeps_elsewhere or held.nodes > MOST_NODES or held.tensors > MOST_TENSORS or held.depth > DEEPEST


def _is_elsewhere(number: int, wire_type: int, value: int) -> bool:
    """Whether a field of a tensor says that its content lies outside of the file."""
    if number == _EXTERNAL_DATA_FIELD:
        return wire_type == _BYTES
    return number == _DATA_LOCATION_FIELD and wire_type == _VARINT and value != 0


def _fields(data: bytes, start: int, end: int, name: str) -> Iterator[_Field]:
    """The fields of the message in ``data[start:end]``, in their order."""
    at = start
    while at < end:
        key, at = _varint(data, at, end, name)
        if key > _HIGHEST_KEY:
            raise _no_onnx(name)
        number, wire_type = key >> 3, key & 7
        if wire_type == _VARINT:
            value, at = _varint(data, at, end, name)
            yield number, wire_type, value, 0
            continue
        if wire_type == _BYTES:
            size, at = _varint(data, at, end, name)
        elif wire_type in (_FIXED_64, _FIXED_32):
            size = 8 if wire_type == _FIXED_64 else 4
        else:
            raise _no_onnx(name)
        if size > end - at:
            raise _no_onnx(name)
        yield number, wire_type, at, at + size
        at += size


def _varint(data: bytes, at: int, end: int, name: str) -> tuple[int, int]:
    """A number of seven bits a byte, lowest first, and where the next thing begins."""
    value = 0
    for place, byte in enumerate(data[at : min(at + _LONGEST_VARINT, end)]):
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value & 0xFFFF_FFFF_FFFF_FFFF, at + place + 1
    raise _no_onnx(name)


def _no_onnx(name: str) -> ModelUnfit:
    reason: Phrase = said("it is cut short, or no ONNX file")
    return ModelUnfit(said("The model {name} does not load: {reason}", name=name, reason=reason), _CURE)
