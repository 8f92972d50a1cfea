"""What a new model does better and worse."""

import json

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

from mineral_desk.training.baseline import compare, places, read_places
from mineral_desk.training.calibration import HeldOut


def test_places_by_name():
    scores = np.array([[3, 2, 1], [3, 2, 1], [1, 1, 1]], np.float32)
    held_out = HeldOut(scores, np.array([0, 2, 1]), ("a", "a", "b"), ("x.jpg", "y.jpg", "z.jpg"))
    assert places(held_out, scores) == {"x.jpg": 1, "y.jpg": 3, "z.jpg": 3}


def test_only_what_crosses_the_first_five_counts():
    old = {"up": 9, "down": 2, "same": 1, "far": 80, "gone": 1}
    new = {"up": 5, "down": 6, "same": 4, "far": 20, "fresh": 1}
    found = compare(old, new)
    assert found.improved == (("up", 9, 5),)
    assert found.worse == (("down", 2, 6),)
    assert "1 photos came among the first 5, 1 dropped out" in found.in_words()
    assert "- down: 2 -> 6" in found.in_words()


@pytest.mark.parametrize(
    "content", [None, "{", "[]", "{}", json.dumps({"places": 3}), json.dumps({"places": {"a": "b"}})]
)
def test_a_baseline_that_is_none_holds_no_places(tmp_path, content):
    path = tmp_path / "baseline.json"
    if content is not None:
        path.write_text(content)
    assert read_places(path) == {}
