"""A storage plan as files for other programs: CSV in which nothing is a formula, and JSON. Formats: FORMATS.md."""

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.phrase import said
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.domain.storing.boxes import written_sides
from mineral_desk.domain.storing.plan import StoragePlan
from mineral_desk.services.exporting.csv_file import as_text
from mineral_desk.services.exporting.json_file import as_json
from mineral_desk.services.storing.plan_records import (
    ORDER_COLUMNS,
    SPECIMEN_COLUMNS,
    Record,
    order_records,
    plan_head,
    specimen_records,
)
from mineral_desk.services.writing import replacing

CSV, JSON = ".csv", ".json"
STEP = 500
"""Specimens between two steps."""


def check_plan_file(out: Path) -> None:
    """Raise :class:`UsageError` where the ending names no format."""
    if out.suffix.lower() not in (CSV, JSON):
        raise UsageError(
            said("{name} is neither {csv} nor {json}.", name=out.name, csv=CSV, json=JSON),
            "Give it one of these endings.",
        )


def write_plan(plan: StoragePlan, out: Path) -> Job[Path]:
    """Write a line for every specimen of the plan; the file appears whole when the job ends.

    Raises :class:`UsageError` for another ending, :class:`OutputError` where it cannot be written.
    """
    check_plan_file(out)
    write = _write_csv if out.suffix.lower() == CSV else _write_json
    with replacing(out) as part:
        yield from write(plan, part)
    return out


def write_order(plan: StoragePlan, out: Path) -> Job[Path]:
    """Write how many boxes of each size there are, are needed and are to be ordered, as CSV. Raises as above."""
    if out.suffix.lower() != CSV:
        raise UsageError(said("{name} is no {csv}.", name=out.name, csv=CSV), "Give it that ending.")
    with replacing(out) as part:
        yield from _write_table(part, ORDER_COLUMNS, order_records(plan), len(plan.counts))
    return out


def _write_csv(plan: StoragePlan, part: Path) -> Job[None]:
    return _write_table(part, SPECIMEN_COLUMNS, specimen_records(plan), plan.specimens)


def _write_table(part: Path, columns: Sequence[str], records: Iterable[Record], total: int) -> Job[None]:
    with part.open("x", encoding="utf-8-sig", errors="replace", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(columns)
        for done, record in enumerate(records, start=1):
            lines.writerow([_cell(record[column]) for column in columns])
            if done % STEP == 0:
                yield Progress(done, total)


def _write_json(plan: StoragePlan, part: Path) -> Job[None]:
    with part.open("x", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(plan_head(plan), ensure_ascii=False, allow_nan=False)[:-1] + ', "specimens": [')
        between = "\n"
        for done, record in enumerate(specimen_records(plan), start=1):
            file.write(between + as_json(record))
            between = ",\n"
            if done % STEP == 0:
                yield Progress(done, plan.specimens)
        file.write("\n]}\n")


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return written_sides(*value) if isinstance(value, list) else as_text(value)
