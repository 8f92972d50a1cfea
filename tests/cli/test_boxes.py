import csv
import json
from pathlib import Path

import pytest

from mineral_desk.catalogue.opening import create_catalogue
from tests.cli.conftest import Run
from tests.services.printing.pages import pages_of
from tests.services.storing.conftest import fill


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "каталог.mdc"
    with create_catalogue(path) as one:
        fill(one)
    return path


def test_totals_borderline_cases_and_those_without_a_box(run: Run, catalogue: Path, tmp_path: Path) -> None:
    out, order = tmp_path / "plan.csv", tmp_path / "order.csv"
    status, said, err = run("boxes", "--catalogue", catalogue, "--out", out, "--order", order)
    assert (status, err) == (0, "")
    assert "Specimens: 9; in boxes: 3; drawers: 1." in said
    assert "Lower bounds: 1." in said
    assert "Borderline: 1." in said
    assert "Fit no box: 1." in said
    assert "so without a box: 5 (" in said
    assert "FMM 2" in said
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 9
    assert order.exists()


def test_rules_said_here_go_before_the_settings(run: Run, catalogue: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    rules = ("--boxes", "big 400x300x250 2; A 40x30x25", "--drawer", "900x900x300", "--padding-mm", 5)
    more = (
        "--unknown-height",
        "none",
        "--borderline",
        "larger",
        "--drawer-order",
        "box",
        "--safety-sd",
        0,
        "--wall-mm",
        3,
    )
    status, _, _ = run("boxes", "size:>50mm", "--catalogue", catalogue, "--out", out, *rules, *more)
    told = json.loads(out.read_text("utf-8"))
    assert status == 0
    assert [one["box"] for one in told["boxes"]] == ["A", "big"]
    assert told["rules"] == {
        "padding_mm": 5.0, "safety_sd": 0.0, "wall_mm": 3.0, "unknown_height": "none", "borderline": "larger",
        "drawer_order": "box", "drawer_mm": [900.0, 900.0, 300.0],
    }  # fmt: skip
    assert {one["catalogue_number"] for one in told["specimens"]} == {"FMM 2", "FMM 3", "FMM 4"}


def test_the_plan_on_paper(run: Run, catalogue: Path, tmp_path: Path) -> None:
    plan = tmp_path / "план.pdf"
    status, said, err = run("boxes", "--catalogue", catalogue, "--plan", plan, "--paper", "A3", "--drawers", "1")
    assert (status, err) == (0, "")
    pages = pages_of(plan)
    assert f"1 drawer on {len(pages)} pages of A3, 1 : 2, written to" in said
    assert sorted(pages[0].size_mm) == pytest.approx([297, 420], abs=0.01)
    text = " ".join(" ".join(page.text.split()) for page in pages)
    assert "All specimens" in text
    assert "Drawer 1 " in text
    status, _, _ = run(
        "boxes", "size:>50mm", "--catalogue", catalogue, "--plan", plan, "--language", "ru", "--drawers", "1-"
    )
    assert status == 0
    assert "По запросу «size:>50mm»" in pages_of(plan)[0].text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--boxes", "A 40"), "is no box"),
        (("--padding-mm", "-1"), "Padding each side"),
        (("--drawer", "huge"), "no size of a drawer"),
        (("--out", "plan.txt"), "neither .csv nor .json"),
        (("--out", "same.csv", "--order", "same.csv"), "named twice"),
        (("--plan", "plan.csv"), "is no name for a printed plan"),
        (("--plan", "plan.pdf", "--drawers", "7-9"), "There are no drawers 7 to 9"),
        (("--plan", "plan.pdf", "--drawers", "7 9"), "are no drawers: write 7, 7-12 or 7-"),
        (("--plan", "plan.pdf", "--drawers", "-3"), "are no drawers: write 7, 7-12 or 7-"),
    ],
)
def test_wrong_usage(run: Run, catalogue: Path, arguments: tuple[str, ...], said: str) -> None:
    status, _, err = run("boxes", "--catalogue", catalogue, *arguments)
    assert (status, said in err) == (2, True), err
    assert run("boxes", "--catalogue", catalogue.with_name("no.mdc"))[0] == 2
