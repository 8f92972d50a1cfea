"""Catalogues of several people, and what a merge must leave; what is compared is told without any ids."""

import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mineral_desk.catalogue.connection import connect
from mineral_desk.catalogue.merging.merging import merge, preview
from mineral_desk.catalogue.merging.other import taken_in
from mineral_desk.catalogue.opening import Catalogue, create_catalogue, open_catalogue
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.merging import MergeReport
from tests.catalogue.conftest import make_analysis, make_photo

FACTS = {
    "photos": """
        SELECT p.sha256, p.catalogue_number, p.number_source, p.overrules, p.taken_in_at, p.taken_in_by, s.state,
            s.size_to_check, s.name_unsure, d.guid, r.catalogue_number, r.species
        FROM photo AS p JOIN photo_state AS s ON s.photo_id = p.id LEFT JOIN decision AS d ON d.id = s.decision_id
        LEFT JOIN specimen_photo AS l ON l.photo_id = p.id LEFT JOIN specimen AS r ON r.id = l.specimen_id
        ORDER BY 1""",
    "specimens": """
        SELECT catalogue_number, origin, species, qualifier, identified_by, identified_at, length_mm, width_mm,
            size_method, size_by, size_at, notes, label_name, group_name, locality, donor, storage_place,
            hardness, streak, lustre, magnetism, density, verification, verified_by,
            (SELECT group_concat(sha256) FROM (SELECT p.sha256 FROM specimen_photo AS l
                JOIN photo AS p ON p.id = l.photo_id WHERE l.specimen_id = s.id ORDER BY 1))
        FROM specimen AS s ORDER BY 1, 3, 25""",
    "acts": "SELECT guid, kind, name, who, made_at, undone_by IS NULL FROM operation ORDER BY 1",
    "decisions": "SELECT guid, verb, species, who FROM decision ORDER BY 1",
    "analyses": """
        SELECT p.sha256, a.fingerprint, json_remove(a.record, '$.photo') FROM analysis AS a
        JOIN photo AS p ON p.id = a.photo_id ORDER BY 1, 2""",
    "places": "SELECT p.sha256, l.path FROM photo_path AS l JOIN photo AS p ON p.id = l.photo_id ORDER BY 1, 2",
    "reasons": """
        SELECT o.guid, r.reason, r.who FROM operation_reason AS r JOIN operation AS o ON o.id = r.operation_id
        ORDER BY 1, 2""",
    "searches": "SELECT DISTINCT query FROM saved_search ORDER BY 1",
    "verifications": "SELECT guid, verdict, species, who, undone FROM verification ORDER BY 1",
}


@dataclass
class Person:
    """Somebody with a catalogue on a computer of their own."""

    name: str
    path: Path

    def __post_init__(self) -> None:
        self.catalogue: Catalogue = open_catalogue(self.path) if self.path.exists() else create_catalogue(self.path)

    def take_in(self, name: str, number: str = "", *, fingerprint: str = "f", **about: Any) -> int:
        """Take a photo in and analyse it; returns its id."""
        photo = make_photo(name, Path("/photos") / self.name)
        photo_id, is_new, _ = self.catalogue.photos.add(photo, number, "file name" if number else "", who=self.name)
        if is_new:
            self.catalogue.analyses.add(photo_id, make_analysis(photo, **about), fingerprint)
        return photo_id

    def photo(self, name: str) -> int:
        """The id of the photo of that name."""
        found = self.catalogue.photos.by_sha256(make_photo(name).sha256)
        assert found is not None
        return found.id

    def decide(self, name: str, species: str, number: str = "", length_mm: float | None = None, **about: Any) -> None:
        """Decide about a photo."""
        size = SizeDecision() if length_mm is None else SizeDecision(SizeVerb.TYPED, length_mm)
        verb = about.pop("verb", Verb.ACCEPT)
        self.catalogue.decisions.add(Decision(self.photo(name), verb, self.name, species, number, size, **about))

    def edit(self, number: str, **values: Any) -> None:
        """Edit the record with that number."""
        record = self.catalogue.specimens.by_number(number)
        assert record is not None
        self.catalogue.specimens.edit(record.id, values, self.name)

    def undo(self) -> None:
        """Take the last act back."""
        assert self.catalogue.history.undo(self.name)

    def redo(self) -> None:
        """Bring it back."""
        assert self.catalogue.history.redo(self.name)

    def merge(self, other: "Person | Path", *, checked: bool = True) -> MergeReport:
        """Merge the other one's catalogue into this one; the file must be sound afterwards."""
        path = other.path if isinstance(other, Person) else other
        with taken_in(path, self.path) as taken:
            report = merge(self.catalogue, taken, self.name)
        assert not checked or self.catalogue.check() == []
        return report

    def preview(self, other: "Person | Path") -> MergeReport:
        """What that would bring."""
        path = other.path if isinstance(other, Person) else other
        with taken_in(path, self.path) as taken:
            return preview(self.path, taken)

    def copy(self, name: str) -> "Person":
        """A copy of this catalogue for somebody else."""
        path = self.path.with_name(f"{name}.mdc")
        with closing(connect(self.path, read_only=False)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.path, path)
        return Person(name, path)

    # what is in it

    def record(self, number: str) -> dict[str, Any]:
        """The record with that number."""
        query = "SELECT * FROM specimen WHERE catalogue_number = ?"
        return next(self.catalogue.database.query(query, (number,)), {})

    def conflicts(self) -> list[tuple[str, str, str, str]]:
        """What waits: about what, which part, what stands, what the other says."""
        return [(one.about, one.part, one.ours.words, one.theirs.words) for one in self.catalogue.conflicts.all()]

    def facts(self) -> dict[str, Any]:
        """All that people and the machine said, in terms that are the same in every catalogue."""
        ask = self.catalogue.database.execute
        return {name: ask(query).fetchall() for name, query in FACTS.items()}
