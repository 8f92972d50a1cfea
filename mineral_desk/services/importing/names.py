"""Names in lists as the catalogue keeps them: the IMA name where a list has the Russian one."""

from collections.abc import Callable
from dataclasses import replace

from mineral_desk.domain.importing import ReadRow
from mineral_desk.domain.minerals import folded
from mineral_desk.services.minerals import MineralNames


def as_catalogued(minerals: MineralNames) -> Callable[[ReadRow], ReadRow]:
    """A function that puts the IMA name in the place of a species' own Russian name.

    Varieties and synonyms stay as they are: which species they are is for a person to say. So does every name of a
    row with a record id, which comes from an export of ours and is to be taken back as it was.
    """
    russian: dict[str, str] = {}
    for mineral in minerals.list.minerals:
        key = folded(mineral.name_ru)
        russian[key] = "" if russian.get(key, mineral.name) != mineral.name else mineral.name

    def name_of(row: ReadRow) -> ReadRow:
        written = row.values.get("species")
        name = russian.get(folded(written), "") if isinstance(written, str) and written else ""
        return replace(row, values={**row.values, "species": name}) if name and not row.record_id else row

    return name_of
