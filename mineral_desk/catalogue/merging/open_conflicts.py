"""Conflicts of earlier merges, when more comes from the other side: they go on, or they are over."""

from mineral_desk.catalogue.merging.parts import Told, part_named
from mineral_desk.catalogue.merging.standing import row_in, told_by
from mineral_desk.catalogue.merging.task import Key, MergeTask
from mineral_desk.catalogue.merging.weighing import Verdict

_OPEN = "SELECT id, theirs FROM main.conflict_open WHERE table_name = ? AND row_id = ? AND part = ?"
_SETTLED = """
SELECT 1 FROM main.resolution AS r JOIN temp.own_operation AS n ON n.our_id = r.operation_id
JOIN main.operation AS o ON o.id = r.operation_id
WHERE r.table_name = ? AND r.row_id = ? AND r.part = ? AND o.undone_by IS NULL
"""
_ENDS = {
    Verdict.CONFLICT: "followed",
    Verdict.AGREE: "agreed",
    Verdict.TAKE: "agreed",
    Verdict.KEEP: "withdrawn",
}


def follow(task: MergeTask, key: Key, verdict: Verdict, said: tuple[Told, ...]) -> None:
    """End the conflicts about this part of our row whose other value the other side went on from."""
    for conflict_id in open_about(task, key, said):
        task.database.execute("UPDATE main.conflict SET ended = ? WHERE id = ?", (_ENDS[verdict], conflict_id))


def open_about(task: MergeTask, key: Key, said: tuple[Told, ...]) -> list[int]:
    """The open conflicts about this part of our row in which theirs says one of these."""
    found, part = task.rows(_OPEN, *key), part_named(key[0], key[2])
    return [conflict_id for conflict_id, theirs in found if told_by(part, row_in(theirs)) in said]


def is_settled_here(task: MergeTask, key: Key) -> bool:
    """Whether a person settled a conflict about this part of our row here, of which the other side does not know."""
    return task.one(_SETTLED, *key) is not None
