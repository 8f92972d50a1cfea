"""What is to be exported, and how."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class ExportFormat(StrEnum):
    """The kinds of files."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    DWCA = "dwca"
    """A Darwin Core archive."""


class Profile(StrEnum):
    """Whose names the columns of a CSV or XLSX file have."""

    PLAIN = "plain"
    EMU = "emu"
    SPECIFY = "specify"


class Separator(StrEnum):
    """What parts the cells of a CSV file; with semicolons goes the decimal comma, as spreadsheets expect it there."""

    COMMA = "comma"
    SEMICOLON = "semicolon"
    TAB = "tab"


BASES_OF_RECORD = ("PreservedSpecimen", "MaterialSample")
ENDINGS = {
    ExportFormat.CSV: ".csv",
    ExportFormat.XLSX: ".xlsx",
    ExportFormat.JSON: ".json",
    ExportFormat.DWCA: ".zip",
}
"""The usual ending of each format's file."""


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """One export: its format and file, and what else can be said about it.

    ``institution`` is the museum's code in a Darwin Core archive, ``basis_of_record`` one of :data:`BASES_OF_RECORD`.
    """

    format: ExportFormat
    out: Path
    profile: Profile = Profile.PLAIN
    sidecars: bool = False
    separator: Separator = Separator.COMMA
    institution: str = ""
    basis_of_record: str = BASES_OF_RECORD[0]


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written: how many specimens, how many sidecars and where they lie.

    ``photos`` are all that the catalogue holds; one without a decision belongs to no specimen.
    """

    out: Path
    specimens: int
    sidecars: int = 0
    sidecar_folder: Path | None = None
    photos: int = 0

    @property
    def nothing_decided(self) -> bool:
        """Whether nothing was written although there are photos: none is decided yet."""
        return self.specimens == 0 and self.photos > 0
