"""Setting the edge of the cube right for many photos: one act of a person, undone as one."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from sqlite_utils import Database

from mineral_desk.catalogue.analyses import insert_analysis
from mineral_desk.catalogue.decisions import decision_values
from mineral_desk.catalogue.log import Act, Value, acting
from mineral_desk.catalogue.photos import no_photo
from mineral_desk.catalogue.specimen_writes import record_new_size
from mineral_desk.domain.analysis import NO_OVERRULES, Analysis
from mineral_desk.domain.change import ChangeKind, Changes
from mineral_desk.domain.record_numbers import path_from_text
from mineral_desk.domain.records import overrules_from_record, overrules_to_record
from mineral_desk.domain.rescaling import Rescaling

SAME_EDGE = 1e-6
"""Edges that differ by no more than this share are the same."""


class Rescalings:
    """Write what another edge makes of sizes, and find the photos that it may concern."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database, self._path = database, path

    def add(self, rescalings: Iterable[Rescaling], name: str, who: str) -> Changes:
        """Keep all of them as one act: what a person says about the edge, the analyses, the decisions, the records.

        The analyses stay when the act is undone, but are no longer shown: they belong to another edge.
        """
        with acting(self._database, self._path, name, who) as act:
            for one in rescalings:
                _rescale(act, one)
        return act.changes

    def photo_ids_in(self, folder: Path) -> list[int]:
        """The photos whose file lies in the folder or below it, in the order taken in."""
        whole = folder.absolute()
        rows = self._database.execute("SELECT id, path FROM photo ORDER BY id")
        return [found for found, path in rows if path_from_text(path).absolute().is_relative_to(whole)]

    def photo_ids_taken_in(self, first: str, last: str) -> list[int]:
        """The photos taken in from the ``first`` to the ``last`` day (YYYY-MM-DD, UTC), in the order taken in."""
        rows = self._database.execute(
            "SELECT id FROM photo WHERE substr(taken_in_at, 1, 10) BETWEEN ? AND ? ORDER BY id", (first, last)
        )
        return [row[0] for row in rows]

    def photo_ids_with_edge(self, edge_mm: float) -> list[int]:
        """The photos whose analysis was made with that edge of the cube, in the order taken in."""
        rows = self._database.execute(
            "SELECT s.photo_id FROM photo_state AS s JOIN analysis AS a ON a.id = s.analysis_id "
            "WHERE coalesce(json_extract(a.record, '$.measurement.cube_edge_mm'), "
            "json_extract(a.record, '$.settings.cube_edge_mm')) BETWEEN ? AND ? ORDER BY s.photo_id",
            (edge_mm * (1 - SAME_EDGE), edge_mm * (1 + SAME_EDGE)),
        )
        return [row[0] for row in rows]

    def all_photo_ids(self) -> list[int]:
        """Every photo, in the order taken in."""
        return [row[0] for row in self._database.execute("SELECT id FROM photo ORDER BY id")]


def _rescale(act: Act, one: Rescaling) -> None:
    photo = act.row("photo", one.photo_id)
    if photo is None:
        raise no_photo(one.photo_id)
    act.update("photo", one.photo_id, {"overrules": _with_edge(photo["overrules"], one.analysis)})
    analysis_id = insert_analysis(act.database, one.photo_id, one.analysis, one.fingerprint)
    act.touch(ChangeKind.ANALYSIS, {one.photo_id})
    if one.decision is not None and one.decision_before is not None:
        now = replace(one.decision, analysis_id=analysis_id)
        act.insert("decision", decision_values(now, str(photo["catalogue_number"])))
        record_new_size(act, one.decision_before, now)


def _with_edge(overrules: Value, analysis: Analysis) -> str:
    """What a person overruled in the photo until now, with the edge of the cube beside it."""
    before = overrules_from_record(json.loads(overrules)) if isinstance(overrules, str) else NO_OVERRULES
    return json.dumps(overrules_to_record(replace(before, cube_edge_mm=analysis.overrules.cube_edge_mm)))
