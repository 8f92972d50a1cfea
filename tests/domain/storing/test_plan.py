from array import array
from dataclasses import replace

from mineral_desk.domain.storing.fitting import Boxed, fit
from mineral_desk.domain.storing.plan import Drawer, StoragePlan, in_drawer_order
from mineral_desk.domain.storing.sizes import StoredSpecimen
from tests.domain.storing.drawn import RULES


def stone(number: int, length_mm: float, error_mm: float = 0.0, height_mm: float | None = None) -> Boxed:
    specimen = StoredSpecimen(
        number, str(number), length_mm=length_mm, length_error_mm=error_mm, width_mm=10.0, height_mm=height_mm
    )
    fitted = fit(specimen, RULES)
    assert isinstance(fitted, Boxed)
    return fitted


A, B, ALSO_A, CLOSE, CLOSER = (
    stone(1, 30),
    stone(2, 50),
    stone(3, 20, height_mm=5),
    stone(4, 34, 2.0),
    stone(5, 35.5, 2.0),
)


def test_what_is_to_be_ordered() -> None:
    boxes = (replace(RULES.boxes[0], have=1), *RULES.boxes[1:])
    plan = StoragePlan(replace(RULES, boxes=boxes), (A, B, ALSO_A))
    assert {one.box.name: (one.need, one.order) for one in plan.counts if one.need} == {"A": (2, 1), "B": (1, 1)}
    assert sum(one.need for one in plan.counts) == len(plan.boxed)


def test_the_likeliest_to_be_too_small_comes_first() -> None:
    plan = StoragePlan(RULES, (A, CLOSE, CLOSER))
    assert plan.borderline == (CLOSER, CLOSE)
    assert CLOSER.too_small > CLOSE.too_small > 0


def test_boxes_that_rest_on_an_unknown_side_are_counted() -> None:
    assert StoragePlan(RULES, (A, B, ALSO_A)).lower_bounds == 2


def test_order_in_drawers() -> None:
    listed = (B, A, ALSO_A)
    assert in_drawer_order(listed, RULES, by_box=False) == [B, A, ALSO_A]
    assert in_drawer_order(listed, RULES, by_box=True) == [A, ALSO_A, B]


def test_who_stands_where() -> None:
    drawer = Drawer(7, (A, B), array("d", (0, 0, 300, 200, 300, 0, 300, 400)))
    plan = StoragePlan(RULES, (A, B, ALSO_A), drawers=(drawer,))
    assert plan.drawer_of == {1: 7, 2: 7}
    assert [(one.boxed, one.x_mm, one.depth_mm) for one in drawer.placed] == [(A, 0, 200), (B, 300, 400)]
    assert drawer.filled(RULES.drawer) == 0.75
    assert plan.by_id[3] == ALSO_A
    assert len(list(plan.count())) > 1
