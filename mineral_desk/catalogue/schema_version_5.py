"""What version 5 added: verification of names by a second person, and reasons that are given to acts.

``verification`` is append-only, as ``decision`` is; the record itself says how its name stands now, beside who gave it.
A contested name makes the photos of its specimen unsure again (``photo_standing``). ``operation_reason`` holds why an
act was done, told with it or after it; the last one counts.

``change`` no longer lists the tables that it may speak of, so that a later version need not copy it for another one;
:data:`mineral_desk.catalogue.log.KEYS` does. The search is made anew with how names stand and who verified them.
"""

from mineral_desk.catalogue.schema_version_4 import folded

WORD_COLUMNS = (
    "number", "species", "label", "group_name", "place", "donor", "who", "notes", "flags", "verified_by",
)  # fmt: skip
"""The columns of the index, as ``specimen_sought`` has them as well."""

_WORDS = ", ".join(WORD_COLUMNS)

_CHANGE = """
CREATE TABLE change_anew (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    table_name TEXT NOT NULL CHECK (table_name <> ''),
    row_id INTEGER NOT NULL,
    before TEXT CHECK (before IS NULL OR json_valid(before)),
    after TEXT CHECK (after IS NULL OR json_valid(after)),
    CHECK (before IS NOT NULL OR after IS NOT NULL)
) STRICT;
INSERT INTO change_anew (id, operation_id, table_name, row_id, before, after)
SELECT id, operation_id, table_name, row_id, before, after FROM change ORDER BY id;
DROP TABLE change;
ALTER TABLE change_anew RENAME TO change;
CREATE INDEX change_by_operation ON change (operation_id);
CREATE INDEX change_by_row ON change (table_name, row_id);
CREATE TRIGGER change_kept BEFORE DELETE ON change
BEGIN SELECT RAISE(ABORT, 'the change log is never shortened'); END;
CREATE TRIGGER change_unchanged BEFORE UPDATE ON change
BEGIN SELECT RAISE(ABORT, 'the change log is never changed'); END;
"""

_VERIFICATION = """
CREATE TABLE verification (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guid TEXT NOT NULL UNIQUE,
    specimen_id INTEGER NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('verified', 'contested')),
    species TEXT NOT NULL CHECK (species <> ''),
    qualifier TEXT NOT NULL,
    identified_by TEXT NOT NULL,
    identified_at TEXT NOT NULL,
    reason TEXT NOT NULL,
    who TEXT NOT NULL CHECK (who <> ''),
    verified_at TEXT NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
    CHECK (verdict = 'verified' OR reason <> '')
) STRICT;
CREATE INDEX verification_by_specimen ON verification (specimen_id);
CREATE TRIGGER verification_kept BEFORE DELETE ON verification
BEGIN SELECT RAISE(ABORT, 'a verification is never deleted'); END;
CREATE TRIGGER verification_unchanged BEFORE UPDATE OF id, guid, specimen_id, verdict, species, qualifier,
    identified_by, identified_at, reason, who, verified_at ON verification
BEGIN SELECT RAISE(ABORT, 'a verification is never changed'); END;

ALTER TABLE specimen ADD COLUMN verification TEXT NOT NULL DEFAULT 'open'
    CHECK (verification IN ('open', 'verified', 'contested'));
ALTER TABLE specimen ADD COLUMN verified_by TEXT NOT NULL DEFAULT '';
ALTER TABLE specimen ADD COLUMN verified_at TEXT NOT NULL DEFAULT '';
ALTER TABLE specimen ADD COLUMN verification_reason TEXT NOT NULL DEFAULT '';
"""
"""``specimen_id`` points nowhere once the record was removed: its id is never given out again."""

