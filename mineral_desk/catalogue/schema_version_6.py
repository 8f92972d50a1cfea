"""What version 6 added: merging of catalogues.

``merging`` has a line for each merge, ``operation.merging_id`` says with which one an act came here. What an act wanted
to change and could not change here is kept in ``held_change``. ``conflict`` has what two people said differently,
``resolution`` what a person decided about it, as a part of an act: it stands as long as that act does.
``specimen_alias`` remembers under which GUID another catalogue keeps a specimen of this one.

An analysis that came with a merge and is older than what was here already ``stands_behind``: it is not shown.
"""

_MERGING = """
CREATE TABLE merging (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    other_guid TEXT NOT NULL,
    other_name TEXT NOT NULL,
    who TEXT NOT NULL CHECK (who <> ''),
    merged_at TEXT NOT NULL,
    kept_as TEXT NOT NULL,
    last_operation_id INTEGER NOT NULL
) STRICT;
CREATE TRIGGER merging_kept BEFORE DELETE ON merging
BEGIN SELECT RAISE(ABORT, 'a merge is never forgotten'); END;

ALTER TABLE operation ADD COLUMN merging_id INTEGER REFERENCES merging (id);
CREATE INDEX operation_by_merging ON operation (merging_id) WHERE merging_id IS NOT NULL;
CREATE TRIGGER operation_came_so BEFORE UPDATE OF merging_id ON operation
BEGIN SELECT RAISE(ABORT, 'an operation is never changed'); END;

CREATE TABLE specimen_alias (
    guid TEXT PRIMARY KEY,
    specimen_guid TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX specimen_alias_of ON specimen_alias (specimen_guid);

CREATE TABLE held_change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    table_name TEXT NOT NULL CHECK (table_name <> ''),
    row_id INTEGER NOT NULL,
    before TEXT CHECK (before IS NULL OR json_valid(before)),
    after TEXT CHECK (after IS NULL OR json_valid(after))
) STRICT;
CREATE INDEX held_change_by_operation ON held_change (operation_id);
CREATE INDEX held_change_by_row ON held_change (table_name, row_id);
CREATE TRIGGER held_change_kept BEFORE DELETE ON held_change
BEGIN SELECT RAISE(ABORT, 'the change log is never shortened'); END;
CREATE TRIGGER held_change_unchanged BEFORE UPDATE ON held_change
BEGIN SELECT RAISE(ABORT, 'the change log is never changed'); END;

CREATE TABLE conflict (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    merging_id INTEGER NOT NULL REFERENCES merging (id),
    table_name TEXT NOT NULL CHECK (table_name <> ''),
    row_id INTEGER NOT NULL,
    part TEXT NOT NULL CHECK (part <> ''),
    ours TEXT NOT NULL CHECK (json_valid(ours)),
    theirs TEXT NOT NULL CHECK (json_valid(theirs)),
    theirs_operation_id INTEGER NOT NULL REFERENCES operation (id),
    within_id INTEGER REFERENCES conflict (id),
    ended TEXT CHECK (ended IN ('followed', 'agreed', 'withdrawn'))
) STRICT;
CREATE INDEX conflict_lasting ON conflict (table_name, row_id) WHERE ended IS NULL;
CREATE INDEX conflict_within ON conflict (within_id) WHERE within_id IS NOT NULL;
CREATE TRIGGER conflict_kept BEFORE DELETE ON conflict
BEGIN SELECT RAISE(ABORT, 'a conflict is never deleted'); END;
CREATE TRIGGER conflict_unchanged BEFORE UPDATE OF id, merging_id, table_name, row_id, part, ours, theirs,
    theirs_operation_id, within_id ON conflict
BEGIN SELECT RAISE(ABORT, 'a conflict is never changed'); END;

CREATE TABLE resolution (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    table_name TEXT NOT NULL CHECK (table_name <> ''),
    row_id INTEGER NOT NULL,
    part TEXT NOT NULL CHECK (part <> ''),
    chosen TEXT NOT NULL CHECK (chosen IN ('ours', 'theirs', 'typed')),
    ours TEXT NOT NULL CHECK (json_valid(ours)),
    theirs TEXT NOT NULL CHECK (json_valid(theirs)),
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;
CREATE INDEX resolution_by_operation ON resolution (operation_id);
CREATE INDEX resolution_by_row ON resolution (table_name, row_id);
CREATE TRIGGER resolution_kept BEFORE DELETE ON resolution
BEGIN SELECT RAISE(ABORT, 'a resolution is never deleted'); END;
CREATE TRIGGER resolution_unchanged BEFORE UPDATE ON resolution
BEGIN SELECT RAISE(ABORT, 'a resolution is never changed'); END;

CREATE TABLE conflict_resolution (
    conflict_id INTEGER NOT NULL REFERENCES conflict (id),
    resolution_id INTEGER NOT NULL REFERENCES resolution (id),
    PRIMARY KEY (conflict_id, resolution_id)
) STRICT, WITHOUT ROWID;

CREATE VIEW conflict_open AS
SELECT * FROM conflict AS c WHERE ended IS NULL AND NOT EXISTS (
    SELECT 1 FROM conflict_resolution AS l JOIN resolution AS r ON r.id = l.resolution_id
    JOIN operation AS o ON o.id = r.operation_id WHERE l.conflict_id = c.id AND o.undone_by IS NULL
);

ALTER TABLE analysis ADD COLUMN stands_behind INTEGER NOT NULL DEFAULT 0 CHECK (stands_behind IN (0, 1));
DROP INDEX analysis_latest;
CREATE INDEX analysis_latest ON analysis (photo_id, overruled_edge_mm, stands_behind);
"""

_PHOTO_STANDING = """
DROP VIEW photo_standing;
CREATE VIEW photo_standing AS
WITH latest AS (
    SELECT p.id AS photo_id, a.id AS analysis_id, d.id AS decision_id, a.error, a.size_status, a.recommendation,
        d.verb, d.size_verb, s.verification,
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
        (SELECT max(id) FROM analysis WHERE photo_id = p.id
            AND overruled_edge_mm IS json_extract(p.overrules, '$.cube_edge_mm') AND stands_behind = 0),
        (SELECT max(id) FROM analysis
            WHERE photo_id = p.id AND overruled_edge_mm IS json_extract(p.overrules, '$.cube_edge_mm')),
        (SELECT max(id) FROM analysis WHERE photo_id = p.id AND stands_behind = 0),
        (SELECT max(id) FROM analysis WHERE photo_id = p.id)
    )
    LEFT JOIN decision AS d ON d.id = (SELECT max(id) FROM decision WHERE photo_id = p.id AND undone = 0)
    LEFT JOIN specimen_photo AS l ON l.photo_id = p.id
    LEFT JOIN specimen AS s ON s.id = l.specimen_id
)
SELECT photo_id, analysis_id, decision_id, state,
    CASE state WHEN 'decided' THEN size_verb = 'open' WHEN 'to_decide' THEN size_status <> 'measured' ELSE 0 END
        AS size_to_check,
    CASE state WHEN 'decided' THEN verb = 'unsure' OR coalesce(verification = 'contested', 0)
        WHEN 'to_decide' THEN recommendation IN ('none', 'low') ELSE 0 END
        AS name_unsure
FROM latest;
"""

VERSION_6 = _MERGING + _PHOTO_STANDING
