"""Where each photo stands, kept ready for the queue."""

from collections.abc import Iterable

from sqlite_utils import Database


def refresh_states(database: Database, photo_ids: Iterable[int]) -> None:
    """Renew the stored state of these photos; part of every write that concerns them.

    Never with ``INSERT OR REPLACE``, whose rule for conflicts would hold in the triggers of the search index too.
    """
    database.conn.executemany(
        "INSERT INTO photo_state (photo_id, analysis_id, decision_id, state, size_to_check, name_unsure) "
        "SELECT photo_id, analysis_id, decision_id, state, size_to_check, name_unsure FROM photo_standing "
        "WHERE photo_id = ? ON CONFLICT (photo_id) DO UPDATE SET analysis_id = excluded.analysis_id, "
        "decision_id = excluded.decision_id, state = excluded.state, size_to_check = excluded.size_to_check, "
        "name_unsure = excluded.name_unsure",
        [(photo_id,) for photo_id in photo_ids],
    )


def stale_states(database: Database) -> list[int]:
    """The photos whose stored state is not what follows from their analyses and decisions; none, if all is well."""
    rows = database.execute(
        "SELECT photo_id FROM (SELECT * FROM photo_standing EXCEPT SELECT * FROM photo_state) "
        "UNION SELECT photo_id FROM (SELECT * FROM photo_state EXCEPT SELECT * FROM photo_standing)"
    )
    return [row[0] for row in rows]
