"""Records that a photo shows on the other side and that were removed here: a person is asked about them as well."""

import json

from mineral_desk.catalogue.merging.clashes import add_clash
from mineral_desk.catalogue.merging.identities import Identities
from mineral_desk.catalogue.merging.parts import RECORD
from mineral_desk.catalogue.merging.rows_of_the_log import current
from mineral_desk.catalogue.merging.task import MergeTask

_WANTED = """
SELECT json_extract(theirs, '$.specimen_id') AS wanted, operation_id, within FROM temp.clash
WHERE table_name = 'specimen_photo' AND json_type(theirs, '$.specimen_id') = 'integer' ORDER BY id
"""
_IS_HERE = "SELECT 1 FROM main.specimen WHERE id = ?"
_IS_NOTED = "SELECT 1 FROM temp.clash WHERE table_name = ? AND row_id = ? AND part = ?"


def ask_about_missing_records(task: MergeTask, ids: Identities) -> None:
    """Once everything is replayed; a record waits with the decision that its photo waits with."""
    for wanted, operation_id, within in task.rows(_WANTED):
        key = ("specimen", wanted, RECORD.name)
        is_known = task.one(_IS_HERE, ids.specimen(wanted)) or task.one(_IS_NOTED, *key)
        row = None if is_known else current(task, "theirs", "specimen", wanted)
        if row is not None:
            with_photo = within if within is not None and within > 0 else None
            add_clash(task, key, operation_id, json.dumps(row, ensure_ascii=False), with_photo)
