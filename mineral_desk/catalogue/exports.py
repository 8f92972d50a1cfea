"""Specimens and photos with all that is known about them, page by page: what leaves the catalogue is read here.

Nothing is held but one page, so that a large catalogue needs no more memory than a small one.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlite_utils import Database

from mineral_desk.catalogue.edit_lines import IS_EDIT
from mineral_desk.catalogue.rows import Found, decision_row, specimen_row
from mineral_desk.catalogue.text import moment
from mineral_desk.catalogue.verifications import verification_row
from mineral_desk.domain.analysis import ModelRef
from mineral_desk.domain.exported import ExportedDecision, ExportedPhoto, ExportedSpecimen, Findings, NameEdit
from mineral_desk.domain.markup import without_markup
from mineral_desk.domain.record_numbers import path_from_text
from mineral_desk.domain.suggestion import Suggestion
from mineral_desk.domain.verification import Verification

PAGE = 200

_SPECIMENS = "SELECT * FROM specimen WHERE id > ? ORDER BY id LIMIT ?"

_PHOTO_FACTS = """
SELECT link.specimen_id, p.id, p.path, p.sha256, p.byte_size, p.width_px, p.height_px, p.taken_at, p.taken_in_at,
    p.taken_in_by, p.catalogue_number, p.number_source, s.state
FROM specimen_photo AS link JOIN photo AS p ON p.id = link.photo_id LEFT JOIN photo_state AS s ON s.photo_id = p.id
WHERE link.specimen_id IN (SELECT value FROM json_each(?)) ORDER BY p.id
"""
_PHOTO_PAGE = """
SELECT link.specimen_id, p.id, p.path, p.sha256, p.byte_size, p.width_px, p.height_px, p.taken_at, p.taken_in_at,
    p.taken_in_by, p.catalogue_number, p.number_source, s.state
FROM photo AS p LEFT JOIN specimen_photo AS link ON link.photo_id = p.id LEFT JOIN photo_state AS s ON s.photo_id = p.id
WHERE p.id > ? ORDER BY p.id LIMIT ?
"""
_FINDINGS = """
SELECT a.photo_id, a.made_at, a.verdict, a.recommendation, a.size_status, a.flags, a.length_mm, a.length_error_mm,
    a.width_mm, a.width_error_mm, a.error, json_extract(a.record, '$.suggestions') AS suggestions,
    json_extract(a.record, '$.models') AS models, CASE WHEN ? THEN a.record END AS record
FROM photo_state AS s JOIN analysis AS a ON a.id = s.analysis_id
WHERE s.photo_id IN (SELECT value FROM json_each(?))
"""
_DECISIONS = """
SELECT d.*, json_extract(a.record, '$.suggestions') AS suggestions, json_extract(a.record, '$.models') AS models,
    (SELECT r.reason FROM change AS c JOIN operation_reason AS r ON r.operation_id = c.operation_id
        WHERE c.table_name = 'decision' AND c.row_id = d.id AND c.before IS NULL ORDER BY r.id DESC LIMIT 1) AS given
FROM decision AS d LEFT JOIN analysis AS a ON a.id = d.analysis_id
WHERE d.photo_id IN (SELECT value FROM json_each(?)) ORDER BY d.id
"""
_NAME_EDITS = f"""
SELECT c.row_id, json_extract(c.after, '$.species') AS species, o.who, o.made_at, o.undone_by,
    (SELECT reason FROM operation_reason WHERE operation_id = o.id ORDER BY id DESC LIMIT 1) AS reason
FROM change AS c JOIN operation AS o ON o.id = c.operation_id
WHERE c.table_name = 'specimen' AND c.row_id IN (SELECT value FROM json_each(?)) AND c.before IS NOT NULL
    AND o.kind = 'do' AND {IS_EDIT} AND json_type(c.after, '$.species') = 'text' ORDER BY c.id
