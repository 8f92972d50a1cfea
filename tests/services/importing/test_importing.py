"""Lists come into a real catalogue as one act: nothing overwritten silently, all of it or nothing."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mineral_desk.catalogue.opening import create_catalogue, open_catalogue
from mineral_desk.domain.errors import CatalogueError, UsageError
from mineral_desk.domain.importing import Fate
from mineral_desk.domain.progress import finish
from mineral_desk.services import reviewing
from mineral_desk.services.desk import Desk
from mineral_desk.services.exporting.exporting import export
from mineral_desk.services.exporting.order import ExportFormat, ExportOrder, Profile, Separator
from mineral_desk.services.importing.columns import columns_for, proposed, remember_columns, say_columns
from mineral_desk.services.importing.importing import import_list, preview
from mineral_desk.services.importing.order import ImportOrder
from mineral_desk.services.importing.tables import open_table
from mineral_desk.services.paths import Folders
from mineral_desk.services.settings import Settings
from tests.services.exporting.conftest import fill
from tests.services.importing.conftest import Import, csv_text

LIST = "Number,Name,Locality,Length,Notes\nFMM 1,Quartz,Ural,52,new\nFMM 82451,Azurite,Altai,,\nFMM 3,Topaz,,long,\n"


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "список № 1.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def contents(desk: Desk) -> list[tuple]:
    return [tuple(row) for row in desk.reading.database.execute("SELECT * FROM specimen ORDER BY id")]


def test_rows_are_created_filled_contradicted_or_failed(desk: Desk, listed: Path, imported: Import) -> None:
    desk.write(fill)
    report = imported(listed)
    assert report.counts == {Fate.CREATED: 1, Fate.CONFLICT: 1, Fate.FAILED: 1}
    new, old = (desk.reading.specimens.by_number(number) for number in ("FMM 1", "FMM 82451"))
    assert new is not None
    assert (new.species, new.locality, new.length_mm, new.notes) == ("Quartz", "Ural", 52.0, "new")
    assert old is not None
    assert (old.species, old.locality) == ("Malachite", "Гумешевский рудник, Урал")
    assert "name: “Malachite” in the catalogue, “Azurite” in the list" in report.told[0].reasons
    assert desk.reading.specimens.by_number("FMM 3") is None


def test_all_of_an_import_is_taken_back_and_brought_back(desk: Desk, listed: Path, imported: Import) -> None:
    desk.write(fill)
    before = contents(desk)
    imported(listed, update=True, who="Вера")
    after = contents(desk)
    assert after != before
    act = reviewing.can_undo(desk)
    assert act is not None
    assert (act.name, act.who) == ("Import список № 1.csv", "Вера")
    reviewing.undo(desk)
    assert contents(desk) == before
    reviewing.redo(desk)
    assert contents(desk) == after
    assert desk.reading.check() == []


def test_an_update_overwrites_and_says_so(desk: Desk, listed: Path, imported: Import) -> None:
    desk.write(fill)
    assert imported(listed, update=True).counts[Fate.UPDATED] == 1
    record = desk.reading.specimens.by_number("FMM 82451")
    assert record is not None
    assert (record.species, record.locality, record.notes.splitlines()[0]) == ("Azurite", "Altai", "First line")


def test_a_dry_run_writes_nothing_but_its_report(desk: Desk, listed: Path, tmp_path: Path, imported: Import) -> None:
    desk.write(fill)
    before = contents(desk), reviewing.can_undo(desk)
    report = imported(listed, dry_run=True, failed=tmp_path / "failed.csv")
    assert (contents(desk), reviewing.can_undo(desk)) == before
    assert report.counts[Fate.CREATED] == 1
    assert (tmp_path / "failed.csv").is_file()


def test_failures_are_mended_and_imported_again(desk: Desk, listed: Path, tmp_path: Path, imported: Import) -> None:
    failed = tmp_path / "failed.csv"
    imported(listed, failed=failed)
    text = failed.read_text("utf-8-sig")
    assert "length: “long” is no size" in text
    failed.write_text(text.replace("long,", "44,", 1), encoding="utf-8")
    again = tmp_path / "failed again.csv"
    report = imported(failed, failed=again)
    assert report.counts == {Fate.CREATED: 1}
    assert not again.exists()
    topaz = desk.reading.specimens.by_number("FMM 3")
    assert topaz is not None
    assert topaz.length_mm == 44.0


def test_a_number_that_stands_twice_is_told(desk: Desk, tmp_path: Path, imported: Import) -> None:
    path = tmp_path / "a.csv"
    path.write_text("number,name\n1,Quartz\n1,Topaz\n", encoding="utf-8")
    report = imported(path)
    assert report.counts == {Fate.CREATED: 1, Fate.FAILED: 1}
    assert report.told[0].reasons == ("1 stands in row 2 already",)


def test_a_list_that_breaks_off_imports_nothing(desk: Desk, tmp_path: Path, imported: Import) -> None:
    path = tmp_path / "a.csv"
    path.write_text("number,name\n" + "".join(f"{n},Quartz\n" for n in range(500)) + "," * 300, encoding="utf-8")
    with pytest.raises(UsageError, match="columns"):
        imported(path, failed=tmp_path / "failed.csv")
    assert contents(desk) == []
    assert not (tmp_path / "failed.csv").exists()


@pytest.mark.parametrize("last_words", ["", "Writing"])
def test_cancelling_leaves_nothing(desk: Desk, tmp_path: Path, last_words: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("number,name\n" + "".join(f"{n},Quartz\n" for n in range(500)), encoding="utf-8")
    table = open_table(path)
    job = import_list(desk, ImportOrder(table, proposed(table.headings), failed=tmp_path / "failed.csv"))
    step = next(job)
    while last_words and (step.text != last_words or step.done < 200):
        step = next(job)
    job.close()
    assert contents(desk) == []
    assert sorted(tmp_path.glob(".*")) == []


def test_writing_tells_how_far_it_is(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("number,name\n" + "".join(f"{n},Quartz\n" for n in range(500)), encoding="utf-8")
    table = open_table(path)
    steps = [step for step in import_list(desk, ImportOrder(table, proposed(table.headings))) if step.text == "Writing"]
    assert [step.done for step in steps[:-1]] == list(range(0, 500, 50))
    assert {step.total for step in steps} == {500}
    assert len(contents(desk)) == 500


def test_a_catalogue_that_refuses_gets_nothing(desk: Desk, listed: Path, imported: Import) -> None:
    desk.reading.database.execute("SELECT 1").fetchone()
    path = desk.reading.path
    path.rename(path.with_name("away.mdc"))
    with pytest.raises(CatalogueError):
        imported(listed)
    path.with_name("away.mdc").rename(path)
    assert contents(desk) == []


def test_the_preview_shows_what_would_come(desk: Desk, listed: Path) -> None:
    desk.write(fill)
    table = open_table(listed)
    rows = preview(desk, ImportOrder(table, proposed(table.headings)))
    assert [row.fate for row in rows] == [Fate.CREATED, Fate.CONFLICT, Fate.FAILED]
    assert reviewing.can_undo(desk).name != "Import список № 1.csv"  # type: ignore[union-attr]


def test_the_file_of_failures_is_never_the_list_or_a_catalogue(desk: Desk, listed: Path, imported: Import) -> None:
    for path in (listed, listed.with_suffix(".mdc"), listed.parent):
        with pytest.raises(UsageError):
            imported(listed, failed=path)
    assert listed.read_text("utf-8") == LIST


def test_columns_are_remembered_for_their_headings(tmp_path: Path) -> None:
    headings = ("A", "B", "number")
    said = say_columns(headings, proposed(headings), ["A=name", "B = notes", "number="])
    with pytest.raises(UsageError, match="catalogue number"):
        remember_columns(headings, said, tmp_path)
    said = say_columns(headings, said, ["B=number"])
    remember_columns(headings, said, tmp_path)
    assert columns_for(("a", "b", "Number"), tmp_path) == ("species", "catalogue_number", "")
    assert columns_for(("a", "c", "number"), tmp_path) == ("", "", "catalogue_number")
    for fault in (["C=name"], ["A=colour"], ["A"]):
        with pytest.raises(UsageError):
            say_columns(headings, said, fault)
    (tmp_path / "import columns.json").write_text("[[[", encoding="utf-8")
    assert columns_for(headings, tmp_path) == ("", "", "catalogue_number")


def test_russian_names_are_kept_as_ima_names(desk: Desk, tmp_path: Path, imported: Import) -> None:
    path = tmp_path / "a.csv"
    path.write_text("number,name\n1,малахит\n2,Горный хрусталь\n3,Ляпис-лазурь\n", encoding="utf-8")
    imported(path)
    names = [desk.reading.specimens.by_number(str(n)).species for n in (1, 2, 3)]  # type: ignore[union-attr]
    assert names == ["Malachite", "Горный хрусталь", "Ляпис-лазурь"]


def fields(desk: Desk) -> list[tuple]:
    return [
        tuple(row)
        for row in desk.reading.database.execute(
            "SELECT guid, catalogue_number, species, qualifier, identified_by, substr(identified_at, 1, 10), "
            "label_name, group_name, locality, donor, storage_place, notes, round(length_mm, 3), "
            "round(length_error_mm, 3), "
            "round(width_mm, 3), round(width_error_mm, 3), round(height_mm, 3), round(depth_mm, 3), size_method, "
            "size_by, substr(size_at, 1, 10) FROM specimen ORDER BY id"
        )
    ]


def fresh(folders: Folders, path: Path) -> Desk:
    path.unlink(missing_ok=True)
    create_catalogue(path).close()
    return Desk(folders, Settings(), path)


def carried_over(desk: Desk, folders: Folders, folder: Path, order: ExportOrder) -> list[tuple]:
    finish(export(desk, order))
    with fresh(folders, folder / "other.mdc") as other:
        table = open_table(order.out)
        mapped = columns_for(table.headings, folders.user, order.profile)
        report = finish(import_list(other, ImportOrder(table, mapped)))
        assert report.needs_a_person == 0, [one.reasons for one in report.told]
        return fields(other)


@pytest.mark.parametrize("separator", list(Separator))
@pytest.mark.parametrize("kind", [ExportFormat.CSV, ExportFormat.XLSX])
def test_an_export_is_taken_back_exactly(
    desk: Desk, folders: Folders, tmp_path: Path, kind: ExportFormat, separator: Separator
) -> None:
    desk.write(fill)
    order = ExportOrder(kind, tmp_path / f"a.{kind}", separator=separator)
    assert carried_over(desk, folders, tmp_path, order) == fields(desk)


def test_emu_and_specify_take_their_columns_back(desk: Desk, folders: Folders, tmp_path: Path) -> None:
    desk.write(fill)
    desk.write(lambda one: one.photos.set_number(4, "9", "Anna"))
    specify = ExportOrder(ExportFormat.XLSX, tmp_path / "a.xlsx", Profile.SPECIFY)
    # Specify has no column for the day of a measurement
    assert [row[:-1] for row in carried_over(desk, folders, tmp_path, specify)] == [row[:-1] for row in fields(desk)]
    emu = ExportOrder(ExportFormat.CSV, tmp_path / "a.csv", Profile.EMU)
    names = carried_over(desk, folders, tmp_path, emu)
    assert [(row[1], row[2], row[6:18]) for row in names] == [(row[1], row[2], row[6:18]) for row in fields(desk)]


HOSTILE = st.text(max_size=40) | st.sampled_from(
    [
        "'; DROP TABLE specimen; --",
        '=HYPERLINK("http://x")',
        "@SUM(1)",
        "'=1",
        "a;=b",
        "\ta",
        "../../etc/passwd",
        "_x000D_",
    ]
)
LENGTHS = st.none() | st.floats(0.001, 9e4).map(lambda value: round(value, 3))
RECORDS = st.fixed_dictionaries(
    dict.fromkeys(("species", "label_name", "group_name", "locality", "donor", "storage_place", "notes"), HOSTILE)
    | dict.fromkeys(("length_mm", "width_mm", "height_mm", "depth_mm"), LENGTHS)
)


@given(st.lists(RECORDS, min_size=1, max_size=3), st.sampled_from([ExportFormat.CSV, ExportFormat.XLSX]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=40)
def test_any_record_survives_the_way_out_and_in(
    tmp_path: Path, folders: Folders, records: list[dict], kind: ExportFormat
) -> None:
    with fresh(folders, tmp_path / "one.mdc") as one:
        for place, record in enumerate(records):
            number = f"N {place}"
            path = tmp_path / "seed.csv"
            path.write_text(csv_text([["number"], [number]]), encoding="utf-8")
            table = open_table(path)
            finish(import_list(one, ImportOrder(table, ("catalogue_number",))))
            made = one.reading.specimens.by_number(number)
            assert made is not None
            one.write(lambda catalogue, at=made.id, values=record: catalogue.specimens.edit(at, values, "Anna"))
        out = carried_over(one, folders, tmp_path, ExportOrder(kind, tmp_path / f"out.{kind}"))
        # an empty name or size has nobody who gave it, and none is carried over
        assert [row[:4] + row[6:18] for row in out] == [row[:4] + row[6:18] for row in fields(one)]
    with open_catalogue(tmp_path / "other.mdc") as other:
        assert other.check() == []
