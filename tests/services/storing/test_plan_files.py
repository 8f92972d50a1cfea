import csv
import json
from pathlib import Path

import pytest

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.progress import finish
from mineral_desk.domain.storing.plan import StoragePlan
from mineral_desk.services.desk import Desk
from mineral_desk.services.storing.plan_files import write_order, write_plan
from mineral_desk.services.storing.planning import plan_storage
from mineral_desk.services.whose import Whose
from tests.services.storing.test_planning import RULES


@pytest.fixture
def plan(filled: Desk) -> StoragePlan:
    return finish(plan_storage(filled, Whose(), RULES))


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_table_of_all_specimens_in_which_nothing_is_a_formula(plan: StoragePlan, tmp_path: Path) -> None:
    rows = table(finish(write_plan(plan, tmp_path / "План № 1" / "plan.csv")))
    by_number = {row["catalogue_number"]: row for row in rows}
    assert len(rows) == plan.specimens
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert by_number["'=FMM 8"]["reason"] == "not_measured no_cube"
    two = by_number["FMM 2"]
    assert (two["status"], two["box"], two["next_box"], two["lower_bound"]) == ("borderline", "C", "F", "yes")
    assert (two["needs_mm"], two["third_side"], two["drawer"]) == ("86.4 × 44 × 44", "assumed", "1")
    assert (by_number["FMM 4"]["status"], by_number["FMM 4"]["box"]) == ("fits_no_box", "")
    assert {by_number[f"FMM {n}"]["status"] for n in (5, 6, 7, 9)} == {"no_size"}
    assert {by_number[f"FMM {n}"]["box"] for n in (5, 6, 7, 9)} == {""}


def test_json_says_the_same(plan: StoragePlan, tmp_path: Path) -> None:
    told = json.loads(finish(write_plan(plan, tmp_path / "plan.json")).read_text("utf-8"))
    assert told["counts"]["boxed"] == 3
    assert told["counts"]["no_size"] == 5
    assert [one["order"] for one in told["boxes"]] == [one.order for one in plan.counts]
    assert len(told["specimens"]) == plan.specimens
    assert told["specimens"][0]["needs_mm"] == [86.4, 44.0, 44.0]


def test_the_order_list(plan: StoragePlan, tmp_path: Path) -> None:
    rows = table(finish(write_order(plan, tmp_path / "order.csv")))
    assert [(row["box"], row["have"], row["need"], row["order"]) for row in rows] == [
        ("A", "600", "1", "0"), ("B", "0", "1", "1"), ("C", "0", "1", "1"), ("F", "1", "0", "0"),
    ]  # fmt: skip


def test_other_endings_are_refused_and_leave_nothing(plan: StoragePlan, tmp_path: Path) -> None:
    for write, name in ((write_plan, "plan.txt"), (write_order, "order.json")):
        with pytest.raises(UsageError):
            finish(write(plan, tmp_path / "new" / name))
    assert not (tmp_path / "new").exists()
