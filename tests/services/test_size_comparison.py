import io
import json
import math

import numpy as np
import pytest
from PIL import Image

from mineral_desk.domain.errors import UsageError
from mineral_desk.services.size_comparison import SizeComparison
from mineral_desk.services.size_figure import sizes_figure
from mineral_desk.services.size_report import SizeReport
from mineral_desk.services.size_score import SizeRecord


def record(number: int, error: float, measured: bool = True, **changes: object) -> SizeRecord:
    true = (10.0 + 5 * number, 8.0)
    values: dict[str, object] = {
        "file": f"{number:06d}.jpg",
        "expected": "measure",
        "status": "measured" if measured else "flagged",
        "flags": () if measured else ("blurred", "cube_edge_contradicted"),
        "true_mm": true,
        "found_mm": tuple(side * (1 + error) for side in true),
        "deviations_mm": (1.0, 1.0),
        "has_cube": True,
        "cube_found": True,
        "traits": {"background": "black_velvet", "elevation_deg": 7.0 * number, "length_mm": true[0]},
        "cpu_seconds": 0.1 * number,
        "megapixels": 12.0,
    }
    return SizeRecord(**(values | changes))  # type: ignore[arg-type]


def report(*errors: float) -> SizeReport:
    return SizeReport(tuple(record(k, error, measured=error < 0.5) for k, error in enumerate(errors, start=1)))


@pytest.fixture
def comparison() -> SizeComparison:
    methods = {"ours": report(0.0, 0.02, 0.6, 0.3), "paper-with-true-boxes": report(0.4, 0.6, 0.6, 0.45)}
    return SizeComparison(methods, 321.4)


def test_methods_stand_side_by_side(comparison: SizeComparison) -> None:
    summary = {row[0].strip(): row[1:] for row in comparison.tables()[0].rows}
    assert summary[""] == ("ours", "paper-with-true-boxes")
    assert summary["kept of these"] == ("75.0 %", "50.0 %")
    assert summary["silently wrong by > 20 %, photos"] == ("1", "2")
    assert summary["MAPE of both"] == ("0.107", "0.425")


def test_groups_flags_and_worst_photos_are_told_by_method(comparison: SizeComparison) -> None:
    _, groups, flags, worst, _ = comparison.tables()
    velvet = next(k for k, row in enumerate(groups.rows) if row[0].strip() == "black_velvet")
    assert groups.rows[velvet][1:4] == ("ours", "4", "3/4")
    assert groups.rows[velvet + 1][:4] == ("", "paper*", "4", "2/4")
    assert ("cube edge contradicted", "ours", "1", "1", "1", "0", "0") in flags.rows
    assert [row[:3] for row in worst.rows[1:3]] == [
        ("000004.jpg", "ours", "30.0 %"),
        ("000002.jpg", "ours", "2.0 %"),
    ]


def test_the_tables_fit_a_terminal_of_100_columns(comparison: SizeComparison) -> None:
    for table in comparison.tables():
        assert len({len(row) for row in table.rows}) == 1
        widths = [max(len(row[k]) for row in table.rows) for k in range(len(table.rows[0]))]
        assert sum(widths) + 2 * (len(widths) - 1) <= 100
        assert max(map(len, table.title.splitlines())) <= 100


def test_the_cost_is_told(comparison: SizeComparison) -> None:
    assert comparison.tables()[-1].rows[1] == ("ours", "0.25", "0.40", "0.40", "000004.jpg", "12.0")


def test_all_of_it_is_json(comparison: SizeComparison) -> None:
    found = json.loads(json.dumps(comparison.as_dict(), allow_nan=False))
    ours = found["methods"]["ours"]
    assert ours["all"]["kept"] == 0.75
    assert ours["groups"]["length_mm: 20 to 30"]["photos"] == 2
    assert ours["flags"]["blurred"]["photos"] == 1
    assert ours["worst"] == ["000004.jpg", "000002.jpg", "000001.jpg"]
    assert len(ours["photos"]) == 4
    assert found["peak_memory_mb"] == 321.4


def test_photos_of_which_nothing_is_known_still_make_tables() -> None:
    nothing = record(1, 0.0, expected="", true_mm=(), traits={}, cube_found=None, has_cube=None, cpu_seconds=math.nan)
    comparison = SizeComparison({"ours": SizeReport((nothing,))})
    assert [table.title[:8] for table in comparison.tables()] == ["All phot", "By flag ", "Cost"]
    assert len(comparison.tables()[-1].rows) == 1
    with pytest.raises(UsageError, match="no figure"):
        sizes_figure(comparison.methods)


def test_the_figure_has_a_bar_for_each_method(comparison: SizeComparison) -> None:
    picture = np.asarray(Image.open(io.BytesIO(sizes_figure(comparison.methods))).convert("RGB"))
    assert picture.shape[1] > 1000
    for colour in ((0x1B, 0x6C, 0xA8), (0xD9, 0x82, 0x2B)):
        assert (picture == colour).all(axis=2).sum() > 1000
