"""What version 2 changed: sizes set by hand with their marks, depth, and an edge of the cube for one photo.

SQLite cannot change a CHECK in place, so ``decision`` and ``specimen`` are copied into new tables. Rows that point to
them are taken away before and brought back after; ids are never given out twice. ``photo_standing`` shows the last
analysis that was made with the edge that a person says, or with the settings' edge where nobody does: taking a
person's word for the edge back brings the earlier analysis back.
"""

_SET_APART = """
CREATE TABLE kept_sequence AS SELECT name, seq FROM sqlite_sequence WHERE name IN ('decision', 'specimen');
CREATE TABLE kept_decision AS SELECT * FROM decision;
CREATE TABLE kept_specimen AS SELECT * FROM specimen;
CREATE TABLE kept_specimen_photo AS SELECT * FROM specimen_photo;
DROP VIEW photo_standing;
DELETE FROM photo_state;
DELETE FROM specimen_photo;
DROP TABLE decision;
DROP TABLE specimen;
"""

_TABLES = """
CREATE TABLE decision (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guid TEXT NOT NULL UNIQUE,
    photo_id INTEGER NOT NULL REFERENCES photo (id),
    analysis_id INTEGER REFERENCES analysis (id),
    verb TEXT NOT NULL CHECK (verb IN ('accept', 'correct', 'group', 'unsure', 'reject')),
    species TEXT NOT NULL,
    catalogue_number TEXT NOT NULL,
    size_verb TEXT NOT NULL CHECK (size_verb IN ('open', 'accepted', 'typed', 'adjusted', 'none')),
    length_mm REAL CHECK (length_mm > 0),
    length_error_mm REAL CHECK (length_error_mm >= 0),
    width_mm REAL CHECK (width_mm > 0),
    width_error_mm REAL CHECK (width_error_mm >= 0),
    height_mm REAL CHECK (height_mm > 0),
    depth_mm REAL CHECK (depth_mm > 0),
    hand_marks TEXT CHECK (hand_marks IS NULL OR json_valid(hand_marks)),
    notes TEXT NOT NULL,
    reason TEXT NOT NULL,
    shown TEXT NOT NULL CHECK (json_valid(shown)),
    typed_before_seeing INTEGER NOT NULL CHECK (typed_before_seeing IN (0, 1)),
    who TEXT NOT NULL CHECK (who <> ''),
    decided_at TEXT NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
CREATE INDEX decision_by_photo ON decision (photo_id) WHERE undone = 0;
CREATE INDEX decision_history ON decision (photo_id);

CREATE TABLE specimen (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guid TEXT NOT NULL UNIQUE,
    catalogue_number TEXT UNIQUE CHECK (catalogue_number <> ''),
    origin TEXT NOT NULL CHECK (origin IN ('decision', 'typed', 'import')),
    species TEXT NOT NULL DEFAULT '',
    qualifier TEXT NOT NULL DEFAULT '' CHECK (qualifier IN ('', 'group', 'unsure')),
    identified_by TEXT NOT NULL DEFAULT '',
    identified_at TEXT NOT NULL DEFAULT '',
    length_mm REAL CHECK (length_mm > 0),
    length_error_mm REAL CHECK (length_error_mm >= 0),
    width_mm REAL CHECK (width_mm > 0),
    width_error_mm REAL CHECK (width_error_mm >= 0),
    height_mm REAL CHECK (height_mm > 0),
    depth_mm REAL CHECK (depth_mm > 0),
    size_method TEXT NOT NULL DEFAULT '' CHECK (size_method IN ('', 'measured', 'typed', 'adjusted')),
    size_by TEXT NOT NULL DEFAULT '',
    size_at TEXT NOT NULL DEFAULT '',
    notes TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX specimen_by_species ON specimen (species);

ALTER TABLE analysis ADD COLUMN overruled_edge_mm REAL CHECK (overruled_edge_mm > 0);
DROP INDEX analysis_latest;
CREATE INDEX analysis_latest ON analysis (photo_id, overruled_edge_mm);
"""

