"""A tiny backbone, tiny photos and tables, so that training itself can be tested in seconds. Needs onnx."""

import csv
from pathlib import Path

import cv2
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SPECIES = {"Azurite": (40, 80, 200), "Malachite": (30, 160, 70), "Sulphur": (220, 210, 60)}
"""Each species with the colour of its specimens."""


def write_backbone(path: Path) -> None:
    """Two convolutions (one strided with SAME_UPPER padding, one depthwise), a shortcut, pooling, a classifier."""
    rng = np.random.default_rng(0)
    shapes = {"w.1": (8, 3, 3, 3), "b.1": (8,), "w.2": (8, 1, 3, 3), "b.2": (8,), "w.3": (5, 8, 1, 1), "b.3": (5,)}
    arrays = {name: (rng.normal(size=shape) * 0.4).astype(np.float32) for name, shape in shapes.items()}
    same = {"auto_pad": "SAME_UPPER", "dilations": [1, 1]}
    nodes = [
        helper.make_node("Conv", ["image", "w.1", "b.1"], ["c1"], strides=[2, 2], group=1, **same),
        helper.make_node("Relu", ["c1"], ["r1"]),
        helper.make_node("Conv", ["r1", "w.2", "b.2"], ["c2"], strides=[1, 1], group=8, **same),
        helper.make_node("Add", ["c2", "r1"], ["sum"]),
        helper.make_node("Relu", ["sum"], ["top"]),
        helper.make_node("GlobalAveragePool", ["top"], ["pooled"]),
        helper.make_node("Conv", ["pooled", "w.3", "b.3"], ["scores"], strides=[1, 1], group=1, dilations=[1, 1]),
        helper.make_node("Flatten", ["pooled"], ["features"]),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, 224, 224])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in ("top", "features")],
        [numpy_helper.from_array(array, name) for name, array in arrays.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.save(model, path)


def write_teacher(path: Path) -> None:
    """A "salient-object network": the brightness of the picture."""
    nodes = [helper.make_node("ReduceMean", ["picture"], ["mask"], axes=[1], keepdims=1)]
    graph = helper.make_graph(
        nodes,
        "teacher",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 3, 320, 320])],
        [helper.make_tensor_value_info("mask", TensorProto.FLOAT, [1, 1, 320, 320])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.save(model, path)


def write_photos(folder: Path, each: int, seed: int, collections: tuple[str, ...] = ("",)) -> None:
    """``each`` photos a species: a coloured disc on black; the table beside the folder."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(seed)
    rows = []
    for species, colour in SPECIES.items():
        for number in range(each):
            picture = rng.integers(0, 12, (60, 80, 3)).astype(np.uint8)
            shade = np.clip(np.array(colour) + rng.normal(0, 10, 3), 0, 255)
            cv2.circle(picture, (40, 30), int(rng.integers(18, 26)), tuple(int(v) for v in shade[::-1]), -1)
            file = f"{species.lower()}-{number}.png"
            cv2.imwrite(str(folder / file), picture)
            plate = "1" if number == 0 else ""
            collection = collections[number % len(collections)]
            rows.append((file, species, collection, f"{species} on Quartz.jpg", plate))
    with folder.with_suffix(".csv").open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["file", "species", "collection", "commons_file", "label_plate_in_photo"])
        writer.writerows(rows)


def write_facts(folder: Path) -> None:
    """The three tables of facts, for the three species."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ima_minerals.csv").write_text(
        "name,ima_formula,ima_number,crystal_system,structural_group,fleischers_group,elements\n"
        'Azurite,Cu3(CO3)2(OH)2,,monoclinic,,,"C, Cu, H, O"\n'
        'Malachite,Cu2(CO3)(OH)2,,monoclinic,Malachite,,"C, Cu, H, O"\n'
        "Sulphur,S8,IMA1999-001,orthorhombic,,,S\n"
    )
    (folder / "mineral_properties.csv").write_text(
        "name,strunz_classification,luster,color,diaphaneity\n"
        "Azurite,05.BA.05,Vitreous,Azure blue,Transparent\n"
        "Malachite,05.BA.10,Silky,Green,Translucent\n"
    )
    (folder / "mineral_names_ru.csv").write_text("name,name_ru\nMalachite,Малахит\n", encoding="utf-8")


def write_all(folder: Path) -> None:
    """Everything a training run needs."""
    write_backbone(folder / "backbone.onnx")
    write_teacher(folder / "teacher.onnx")
    write_photos(folder / "photos", each=2, seed=1)
    write_photos(folder / "held_out", each=4, seed=2, collections=("north", "south"))
    write_facts(folder / "facts")
