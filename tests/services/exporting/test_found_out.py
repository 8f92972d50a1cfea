"""What was found out by hand leaves the catalogue in every format, and comes back."""

import csv
import json
from pathlib import Path

from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.properties import Property
from mineral_desk.services.desk import Desk
from mineral_desk.services.exporting.dwc_rows import Publishing, measurements
from mineral_desk.services.exporting.order import ExportFormat
from mineral_desk.services.typed_properties import type_property
from tests.services.exporting.conftest import Export, take_in

TYPED = {
    Property.HARDNESS: "3.5-4", Property.STREAK: "green", Property.LUSTRE: "silky", Property.MAGNETISM: "none",
    Property.DENSITY: "3.95",
}  # fmt: skip


def found_out(desk: Desk) -> None:
    photo_id = desk.write(lambda one: take_in(one, "found out.jpg", "99"))
    for one, text in TYPED.items():
        type_property(desk, photo_id, one, text)
    desk.write(lambda one: one.decisions.add(Decision(photo_id, Verb.ACCEPT, "Anna", "Malachite")))


def test_csv_and_json_hold_it(filled: Desk, exported: Export, tmp_path: Path) -> None:
    found_out(filled)
    exported(ExportFormat.CSV, "a.csv")
    with (tmp_path / "Вывоз № 1" / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["catalogue_number"].strip("'") == "99")
    names = ("hardness_mohs", "streak", "lustre", "magnetism", "density_g_cm3")
    assert [row[name] for name in names] == list(TYPED.values())
    exported(ExportFormat.JSON, "a.json")
    told = json.loads((tmp_path / "Вывоз № 1" / "a.json").read_text(encoding="utf-8"))
    record = next(one for one in told["specimens"] if one["catalogue_number"] == "99")
    assert record["properties"] == dict(zip(names, TYPED.values(), strict=True))


def test_darwin_core_has_a_measurement_for_each(filled: Desk) -> None:
    found_out(filled)
    specimen = next(one for one in filled.reading.exports.specimens(whole=True) if one.record.catalogue_number == "99")
    rows = {row["measurementType"]: row for row in measurements(specimen, Publishing())}
    assert rows["hardness"]["measurementValue"] == "3.5-4"
    assert rows["hardness"]["measurementUnit"] == "Mohs"
    assert rows["density"]["measurementUnit"] == "g/cm3"
    assert rows["streak"]["measurementMethod"] == "found out by hand"
