"""A Darwin Core archive: one ZIP file with a text file for the core and for each extension.

The names inside are constants: nothing of the catalogue becomes a path.
"""

from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from mineral_desk.domain.exported import ExportedSpecimen
from mineral_desk.services.exporting.dwc_documents import meta_xml
from mineral_desk.services.exporting.dwc_rows import Publishing, occurrence_id
from mineral_desk.services.exporting.dwc_tables import CORE, EXTENSIONS, Table, local_name
from mineral_desk.services.exporting.writer import SpecimenWriter

_BREAKS = str.maketrans(
    {"\t": " ", "\n": " ", "\r": " ", "\v": " ", "\f": " ", "\x85": " ", "\u2028": " ", "\u2029": " "}
)
"""What some reader takes for the end of a line or of a cell."""


CHUNK_BYTES = 1 << 20


@contextmanager
def archive_writer(path: Path, publishing: Publishing, eml: bytes) -> Iterator[SpecimenWriter]:
    """Adds specimens to the new archive ``path``; ``eml`` describes the data set."""
    with TemporaryDirectory(prefix=".export", dir=path.parent) as scratch, ExitStack() as opened:
        tables = [_Text(opened, Path(scratch), table) for table in (CORE, *EXTENSIONS)]

        def add(specimen: ExportedSpecimen) -> None:
            for table in tables:
                table.add(specimen, publishing)

        def settle() -> Generator[None, None, None]:
            opened.close()
            yield from _packed(path, Path(scratch), eml)

        yield SpecimenWriter(add, settle)


def _packed(path: Path, scratch: Path, eml: bytes) -> Generator[None, None, None]:
    """Put the documents and the text files into the archive, a piece at a time."""
    with ZipFile(path, "x", ZIP_DEFLATED) as archive:
        archive.writestr("meta.xml", meta_xml())
        archive.writestr("eml.xml", eml)
        for table in (CORE, *EXTENSIONS):
            with (scratch / table.file).open("rb") as text, archive.open(table.file, "w", force_zip64=True) as packed:
                while piece := text.read(CHUNK_BYTES):
                    packed.write(piece)
                    yield


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
