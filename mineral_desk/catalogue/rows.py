"""Rows of the file as values of the trade."""

import json
from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from mineral_desk.catalogue.text import moment
from mineral_desk.domain.catalogue import PhotoRow, PhotoState, Specimen
from mineral_desk.domain.change import Operation
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.flag import FlagCode
from mineral_desk.domain.hand_records import marks_from_text
from mineral_desk.domain.markup import without_markup
from mineral_desk.domain.measurement import MeasurementStatus
from mineral_desk.domain.quality import Verdict
from mineral_desk.domain.record_numbers import path_from_text
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.domain.verification import VerificationStatus

PHOTO_ROWS = """
SELECT p.id, p.path, p.sha256, p.catalogue_number, s.state, s.analysis_id, s.decision_id, a.best_species,
    a.recommendation, a.size_status, a.flags, a.verdict, a.error, d.species AS decided, d.verb,
    (SELECT r.verification FROM specimen_photo AS l JOIN specimen AS r ON r.id = l.specimen_id
        WHERE l.photo_id = p.id) AS verification
FROM photo_state AS s
JOIN photo AS p ON p.id = s.photo_id
LEFT JOIN analysis AS a ON a.id = s.analysis_id
LEFT JOIN decision AS d ON d.id = s.decision_id
"""
"""Photos in a list; add a WHERE over ``s`` and an ORDER BY."""

_FLAGS = {code.value: code for code in FlagCode}

Found = dict[str, Any]


def photo_rows(database: Database, where_and_order: str, parameters: dict[str, int]) -> Iterator[PhotoRow]:
    """The photos that ``where_and_order`` selects from :data:`PHOTO_ROWS`."""
    return map(photo_row, database.query(PHOTO_ROWS + where_and_order, parameters))


def photo_row(found: Found) -> PhotoRow:
    """A row of :data:`PHOTO_ROWS`."""
    analysed, decided = found["analysis_id"] is not None, found["decision_id"] is not None
    recommendation = Recommendation(found["recommendation"]) if analysed else None
    return PhotoRow(
        id=found["id"],
        path=path_from_text(found["path"]),
        sha256=found["sha256"],
        catalogue_number=found["catalogue_number"],
        state=PhotoState(found["state"]),
        proposed=without_markup(found["best_species"]) if recommendation not in (None, Recommendation.NONE) else "",
        decided=found["decided"] if decided else "",
        verb=Verb(found["verb"]) if decided else None,
        recommendation=recommendation,
        size_status=MeasurementStatus(found["size_status"]) if analysed else None,
        flags=tuple(_FLAGS[code] for code in json.loads(found["flags"]) if code in _FLAGS) if analysed else (),
        verdict=Verdict(found["verdict"]) if analysed else None,
        error=found["error"] if analysed else "",
        verification=VerificationStatus(found["verification"] or VerificationStatus.OPEN),
    )


def decision_row(found: Found) -> Decision:
    """A row of the table ``decision``."""
    return Decision(
        photo_id=found["photo_id"],
        verb=Verb(found["verb"]),
        who=found["who"],
        species=without_markup(found["species"]),
        catalogue_number=found["catalogue_number"],
        size=SizeDecision(
            SizeVerb(found["size_verb"]),
            length_mm=found["length_mm"],
            width_mm=found["width_mm"],
            height_mm=found["height_mm"],
            length_error_mm=found["length_error_mm"],
            width_error_mm=found["width_error_mm"],
            depth_mm=found["depth_mm"],
            marks=marks_from_text(found["hand_marks"]),
        ),
        notes=found["notes"],
        reason=found["reason"],
        shown=tuple(without_markup(name) for name in json.loads(found["shown"])),
        analysis_id=found["analysis_id"],
        shown_probability=found.get("shown_probability"),  # rows in the log of older versions lack both
        shown_recommendation=Recommendation(told) if (told := found.get("shown_recommendation")) else None,
        typed_before_seeing=bool(found["typed_before_seeing"]),
        when=moment(found["decided_at"]),
        id=found["id"],
    )


def specimen_row(found: Found) -> Specimen:
    """A row of the table ``specimen``."""
    return Specimen(
        id=found["id"],
        catalogue_number=found["catalogue_number"] or "",
        species=without_markup(found["species"]),
        length_mm=found["length_mm"],
        width_mm=found["width_mm"],
        height_mm=found["height_mm"],
        length_error_mm=found["length_error_mm"],
        width_error_mm=found["width_error_mm"],
        depth_mm=found["depth_mm"],
        notes=found["notes"],
        label_name=found["label_name"],
        group_name=found["group_name"],
        locality=found["locality"],
        donor=found["donor"],
        storage_place=found["storage_place"],
        hardness=found["hardness"],
        streak=found["streak"],
        lustre=found["lustre"],
        magnetism=found["magnetism"],
        density=found["density"],
        identified_by=found["identified_by"],
        size_method=found["size_method"],
        size_by=found["size_by"],
        verification=VerificationStatus(found["verification"]),
        verified_by=found["verified_by"],
        verified_at=moment(found["verified_at"]) if found["verified_at"] else None,
        verification_reason=found["verification_reason"],
    )


def operation_row(found: Found) -> Operation:
    """A row of the table ``operation``."""
    return Operation(
        found["id"], found["name"], found["who"], moment(found["made_at"]), undone=found["undone_by"] is not None
    )
