from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.errors import SettingError
from mineral_desk.domain.labelling import (
    PAPERS_MM,
    CodeContent,
    Label,
    LabelSettings,
    check_labels,
    label_corner_mm,
)

SHEET = LabelSettings()


@st.composite
def sheets(draw: st.DrawFn) -> LabelSettings:
    gaps = st.integers(0, 20).map(float)
    return LabelSettings(
        paper=draw(st.sampled_from(tuple(PAPERS_MM))),
        columns=draw(st.integers(1, 8)),
        rows=draw(st.integers(1, 15)),
        width_mm=float(draw(st.integers(20, 120))),
        height_mm=float(draw(st.integers(10, 90))),
        left_mm=draw(gaps),
        top_mm=draw(gaps),
        gap_across_mm=draw(gaps),
        gap_down_mm=draw(gaps),
    )


@given(sheets())
def test_labels_that_pass_the_check_lie_on_the_paper_and_apart(sheet: LabelSettings) -> None:
    corners = [label_corner_mm(sheet, place) for place in range(sheet.a_sheet)]
    width, height = sheet.paper_mm
    inside = all(
        left + sheet.width_mm <= width + 0.01 and top + sheet.height_mm <= height + 0.01 for left, top in corners
    )
    try:
        check_labels(sheet)
    except SettingError:
        assert not inside
        return
    assert inside
    for (left, top), (other_left, other_top) in combinations(corners[:30], 2):
        assert abs(left - other_left) >= sheet.width_mm - 1e-6 or abs(top - other_top) >= sheet.height_mm - 1e-6


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": 4},
        {"rows": 8},
        {"paper": "A5"},
        {"paper": "B7"},
        {"width_mm": float("nan")},
        {"rows": 0},
        {"code": ""},
    ],
)
def test_what_does_not_go_on_the_paper_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingError):
        check_labels(replace(SHEET, **wrong))


def test_a_specimen_without_a_number_has_its_id_in_the_code() -> None:
    label = Label("FMM 1", "a" * 32)
    assert label.code(CodeContent.NUMBER) == "FMM 1"
    assert label.code(CodeContent.RECORD_ID).startswith("urn:uuid:aaaaaaaa-")
    assert Label("", "a" * 32).code(CodeContent.NUMBER) == label.code(CodeContent.RECORD_ID)
