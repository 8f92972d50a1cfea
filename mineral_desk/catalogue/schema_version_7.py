"""What version 7 added to a specimen's record: what was found out by hand, as text (``domain/properties.py``).

Hardness (Mohs), streak, lustre, magnetism and density (g/cm³) are a person's words, written by acts with rows of the
change log; no analysis ever fills them.
"""

VERSION_7 = """
ALTER TABLE specimen ADD COLUMN hardness TEXT NOT NULL DEFAULT '';
ALTER TABLE specimen ADD COLUMN streak TEXT NOT NULL DEFAULT '';
ALTER TABLE specimen ADD COLUMN lustre TEXT NOT NULL DEFAULT '';
ALTER TABLE specimen ADD COLUMN magnetism TEXT NOT NULL DEFAULT '';
ALTER TABLE specimen ADD COLUMN density TEXT NOT NULL DEFAULT '';
"""
