"""What version 7 added: how far what was on the screen was trusted, and what was found out about a specimen by hand.

With the museum's memory the first name and its probability need not be those of the stored analysis. ``decision`` keeps
the probability of the first of ``shown`` and the recommendation that stood beside it; both are empty in older rows, and
where nothing was shown.

Hardness (Mohs), streak, lustre, magnetism and density (g/cm³) of a specimen are a person's words, as text
(``domain/properties.py``), written by acts with rows of the change log; no analysis ever fills them.
"""

_TRUST = """
ALTER TABLE decision ADD COLUMN shown_probability REAL
    CHECK (shown_probability IS NULL OR shown_probability BETWEEN 0 AND 1);
ALTER TABLE decision ADD COLUMN shown_recommendation TEXT NOT NULL DEFAULT ''
    CHECK (shown_recommendation IN ('', 'none', 'low', 'medium', 'strong'));
DROP TRIGGER decision_unchanged;
CREATE TRIGGER decision_unchanged BEFORE UPDATE OF id, guid, photo_id, analysis_id, verb, species, catalogue_number,
    size_verb, length_mm, length_error_mm, width_mm, width_error_mm, height_mm, depth_mm, hand_marks, notes, reason,
    shown, typed_before_seeing, who, decided_at, shown_probability, shown_recommendation ON decision
BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;
"""
_FOUND_OUT = """
ALTER TABLE specimen ADD COLUMN hardness TEXT NOT NULL DEFAULT '';
ALTER TABLE specimen ADD COLUMN streak TEXT NOT NULL DEFAULT '';
ALTER TABLE specimen ADD COLUMN lustre TEXT NOT NULL DEFAULT '';
ALTER TABLE specimen ADD COLUMN magnetism TEXT NOT NULL DEFAULT '';
ALTER TABLE specimen ADD COLUMN density TEXT NOT NULL DEFAULT '';
"""
VERSION_7 = _TRUST + _FOUND_OUT
