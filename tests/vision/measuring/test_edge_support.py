import numpy as np

from mineral_desk.vision.measuring.edge_field import edge_field
from mineral_desk.vision.measuring.edge_support import support
from mineral_desk.vision.measuring.preparation import to_lab
from tests.vision.measuring.drawn import draw


def test_support_is_high_on_the_cube_and_low_beside_it() -> None:
    scene = draw()
    field = edge_field(to_lab(scene.pixels), 1.1)
    beside = scene.cube.vector + np.array([0, -250, 0, 0, 0, 0])
    found = support(field, np.stack([scene.cube.vector, beside]), scene.camera, 2, 40)
    assert found.total[0] > 0.6
    assert found.total[1] < 0.3
    assert found.hard[0][found.samples.visible[0]].min() > 0.5


def test_a_wire_frame_that_leaves_the_photo_has_no_support_there() -> None:
    scene = draw()
    field = edge_field(to_lab(scene.pixels), 1.1)
    outside = scene.cube.vector + np.array([2 * field.width, 0, 0, 0, 0, 0])
    found = support(field, np.stack([scene.cube.vector, outside]), scene.camera, 2, 40)
    assert found.total[1] == 0
    assert not found.hard[1].any()
