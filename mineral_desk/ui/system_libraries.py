"""Whether a real window can be opened on Linux: Qt ends the whole program where one of its libraries is missing."""

import ctypes
import os
import sys
from collections.abc import Callable, Mapping

from mineral_desk.domain.errors import UsageError

X11_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
"""What Qt's X11 platform loads beside itself, and the Debian package that holds it."""
EVERYWHERE = (
    "libEGL.so.1",
    "libGL.so.1",
    "libfontconfig.so.1",
    "libxkbcommon.so.0",
    "libdbus-1.so.3",
    "libglib-2.0.so.0",
)
"""Needed even without a display: importing Qt's widgets fails without them."""


def has_display(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a window can be seen at all."""
    if environment.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    return not sys.platform.startswith("linux") or bool(
        environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    )


def check_system_libraries(for_window: bool, load: Callable[[str], object] = ctypes.CDLL) -> None:
    """Raise :class:`UsageError` with the line to type where a library is missing."""
    missing = missing_packages(for_window, load)
    if missing:
        raise UsageError(
            "The window needs system libraries that are not installed.",
            f"Install them with: sudo apt-get install {' '.join(missing)}",
        )


def missing_packages(for_window: bool, load: Callable[[str], object] = ctypes.CDLL) -> list[str]:
    """The Debian packages to install, by name."""
    if not sys.platform.startswith("linux"):
        return []
    needed = X11_LIBRARIES if for_window else {name: X11_LIBRARIES[name] for name in EVERYWHERE}
    return sorted({package for name, package in needed.items() if not _loads(name, load)})


def _loads(name: str, load: Callable[[str], object]) -> bool:
    try:
        load(name)
    except OSError:
        return False
    return True
