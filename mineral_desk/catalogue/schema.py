"""The tables of a catalogue file, version 1. Never edit what a released version has written: add a migration.

What changed since is in :mod:`.schema_version_2` and the modules that follow it.

Strict tables throughout. What people and the machine wrote is append-only (``decision``, ``analysis``, ``operation``,
``change``): triggers refuse everything but the two columns with which the undo mechanism marks what it took back.
``photo_state`` is a copy of the view ``photo_standing``, kept so that the queue reads indexes only.
"""

TABLES = """
CREATE TABLE catalogue_info (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE photo (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL CHECK (path <> ''),
    sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
    byte_size INTEGER NOT NULL CHECK (byte_size >= 0),
    width_px INTEGER NOT NULL CHECK (width_px >= 0),
    height_px INTEGER NOT NULL CHECK (height_px >= 0),
    taken_at TEXT,
    focal_length_35mm REAL,
    catalogue_number TEXT NOT NULL DEFAULT '',
    number_source TEXT NOT NULL DEFAULT '',
    perceptual_hash INTEGER,
    overrules TEXT CHECK (overrules IS NULL OR json_valid(overrules)),
    taken_in_at TEXT NOT NULL,
    taken_in_by TEXT NOT NULL
) STRICT;
CREATE INDEX photo_by_number ON photo (catalogue_number) WHERE catalogue_number <> '';

CREATE TABLE photo_path (
    id INTEGER PRIMARY KEY,
    photo_id INTEGER NOT NULL REFERENCES photo (id),
    path TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    UNIQUE (photo_id, path)
) STRICT;

CREATE TABLE analysis (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    photo_id INTEGER NOT NULL REFERENCES photo (id),
    made_at TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('ok', 'warn', 'reject')),
    issues TEXT NOT NULL CHECK (json_valid(issues)),
    best_species TEXT NOT NULL,
    best_probability REAL,
    recommendation TEXT NOT NULL CHECK (recommendation IN ('none', 'low', 'medium', 'strong')),
    size_status TEXT NOT NULL CHECK (size_status IN ('measured', 'flagged', 'not_measured')),
    flags TEXT NOT NULL CHECK (json_valid(flags)),
    length_mm REAL,
    length_error_mm REAL,
    width_mm REAL,
    width_error_mm REAL,
    error TEXT NOT NULL,
    record TEXT NOT NULL CHECK (json_valid(record))
) STRICT;
CREATE INDEX analysis_by_photo ON analysis (photo_id, fingerprint);
CREATE INDEX analysis_latest ON analysis (photo_id);

CREATE TABLE embedding (
    analysis_id INTEGER PRIMARY KEY REFERENCES analysis (id),
    model_sha256 TEXT NOT NULL,
    vector BLOB NOT NULL CHECK (length(vector) > 0 AND length(vector) % 2 = 0)
) STRICT;

CREATE TABLE operation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guid TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('do', 'undo', 'redo')),
    name TEXT NOT NULL,
    who TEXT NOT NULL CHECK (who <> ''),
    made_at TEXT NOT NULL,
    target_operation_id INTEGER REFERENCES operation (id),
    undone_by INTEGER REFERENCES operation (id),
    CHECK ((kind = 'do') = (target_operation_id IS NULL)),
    CHECK (undone_by IS NULL OR kind = 'do')
) STRICT;
CREATE INDEX operation_standing ON operation (id) WHERE kind = 'do' AND undone_by IS NULL;
CREATE INDEX operation_done ON operation (id) WHERE kind = 'do';
CREATE INDEX operation_undone ON operation (undone_by) WHERE undone_by IS NOT NULL;
CREATE INDEX operation_by_target ON operation (target_operation_id) WHERE target_operation_id IS NOT NULL;

CREATE TABLE change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    table_name TEXT NOT NULL CHECK (table_name IN ('photo', 'decision', 'specimen', 'specimen_photo')),
    row_id INTEGER NOT NULL,
    before TEXT CHECK (before IS NULL OR json_valid(before)),
    after TEXT CHECK (after IS NULL OR json_valid(after)),
    CHECK (before IS NOT NULL OR after IS NOT NULL)
) STRICT;
CREATE INDEX change_by_operation ON change (operation_id);
CREATE INDEX change_by_row ON change (table_name, row_id);

CREATE TABLE decision (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guid TEXT NOT NULL UNIQUE,
    photo_id INTEGER NOT NULL REFERENCES photo (id),
    analysis_id INTEGER REFERENCES analysis (id),
    verb TEXT NOT NULL CHECK (verb IN ('accept', 'correct', 'group', 'unsure', 'reject')),
    species TEXT NOT NULL,
    catalogue_number TEXT NOT NULL,
    size_verb TEXT NOT NULL CHECK (size_verb IN ('open', 'accepted', 'typed', 'none')),
    length_mm REAL CHECK (length_mm > 0),
    length_error_mm REAL CHECK (length_error_mm >= 0),
    width_mm REAL CHECK (width_mm > 0),
    width_error_mm REAL CHECK (width_error_mm >= 0),
    height_mm REAL CHECK (height_mm > 0),
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
    size_method TEXT NOT NULL DEFAULT '' CHECK (size_method IN ('', 'measured', 'typed')),
    size_by TEXT NOT NULL DEFAULT '',
    size_at TEXT NOT NULL DEFAULT '',
    notes TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX specimen_by_species ON specimen (species);

CREATE TABLE specimen_photo (
    photo_id INTEGER PRIMARY KEY REFERENCES photo (id),
    specimen_id INTEGER NOT NULL REFERENCES specimen (id)
) STRICT;
CREATE INDEX specimen_photo_by_specimen ON specimen_photo (specimen_id);

CREATE TABLE photo_state (
    photo_id INTEGER PRIMARY KEY REFERENCES photo (id),
    analysis_id INTEGER REFERENCES analysis (id),
    decision_id INTEGER REFERENCES decision (id),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'to_decide', 'failed', 'set_aside', 'decided')),
    size_to_check INTEGER NOT NULL CHECK (size_to_check IN (0, 1)),
    name_unsure INTEGER NOT NULL CHECK (name_unsure IN (0, 1))
) STRICT;
CREATE INDEX photo_state_by_state ON photo_state (state);
CREATE INDEX photo_state_size ON photo_state (photo_id) WHERE size_to_check = 1;
CREATE INDEX photo_state_name ON photo_state (photo_id) WHERE name_unsure = 1;
CREATE INDEX photo_state_listed ON photo_state (photo_id) WHERE state <> 'set_aside';
"""

