"""What a run tells in files: names, what was left out, folds, and the scores after every epoch."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from mineral_desk.services.spreadsheets import csv_bytes
from mineral_desk.services.writing import write_bytes
from mineral_desk.training.fewshot.folds import folds_table
from mineral_desk.training.fewshot.gathering import DataSet
from mineral_desk.training.fewshot.labels import Label
from mineral_desk.training.fewshot.named_photo import LeftOut
from mineral_desk.training.fewshot.trainer import Row
from mineral_desk.training.measuring import Accuracy

MEASURES = ("top_1", "top_3", "top_5", "top_10", "per_class")


def tell_data(folder: Path, data: DataSet, labels: Mapping[str, Label], left_out: Sequence[LeftOut]) -> None:
    """Write ``folds.csv``, ``names.csv`` (what became of each name) and ``left_out.csv`` into ``folder``."""
    keys = [crop.sha256 for crop in data.crops]
    write_bytes(folder / "folds.csv", folds_table(keys, data.written_labels(), data.groups, data.folds))
    found = [(one.written, one.name, one.match.value, one.meant) for one in labels.values()]
    write_bytes(folder / "names.csv", csv_bytes([("written", "name", "found", "species"), *found]))
    lost = [(one.what, one.reason) for one in left_out]
    write_bytes(folder / "left_out.csv", csv_bytes([("what", "reason"), *lost]))


def tell_epochs(folder: Path, fold: str, rows: Iterable[Row]) -> None:
    """Write the scores of all epochs so far, as ``epochs-FOLD.csv`` and as one JSON object a line."""
    told = list(rows)
    if not told:
        return
    columns = list(told[0])
    table = [columns, *([str(row.get(column, "")) for column in columns] for row in told)]
    write_bytes(folder / f"epochs-{fold}.csv", csv_bytes(table))
    lines = "".join(json.dumps(row) + "\n" for row in told)
    write_bytes(folder / f"epochs-{fold}.jsonl", lines.encode())


def summary(scores: Mapping[int, Accuracy]) -> dict[str, object]:
    """The measures of each fold, and their mean and standard deviation over the folds."""
    rounded = {f"fold_{fold}": accuracy.rounded() for fold, accuracy in scores.items()}
    values = {name: np.array([getattr(one, name) for one in scores.values()]) for name in MEASURES}
    told: dict[str, object] = {**rounded, "mean": {name: round(float(v.mean()), 4) for name, v in values.items()}}
    if len(scores) > 1:
        told["deviation"] = {name: round(float(v.std(ddof=1)), 4) for name, v in values.items()}
    return told
