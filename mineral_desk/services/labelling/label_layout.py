"""Where everything stands on a label: the code at the left, what people read beside it. Lengths are mm."""

from dataclasses import dataclass

from mineral_desk.domain.errors import SettingError
from mineral_desk.domain.labelling import LabelSettings
from mineral_desk.domain.phrase import said
from mineral_desk.services.labelling.codes import QUIET_MODULES

EDGE_MM = 2.0
"""Free on every side: printers and cutters are not exact."""
LARGEST_CODE_MM = 26.0
CODE_SHARE = 0.45
"""Of the label's width."""
LEAST_MODULE_MM = 0.3
"""A module narrower than that is not read by a telephone or a camera over a table."""
GAP_MM = 1.5


@dataclass(frozen=True, slots=True)
class Square:
    """The code without its quiet zone: left, top, side and the side of a module, from the label's upper left."""

    left_mm: float
    top_mm: float
    side_mm: float
    module_mm: float


@dataclass(frozen=True, slots=True)
class TextArea:
    """Where the lines stand, from the label's upper left, and how high the first line is."""

    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float
    line_mm: float


def code_square(settings: LabelSettings, modules: int) -> Square:
    """The code of so many modules on a label. Raises :class:`SettingError` where they become too small to be read.

    The label's edge is a part of the quiet zone.
    """
    room_mm = min(settings.height_mm, settings.width_mm * CODE_SHARE, LARGEST_CODE_MM + 2 * EDGE_MM)
    module_mm = min(room_mm / (modules + 2 * QUIET_MODULES), (room_mm - 2 * EDGE_MM) / modules)
    if module_mm < LEAST_MODULE_MM:
        label = said("{width:g} × {height:g} mm", width=settings.width_mm, height=settings.height_mm)
        raise SettingError(
            said("On labels of {label} a dot of the QR code is {module_mm:.2f} mm.", label=label, module_mm=module_mm),
            said(
                "It needs {least} mm: make the labels larger, or let the code say the shorter number.",
                least=LEAST_MODULE_MM,
            ),
        )
    side_mm = modules * module_mm
    margin_mm = (room_mm - side_mm) / 2
    return Square(margin_mm, (settings.height_mm - side_mm) / 2, side_mm, module_mm)


def text_area(settings: LabelSettings, code: Square) -> TextArea:
    """What is left for the lines."""
    left_mm = code.left_mm + code.side_mm + max(QUIET_MODULES * code.module_mm, GAP_MM)
    height_mm = settings.height_mm - 2 * EDGE_MM
    return TextArea(left_mm, EDGE_MM, settings.width_mm - EDGE_MM - left_mm, height_mm, min(5.0, height_mm / 5.2))
