"""JSON: everything that is known about each specimen, in one documented shape (FORMATS.md), one specimen a line."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mineral_desk.domain.exported import ExportedSpecimen
from mineral_desk.services.exporting.records import specimen_to_record
from mineral_desk.services.exporting.writer import SpecimenWriter


@contextmanager
def json_writer(path: Path, head: Mapping[str, Any]) -> Iterator[SpecimenWriter]:
    """Adds a line a specimen to the new file ``path``; ``head`` stands before them all."""
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(as_json(head)[:-1] + ', "specimens": [')
        between = "\n"

        def write(specimen: ExportedSpecimen) -> None:
            nonlocal between
            file.write(between + as_json(specimen_to_record(specimen)))
            between = ",\n"

        yield SpecimenWriter(write)
        file.write("\n]}\n")


def as_json(record: Mapping[str, Any]) -> str:
    """The object on one line."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False)
