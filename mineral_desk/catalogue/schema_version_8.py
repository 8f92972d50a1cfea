"""What version 8 changed: a photo to be decided is unsure only where the model proposes no name at all.

Before, it was so too where the model proposed one weakly: all of them with the shipped model. ``photo_state`` follows
its view, the search follows ``photo_state`` by its triggers. What people left open or contested counts as it did.
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
        WHEN 'to_decide' THEN recommendation = 'none' ELSE 0 END
        AS name_unsure
FROM latest;
"""

_FOLLOWED = """
UPDATE photo_state SET name_unsure = 0
WHERE name_unsure = 1 AND state = 'to_decide'
    AND (SELECT recommendation FROM analysis WHERE id = photo_state.analysis_id) = 'low';
"""
VERSION_8 = _PHOTO_STANDING + _FOLLOWED
