"""Boosted trees as ONNX: one tree ensemble and a sigmoid, written node by node."""

import numpy as np
import numpy.typing as npt
from onnx import TensorProto, helper
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.tree import DecisionTreeRegressor

OPSETS = (("", 17), ("ai.onnx.ml", 3))
IR_VERSION = 8


def float32_at_most(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """The largest float32 not above each value: ``x <= value`` stays the same for every float32 ``x``."""
    rounded = values.astype(np.float32)
    below = np.nextafter(rounded, np.float32(-np.inf))
    return np.where(rounded.astype(np.float64) > values, below, rounded)


def export_boosted_trees(model: GradientBoostingClassifier, features: int, input_name: str, output_name: str) -> bytes:
    """A two-class model as ONNX: ``input_name`` (N, features) float32 to ``output_name`` (N, 1) float32, 0 to 1."""
    prior = float(model._raw_predict_init(np.zeros((1, features), np.float32))[0, 0])
    attributes: dict[str, list[int] | list[float] | list[str]] = {}
    for number, tree in enumerate(model.estimators_[:, 0]):
        for name, values in _tree_attributes(tree, number, model.learning_rate).items():
            attributes.setdefault(name, []).extend(values)  # type: ignore[arg-type]
    ensemble = helper.make_node(
        "TreeEnsembleRegressor",
        [input_name],
        ["raw"],
        domain="ai.onnx.ml",
        n_targets=1,
        aggregate_function="SUM",
        post_transform="NONE",
        base_values=[prior],
        **attributes,  # type: ignore[arg-type]
    )
    graph = helper.make_graph(
        [ensemble, helper.make_node("Sigmoid", ["raw"], [output_name])],
        "boosted_trees",
        [helper.make_tensor_value_info(input_name, TensorProto.FLOAT, [None, features])],
        [helper.make_tensor_value_info(output_name, TensorProto.FLOAT, [None, 1])],
    )
    opsets = [helper.make_opsetid(domain, version) for domain, version in OPSETS]
    return bytes(helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION).SerializeToString())


def _tree_attributes(
    tree: DecisionTreeRegressor, number: int, learning_rate: float
) -> dict[str, list[int] | list[float] | list[str]]:
    nodes = tree.tree_
    leaf = nodes.children_left < 0
    indices = np.arange(nodes.node_count)
    leaves = indices[leaf]
    return {
        "nodes_treeids": [number] * nodes.node_count,
        "nodes_nodeids": indices.tolist(),
        "nodes_featureids": np.where(leaf, 0, nodes.feature).tolist(),
        "nodes_values": np.where(leaf, 0, float32_at_most(nodes.threshold)).astype(float).tolist(),
        "nodes_modes": ["LEAF" if is_leaf else "BRANCH_LEQ" for is_leaf in leaf],
        "nodes_truenodeids": np.where(leaf, 0, nodes.children_left).tolist(),
        "nodes_falsenodeids": np.where(leaf, 0, nodes.children_right).tolist(),
        "target_treeids": [number] * len(leaves),
        "target_nodeids": leaves.tolist(),
        "target_ids": [0] * len(leaves),
        "target_weights": (learning_rate * nodes.value[leaf, 0, 0]).tolist(),
    }
