"""The job that writes the catalogue's specimens into one file of another program's format."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from mineral_desk import __version__
from mineral_desk.catalogue.opening import SUFFIX, Catalogue
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.phrase import said
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.services.desk import Desk
from mineral_desk.services.exporting.csv_file import csv_writer
from mineral_desk.services.exporting.dwc_archive import archive_writer
from mineral_desk.services.exporting.dwc_documents import eml_xml
from mineral_desk.services.exporting.dwc_rows import Publishing
from mineral_desk.services.exporting.json_file import json_writer
from mineral_desk.services.exporting.models import versions_of
from mineral_desk.services.exporting.order import BASES_OF_RECORD, ExportFormat, ExportOrder, ExportReport, Profile
from mineral_desk.services.exporting.profiles import PROFILES
from mineral_desk.services.exporting.sidecars import Sidecars, sidecars_beside
from mineral_desk.services.exporting.writer import SpecimenWriter
from mineral_desk.services.writing import replacing
from mineral_desk.vision.decoding.kinds import PHOTO_SUFFIXES

JSON_FORMAT, JSON_VERSION = "mineral-desk/specimens", 1
STEP = 25
"""Specimens between two steps: few enough to cancel at once."""
TABLES = (ExportFormat.CSV, ExportFormat.XLSX)


def export(desk: Desk, order: ExportOrder) -> Job[ExportReport]:
    """Write what ``order`` says; the result is the catalogue of the moment the job began.

    The file (and the folder of sidecars) appears whole when the job ends. Cancelled or failed it leaves what was there
    before. Raises :class:`UsageError` for an order that makes no sense, :class:`OutputError` where nothing can be
    written.
    """
    check_order(desk, order)
    with desk.reading.reader() as catalogue, _written(order) as (part, sidecars):
        catalogue.exports.hold_still()
        specimens, photos = catalogue.exports.counts()
        total = specimens + (photos if sidecars is not None else 0)
        yield Progress(0, total)
        done = 0
        with _writer(desk, catalogue, order, part) as writer:
            for specimen in catalogue.exports.specimens(whole=order.format not in TABLES):
                writer.add(specimen)
                done += 1
                if done % STEP == 0:
                    yield Progress(done, total, specimen.record.catalogue_number)
            with closing(writer.settle()) as steps:
                for _ in steps:
                    yield Progress(done, total)
        if sidecars is not None:
            yield from _photos(catalogue, sidecars, done, total)
            sidecars.settle()
    folder = None if sidecars is None else sidecars.folder
    return ExportReport(order.out, specimens, 0 if sidecars is None else sidecars.count, folder, photos)


def _photos(catalogue: Catalogue, sidecars: Sidecars, done: int, total: int) -> Job[None]:
    for photo, specimen in catalogue.exports.photos():
        sidecars.add(photo, specimen)
        done += 1
        if done % STEP == 0:
            yield Progress(done, total, photo.path.name)


@contextmanager
def _written(order: ExportOrder) -> Iterator[tuple[Path, Sidecars | None]]:
    """The file to write to and, if wanted, the sidecars; at their places when the block ends well."""
    with replacing(order.out) as part, ExitStack() as stack:
        yield part, stack.enter_context(sidecars_beside(order.out)) if order.sidecars else None


def _writer(desk: Desk, catalogue: Catalogue, order: ExportOrder, part: Path) -> AbstractContextManager[SpecimenWriter]:
    match order.format:
        case ExportFormat.CSV:
            return csv_writer(part, PROFILES[order.profile], order.separator)
        case ExportFormat.XLSX:
            from mineral_desk.services.exporting.xlsx_file import xlsx_writer  # noqa: PLC0415  the window starts sooner

            return xlsx_writer(part, PROFILES[order.profile])
        case ExportFormat.JSON:
            return json_writer(part, _head(catalogue))
        case ExportFormat.DWCA:
            publishing = Publishing(order.institution, order.basis_of_record, versions_of(desk.models.list()))
            guid = catalogue.exports.info().get("guid", "")
            return archive_writer(part, publishing, eml_xml(catalogue.path.stem, guid, order.institution, _now()))


def _head(catalogue: Catalogue) -> dict[str, object]:
    return {
        "format": JSON_FORMAT,
        "version": JSON_VERSION,
        "written_at": _now().isoformat(timespec="seconds"),
        "program": f"Mineral Desk {__version__}",
        "catalogue": {"name": catalogue.path.name, "guid": catalogue.exports.info().get("guid", "")},
    }


def check_order(desk: Desk, order: ExportOrder) -> None:
    """Raise :class:`UsageError` for an order that makes no sense, before anything is written."""
    if order.profile is not Profile.PLAIN and order.format not in TABLES:
        raise UsageError(
            said("{format} has no columns to name for {profile}.", format=order.format, profile=order.profile),
            "Export csv or xlsx.",
        )
    if order.basis_of_record not in BASES_OF_RECORD:
        raise UsageError(
            said("{basis_of_record} is no basis of record.", basis_of_record=order.basis_of_record),
            said("Use one of {choices}.", choices=", ".join(BASES_OF_RECORD)),
        )
    if order.out.is_dir():
        raise UsageError(said("{path} is a folder.", path=order.out), "Name a file in it.")
    if order.out.suffix.lower() in {SUFFIX, *PHOTO_SUFFIXES} or _is_catalogue(desk, order.out):
        raise UsageError(
            said("{path} is no name for an export.", path=order.out),
            said("End it with .{format}.", format=order.format),
        )
    if order.sidecars and not order.out.stem.strip("."):
        raise UsageError(
            said("{path} has no name to call the sidecars after.", path=order.out), "Give the file a name."
        )


def _is_catalogue(desk: Desk, out: Path) -> bool:
    """Whether ``out`` is the open catalogue or one of SQLite's files beside it."""
    open_one = desk.reading.path
    beside = (open_one, *(open_one.with_name(open_one.name + ending) for ending in ("-wal", "-shm", "-journal")))
    return any(out.resolve() == one.resolve() for one in beside)


def _now() -> datetime:
    return datetime.now(UTC)
