"""An analysis becomes one JSON object and the same analysis again."""

import json
import math
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mineral_desk.domain.analysis import Analysis, AnalysisSettings, ModelRef, Overrules, Step
from mineral_desk.domain.explanation import Explanation
from mineral_desk.domain.flag import Flag, FlagCode
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.measurement import Measurement, MeasurementStatus, Outline
from mineral_desk.domain.photo import Photo
from mineral_desk.domain.quality import IssueCode, QualityIssue, QualityReport, Verdict
from mineral_desk.domain.records import (
    analysis_from_record,
    analysis_to_record,
    overrules_from_record,
    overrules_to_record,
)
from mineral_desk.domain.region import Region, RegionKind
from mineral_desk.domain.suggestion import Recommendation, Suggestion, Suggestions


def codes_last(regions: list[Region]) -> tuple[Region, ...]:
    """As the analysis has them."""
    return tuple(sorted(regions, key=lambda region: region.kind is RegionKind.CODE))


pixels = st.integers(-1_000_000, 4_000_000).map(lambda hundredths: hundredths / 100)
millimetres = st.none() | st.integers(0, 10**7).map(lambda thousandths: thousandths / 1000)
shares = st.integers(0, 10**6).map(lambda millionths: millionths / 10**6)
words = st.text(max_size=12)
points = st.tuples(pixels, pixels)
boxes = st.builds(Box, pixels, pixels, pixels, pixels)
exact = st.integers(-9_999_999, 9_999_999).map(lambda whole: whole / 1000)
paths = st.sampled_from(["a.jpg", "музей/№ 7.jpg", "/x/caf\udce9.jpg"]).map(Path)

