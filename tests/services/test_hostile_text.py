"""Text that means something to SQL, to spreadsheets, to terminals or to files comes back exactly from every field."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mineral_desk.catalogue.text import clean_line, clean_text
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.progress import finish
from mineral_desk.domain.searching.found import SavedSearch, SortColumn, Sorting
from mineral_desk.domain.searching.parser import quoted
from mineral_desk.services import browsing, recording, reviewing
from mineral_desk.services.desk import Desk
from mineral_desk.services.exporting.exporting import export
from mineral_desk.services.exporting.order import ExportFormat, ExportOrder
from mineral_desk.services.numbering import give_numbers
from mineral_desk.services.settings import Settings, WindowSettings, load_settings, save_settings
from tests.catalogue.conftest import make_photo
from tests.services.importing.conftest import csv_text

HOSTILE = (
    "'; DROP TABLE specimen; --",
    '" OR ""="',
    "%' UNION SELECT name FROM sqlite_master --",
    "Robert\\'); DELETE FROM change;",
    "?1 :who @who $who",
    "* NEAR(a b) ^{species}: -size:>5",
    "=cmd|'/c calc'!A1",
    "@SUM(1+1)*cmd",
    "{}[]%s%n{0}\\u0000\\n",
    "../../../../etc/passwd",
    "\u202eelif\u202c \ufeff\u200b ﷺ 💎 Ж\u0301",
    "</t><script>alert(1)</script>&lt;&#0;",
    "NULL",
    "0x1F",
    "1e400",
    "x" * 5_000,
)
CONTROLS = ("\x7f", "\x00\x1b[31m\r\n\t", "a\"\"\"b'''", "\\", "\x85\u2028", "[window]\nx=1")
FIELDS = ("label_name", "group_name", "locality", "donor", "storage_place", "notes", "species")


def strings_in(value: object) -> Iterator[set[str]]:
    """The texts of each object in a JSON document."""
    if isinstance(value, dict):
        yield {one for one in value.values() if isinstance(one, str)}
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from strings_in(one)


@pytest.mark.parametrize("text", HOSTILE)
def test_records_decisions_and_searches_keep_it(desk: Desk, text: str, tmp_path: Path) -> None:
    photo_id, _, _ = desk.write(lambda catalogue: catalogue.photos.add(make_photo(), "FMM 7"))
    desk.settings = replace(desk.settings, window=WindowSettings(person=text))
    reviewing.decide(desk, Decision(photo_id, Verb.CORRECT, "", text, catalogue_number=text, notes=text, reason=text))
    recording.edit_record(desk, photo_id, dict.fromkeys(FIELDS, text))
    record, line = recording.record_of(desk, photo_id), clean_line(text)
    assert record is not None
    assert [getattr(record, field) for field in FIELDS if field != "notes"] == [line] * (len(FIELDS) - 1)
    assert (record.catalogue_number, record.notes) == (line, clean_text(text))
    assert reviewing.history(desk, photo_id)[0].who == line
    if '"' not in text:
        page = browsing.first_page(desk, f"species:={quoted(line)}", Sorting(SortColumn.NUMBER, descending=False))
        assert len(page.rows) == 1
    browsing.keep_search(desk, text, text)
    assert browsing.saved_searches(desk) == [SavedSearch(line, line)]
    browsing.forget_search(desk, line)
    assert browsing.saved_searches(desk) == []
    out = tmp_path / "out.json"
    finish(export(desk, ExportOrder(ExportFormat.JSON, out)))
    assert any(line in values for values in strings_in(json.loads(out.read_text(encoding="utf-8"))))
    assert desk.reading.check() == []


@pytest.mark.parametrize("text", HOSTILE[:12])
def test_lists_of_numbers_keep_it(desk: Desk, text: str, tmp_path: Path) -> None:
    photo_id, _, _ = desk.write(lambda catalogue: catalogue.photos.add(make_photo(), ""))
    name = desk.reading.photos.get(photo_id).path.name
    numbers = tmp_path / "numbers.csv"
    rows = [("photo", "number"), (name, text), (text, "8"), (text, text)]
    numbers.write_text(csv_text(rows), encoding="utf-8-sig", newline="")
    report = give_numbers(desk, numbers)
    assert report.numbered == 1
    assert len(report.faults) == 2
    assert desk.reading.photos.get(photo_id).catalogue_number == clean_line(text)
    assert desk.reading.check() == []


@pytest.mark.parametrize("text", [*HOSTILE, *CONTROLS])
def test_settings_keep_it(text: str, tmp_path: Path) -> None:
    settings = Settings(window=WindowSettings(person=text, last_catalogue=text))
    save_settings(settings, tmp_path / "settings.toml")
    assert load_settings(tmp_path / "settings.toml") == settings


def test_settings_keep_the_name_of_a_file_whatever_its_bytes(tmp_path: Path) -> None:
    settings = Settings(window=WindowSettings(person="A\ud800", last_catalogue="/museum/\udce9\udcff.mdc"))
    save_settings(settings, tmp_path / "settings.toml")
    loaded = load_settings(tmp_path / "settings.toml")
    assert loaded.window.last_catalogue == settings.window.last_catalogue
    assert loaded.window.person == "A?"
