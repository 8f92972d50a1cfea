"""An analysis as one JSON object, and back: what the catalogue stores and what the command line writes a line of.

The keys are those of the command line's contract, and a few more from which the value is built again. Numbers are
rounded to what they mean (0.01 px, 0.001 mm, 1e-6 of a probability), so a record built from a record is the same
record. A number that is none (NaN, infinite) is null. Reading tolerates keys and codes it does not know, and
keys that are missing. Embeddings are left out: they are stored beside the record.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

import numpy as np

from mineral_desk.domain import record_numbers as numbers
from mineral_desk.domain.analysis import Analysis, AnalysisSettings, ModelRef, Overrules, Step, settings_as_dict
from mineral_desk.domain.explanation import Explanation
from mineral_desk.domain.flag import Flag, FlagCode
from mineral_desk.domain.measurement import Measurement, MeasurementStatus, Outline
from mineral_desk.domain.photo import Photo
from mineral_desk.domain.quality import IssueCode, QualityIssue, QualityReport, Verdict
from mineral_desk.domain.region import Region, RegionKind
from mineral_desk.domain.suggestion_records import groups_to_record, names_to_record, suggestions_from_record

Record = dict[str, Any]
"""A JSON object: strings, numbers, booleans, None, lists and objects of these."""

Code = TypeVar("Code", bound=StrEnum)


def analysis_to_record(analysis: Analysis) -> Record:
    """The JSON object of one analysis (the command line's contract)."""
    photo = analysis.photo
    return {
        "photo": numbers.path_to_text(photo.path),
        "sha256": photo.sha256,
        "width_px": photo.width_px,
        "height_px": photo.height_px,
        "quality": _quality_to_record(analysis.quality),
        "regions": [_region_to_record(region) for region in analysis.regions if region.kind is not RegionKind.CODE],
        "measurement": _measurement_to_record(analysis.measurement),
        **names_to_record(analysis.suggestions),
        "mask": None if analysis.explanation is None else _explanation_to_record(analysis.explanation),
        "models": {key: {"name": model.name, "sha256": model.sha256} for key, model in analysis.models.items()},
        "seconds": {name: numbers.rounded(value, 4) for name, value in analysis.seconds.items()},
        "error": numbers.printable(analysis.error) or None,
        **groups_to_record(analysis.suggestions),
        "codes": [_region_to_record(region) for region in analysis.regions_of(RegionKind.CODE)],
        "byte_size": photo.byte_size,
        "taken_at": None if photo.taken_at is None else photo.taken_at.isoformat(),
        "focal_length_35mm": numbers.rounded(photo.focal_length_35mm, 3),
        **_outline_to_record(analysis.outline),
        "classified_px": numbers.box_to_list(analysis.classified_px),
        "steps": [{"name": s.name, "did": s.did, "seconds": numbers.rounded(s.seconds, 4)} for s in analysis.steps],
        "settings": settings_as_dict(analysis.settings),
        "overrules": overrules_to_record(analysis.overrules),
    }


def analysis_from_record(record: Mapping[str, Any]) -> Analysis:
    """The value again; without its embedding, and with a heat map of 256 steps."""
    mask = record.get("mask")
    return Analysis(
        photo=_photo_from_record(record),
        quality=_quality_from_record(record.get("quality") or {}),
        regions=tuple(_regions_from_record([*(record.get("regions") or ()), *(record.get("codes") or ())])),
        outline=_outline_from_record(record),
        measurement=_measurement_from_record(record.get("measurement") or {}),
        suggestions=suggestions_from_record(record),
        explanation=_explanation_from_record(mask) if mask else None,
        classified_px=numbers.box_from_list(record.get("classified_px")),
        models={
            key: ModelRef(str(model.get("name", "")), str(model.get("sha256", "")))
            for key, model in (record.get("models") or {}).items()
        },
        settings=_settings_from_record(record.get("settings") or {}),
        overrules=overrules_from_record(record.get("overrules") or {}),
        steps=tuple(
            Step(str(s["name"]), str(s.get("did", "")), numbers.number(s.get("seconds")))
            for s in record.get("steps") or ()
        ),
        error=record.get("error") or "",
    )


def overrules_to_record(overrules: Overrules) -> Record:
    """The JSON object of what a person overruled."""
    return {
        "accepted_issues": sorted(issue.value for issue in overrules.accepted_issues),
        "uncovered_px": [numbers.box_to_list(box) for box in overrules.uncovered_px],
        "covered_px": [numbers.box_to_list(box) for box in overrules.covered_px],
        "specimen_px": numbers.box_to_list(overrules.specimen_px),
        "cube_edge_mm": numbers.significant(overrules.cube_edge_mm),
    }


def overrules_from_record(record: Mapping[str, Any]) -> Overrules:
    """The value of :func:`overrules_to_record` again."""
    return Overrules(
        frozenset(_codes(IssueCode, record.get("accepted_issues"))),
        numbers.boxes_from_list(record.get("uncovered_px")),
        numbers.boxes_from_list(record.get("covered_px")),
        numbers.box_from_list(record.get("specimen_px")),
        numbers.length_mm(record.get("cube_edge_mm")),
    )


def _photo_from_record(record: Mapping[str, Any]) -> Photo:
    taken_at = record.get("taken_at")
    return Photo(
        path=numbers.path_from_text(str(record["photo"])),
        sha256=str(record["sha256"]),
        byte_size=int(record.get("byte_size") or 0),
        width_px=int(record.get("width_px") or 0),
        height_px=int(record.get("height_px") or 0),
        taken_at=datetime.fromisoformat(taken_at) if taken_at else None,
        focal_length_35mm=record.get("focal_length_35mm"),
    )


def _quality_to_record(quality: QualityReport) -> Record:
    return {
        "verdict": quality.verdict.value,
        "issues": [
            {
                "code": issue.code.value,
                "value": numbers.significant(issue.value),
                "limit": numbers.significant(issue.limit),
            }
            for issue in quality.issues
        ],
        "duplicate_of": None if quality.duplicate_of is None else numbers.printable(quality.duplicate_of),
        "perceptual_hash": f"{quality.perceptual_hash:016x}",
        "sharpness": numbers.significant(quality.sharpness),
    }


def _quality_from_record(record: Mapping[str, Any]) -> QualityReport:
    issues = ((_code(IssueCode, one.get("code")), one) for one in record.get("issues") or ())
    return QualityReport(
        _code(Verdict, record.get("verdict")) or Verdict.WARN,
        tuple(
            QualityIssue(code, numbers.number(one.get("value")), numbers.number(one.get("limit")))
            for code, one in issues
            if code is not None
        ),
        record.get("duplicate_of"),
        int(record.get("perceptual_hash") or "0", 16),
        numbers.number(record.get("sharpness")),
    )


def _region_to_record(region: Region) -> Record:
    return {
        "kind": region.kind.value,
        "box_px": numbers.box_to_list(region.box_px),
        "confidence": numbers.fraction(region.confidence),
        "text": region.text,
    }


def _regions_from_record(records: Sequence[Mapping[str, Any]]) -> list[Region]:
    found = ((_code(RegionKind, one.get("kind")), numbers.box_from_list(one.get("box_px")), one) for one in records)
    return [
        Region(kind, box, numbers.number(one.get("confidence")), str(one.get("text") or ""))
        for kind, box, one in found
        if kind is not None and box is not None
    ]


def _measurement_to_record(measurement: Measurement) -> Record:
    m = measurement
    return {
        "status": m.status.value,
        "flags": [flag.code.value for flag in m.flags],
        "length_mm": numbers.rounded(m.length_mm, 3),
        "length_error_mm": numbers.rounded(m.length_error_mm, 3),
        "width_mm": numbers.rounded(m.width_mm, 3),
        "width_error_mm": numbers.rounded(m.width_error_mm, 3),
        "mm_per_px": numbers.significant(m.mm_per_px),
        "cube_edge_mm": numbers.rounded(m.cube_edge_mm, 3),
        "cube_corners_px": numbers.points_to_list(m.cube_corners_px),
        "length_line_px": None if m.length_line_px is None else numbers.points_to_list(m.length_line_px),
        "width_line_px": None if m.width_line_px is None else numbers.points_to_list(m.width_line_px),
        "scale_error_fraction": numbers.fraction(m.scale_error_fraction),
        "foot_px": numbers.points_to_list(m.foot_px),
        "guessed_focal_length_35mm": numbers.rounded(m.guessed_focal_length_35mm, 3),
        "hidden_corners": [int(corner) for corner in m.hidden_corners],
        "cube_engraving": m.cube_engraving,
        "flag_details": [_flag_to_record(flag) for flag in m.flags],
    }


def _measurement_from_record(record: Mapping[str, Any]) -> Measurement:
    details = record.get("flag_details")
    if details is None:
        details = [{"code": code} for code in record.get("flags") or ()]
    return Measurement(
        status=_code(MeasurementStatus, record.get("status")) or MeasurementStatus.NOT_MEASURED,
        flags=tuple(flag for one in details if (flag := _flag_from_record(one)) is not None),
        length_mm=record.get("length_mm"),
        length_error_mm=record.get("length_error_mm"),
        width_mm=record.get("width_mm"),
        width_error_mm=record.get("width_error_mm"),
        mm_per_px=record.get("mm_per_px"),
        scale_error_fraction=record.get("scale_error_fraction"),
        cube_edge_mm=record.get("cube_edge_mm"),
        cube_corners_px=numbers.points_from_list(record.get("cube_corners_px")),
        hidden_corners=tuple(int(corner) for corner in record.get("hidden_corners") or ()),
        cube_engraving=str(record.get("cube_engraving") or ""),
        length_line_px=numbers.line_from_list(record.get("length_line_px")),
        width_line_px=numbers.line_from_list(record.get("width_line_px")),
        foot_px=numbers.points_from_list(record.get("foot_px")),
        guessed_focal_length_35mm=record.get("guessed_focal_length_35mm"),
    )


def _flag_to_record(flag: Flag) -> Record:
    values = {
        name: value if isinstance(value, str) else numbers.significant(value) for name, value in flag.values.items()
    }
    return {"code": flag.code.value, "values": values, "evidence_px": numbers.box_to_list(flag.evidence_px)}


def _flag_from_record(record: Mapping[str, Any]) -> Flag | None:
    code = _code(FlagCode, record.get("code"))
    if code is None:
        return None
    values = {name: 0.0 if value is None else value for name, value in (record.get("values") or {}).items()}
    return Flag(code, values, numbers.box_from_list(record.get("evidence_px")))


def _outline_to_record(outline: Outline | None) -> Record:
    if outline is None:
        return {"outline_px": None}
    doubtful = None if outline.doubtful is None else [int(i) for i in np.flatnonzero(outline.doubtful)]
    return {
        "outline_px": numbers.points_to_list(outline.points_px),
        "outline_confidence": numbers.fraction(outline.confidence),
        "outline_doubtful": doubtful,
    }


def _outline_from_record(record: Mapping[str, Any]) -> Outline | None:
    """``outline_doubtful`` holds the indices of the doubtful points."""
    if not record.get("outline_px"):
        return None
    points = np.array(numbers.points_from_list(record["outline_px"]), dtype=np.float32).reshape(-1, 2)
    doubtful = None
    if record.get("outline_doubtful") is not None:
        doubtful = np.isin(np.arange(len(points)), record["outline_doubtful"])
    return Outline(points, numbers.number(record.get("outline_confidence")), doubtful)


def _explanation_to_record(explanation: Explanation) -> Record:
    file = explanation.mask_file
    return {
        "method": explanation.method,
        "species": explanation.species,
        "road_combined": numbers.fraction(explanation.road_combined),
        "kept": bool(explanation.kept),
        "threshold": numbers.fraction(explanation.threshold),
        "area_fraction": numbers.fraction(explanation.area_fraction),
        "file": None if file is None else numbers.path_to_text(file),
        "box_px": numbers.box_to_list(explanation.box_px),
        "heat_map": numbers.grid_to_record(explanation.heat_map),
    }


def _explanation_from_record(record: Mapping[str, Any]) -> Explanation | None:
    box, grid = numbers.box_from_list(record.get("box_px")), record.get("heat_map")
    if box is None or grid is None:
        return None
    file = record.get("file")
    return Explanation(
        method=str(record.get("method") or ""),
        species=str(record.get("species") or ""),
        heat_map=numbers.grid_from_record(grid),
        box_px=box,
        threshold=numbers.number(record.get("threshold")),
        road_combined=numbers.number(record.get("road_combined")),
        kept=bool(record.get("kept")),
        area_fraction=numbers.number(record.get("area_fraction")),
        mask_file=numbers.path_from_text(file) if file else None,
    )


def _settings_from_record(record: Mapping[str, Any]) -> AnalysisSettings:
    known = {one.name for one in fields(AnalysisSettings)}
    return AnalysisSettings(**{name: value for name, value in record.items() if name in known})


def _code(kind: type[Code], value: object) -> Code | None:
    """The member of ``kind`` with that value, or None: a newer program may know more of them."""
    return next((code for code in kind if code.value == value), None)


def _codes(kind: type[Code], values: Sequence[object] | None) -> list[Code]:
    return [code for value in values or () if (code := _code(kind, value)) is not None]
