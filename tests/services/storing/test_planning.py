from dataclasses import replace

import pytest

from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.progress import Progress, finish
from mineral_desk.domain.storing.rules import Borderline, DrawerOrder, StorageSettings, rules_of
from mineral_desk.domain.storing.sizes import ThirdSide, Unsized
from mineral_desk.services.desk import Desk
from mineral_desk.services.storing import planning
from mineral_desk.services.storing.planning import plan_storage
from mineral_desk.services.whose import Whose, complaints
from tests.services.storing.conftest import accepted, add_photo

RULES = rules_of(StorageSettings(boxes="A 40 × 30 × 25 600; B 60 × 45 × 35; C 90 × 70 × 50; F 280 × 190 × 120 1"))


def test_every_specimen_is_boxed_or_told_apart(filled: Desk) -> None:
    plan = finish(plan_storage(filled, Whose(), RULES))
    assert [(one.specimen.number, one.box.name, one.sides.source) for one in plan.boxed] == [
        ("FMM 2", "C", ThirdSide.ASSUMED),
        ("FMM 3", "B", ThirdSide.SECOND_PHOTO),
        ("FMM 10", "A", ThirdSide.TYPED),
    ]
    assert [one.specimen.number for one in plan.too_large] == ["FMM 4"]
    assert {one.number: one.unsized for one in plan.unsized} == {
        "FMM 5": Unsized.FLAGGED,
        "FMM 6": Unsized.NO_SIZE,
        "FMM 7": Unsized.OPEN,
        "=FMM 8": Unsized.NOT_MEASURED,
        "FMM 9": Unsized.ONE_SIDE,
    }
    assert {one.box.name: (one.need, one.order) for one in plan.counts} == {
        "A": (1, 0), "B": (1, 1), "C": (1, 1), "F": (0, 0),
    }  # fmt: skip
    assert (plan.specimens, plan.lower_bounds) == (9, 1)
    assert sorted(plan.drawer_of) == sorted(one.specimen.id for one in plan.boxed)


def test_borderline_cases_and_the_box_that_they_get(filled: Desk) -> None:
    plan = finish(plan_storage(filled, Whose(), RULES))
    (one,) = plan.borderline
    assert (one.specimen.number, one.smallest.name, one.larger and one.larger.name) == ("FMM 2", "C", "F")
    assert 0.02 < one.too_small < 0.5
    larger = finish(plan_storage(filled, Whose(), replace(RULES, borderline=Borderline.LARGER)))
    assert {one.specimen.number: one.box.name for one in larger.boxed}["FMM 2"] == "F"
    assert [one.specimen.number for one in larger.borderline] == ["FMM 2"]


def test_what_the_curator_accepts_later_counts(filled: Desk) -> None:
    (photo_id,) = (one.photo_id for one in finish(plan_storage(filled, Whose("number:5"), RULES)).unsized)
    decision = Decision(photo_id, Verb.ACCEPT, "Anna", "Quartz", catalogue_number="FMM 5", size=accepted(30.0, 20.0))
    filled.write(lambda one: one.decisions.add(decision))
    plan = finish(plan_storage(filled, Whose("number:5"), RULES))
    assert [one.box.name for one in plan.boxed] == ["A"]
    filled.write(lambda one: one.history.undo("Anna"))
    assert not finish(plan_storage(filled, Whose("number:5"), RULES)).boxed


def test_a_search_or_a_choice(filled: Desk) -> None:
    plan = finish(plan_storage(filled, Whose("size:>50mm"), RULES))
    assert [one.specimen.number for one in plan.boxed] == ["FMM 2", "FMM 3"]
    ids = tuple(one.specimen.id for one in reversed(plan.boxed))
    chosen = finish(plan_storage(filled, Whose(ids=(*ids, 999_999, *ids)), RULES))
    assert tuple(one.specimen.id for one in chosen.boxed) == ids[::-1], "by number, each once"
    assert complaints(filled, Whose("size:huge"))
    assert not finish(plan_storage(filled, Whose("zzzz"), RULES)).specimens


def test_the_job_tells_how_far_it_is_and_can_be_cancelled(filled: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "READ_AT_ONCE", 2)
    steps: list[Progress] = []
    plan = finish(plan_storage(filled, Whose(), RULES), steps.append)
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert {step.text for step in steps} == {planning.READING, planning.PACKING, planning.COUNTING}
    assert all(step.total == 18 and step.done <= 18 for step in steps)
    assert plan.specimens == 9
    job = plan_storage(filled, Whose(), RULES)
    next(job)
    job.close()


def test_drawers_by_number_or_by_box(filled: Desk) -> None:
    filled.write(lambda one: [add_photo(one, f"K {100 + n}", accepted(60 - n, 20)) for n in range(40)])
    for order in DrawerOrder:
        plan = finish(plan_storage(filled, Whose(), replace(RULES, drawer_order=order)))
        stood = [one for drawer in plan.drawers for one in drawer.boxes]
        assert len(stood) == len(plan.boxed)
        if order is DrawerOrder.NUMBER:
            assert stood == list(plan.boxed)
        else:
            assert [one.box.name for one in stood] == sorted(one.box.name for one in stood)


def test_boxes_higher_than_the_drawer_are_counted_and_told(filled: Desk) -> None:
    plan = finish(plan_storage(filled, Whose(), replace(RULES, drawer=replace(RULES.drawer, height_mm=40.0))))
    assert [(one.box.name, one.need) for one in plan.outside_drawers] == [("C", 1)]
    assert len(plan.drawer_of) == len(plan.boxed) - 1
