"""Starts the window. Nothing of Qt is imported before its system libraries are known to be there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mineral_desk.loading import loading
from mineral_desk.ui.system_libraries import check_system_libraries, has_display

if TYPE_CHECKING:
    from mineral_desk.services.desk import Desk


def run_window(desk: Desk, catalogue: Path, photos: tuple[Path, ...] = (), *, create: bool = True) -> int:
    """Open the window on a catalogue and stay until it is closed; ``photos`` are taken in at once.

    Without ``create`` no new catalogue is made where there is none. One that does not open is told in a dialog that
    helps. Raises :class:`UsageError` where a system library is missing and, without a display, what opening raises.
    """
    check_system_libraries(for_window=has_display())
    if not has_display():
        desk.open_catalogue(catalogue, create=create)
    with loading():
        from mineral_desk.ui.running import Program  # noqa: PLC0415
        from mineral_desk.ui.services_backend import ServicesBackend  # noqa: PLC0415

    program = Program(ServicesBackend(desk))
    if desk.lane is None and not program.open_catalogue(catalogue, create):
        return 1
    return program.run(photos)


def write_screenshots(desk: Desk, folder: Path) -> list[Path]:
    """Pictures of the real window on the Desk's catalogue, made without a display; returns their paths.

    Raises :class:`UsageError` where a system library is missing, :class:`OutputError` where the folder cannot be
    written.
    """
    check_system_libraries(for_window=False)
    from mineral_desk.ui.screenshots import write_all  # noqa: PLC0415
    from mineral_desk.ui.services_backend import ServicesBackend  # noqa: PLC0415

    return write_all(ServicesBackend(desk), folder)
