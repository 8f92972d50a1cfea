"""What version 4 added: the search index, and searches kept by name.

``specimen_sought`` is a copy of the view ``specimen_standing``: of each record the words that can be looked for, with
letters folded that SQLite's tokenizer leaves apart, and the values that lists are sorted by, null where there are
none. ``specimen_search`` is the FTS5 index over its words; it keeps no text of its own, and ``specimen_search_words``
lists what it has, for the check. Triggers renew both in the transaction of the write they follow, whoever makes it: an
act, an undo, another program for SQLite.

No statement that reaches these triggers may be an ``INSERT OR REPLACE``: its rule for conflicts would hold inside of
them too, and FTS5 would take words away that it never had.
"""

FOLDED = {"ё": "е", "Ё": "Е", "й": "и", "Й": "И", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss"}
"""As :mod:`mineral_desk.domain.searching.folding` folds what is typed; another folding is another version."""
WORD_COLUMNS = ("number", "species", "label", "group_name", "place", "donor", "who", "notes", "flags")
"""The columns of the index, as ``specimen_sought`` has them as well."""

_WORDS = ", ".join(WORD_COLUMNS)


def folded(expression: str) -> str:
    """The expression with the letters folded, null where nothing is left."""
    for letter, plain in FOLDED.items():
        expression = f"replace({expression}, '{letter}', '{plain}')"
    return f"nullif({expression}, '')"


def renewed(specimen_id: str) -> str:
    """The statements that renew one record's row where it differs from the view."""
    return f"""
    DELETE FROM specimen_sought WHERE specimen_id = {specimen_id} AND NOT EXISTS (
        SELECT * FROM specimen_sought WHERE specimen_id = {specimen_id}
        INTERSECT SELECT * FROM specimen_standing WHERE specimen_id = {specimen_id});
    INSERT INTO specimen_sought SELECT * FROM specimen_standing WHERE specimen_id = {specimen_id}
        AND NOT EXISTS (SELECT 1 FROM specimen_sought WHERE specimen_id = {specimen_id});"""  # noqa: S608


_STANDING = f"""
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
    CASE (SELECT max(2 * t.size_to_check + t.name_unsure) FROM specimen_photo AS l
            JOIN photo_state AS t ON t.photo_id = l.photo_id WHERE l.specimen_id = s.id)
        WHEN 3 THEN 'size_to_check' WHEN 2 THEN 'size_to_check' WHEN 1 THEN 'name_unsure'
        ELSE CASE s.species WHEN '' THEN 'unnamed' ELSE 'named' END END AS state,
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
        JOIN json_each(a.flags) AS flag WHERE l.specimen_id = s.id ORDER BY 1)) AS flags
FROM specimen AS s;
"""  # noqa: S608

_TABLES = f"""
CREATE TABLE specimen_sought (
    specimen_id INTEGER PRIMARY KEY REFERENCES specimen (id),
    number_order TEXT,
    length_mm REAL,
    width_mm REAL,
    day TEXT,
    state TEXT NOT NULL CHECK (state IN ('size_to_check', 'name_unsure', 'unnamed', 'named')),
    number TEXT,
    species TEXT,
    label TEXT,
    group_name TEXT,
    place TEXT,
    donor TEXT,
    who TEXT,
    notes TEXT,
    flags TEXT
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
CREATE INDEX specimen_by_group ON specimen (group_name);
CREATE INDEX specimen_by_storage ON specimen (storage_place);

CREATE VIRTUAL TABLE specimen_search USING fts5(
    {_WORDS}, content='specimen_sought', content_rowid='specimen_id', columnsize=0, prefix='1 2 3',
    tokenize='unicode61 remove_diacritics 2'
);
INSERT INTO specimen_search (specimen_search) VALUES ('rebuild');
CREATE VIRTUAL TABLE specimen_search_words USING fts5vocab(specimen_search, instance);

CREATE TABLE saved_search (
    name TEXT PRIMARY KEY CHECK (name <> ''),
    query TEXT NOT NULL CHECK (query <> ''),
    saved_by TEXT NOT NULL CHECK (saved_by <> ''),
    saved_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""  # noqa: S608

_TRIGGERS = f"""
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
CREATE TRIGGER specimen_added AFTER INSERT ON specimen
BEGIN{renewed("NEW.id")}
END;
CREATE TRIGGER specimen_changed AFTER UPDATE ON specimen
BEGIN{renewed("NEW.id")}
END;
CREATE TRIGGER specimen_removed AFTER DELETE ON specimen
BEGIN DELETE FROM specimen_sought WHERE specimen_id = OLD.id; END;
CREATE TRIGGER specimen_photo_added AFTER INSERT ON specimen_photo
BEGIN{renewed("NEW.specimen_id")}
END;
CREATE TRIGGER specimen_photo_changed AFTER UPDATE ON specimen_photo
BEGIN{renewed("OLD.specimen_id")}{renewed("NEW.specimen_id")}
END;
CREATE TRIGGER specimen_photo_removed AFTER DELETE ON specimen_photo
BEGIN{renewed("OLD.specimen_id")}
END;
CREATE TRIGGER photo_state_added AFTER INSERT ON photo_state
WHEN EXISTS (SELECT 1 FROM specimen_photo WHERE photo_id = NEW.photo_id)
BEGIN{renewed("(SELECT specimen_id FROM specimen_photo WHERE photo_id = NEW.photo_id)")}
END;
CREATE TRIGGER photo_state_changed AFTER UPDATE ON photo_state
WHEN EXISTS (SELECT 1 FROM specimen_photo WHERE photo_id = NEW.photo_id)
BEGIN{renewed("(SELECT specimen_id FROM specimen_photo WHERE photo_id = NEW.photo_id)")}
END;
"""  # noqa: S608

VERSION_4 = _STANDING + _TABLES + _TRIGGERS
