"""A Darwin Core archive: one ZIP file with a text file for the core and for each extension.

The names inside are constants: nothing of the catalogue becomes a path.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from mineral_desk.domain.exported import ExportedSpecimen
from mineral_desk.services.exporting.dwc_documents import meta_xml
from mineral_desk.services.exporting.dwc_rows import Publishing, occurrence_id
from mineral_desk.services.exporting.dwc_tables import CORE, EXTENSIONS, Table, local_name

_BREAKS = str.maketrans(
    {"\t": " ", "\n": " ", "\r": " ", "\v": " ", "\f": " ", "\x85": " ", "\u2028": " ", "\u2029": " "}
)
"""What some reader takes for the end of a line or of a cell."""


@contextmanager
def archive_writer(path: Path, publishing: Publishing, eml: bytes) -> Iterator[Callable[[ExportedSpecimen], None]]:
    """A function that adds a specimen to the new archive ``path``; ``eml`` describes the data set."""
    with TemporaryDirectory(prefix=".export", dir=path.parent) as scratch:
        with ExitStack() as opened:
            tables = [_Text(opened, Path(scratch), table) for table in (CORE, *EXTENSIONS)]

            def write(specimen: ExportedSpecimen) -> None:
                for table in tables:
                    table.add(specimen, publishing)

            yield write
        with ZipFile(path, "x", ZIP_DEFLATED) as archive:
            archive.writestr("meta.xml", meta_xml())
            archive.writestr("eml.xml", eml)
            for table in (CORE, *EXTENSIONS):
                archive.write(Path(scratch) / table.file, table.file)


class _Text:
    """One text file while it is written: tabs between cells, a line break after each row, a line of names first."""

    def __init__(self, opened: ExitStack, folder: Path, table: Table) -> None:
        self._table, self._is_core = table, table is CORE
        self._names = [local_name(term) for term in table.terms]
        self._file: IO[str] = opened.enter_context((folder / table.file).open("x", encoding="utf-8", newline="\n"))
        self._line(self._names if self._is_core else ["coreid", *self._names])

    def add(self, specimen: ExportedSpecimen, publishing: Publishing) -> None:
        first = [] if self._is_core else [occurrence_id(specimen)]
        for row in self._table.rows(specimen, publishing):
            self._line([*first, *(row.get(name, "") for name in self._names)])

    def _line(self, cells: list[str]) -> None:
        self._file.write("\t".join(cell.translate(_BREAKS) for cell in cells) + "\n")
