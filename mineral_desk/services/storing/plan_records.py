"""A storage plan as plain records: the rows of its CSV file, the objects of its JSON file."""

from collections.abc import Iterator, Mapping
from typing import Any

from mineral_desk.domain.storing.fitting import Boxed, needed_mm
from mineral_desk.domain.storing.plan import BoxCount, StoragePlan
from mineral_desk.domain.storing.sizes import Sides, StoredSpecimen

SPECIMEN_COLUMNS = (
    "catalogue_number", "name", "status", "box", "drawer", "length_mm", "length_error_mm", "width_mm",
    "width_error_mm", "third_side_mm", "third_side", "lower_bound", "needs_mm", "next_box", "too_small_probability",
    "left_mm", "top_mm", "reason",
)  # fmt: skip
"""See FORMATS.md."""
ORDER_COLUMNS = ("box", "length_mm", "width_mm", "height_mm", "have", "need", "order")
Record = Mapping[str, Any]


def specimen_records(plan: StoragePlan) -> Iterator[Record]:
    """One a specimen: those with a box by drawer and then those in none, those that fit none, those without a size."""
    placed: set[int] = set()
    for drawer in plan.drawers:
        for one in drawer.placed:
            placed.add(one.boxed.specimen.id)
            where = {"drawer": drawer.number, "left_mm": _rounded(one.x_mm), "top_mm": _rounded(one.y_mm)}
            yield _boxed(one.boxed, plan) | where
    yield from (_boxed(one, plan) for one in plan.boxed if one.specimen.id not in placed)
    for large in plan.too_large:
        yield _identity(large.specimen, "fits_no_box") | _sides(large.sides, plan)
    for unsized in plan.unsized:
        why = "" if unsized.unsized is None else unsized.unsized.value
        reason = " ".join((why, *(flag.value for flag in unsized.flags)))
        yield _identity(unsized, "no_size") | {"reason": reason}


def order_records(plan: StoragePlan) -> Iterator[Record]:
    """One a size of box."""
    return map(_order, plan.counts)


def plan_head(plan: StoragePlan) -> dict[str, Any]:
    """Everything but the specimens: the rules, the boxes to order, the figures."""
    rules = plan.rules
    return {
        "format": "mineral-desk/storage-plan",
        "version": 1,
        "rules": {
            "padding_mm": rules.padding_mm,
            "safety_sd": rules.safety_sd,
            "wall_mm": rules.wall_mm,
            "unknown_height": rules.unknown_height.value,
            "borderline": rules.borderline.value,
            "drawer_order": rules.drawer_order.value,
            "drawer_mm": [rules.drawer.length_mm, rules.drawer.width_mm, rules.drawer.height_mm],
        },
        "boxes": list(order_records(plan)),
        "boxes_outside_drawers": [one.box.name for one in plan.outside_drawers],
        "counts": {
            "specimens": plan.specimens,
            "boxed": len(plan.boxed),
            "lower_bounds": plan.lower_bounds,
            "borderline": len(plan.borderline),
            "fit_no_box": len(plan.too_large),
            "no_size": len(plan.unsized),
            "drawers": len(plan.drawers),
        },
    }


def _order(one: BoxCount) -> Record:
    box = one.box
    sides = (box.length_mm, box.width_mm, box.height_mm)
    return dict(zip(ORDER_COLUMNS, (box.name, *sides, box.have, one.need, one.order), strict=True))


def _boxed(one: Boxed, plan: StoragePlan) -> dict[str, Any]:
    record = _identity(one.specimen, "borderline" if one.is_borderline else "boxed")
    record |= _sides(one.sides, plan) | {"box": one.box.name}
    if one.is_borderline:
        record |= {"next_box": one.larger.name if one.larger is not None else None}
        record |= {"too_small_probability": round(one.too_small, 4)}
    return record


def _identity(specimen: StoredSpecimen, status: str) -> dict[str, Any]:
    blank = dict.fromkeys(SPECIMEN_COLUMNS)
    return blank | {"catalogue_number": specimen.number, "name": specimen.species, "status": status}


def _sides(sides: Sides, plan: StoragePlan) -> dict[str, Any]:
    return {
        "length_mm": sides.length.length_mm,
        "length_error_mm": sides.length.error_mm or None,
        "width_mm": sides.width.length_mm,
        "width_error_mm": sides.width.error_mm or None,
        "third_side_mm": None if sides.third is None else sides.third.length_mm,
        "third_side": sides.source.value,
        "lower_bound": not sides.source.is_known,
        "needs_mm": [_rounded(need) for need in needed_mm(sides, plan.rules)],
    }


def _rounded(length_mm: float) -> float:
    return round(length_mm, 2)