photos = st.builds(
    Photo,
    path=paths,
    sha256=st.text("0123456789abcdef", min_size=64, max_size=64),
    byte_size=st.integers(0, 2**40),
    width_px=st.integers(0, 50_000),
    height_px=st.integers(0, 50_000),
    taken_at=st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)),
    focal_length_35mm=st.none() | exact,
)
quality = st.builds(
    QualityReport,
    st.sampled_from(Verdict),
    st.lists(st.builds(QualityIssue, st.sampled_from(IssueCode), exact, exact), max_size=3).map(tuple),
    st.none() | words,
    st.integers(0, 2**64 - 1),
    exact,
)
flags = st.builds(Flag, st.sampled_from(FlagCode), st.dictionaries(words, exact | words, max_size=3), st.none() | boxes)
measurements = st.builds(
    Measurement,
    st.sampled_from(MeasurementStatus),
    st.lists(flags, max_size=3).map(tuple),
    millimetres,
    millimetres,
    millimetres,
    millimetres,
    st.none() | shares.map(lambda share: round(share, 5)),
    st.none() | shares,
    millimetres,
    st.just(()) | st.tuples(*[points] * 8),
    st.lists(st.integers(0, 7), max_size=4).map(tuple),
    words,
    st.none() | st.tuples(points, points),
    st.none() | st.tuples(points, points),
)
outlines = st.lists(points, min_size=3, max_size=9).flatmap(
    lambda many: st.builds(
        Outline,
        st.just(np.array(many, np.float32)),
        shares,
        st.none() | st.lists(st.booleans(), min_size=len(many), max_size=len(many)).map(np.array),
    )
)
heat_maps = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda shape: st.binary(min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]).map(
        lambda raw: np.frombuffer(raw, np.uint8).reshape(shape).astype(np.float32) / np.float32(255)
    )
)
explanations = st.builds(
    Explanation, words, words, heat_maps, boxes, shares, shares, st.booleans(), shares, st.none() | paths
)
overrules = st.builds(
    Overrules,
    st.frozensets(st.sampled_from(IssueCode)),
    st.lists(boxes, max_size=2).map(tuple),
    st.lists(boxes, max_size=2).map(tuple),
    st.none() | boxes,
)
suggestions = st.builds(
    Suggestions,
    st.lists(st.builds(Suggestion, words, shares), max_size=5).map(tuple),
    st.sampled_from(Recommendation),
)
analyses = st.builds(
    Analysis,
    photo=photos,
    quality=quality,
    regions=st.lists(st.builds(Region, st.sampled_from(RegionKind), boxes, shares, words), max_size=3).map(codes_last),
    outline=st.none() | outlines,
    measurement=measurements,
    suggestions=suggestions,
    explanation=st.none() | explanations,
    classified_px=st.none() | boxes,
    models=st.dictionaries(words, st.builds(ModelRef, words, words), max_size=2),
    settings=st.builds(AnalysisSettings, cube_edge_mm=st.floats(1, 200), model=words, max_duplicate_bits=st.just(9)),
    overrules=overrules,
    steps=st.lists(st.builds(Step, words, words, shares.map(lambda share: round(share, 4))), max_size=3).map(tuple),
    error=words,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(analyses)
def test_every_analysis_comes_back(analysis: Analysis) -> None:
    record = analysis_to_record(analysis)
    again = analysis_from_record(json.loads(json.dumps(record, allow_nan=False)))
    assert analysis_to_record(again) == record
    for part in fields(Analysis):
        if part.name not in ("outline", "explanation", "embedding"):
            assert getattr(again, part.name) == getattr(analysis, part.name), part.name
    if analysis.outline is None:
        assert again.outline is None
    else:
        assert again.outline is not None
        np.testing.assert_array_equal(again.outline.points_px, analysis.outline.points_px)
        assert again.outline.confidence == analysis.outline.confidence
        np.testing.assert_equal(again.outline.doubtful, analysis.outline.doubtful)
    if analysis.explanation is None:
        assert again.explanation is None
    else:
        assert again.explanation is not None
        np.testing.assert_array_equal(again.explanation.heat_map, analysis.explanation.heat_map)
        empty = np.zeros(0, np.float32)
        first, second = (replace(one, heat_map=empty) for one in (again.explanation, analysis.explanation))
        assert all(getattr(first, f.name) is empty or getattr(first, f.name) == getattr(second, f.name)
                   for f in fields(Explanation))  # fmt: skip


def example(**about: object) -> Analysis:
    photo = Photo(Path("folder/IMG_0412.jpg"), "a" * 64, 1, 6000, 4000)
    return replace(Analysis(photo, QualityReport(Verdict.OK)), **about)  # type: ignore[arg-type]


def test_the_keys_of_the_contract_are_there() -> None:
    analysis = example(
        regions=(
            Region(RegionKind.LABEL, Box(0, 0, 10, 10), 0.93, "FMM 82451"),
            Region(RegionKind.CODE, Box(2, 2, 8, 8), 1.0, "FMM 82451"),
        ),
        measurement=Measurement(MeasurementStatus.FLAGGED, (Flag(FlagCode.NO_CUBE),), 52.1, 1.2, 33.0, 0.9),
        suggestions=Suggestions((Suggestion("Malachite", 0.71),), Recommendation.STRONG),
        explanation=Explanation(
            "gradcam++",
            "Malachite",
            np.zeros((2, 2), np.float32),
            Box(0, 0, 1, 1),
            0.42,
            0.31,
            True,
            0.23,
            Path("m.png"),
        ),
        models={"classifier": ModelRef("starter", "b" * 64)},
        steps=(Step("decode", "JPEG", 0.05), Step("segment", "", 0.25)),
    )
    record = analysis_to_record(analysis)
    assert list(record)[:13] == [
        "photo", "sha256", "width_px", "height_px", "quality", "regions", "measurement", "suggestions",
        "recommendation", "mask", "models", "seconds", "error",
    ]  # fmt: skip
    assert record["photo"] == str(Path("folder/IMG_0412.jpg"))
    assert record["quality"]["issues"] == []
    assert record["quality"]["duplicate_of"] is None
    assert record["regions"] == [{"kind": "label", "box_px": [0, 0, 10, 10], "confidence": 0.93, "text": "FMM 82451"}]
    assert record["codes"] == [{"kind": "code", "box_px": [2, 2, 8, 8], "confidence": 1.0, "text": "FMM 82451"}]
    assert {"status", "flags", "length_mm", "length_error_mm", "width_mm", "width_error_mm", "mm_per_px"} <= set(
        record["measurement"]
    )
    assert record["measurement"]["flags"] == ["no_cube"]
    assert record["suggestions"] == [{"species": "Malachite", "probability": 0.71}]
    assert {key: record["mask"][key] for key in ("method", "road_combined", "kept", "threshold", "file")} == {
        "method": "gradcam++", "road_combined": 0.31, "kept": True, "threshold": 0.42, "file": "m.png",
    }  # fmt: skip
    assert record["models"] == {"classifier": {"name": "starter", "sha256": "b" * 64}}
    assert record["seconds"] == {"decode": 0.05, "segment": 0.25, "total": 0.3}
    assert record["error"] is None
    assert analysis_to_record(example())["mask"] is None


def test_numbers_are_short_and_none_is_null() -> None:
    box = Box(1 / 3, 2 / 3, float(np.float32(1.1)), float("nan"))
    analysis = example(
        measurement=Measurement(MeasurementStatus.FLAGGED, length_mm=1 / 3, width_mm=math.nan, mm_per_px=0.0812345678),
        classified_px=box,
        explanation=Explanation(
            "m", "s", np.full((1, 1), np.nan, np.float32), Box(0.123, 0, 1, 1), math.nan, math.inf, False, 1 / 3
        ),
    )
    record = analysis_to_record(analysis)
    text = json.dumps(record, allow_nan=False)
    assert record["measurement"]["length_mm"] == 0.333
    assert record["measurement"]["width_mm"] is None
    assert record["measurement"]["mm_per_px"] == 0.08123457
    assert record["classified_px"] is None
    assert record["mask"]["box_px"] == [0.12, 0, 1, 1]
    again = analysis_from_record(json.loads(text))
    assert again.explanation is not None
    assert (again.explanation.road_combined, again.explanation.heat_map[0, 0]) == (0.0, 0.0)


def test_pixels_become_millimetres_and_the_same_millimetres_again() -> None:
    measurement = Measurement(MeasurementStatus.MEASURED, length_mm=52.1234, length_error_mm=1.2, mm_per_px=0.0813579)
    first = analysis_from_record(analysis_to_record(example(measurement=measurement)))
    second = analysis_from_record(analysis_to_record(first))
    assert first.measurement == second.measurement
    assert first.measurement.length_mm == pytest.approx(52.1234, abs=5e-4)
    assert first.measurement.mm_per_px == 0.0813579


def test_what_a_newer_program_wrote_is_read_as_far_as_known() -> None:
    record = analysis_to_record(example())
    record |= {"weather": "fine", "recommendation": "certain", "steps": None, "settings": {"moon": 1, "model": "x"}}
    record["quality"] |= {"verdict": "unheard", "issues": [{"code": "dust"}, {"code": "blurred"}], "x": 1}
    record["regions"] = [{"kind": "hand", "box_px": [0, 0, 1, 1]}, {"kind": "cube", "box_px": [0, 0, 1, 1]}]
    record["measurement"] |= {"status": "weighed", "flag_details": [{"code": "heavy"}, {"code": "no_cube"}]}
    analysis = analysis_from_record(record)
    assert analysis.quality.verdict is Verdict.WARN
    assert [issue.code for issue in analysis.quality.issues] == [IssueCode.BLURRED]
    assert [region.kind for region in analysis.regions] == [RegionKind.CUBE]
    assert analysis.measurement.status is MeasurementStatus.NOT_MEASURED
    assert [flag.code for flag in analysis.measurement.flags] == [FlagCode.NO_CUBE]
    assert analysis.suggestions.recommendation is Recommendation.NONE
    assert analysis.settings == AnalysisSettings(model="x")


def test_a_line_of_the_contract_alone_is_enough() -> None:
    line = {
        "photo": "a.jpg", "sha256": "a" * 64, "width_px": 6, "height_px": 4, "quality": {"verdict": "ok"},
        "measurement": {"status": "flagged", "flags": ["no_cube"]},
        "mask": {"method": "gradcam++", "species": "Malachite"}, "error": None,
    }  # fmt: skip
    analysis = analysis_from_record(line)
    assert [flag.code for flag in analysis.measurement.flags] == [FlagCode.NO_CUBE]
    assert (analysis.explanation, analysis.outline, analysis.error) == (None, None, "")


@given(overrules)
def test_overrules_come_back(value: Overrules) -> None:
    assert overrules_from_record(json.loads(json.dumps(overrules_to_record(value)))) == value
