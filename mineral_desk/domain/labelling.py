"""Labels for specimens on sheets of paper: how a sheet is divided, and what stands on a label. Lengths are mm."""

from dataclasses import dataclass
from enum import StrEnum

from mineral_desk.domain.errors import SettingError
from mineral_desk.domain.paper import PAPERS_MM
from mineral_desk.domain.phrase import said
from mineral_desk.domain.record_id import record_urn
from mineral_desk.domain.setting import check_settings, setting

_SLACK_MM = 0.01


class CodeContent(StrEnum):
    """What the QR code of a label says."""

    NUMBER = "number"
    """The catalogue number, which is read back from a photo of the label."""
    RECORD_ID = "record_id"
    """The record's GUID, which no renumbering changes."""


@dataclass(frozen=True, slots=True)
class LabelSettings:
    """A sheet of labels; the defaults are a common A4 sheet of 3 × 7."""

    paper: str = setting("A4", "Paper", "The sheets in the printer.", choices=tuple(PAPERS_MM))
    columns: int = setting(3, "Columns", "Labels side by side.", minimum=1, maximum=20)
    rows: int = setting(7, "Rows", "Labels one below the other.", minimum=1, maximum=40)
    width_mm: float = setting(63.5, "Label width", "Of one label.", unit="mm", minimum=20.0, maximum=420.0)
    height_mm: float = setting(38.1, "Label height", "Of one label.", unit="mm", minimum=10.0, maximum=420.0)
    left_mm: float = setting(
        7.2, "Left edge", "From the edge of the paper to the first label.", unit="mm", minimum=0.0, maximum=200.0
    )
    top_mm: float = setting(
        15.1, "Top edge", "From the edge of the paper to the first label.", unit="mm", minimum=0.0, maximum=200.0
    )
    gap_across_mm: float = setting(2.5, "Gap across", "Between two columns.", unit="mm", minimum=0.0, maximum=100.0)
    gap_down_mm: float = setting(0.0, "Gap down", "Between two rows.", unit="mm", minimum=0.0, maximum=100.0)
    code: str = setting(
        "number", "QR code", "The catalogue number, or the id of the record.", choices=tuple(CodeContent)
    )
    frame: bool = setting(False, "Cutting lines", "A thin line around each label, for plain paper.")

    @property
    def a_sheet(self) -> int:
        """Labels on a sheet."""
        return self.columns * self.rows

    @property
    def paper_mm(self) -> tuple[float, float]:
        """Width and height of the paper."""
        return PAPERS_MM[self.paper]


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on a label. Sides in mm, None where they are unknown."""

    number: str
    record_id: str
    name: str = ""
    locality: str = ""
    sides_mm: tuple[float, ...] = ()

    def code(self, content: CodeContent) -> str:
        """The text of its QR code; a specimen without a number has its id there."""
        return self.number if content is CodeContent.NUMBER and self.number else record_urn(self.record_id)


def check_labels(settings: LabelSettings) -> None:
    """Raise :class:`SettingError` where a value is outside its limits or the labels do not go on the paper."""
    check_settings(settings)
    used_mm = (
        settings.left_mm + settings.columns * settings.width_mm + (settings.columns - 1) * settings.gap_across_mm,
        settings.top_mm + settings.rows * settings.height_mm + (settings.rows - 1) * settings.gap_down_mm,
    )
    for used, paper, way in zip(used_mm, settings.paper_mm, (said("wide"), said("high")), strict=True):
        if used > paper + _SLACK_MM:
            raise SettingError(
                said(
                    "The labels take {used:g} mm, and {paper} is {paper_mm:g} mm {way}.",
                    used=used,
                    paper=settings.paper,
                    paper_mm=paper,
                    way=way,
                ),
                "Make them smaller, or have fewer on a sheet.",
            )


def label_corner_mm(settings: LabelSettings, place: int) -> tuple[float, float]:
    """The left and the top edge of the label at ``place`` of its sheet, row by row from the top left."""
    row, column = divmod(place, settings.columns)
    return (
        settings.left_mm + column * (settings.width_mm + settings.gap_across_mm),
        settings.top_mm + row * (settings.height_mm + settings.gap_down_mm),
    )
