"""Writing the segmentation network as one self-contained ONNX file."""

from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor

from mineral_desk.training.export import backbone_graph, finished, in_half_precision
from mineral_desk.training.segmentation.net import Convolution, SegmentationNet
from mineral_desk.vision.inference import Network
from mineral_desk.vision.measuring.classes import SegmentClass
from mineral_desk.vision.segmenter import IMAGE_INPUT, PROBABILITIES_OUTPUT


class Assembly:
    """ONNX operators and weights in the making; each method appends an operator and returns its output's name."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """Any operator with one output."""
        output = f"decoder_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def plain(self, x: str, weight: Tensor, bias: Tensor, groups: int = 1) -> str:
        """A convolution whose padding keeps height and width."""
        number = len(self.nodes)
        for name, tensor in (("weight", weight), ("bias", bias)):
            array = np.ascontiguousarray(tensor.detach().cpu().numpy(), np.float32)
            self.weights.append(numpy_helper.from_array(array, f"decoder_{number}.{name}"))
        pads = [weight.shape[2] // 2] * 4
        return self.add("Conv", x, f"decoder_{number}.weight", f"decoder_{number}.bias", pads=pads, group=groups)

    def convolution(self, x: str, part: Convolution) -> str:
        """A :class:`Convolution`, its normalisation folded in."""
        return self.add("Relu", self.plain(x, *part.folded(), groups=part.conv.groups))

    def enlarged(self, x: str) -> str:
        """Twice the height and width, bilinear."""
        return self.add("Resize", x, "", "twice", mode="linear", coordinate_transformation_mode="half_pixel")


def export_segmentation_model(net: SegmentationNet) -> bytes:
    """The ONNX model of ``net``: ``image`` (N, 3, H, W) to ``probabilities`` (N, C, H / 2, W / 2).

    H and W are multiples of 32, chosen at run time. Weights are stored in half precision, which halves the file.
    """
    nodes, weights = backbone_graph(net.backbone)
    decoder = Assembly()
    logits = add_decoder(net, decoder)
    decoder.nodes.append(helper.make_node("Softmax", [logits], [PROBABILITIES_OUTPUT], axis=1))
    halves, casts = in_half_precision(weights + decoder.weights)
    twice = numpy_helper.from_array(np.array([1, 1, 2, 2], np.float32), "twice")
    shape: list[str | int | None] = ["N", len(SegmentClass), "half_height", "half_width"]
    graph = helper.make_graph(
        casts + nodes + decoder.nodes,
        "segmentation",
        [helper.make_tensor_value_info(IMAGE_INPUT, TensorProto.FLOAT, ["N", 3, "height", "width"])],
        [helper.make_tensor_value_info(PROBABILITIES_OUTPUT, TensorProto.FLOAT, shape)],
        [*halves, twice],
    )
    return finished(graph)


def add_decoder(net: SegmentationNet, out: Assembly) -> str:
    """The decoder's operators, as :meth:`SegmentationNet.forward` has them; the name of the logits."""
    finest, *levels = net.feature_names
    mean = out.add("GlobalAveragePool", levels[-1])
    below = out.add("Relu", out.plain(mean, net.context.weight, _bias(net.context)))
    for level, lateral, block in reversed(list(zip(levels, net.laterals, net.blocks, strict=True))):
        assert isinstance(lateral, Convolution)  # nn.ModuleList forgets it
        below = out.add("Add", out.convolution(level, lateral), below)
        for part in block.children():
            assert isinstance(part, Convolution)
            below = out.convolution(below, part)
        below = out.convolution(below, net.narrow) if level == levels[0] else below
        below = out.enlarged(below)
    below = out.convolution(out.add("Add", below, out.convolution(finest, net.fine)), net.last)
    return out.plain(below, net.classes.weight, _bias(net.classes))


def _bias(conv: torch.nn.Conv2d) -> Tensor:
    return torch.zeros(conv.out_channels) if conv.bias is None else conv.bias


def largest_difference(net: SegmentationNet, data: bytes, height: int = 96, width: int = 128) -> float:
    """The largest difference of a probability between the ONNX model and torch, on random pictures."""
    images = np.random.default_rng(0).uniform(-1, 1, (2, 3, height, width)).astype(np.float32)
    (found,) = Network(data, "segmentation.onnx", threads=1).run({IMAGE_INPUT: images}, [PROBABILITIES_OUTPUT])
    with torch.no_grad():
        expected = net.cpu().eval()(torch.from_numpy(images)).softmax(1).numpy()
    return float(np.abs(found - expected).max())
