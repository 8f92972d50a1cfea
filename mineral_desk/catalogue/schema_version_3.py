"""What version 3 added to a specimen's record: its other names, where it is from, who gave it, where it is kept.

All of them are a person's words, written by acts with rows of the change log; no analysis ever fills them.
"""

VERSION_3 = """
ALTER TABLE specimen ADD COLUMN label_name TEXT NOT NULL DEFAULT '';
ALTER TABLE specimen ADD COLUMN group_name TEXT NOT NULL DEFAULT '';
ALTER TABLE specimen ADD COLUMN locality TEXT NOT NULL DEFAULT '';
ALTER TABLE specimen ADD COLUMN donor TEXT NOT NULL DEFAULT '';
ALTER TABLE specimen ADD COLUMN storage_place TEXT NOT NULL DEFAULT '';
"""