_REASONS = """
CREATE TABLE operation_reason (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    reason TEXT NOT NULL CHECK (reason <> ''),
    who TEXT NOT NULL CHECK (who <> ''),
    given_at TEXT NOT NULL
) STRICT;
CREATE INDEX operation_reason_by_operation ON operation_reason (operation_id);
CREATE TRIGGER operation_reason_kept BEFORE DELETE ON operation_reason
BEGIN SELECT RAISE(ABORT, 'a reason is never deleted'); END;
CREATE TRIGGER operation_reason_unchanged BEFORE UPDATE ON operation_reason
BEGIN SELECT RAISE(ABORT, 'a reason is never changed'); END;
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
        (SELECT max(id) FROM analysis
            WHERE photo_id = p.id AND overruled_edge_mm IS json_extract(p.overrules, '$.cube_edge_mm')),
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

_SPECIMEN_STANDING = f"""
DROP TABLE specimen_search_words;
DROP TABLE specimen_search;
DROP TABLE specimen_sought;
DROP VIEW specimen_standing;
CREATE VIEW specimen_standing AS
SELECT s.id AS specimen_id,
    rtrim(s.catalogue_number, '0123456789') || printf('%020d', CAST(substr(s.catalogue_number,
        length(rtrim(s.catalogue_number, '0123456789')) + 1) AS INTEGER)) AS number_order,
    s.length_mm, s.width_mm,
    nullif(substr(coalesce(
        (SELECT max(d.decided_at) FROM specimen_photo AS l JOIN photo_state AS t ON t.photo_id = l.photo_id
            JOIN decision AS d ON d.id = t.decision_id WHERE l.specimen_id = s.id),
        nullif(s.identified_at, ''),
        (SELECT min(p.taken_in_at) FROM specimen_photo AS l JOIN photo AS p ON p.id = l.photo_id
            WHERE l.specimen_id = s.id), ''), 1, 10), '') AS day,
    CASE max(coalesce((SELECT max(2 * t.size_to_check + t.name_unsure) FROM specimen_photo AS l
            JOIN photo_state AS t ON t.photo_id = l.photo_id WHERE l.specimen_id = s.id), 0),
            s.verification = 'contested')
        WHEN 3 THEN 'size_to_check' WHEN 2 THEN 'size_to_check' WHEN 1 THEN 'name_unsure'
        ELSE CASE s.species WHEN '' THEN 'unnamed' ELSE 'named' END END AS state,
    CASE s.species WHEN '' THEN NULL ELSE s.verification END AS verification,
    {folded("s.catalogue_number")} AS number,
    {folded("s.species")} AS species,
    {folded("s.label_name")} AS label,
    {folded("s.group_name")} AS group_name,
    {folded("trim(s.locality || ' / ' || s.storage_place, ' /')")} AS place,
    {folded("s.donor")} AS donor,
    {folded("CASE s.identified_by WHEN '' THEN s.size_by ELSE s.identified_by END")} AS who,
    {folded("s.notes")} AS notes,
    (SELECT group_concat(code, ' ') FROM (
        SELECT DISTINCT replace(flag.value, '_', '') AS code FROM specimen_photo AS l
        JOIN photo_state AS t ON t.photo_id = l.photo_id JOIN analysis AS a ON a.id = t.analysis_id
        JOIN json_each(a.flags) AS flag WHERE l.specimen_id = s.id ORDER BY 1)) AS flags,
    {folded("s.verified_by")} AS verified_by
FROM specimen AS s;
"""  # noqa: S608

_SEARCH = f"""
CREATE TABLE specimen_sought (
    specimen_id INTEGER PRIMARY KEY REFERENCES specimen (id),
    number_order TEXT,
    length_mm REAL,
    width_mm REAL,
    day TEXT,
    state TEXT NOT NULL CHECK (state IN ('size_to_check', 'name_unsure', 'unnamed', 'named')),
    verification TEXT CHECK (verification IN ('open', 'verified', 'contested')),
    number TEXT,
    species TEXT,
    label TEXT,
    group_name TEXT,
    place TEXT,
    donor TEXT,
    who TEXT,
    notes TEXT,
    flags TEXT,
    verified_by TEXT
) STRICT;
INSERT INTO specimen_sought SELECT * FROM specimen_standing ORDER BY specimen_id;
CREATE INDEX specimen_sought_by_number ON specimen_sought (number_order);
CREATE INDEX specimen_sought_by_species ON specimen_sought (species);
CREATE INDEX specimen_sought_by_length ON specimen_sought (length_mm);
CREATE INDEX specimen_sought_by_width ON specimen_sought (width_mm);
CREATE INDEX specimen_sought_by_place ON specimen_sought (place);
CREATE INDEX specimen_sought_by_who ON specimen_sought (who);
CREATE INDEX specimen_sought_by_day ON specimen_sought (day);
CREATE INDEX specimen_sought_by_state ON specimen_sought (state);
CREATE INDEX specimen_sought_by_verification ON specimen_sought (verification);

CREATE VIRTUAL TABLE specimen_search USING fts5(
    {_WORDS}, content='specimen_sought', content_rowid='specimen_id', columnsize=0, prefix='1 2 3',
    tokenize='unicode61 remove_diacritics 2'
);
INSERT INTO specimen_search (specimen_search) VALUES ('rebuild');
CREATE VIRTUAL TABLE specimen_search_words USING fts5vocab(specimen_search, instance);

CREATE TRIGGER specimen_sought_added AFTER INSERT ON specimen_sought
BEGIN
    INSERT INTO specimen_search (rowid, {_WORDS})
    VALUES (NEW.specimen_id, {", ".join(f"NEW.{name}" for name in WORD_COLUMNS)});
END;
CREATE TRIGGER specimen_sought_removed AFTER DELETE ON specimen_sought
BEGIN
    INSERT INTO specimen_search (specimen_search, rowid, {_WORDS})
    VALUES ('delete', OLD.specimen_id, {", ".join(f"OLD.{name}" for name in WORD_COLUMNS)});
END;
CREATE TRIGGER specimen_sought_unchanged BEFORE UPDATE ON specimen_sought
BEGIN SELECT RAISE(ABORT, 'what is sought is removed and added, never changed'); END;
"""  # noqa: S608

VERSION_5 = _CHANGE + _VERIFICATION + _REASONS + _PHOTO_STANDING + _SPECIMEN_STANDING + _SEARCH
"""The triggers of version 4 on ``specimen``, ``specimen_photo`` and ``photo_state`` stay: they copy whole rows."""