_BROUGHT_BACK = """
INSERT INTO decision (id, guid, photo_id, analysis_id, verb, species, catalogue_number, size_verb, length_mm,
    length_error_mm, width_mm, width_error_mm, height_mm, notes, reason, shown, typed_before_seeing, who, decided_at,
    undone)
SELECT id, guid, photo_id, analysis_id, verb, species, catalogue_number, size_verb, length_mm,
    length_error_mm, width_mm, width_error_mm, height_mm, notes, reason, shown, typed_before_seeing, who, decided_at,
    undone FROM kept_decision ORDER BY id;
INSERT INTO specimen (id, guid, catalogue_number, origin, species, qualifier, identified_by, identified_at, length_mm,
    length_error_mm, width_mm, width_error_mm, height_mm, size_method, size_by, size_at, notes)
SELECT id, guid, catalogue_number, origin, species, qualifier, identified_by, identified_at, length_mm,
    length_error_mm, width_mm, width_error_mm, height_mm, size_method, size_by, size_at, notes
    FROM kept_specimen ORDER BY id;
INSERT INTO specimen_photo SELECT * FROM kept_specimen_photo;
DELETE FROM sqlite_sequence WHERE name IN ('decision', 'specimen');
INSERT INTO sqlite_sequence (name, seq) SELECT name, seq FROM kept_sequence;
DROP TABLE kept_sequence;
DROP TABLE kept_decision;
DROP TABLE kept_specimen;
DROP TABLE kept_specimen_photo;
"""

_STANDING = """
CREATE VIEW photo_standing AS
WITH latest AS (
    SELECT p.id AS photo_id, a.id AS analysis_id, d.id AS decision_id, a.error, a.size_status, a.recommendation,
        d.verb, d.size_verb,
        CASE
            WHEN d.verb = 'reject' THEN 'set_aside'
            WHEN d.id IS NOT NULL THEN 'decided'
            WHEN a.id IS NULL THEN 'waiting'
            WHEN a.error <> '' THEN 'failed'
            WHEN a.verdict = 'reject' AND (a.issues = '[]' OR EXISTS (
                SELECT 1 FROM json_each(a.issues) AS issue
                WHERE issue.value NOT IN (SELECT value FROM json_each(p.overrules, '$.accepted_issues'))
            )) THEN 'set_aside'
            ELSE 'to_decide'
        END AS state
    FROM photo AS p
    LEFT JOIN analysis AS a ON a.id = coalesce(
        (SELECT max(id) FROM analysis
            WHERE photo_id = p.id AND overruled_edge_mm IS json_extract(p.overrules, '$.cube_edge_mm')),
        (SELECT max(id) FROM analysis WHERE photo_id = p.id)
    )
    LEFT JOIN decision AS d ON d.id = (SELECT max(id) FROM decision WHERE photo_id = p.id AND undone = 0)
)
SELECT photo_id, analysis_id, decision_id, state,
    CASE state WHEN 'decided' THEN size_verb = 'open' WHEN 'to_decide' THEN size_status <> 'measured' ELSE 0 END
        AS size_to_check,
    CASE state WHEN 'decided' THEN verb = 'unsure' WHEN 'to_decide' THEN recommendation IN ('none', 'low') ELSE 0 END
        AS name_unsure
FROM latest;
INSERT INTO photo_state (photo_id, analysis_id, decision_id, state, size_to_check, name_unsure)
SELECT photo_id, analysis_id, decision_id, state, size_to_check, name_unsure FROM photo_standing;
"""

_GUARDS = """
CREATE TRIGGER decision_kept BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'a decision is never deleted'); END;
CREATE TRIGGER decision_unchanged BEFORE UPDATE OF id, guid, photo_id, analysis_id, verb, species, catalogue_number,
    size_verb, length_mm, length_error_mm, width_mm, width_error_mm, height_mm, depth_mm, hand_marks, notes, reason,
    shown, typed_before_seeing, who, decided_at ON decision
BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;
"""

VERSION_2 = _SET_APART + _TABLES + _BROUGHT_BACK + _STANDING + _GUARDS