"""  # noqa: S608

_VERIFICATIONS = """
SELECT * FROM verification WHERE specimen_id IN (SELECT value FROM json_each(?)) ORDER BY id
"""
_REASONS = """
SELECT c.row_id, r.reason FROM change AS c JOIN operation AS o ON o.id = c.operation_id
JOIN operation_reason AS r ON r.operation_id = o.id
WHERE c.table_name = 'specimen' AND c.row_id IN (SELECT value FROM json_each(?)) AND o.undone_by IS NULL ORDER BY r.id
"""


@dataclass(frozen=True, slots=True)
class _Said:
    """What people said about records, by their ids."""

    edits: dict[int, list[NameEdit]] = field(default_factory=dict)
    verifications: dict[int, list[Verification]] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)


class Exports:
    """Reads for exports, on a connection of their own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def hold_still(self) -> None:
        """Read the catalogue of this moment from now on, whatever is written meanwhile; until the connection closes."""
        self._database.conn.execute("BEGIN")
        self._database.conn.execute("SELECT 1 FROM catalogue_info LIMIT 1").fetchone()

    def info(self) -> dict[str, str]:
        """What the file says about itself: ``guid``, ``created_at``."""
        return {row[0]: row[1] for row in self._database.execute("SELECT key, value FROM catalogue_info")}

    def counts(self) -> tuple[int, int]:
        """How many specimens there are, and how many photos."""
        found = self._database.execute("SELECT (SELECT count(*) FROM specimen), (SELECT count(*) FROM photo)")
        specimens, photos = found.fetchone()
        return int(specimens), int(photos)

    def specimens(self, *, whole: bool) -> Iterator[ExportedSpecimen]:
        """All specimens in the order their records were made, each with its photos.

        Without ``whole`` the photos come without findings and decisions, and names typed into the record are left out.
        """
        last = 0
        while page := list(self._database.query(_SPECIMENS, (last, PAGE))):
            last = page[-1]["id"]
            ids = json.dumps([row["id"] for row in page])
            photos = self._photos(self._database.query(_PHOTO_FACTS, (ids,)), whole, records=False)
            said = self._said(ids, whole=whole)
            for row in page:
                yield _specimen(row, photos.get(row["id"], []), said)

    def photos(self) -> Iterator[tuple[ExportedPhoto, ExportedSpecimen | None]]:
        """All photos in the order taken in, each with its last analysis as stored and the record it belongs to."""
        last = 0
        while page := list(self._database.query(_PHOTO_PAGE, (last, PAGE))):
            last = page[-1]["id"]
            ids = json.dumps([row["specimen_id"] for row in page if row["specimen_id"] is not None])
            found = self._database.query("SELECT * FROM specimen WHERE id IN (SELECT value FROM json_each(?))", (ids,))
            said = self._said(ids, whole=True)
            records: dict[int | None, ExportedSpecimen] = {row["id"]: _specimen(row, [], said) for row in found}
            found_photos = self._photos(page, whole=True, records=True)
            pairs = [(photo, records.get(key)) for key, photos in found_photos.items() for photo in photos]
            yield from sorted(pairs, key=lambda pair: pair[0].id)

    def _photos(self, rows: Any, whole: bool, records: bool) -> dict[int | None, list[ExportedPhoto]]:
        """The photos of these rows by specimen."""
        listed = list(rows)
        ids = json.dumps([row["id"] for row in listed])
        findings: dict[int, Found] = {}
        decisions: dict[int, list[ExportedDecision]] = {}
        if whole:
            findings = {row["photo_id"]: row for row in self._database.query(_FINDINGS, (records, ids))}
            for row in self._database.query(_DECISIONS, (ids,)):
                decisions.setdefault(row["photo_id"], []).append(_decision(row))
        found: dict[int | None, list[ExportedPhoto]] = {}
        for row in listed:
            one = _photo(row, findings.get(row["id"]), decisions.get(row["id"], []))
            found.setdefault(row["specimen_id"], []).append(one)
        return found

    def _said(self, ids: str, *, whole: bool) -> _Said:
        """What people said about these records, beside their decisions; without ``whole`` only the last reasons."""
        said = _Said(reasons=dict(self._database.execute(_REASONS, (ids,)).fetchall()))
        if not whole:
            return said
        for row in self._database.query(_NAME_EDITS, (ids,)):
            undone = row["undone_by"] is not None
            name, reason = without_markup(row["species"]), row["reason"] or ""
            edit = NameEdit(name, row["who"], moment(row["made_at"]), undone, reason)
            said.edits.setdefault(row["row_id"], []).append(edit)
        for row in self._database.query(_VERIFICATIONS, (ids,)):
            said.verifications.setdefault(row["specimen_id"], []).append(verification_row(row))
        return said


def _specimen(row: Found, photos: list[ExportedPhoto], said: _Said) -> ExportedSpecimen:
    return ExportedSpecimen(
        guid=row["guid"],
        record=specimen_row(row),
        qualifier=row["qualifier"],
        identified_by=row["identified_by"],
        identified_at=moment(row["identified_at"]) if row["identified_at"] else None,
        size_method=row["size_method"],
        size_by=row["size_by"],
        size_at=moment(row["size_at"]) if row["size_at"] else None,
        photos=tuple(photos),
        name_edits=tuple(said.edits.get(row["id"], ())),
        verifications=tuple(said.verifications.get(row["id"], ())),
        last_reason=said.reasons.get(row["id"], ""),
    )


def _photo(row: Found, findings: Found | None, decisions: list[ExportedDecision]) -> ExportedPhoto:
    return ExportedPhoto(
        id=row["id"],
        path=path_from_text(row["path"]),
        sha256=row["sha256"],
        byte_size=row["byte_size"],
        width_px=row["width_px"],
        height_px=row["height_px"],
        taken_at=row["taken_at"] or "",
        taken_in_at=moment(row["taken_in_at"]),
        taken_in_by=row["taken_in_by"],
        catalogue_number=row["catalogue_number"],
        number_source=row["number_source"],
        state=row["state"] or "",
        findings=None if findings is None else _findings(findings),
        decisions=tuple(decisions),
        analysis_json=None if findings is None else findings["record"],
    )


def _findings(row: Found) -> Findings:
    return Findings(
        made_at=moment(row["made_at"]),
        verdict=row["verdict"],
        suggestions=_suggestions(row["suggestions"]),
        recommendation=row["recommendation"],
        size_status=row["size_status"],
        flags=tuple(json.loads(row["flags"])),
        length_mm=row["length_mm"],
        length_error_mm=row["length_error_mm"],
        width_mm=row["width_mm"],
        width_error_mm=row["width_error_mm"],
        models=_models(row["models"]),
        error=row["error"],
    )


def _decision(row: Found) -> ExportedDecision:
    decision = decision_row(row)
    if row["given"]:
        decision = replace(decision, reason=row["given"])
    odds = {one.species: one.probability for one in _suggestions(row["suggestions"])}
    return ExportedDecision(
        decision, moment(row["decided_at"]), bool(row["undone"]), _models(row["models"]), odds.get(decision.species)
    )


def _suggestions(text: str | None) -> tuple[Suggestion, ...]:
    return tuple(
        Suggestion(without_markup(str(one["species"])), float(one.get("probability") or 0))
        for one in json.loads(text or "[]")
    )


def _models(text: str | None) -> Mapping[str, ModelRef]:
    found = json.loads(text or "{}")
    return {key: ModelRef(str(one.get("name", "")), str(one.get("sha256", ""))) for key, one in found.items()}
