"""The machine's analyses: added, never changed; they touch nothing that a person wrote."""

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from sqlite_utils import Database

from mineral_desk.catalogue.connection import writing
from mineral_desk.catalogue.embeddings import embedding_model
from mineral_desk.catalogue.photos import no_photo, stored_hash
from mineral_desk.catalogue.state import refresh_states
from mineral_desk.catalogue.text import clean_line, clean_text, now_text, storable
from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.change import ChangeKind, Changes
from mineral_desk.domain.record_numbers import path_from_text, significant
from mineral_desk.domain.records import analysis_from_record, analysis_to_record

_OF_OTHERS = """
FROM photo_state AS s JOIN embedding AS e ON e.analysis_id = s.analysis_id
WHERE e.model_sha256 <> ? AND s.state IN ('to_decide', 'decided')
"""
"""What was set aside, or failed, waits for a person whatever the model says."""


class Analyses:
    """Add analyses and find them again."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database, self._path = database, path

    def add(self, photo_id: int, analysis: Analysis, fingerprint: str) -> Changes:
        """Keep an analysis of a photo; ``fingerprint`` stands for the models, settings and overrules it used.

        What earlier analyses found stays. Raises UsageError where there is no such photo.
        """
        with writing(self._database, self._path):
            if self._database.execute("SELECT 1 FROM photo WHERE id = ?", (photo_id,)).fetchone() is None:
                raise no_photo(photo_id)
            insert_analysis(self._database, photo_id, analysis, fingerprint)
            if not analysis.error:
                self._database.execute(
                    "UPDATE photo SET perceptual_hash = ?, width_px = ?, height_px = ? WHERE id = ?",
                    (
                        stored_hash(analysis.quality.perceptual_hash),
                        analysis.photo.width_px,
                        analysis.photo.height_px,
                        photo_id,
                    ),
                )
            refresh_states(self._database, [photo_id])
        return Changes(frozenset({ChangeKind.ANALYSIS, ChangeKind.PHOTO}), frozenset({photo_id}))

    def latest(self, photo_id: int) -> tuple[int, Analysis] | None:
        """The photo's last analysis with its id; with the edge of the cube that a person says, if anybody does."""
        found = self._database.execute("SELECT analysis_id FROM photo_state WHERE photo_id = ?", (photo_id,)).fetchone()
        return None if found is None or found[0] is None else (int(found[0]), self.get(found[0]))

    def find(self, photo_id: int, fingerprint: str) -> Analysis | None:
        """The photo's last analysis with that fingerprint. One that failed does not count: it may work now."""
        found = self._database.execute(
            "SELECT max(id) FROM analysis WHERE photo_id = ? AND fingerprint = ? AND error = ''",
            (photo_id, fingerprint),
        ).fetchone()[0]
        return None if found is None else self.get(found)

    def get(self, analysis_id: int) -> Analysis:
        """The analysis with that id. Raises KeyError where there is none."""
        found = next(
            self._database.query(
                "SELECT a.record, p.path, e.vector FROM analysis AS a JOIN photo AS p ON p.id = a.photo_id "
                "LEFT JOIN embedding AS e ON e.analysis_id = a.id WHERE a.id = ?",
                (analysis_id,),
            ),
            None,
        )
        if found is None:
            raise KeyError(analysis_id)
        return _analysis(found)

    def of_other_models(self, sha256: str, undecided: bool, after: int, limit: int) -> list[int]:
        """The ids above ``after`` of photos that show the analysis of another classifier than that of ``sha256``."""
        where = f"{_OF_OTHERS} AND (s.state = 'to_decide') = ? AND s.photo_id > ? ORDER BY s.photo_id LIMIT ?"
        found = self._database.execute(f"SELECT s.photo_id {where}", (sha256, undecided, after, limit))
        return [row[0] for row in found]

    def count_of_other_models(self, sha256: str) -> int:
        """How many there are."""
        return int(self._database.execute(f"SELECT count(*) {_OF_OTHERS}", (sha256,)).fetchone()[0])

    def fingerprint(self, analysis_id: int) -> str:
        """What the analysis was made with. Raises KeyError where there is none."""
        found = self._database.execute("SELECT fingerprint FROM analysis WHERE id = ?", (analysis_id,)).fetchone()
        if found is None:
            raise KeyError(analysis_id)
        return str(found[0])


def insert_analysis(database: Database, photo_id: int, analysis: Analysis, fingerprint: str) -> int:
    """Add the row and its embedding inside the open transaction; returns its id. The photo's state is not renewed."""
    row = {"photo_id": photo_id, "made_at": now_text(), "fingerprint": fingerprint} | _columns(analysis)
    marks = ", ".join("?" * len(row))
    cursor = database.execute(f"INSERT INTO analysis ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))  # noqa: S608
    analysis_id = int(cursor.lastrowid or 0)
    if analysis.embedding is not None and np.isfinite(analysis.embedding).all():
        database.execute(
            "INSERT INTO embedding (analysis_id, model_sha256, vector) VALUES (?, ?, ?)",
            (analysis_id, embedding_model(analysis), analysis.embedding.astype("<f2").tobytes()),
        )
    return analysis_id


def _columns(analysis: Analysis) -> dict[str, Any]:
    """What the queue and the search ask about, beside the whole record."""
    record = json.dumps(analysis_to_record(analysis), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    measurement, best = analysis.measurement, analysis.suggestions.best
    return {
        "verdict": analysis.quality.verdict.value,
        "issues": json.dumps([issue.code.value for issue in analysis.quality.issues]),
        "best_species": "" if best is None else clean_line(best.species),
        "best_probability": None if best is None else _finite(best.probability),
        "recommendation": analysis.suggestions.recommendation.value,
        "size_status": measurement.status.value,
        "flags": json.dumps([flag.code.value for flag in measurement.flags]),
        "length_mm": _finite(measurement.length_mm),
        "length_error_mm": _finite(measurement.length_error_mm),
        "width_mm": _finite(measurement.width_mm),
        "width_error_mm": _finite(measurement.width_error_mm),
        "error": clean_text(analysis.error),
        "overruled_edge_mm": significant(analysis.overrules.cube_edge_mm),
        "record": storable(record),
    }


def _analysis(found: dict[str, Any]) -> Analysis:
    """The value, at the place where the photo is now, with its embedding."""
    analysis = analysis_from_record(json.loads(found["record"]))
    vector = None if found["vector"] is None else np.frombuffer(found["vector"], "<f2").astype(np.float32)
    return replace(analysis, photo=replace(analysis.photo, path=path_from_text(found["path"])), embedding=vector)


def _finite(value: float | None) -> float | None:
    """SQLite stores NaN as null; infinity is no size either."""
    return None if value is None or not math.isfinite(value) else float(value)
