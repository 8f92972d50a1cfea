"""A record without a number whose photo turns out to show a specimen that has a record already."""

from mineral_desk.catalogue.log import Act, Row

_PARTS = (
    (
        "species", "qualifier", "identified_by", "identified_at",
        "verification", "verified_by", "verified_at", "verification_reason",
    ),
    (
        "size_method", "length_mm", "length_error_mm", "width_mm", "width_error_mm", "height_mm", "depth_mm",
        "size_by", "size_at",
    ),
    ("label_name",), ("group_name",), ("locality",), ("donor",), ("storage_place",), ("notes",),
    ("hardness",), ("streak",), ("lustre",), ("magnetism",), ("density",),
)  # fmt: skip
"""What goes together; the first column of each tells whether anything is there."""


def hand_over(act: Act, old_id: int, new_id: int) -> None:
    """Fill the empty parts of the record ``new_id`` from ``old_id``, and remove that one if nothing is lost with it.

    Where both say something else, both stay.
    """
    old, new = act.row("specimen", old_id), act.row("specimen", new_id)
    if old is None or new is None:
        return
    act.update("specimen", new_id, _missing(old, new))
    if all(not old[part[0]] or old[part[0]] == new[part[0]] or not new[part[0]] for part in _PARTS):
        act.delete("specimen", old_id)


def _missing(old: Row, new: Row) -> Row:
    found: Row = {}
    for part in _PARTS:
        if old[part[0]] and not new[part[0]]:
            found |= {name: old[name] for name in part}
    return found | {"origin": "typed"} if found else found