STANDING = """
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
    LEFT JOIN analysis AS a ON a.id = (SELECT max(id) FROM analysis WHERE photo_id = p.id)
    LEFT JOIN decision AS d ON d.id = (SELECT max(id) FROM decision WHERE photo_id = p.id AND undone = 0)
)
SELECT photo_id, analysis_id, decision_id, state,
    CASE state WHEN 'decided' THEN size_verb = 'open' WHEN 'to_decide' THEN size_status <> 'measured' ELSE 0 END
        AS size_to_check,
    CASE state WHEN 'decided' THEN verb = 'unsure' WHEN 'to_decide' THEN recommendation IN ('none', 'low') ELSE 0 END
        AS name_unsure
FROM latest;
"""

GUARDS = """
CREATE TRIGGER decision_kept BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'a decision is never deleted'); END;
CREATE TRIGGER decision_unchanged BEFORE UPDATE OF id, guid, photo_id, analysis_id, verb, species, catalogue_number,
    size_verb, length_mm, length_error_mm, width_mm, width_error_mm, height_mm, notes, reason, shown,
    typed_before_seeing, who, decided_at ON decision
BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;
CREATE TRIGGER analysis_kept BEFORE DELETE ON analysis
BEGIN SELECT RAISE(ABORT, 'an analysis is never deleted'); END;
CREATE TRIGGER analysis_unchanged BEFORE UPDATE ON analysis
BEGIN SELECT RAISE(ABORT, 'an analysis is never changed'); END;
CREATE TRIGGER operation_kept BEFORE DELETE ON operation
BEGIN SELECT RAISE(ABORT, 'an operation is never deleted'); END;
CREATE TRIGGER operation_unchanged BEFORE UPDATE OF id, guid, kind, name, who, made_at, target_operation_id ON operation
BEGIN SELECT RAISE(ABORT, 'an operation is never changed'); END;
CREATE TRIGGER change_kept BEFORE DELETE ON change
BEGIN SELECT RAISE(ABORT, 'the change log is never shortened'); END;
CREATE TRIGGER change_unchanged BEFORE UPDATE ON change
BEGIN SELECT RAISE(ABORT, 'the change log is never changed'); END;
"""

VERSION_1 = TABLES + STANDING + GUARDS
